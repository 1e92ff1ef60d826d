import type { RunView, StepView } from "@landbridge/api";

/** Where a step lies on the time line of its run, as parts of the whole. */
export interface StepBar {
  readonly step: StepView;
  readonly start: number;
  readonly length: number;
}

/** The steps on one time line, from the start of the first to the end of the last. */
export function stepBars(steps: readonly StepView[], now: Date): readonly StepBar[] {
  const begin = Math.min(...steps.map((step) => timeOf(step.startedAt) ?? Infinity));
  const end = Math.max(...steps.map((step) => endOf(step, now) ?? 0));
  const whole = Math.max(1, end - begin);
  return steps.map((step) => {
    const start = timeOf(step.startedAt);
    if (start === undefined) return { step, start: 0, length: 0 };
    const length = (endOf(step, now) ?? start) - start;
    return { step, start: (start - begin) / whole, length: Math.max(0, length / whole) };
  });
}

/**
 * The step to show when nobody chose one: the one under way, else the first that went wrong, else the last
 * script that wrote something.
 */
export function stepToShow(run: Pick<RunView, "steps">): StepView | undefined {
  const { steps } = run;
  const bad = new Set(["failure", "error", "timeout", "canceled"]);
  const scripts = steps.filter(
    ({ kind, status }) => kind !== "prepare" && kind !== "finish" && status !== "skipped",
  );
  return (
    steps.find((step) => step.status === "processing") ??
    steps.find((step) => bad.has(step.status)) ??
    scripts.findLast((step) => step.logBytes > 0) ??
    scripts[0] ??
    steps[0]
  );
}

function endOf(step: StepView, now: Date): number | undefined {
  if (step.finishedAt !== undefined) return timeOf(step.finishedAt);
  return step.startedAt === undefined ? undefined : now.getTime();
}

function timeOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : new Date(time).getTime();
}
