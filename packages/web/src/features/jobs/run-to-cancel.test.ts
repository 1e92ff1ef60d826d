import type { RunSummaryView } from "@landbridge/api";
import { expect, test } from "vitest";
import { runToCancel } from "./run-to-cancel.ts";

/** Runs of a job, newest first, as the server lists them. */
const runs = (...statuses: readonly RunSummaryView["status"][]): readonly RunSummaryView[] =>
  statuses.map((status, at) => ({
    id: String(at),
    job: "build",
    number: statuses.length - at,
    status,
    cause: { kind: "manual", text: "alice asked for it" },
    queuedAt: "2026-05-04T12:00:00Z",
    isCancelRequested: false,
  }));

test.each([
  ["the one under way, not those behind it", runs("queued", "queued", "processing", "success"), 2],
  ["the oldest of several under way", runs("processing", "processing", "failure"), 2],
  ["the next in the queue while none is under way", runs("queued", "queued", "success"), 2],
  ["none when all have ended", runs("canceled", "success"), undefined],
  ["none when there was none", runs(), undefined],
])("Cancel means %s", (_, list, number) => {
  expect(runToCancel(list)?.number).toBe(number);
});
