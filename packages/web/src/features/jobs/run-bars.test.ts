import type { RunSummaryView } from "@landbridge/api";
import { expect, test } from "vitest";
import { runBars } from "./run-bars.ts";

const now = new Date("2026-05-04T12:00:10Z");

const run = (number: number, seconds: number | undefined): RunSummaryView => ({
  id: String(number),
  job: "build",
  number,
  status: "success",
  cause: { kind: "manual", text: "alice asked for it" },
  queuedAt: "2026-05-04T12:00:00Z",
  ...(seconds === undefined ? {} : { startedAt: "2026-05-04T12:00:00Z" }),
  ...(seconds === undefined || seconds < 0
    ? {}
    : { finishedAt: `2026-05-04T12:00:${String(seconds).padStart(2, "0")}Z` }),
  isCancelRequested: false,
});

test("bars go from the oldest to the newest, as high as the root of their duration", () => {
  const bars = runBars([run(3, 16), run(2, 4), run(1, 1)], { count: 2, now });
  expect(bars.map((bar) => [bar.run.number, bar.height])).toEqual([
    [2, 0.5],
    [3, 1],
  ]);
});

test("a run that never began is a stub, one that is under way lasts until now", () => {
  const bars = runBars([run(2, -1), run(1, undefined)], { count: 9, now });
  expect(bars.map((bar) => [bar.durationMs, bar.height])).toEqual([
    [undefined, 0.12],
    [10_000, 1],
  ]);
});
