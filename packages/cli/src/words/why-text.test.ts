import type { FateView, WhyView } from "@landbridge/api";
import { describe, expect, test } from "vitest";
import { fateLines, jobWhyLines } from "./why-text.ts";

const fate = (parts: Partial<FateView>): FateView => ({
  job: "ship",
  isSwitchedOn: true,
  outcome: "took",
  runs: [],
  runCount: 0,
  ...parts,
});
const plain = (_: unknown, text: string): string => text;

test("an input that is switched off says so in its line; only what stands in the way is told below", () => {
  const input: WhyView["inputs"][number] = {
    from: "config",
    kind: "resource",
    isSwitchedOn: false,
    mode: "chrono",
    flow: "latest",
    passed: [],
    backlog: 0,
    health: "healthy",
    healthText: "Healthy",
    version: 2,
    quarantined: [],
    reasons: [{ code: "switched-off", text: "config is switched off: its news start nothing.", unblock: [] }],
  };
  const pinned = { code: "input-pinned", text: "config is pinned to version 1.", unblock: [] } as const;
  const view: WhyView = {
    job: "ship",
    status: "never-run",
    mode: "chrono",
    reason: { text: "Never ran.", unblock: [] },
    inputs: [input, { ...input, version: 1, reasons: [...input.reasons, { ...pinned, unblock: [] }] }],
    held: [],
    decisions: [],
  };
  expect(jobWhyLines(view, { style: plain, now: 0 }).slice(3, 6)).toEqual([
    "  ✓ config  version 2, switched off",
    "  ! config  version 1, switched off",
    "      config is pinned to version 1. (input-pinned)",
  ]);
});

describe("what became of a version at a job", () => {
  test("names the newest runs that took it, and how many there were before", () => {
    const runs = [{ number: 3, status: "success" } as const];
    expect(fateLines(fate({ runs, runCount: 4 }), plain)).toEqual(["  ✓ ship  took it: #3, and 3 before"]);
  });

  test("a run that waits at its gate takes it only once it is approved", () => {
    const runs = [{ number: 4, status: "gated" } as const];
    expect(fateLines(fate({ outcome: "will-take", runs }), plain)).toEqual([
      "  ◷ ship  will take it once it is approved: #4",
    ]);
  });

  test("not taken comes with the reason and what would change it", () => {
    const unblock = [{ action: "resume-job", target: "ship", text: "Resume ship." }];
    const reason = { code: "paused", text: "Did not start: the job is paused.", unblock } as const;
    expect(fateLines(fate({ outcome: "did-not", reason: { ...reason, unblock } }), plain)).toEqual([
      "  ✗ ship  did not take it",
      "      Did not start: the job is paused. (paused)",
      "      → Resume ship.",
    ]);
  });
});
