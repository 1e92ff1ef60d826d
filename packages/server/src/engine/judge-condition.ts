import { conditionValuesOf } from "@landbridge/core";
import type { InputValues, LiveRun, RunPlan, Skip } from "@landbridge/core";
import { evaluateCondition } from "@landbridge/language";

/** The skip of a run whose job's condition does not hold, or can't be evaluated, for what it would read. */
export function judgeCondition(
  condition: string,
  { run, plan, inputs }: { readonly run: LiveRun; readonly plan: RunPlan; readonly inputs: InputValues },
): Skip | undefined {
  const outcome = evaluateCondition(condition, conditionValuesOf(plan, inputs));
  if (outcome.ok && outcome.value) return undefined;
  const name = `Run ${String(run.number)}`;
  const decision = outcome.ok
    ? ({
        reason: "condition-false",
        text: `${name} was skipped because \`${condition}\` does not hold.`,
      } as const)
    : ({
        reason: "condition-failed",
        text: `${name} was skipped because \`${condition}\` could not be evaluated: ${outcome.text}`,
      } as const);
  return {
    run,
    decision: {
      job: run.job,
      verdict: "skipped",
      ...decision,
      inputs: [],
      unblock: [],
      runNumber: run.number,
    },
  };
}
