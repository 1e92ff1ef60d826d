import type { StepView } from "@landbridge/api";
import { describe, expect, test } from "vitest";
import { rerunChoices } from "./rerun-choices.ts";

const step = (index: number, name: string, status: StepView["status"]): StepView => ({
  index,
  name,
  kind: "task",
  status,
  logBytes: 0,
});
const startedAt = "2026-05-04T12:00:00Z";
const possible = (run: Parameters<typeof rerunChoices>[0]): string[] =>
  rerunChoices(run).flatMap(({ how, whyNot }) => (whyNot === undefined ? [how] : []));

describe("the ways to run a run again", () => {
  test("are all open to one that failed in a step, which is named", () => {
    const steps = [step(0, "build", "success"), step(1, "test", "failure"), step(2, "ship", "skipped")];
    const choices = rerunChoices({ status: "failure", startedAt, steps });
    expect(choices.map(({ label, whyNot }) => [label, whyNot])).toEqual([
      ["The same again", undefined],
      ["From test on", undefined],
      ["With today's definition", undefined],
    ]);
  });

  test("leave out the failed step where none failed", () => {
    expect(possible({ status: "success", startedAt, steps: [step(0, "build", "success")] })).toEqual([
      "same",
      "today",
    ]);
  });

  test("leave only today's definition to one that never started", () => {
    expect(possible({ status: "skipped", steps: [] })).toEqual(["today"]);
  });

  test("are none before it has ended", () => {
    expect(rerunChoices({ status: "processing", startedAt, steps: [] })).toEqual([]);
  });
});
