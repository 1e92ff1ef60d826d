import type { StepView } from "@landbridge/api";
import { expect, test } from "vitest";
import { stepBars, stepToShow } from "./run-steps.ts";

const at = (second: number): string => `2026-05-04T12:00:${String(second).padStart(2, "0")}Z`;

const step = (
  index: number,
  kind: StepView["kind"],
  status: StepView["status"],
  times: readonly number[] = [],
): StepView => ({
  index,
  kind,
  name: kind,
  status,
  logBytes: status === "pending" ? 0 : 10,
  ...(times[0] === undefined ? {} : { startedAt: at(times[0]) }),
  ...(times[1] === undefined ? {} : { finishedAt: at(times[1]) }),
});

test("steps lie on one line from the first start to the last end", () => {
  const steps = [
    step(0, "prepare", "success", [0, 2]),
    step(1, "task", "success", [2, 8]),
    step(2, "finish", "pending"),
  ];
  expect(stepBars(steps, new Date(at(9))).map(({ start, length }) => [start, length])).toEqual([
    [0, 0.25],
    [0.25, 0.75],
    [0, 0],
  ]);
});

test("a step under way reaches to now", () => {
  const steps = [step(0, "prepare", "success", [0, 5]), step(1, "task", "processing", [5])];
  expect(stepBars(steps, new Date(at(10))).map(({ start, length }) => [start, length])).toEqual([
    [0, 0.5],
    [0.5, 0.5],
  ]);
});

test.each([
  [
    "the step under way",
    [step(0, "prepare", "success"), step(1, "task", "processing"), step(2, "finish", "pending")],
    1,
  ],
  [
    "the step that failed",
    [step(0, "prepare", "success"), step(1, "task", "failure"), step(2, "on_failure", "success")],
    1,
  ],
  [
    "the last script",
    [
      step(0, "prepare", "success"),
      step(1, "task", "success"),
      step(2, "task", "success"),
      step(3, "on_failure", "skipped"),
      step(4, "finish", "success"),
    ],
    2,
  ],
  [
    "the first script, before anything began",
    [step(0, "prepare", "pending"), step(1, "task", "pending"), step(2, "task", "pending")],
    1,
  ],
  ["nothing of nothing", [], undefined],
] as const)("shown is %s", (_, steps, index) => {
  expect(stepToShow({ steps: [...steps] })?.index).toBe(index);
});
