import type { RunPlan } from "@landbridge/core";
import type { RunStop } from "./run-stop.ts";

/** setTimeout takes no more. */
export const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** Ends the run when one of its tasks takes longer than that task alone may. */
export interface TaskLimits {
  begun(index: number): void;
  ended(index: number): void;
  close(): void;
}

export function createTaskLimits(
  { tasks }: Pick<RunPlan, "tasks">,
  { stop, graceMs }: { readonly stop: RunStop; readonly graceMs: number },
): TaskLimits {
  const timers = new Map<number, NodeJS.Timeout>();
  function ended(index: number): void {
    clearTimeout(timers.get(index));
    timers.delete(index);
  }
  return {
    begun(index) {
      // The tasks come right after `prepare`, the step 0.
      const { timeoutMs, name: step } = tasks[index - 1] ?? {};
      if (timeoutMs === undefined || step === undefined) return;
      ended(index);
      const expire = (): void => stop.request({ kind: "timed-out", timeoutMs, step }, { graceMs });
      timers.set(index, setTimeout(expire, Math.min(timeoutMs, LONGEST_TIMEOUT_MS)));
    },
    ended,
    close() {
      for (const index of timers.keys()) ended(index);
    },
  };
}
