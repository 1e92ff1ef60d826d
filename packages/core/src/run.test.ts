import { describe, expect, test } from "vitest";
import { RUN_STATUSES, decideRun, isFinal, nameOfCause } from "./run.ts";
import type { RunDecision, RunEvent, RunStatus } from "./run.ts";

const EVENTS: readonly RunEvent[] = [
  { type: "started" },
  { type: "finished", status: "success" },
  { type: "cancel-requested" },
  { type: "agent-lost" },
  { type: "skipped" },
];

/** A decision in one word: the next status, or "not" and the refusal. */
function wordOf(decision: RunDecision): string {
  return decision.ok ? decision.status : `not: ${decision.reason}`;
}

describe("the life cycle of a run", () => {
  test.each<[RunStatus, readonly string[]]>([
    // status, then what becomes of it when it is: started, finished, cancel-requested, agent-lost, skipped
    ["gated", ["not: not-approved", "not: not-started", "canceled", "not: not-started", "skipped"]],
    ["queued", ["processing", "not: not-started", "canceled", "not: not-started", "skipped"]],
    ["processing", ["not: already-started", "success", "processing", "lost", "not: already-started"]],
  ])("a %s run", (status, words) => {
    expect(EVENTS.map((event) => wordOf(decideRun(status, event)))).toEqual(words);
  });

  test.each(RUN_STATUSES.filter(isFinal))("%s is final: it never changes", (status) => {
    for (const event of EVENTS) expect(wordOf(decideRun(status, event))).toBe("not: already-final");
  });

  test.each(RUN_STATUSES.filter(isFinal))("a processing run may finish as %s", (status) => {
    expect(decideRun("processing", { type: "finished", status })).toEqual({ ok: true, status });
  });

  test("three statuses are live, the others final", () => {
    expect(RUN_STATUSES.filter((status) => !isFinal(status))).toEqual(["gated", "queued", "processing"]);
    expect(RUN_STATUSES).toHaveLength(11);
  });
});

test.each([
  [{ kind: "version", resource: "app", versionNumber: 4 }, "app"],
  [{ kind: "run", job: "lint", runNumber: 7 }, "lint"],
  [{ kind: "manual", by: "alice" }, "alice"],
  [{ kind: "rerun", by: "alice", runNumber: 7 }, "alice"],
] as const)("who or what caused a run has a name: %#", (cause, name) => {
  expect(nameOfCause(cause)).toBe(name);
});
