import type { JobView } from "@landbridge/api";
import { describe, expect, test } from "vitest";
import { lastRunText } from "./last-run-text.ts";

const now = Date.parse("2026-05-04T12:00:00Z");
const ago = (seconds: number): string => new Date(now - seconds * 1_000).toISOString();
const newest = (
  number: number,
  status: "queued" | "success" | "canceled",
): NonNullable<JobView["lastRun"]> => ({
  id: String(number),
  job: "ship",
  number,
  status,
  cause: { kind: "manual", text: "owner asked for it" },
  queuedAt: ago(1),
  isCancelRequested: false,
});
const none = { processingRuns: 0, queuedRuns: 0, gatedRuns: 0 };

describe("beside the status of a job stands the run that has it", () => {
  test("though a newer one is queued behind it", () => {
    const statusRun = { number: 3, queuedAt: ago(9), startedAt: ago(8) };
    const job = { status: "processing", statusRun, lastRun: newest(4, "queued") } as const;
    expect(lastRunText({ ...job, ...none, processingRuns: 1, queuedRuns: 1 }, now)).toBe(
      "#3 9s ago, 1 queued",
    );
  });

  test("with how many others stand as it does", () => {
    const job = { status: "gated", statusRun: { number: 1, queuedAt: ago(20) } } as const;
    expect(lastRunText({ ...job, ...none, gatedRuns: 3 }, now)).toBe("#1 20s ago, 2 more gated");
  });

  test("though a newer one had ended before", () => {
    const job = { status: "success", statusRun: { number: 3 }, lastRun: newest(4, "canceled") } as const;
    expect(lastRunText({ ...job, ...none }, now)).toBe("#3");
  });

  test("and where the status is no run's, the newest run", () => {
    expect(lastRunText({ status: "waiting", lastRun: newest(4, "success"), ...none }, now)).toBe("#4 1s ago");
    expect(lastRunText({ status: "never-run", ...none }, now)).toBe("");
  });
});
