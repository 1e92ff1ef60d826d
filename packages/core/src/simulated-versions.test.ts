import { describe, expect, test } from "vitest";
import { simulate } from "./simulate.ts";
import { workflow } from "./testing/line.ts";
import type { Workflow } from "./workflow.ts";

/** What the last event brings about: `job: verdict reason`, and the versions that a run was made for. */
function atLast(line: Workflow, ...events: readonly string[]): readonly string[] {
  const { decisions, events: outcomes } = simulate(line, events);
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
  const last = events.at(-1);
  return decisions
    .slice(decisions.findLastIndex(({ event }) => event !== last) + 1)
    .map(({ job, verdict, reason, text }) => {
      const [version] = /version \d+/.exec(text) ?? [];
      return `${job}: ${verdict} ${reason}${verdict === "queued" && version ? `, ${version}` : ""}`;
    });
}

describe("a version whose run never started gets another one, as on a server", () => {
  test("when it is released from quarantine", () => {
    const line = workflow("(r) -every-> x");
    expect(atLast(line, "version:r", "quarantine:r@2", "release:r@2")).toEqual([
      "x: queued every-version, version 2",
    ]);
  });

  test("when the other version of the run went into quarantine", () => {
    const line = workflow("(r) -every-> x", "(s) -every-> x");
    const events = ["pause:x", "version:r", "version:s", "resume:x", "quarantine:s@2"];
    expect(atLast(line, ...events)).toEqual(["x: queued every-version, version 2"]);
  });

  test("when the input is healthy again that was not at its turn", () => {
    const line = workflow("(r) -every-> x", "a ..> x");
    const events = ["success:a", "version:r", "failure:a", "run:x"];
    expect(atLast(line, ...events)).toEqual(["x: skipped input-unhealthy-at-start"]);
    expect(atLast(line, ...events, "run:a", "success:a")).toEqual([
      "x: none switched-off",
      "x: queued every-version, version 2",
    ]);
  });

  test("not where another run took it first", () => {
    const line = workflow("(r) -every-> x", "(s) -every-> x");
    const events = ["version:s", "run:x", "success:x", "version:r", "quarantine:r@2"];
    expect(atLast(line, ...events)).toEqual([]);
    expect(atLast(line, ...events, "release:r@2")).toEqual(["x: queued every-version, version 2"]);
  });
});

test("who unpins an IN that takes every version lets the job take those that are left", () => {
  const line = workflow("(r) -every-> x");
  const events = ["pause:x", "version:r", "pin:x/r@1", "resume:x", "unpin:x/r"];
  expect(atLast(line, ...events)).toEqual(["x: queued every-version, version 2"]);
});
