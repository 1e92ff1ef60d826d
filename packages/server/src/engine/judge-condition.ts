import { conditionValuesOf, skipByCondition } from "@landbridge/core";
import type { InputValues, LiveRun, RunPlan, Skip } from "@landbridge/core";
import { evaluateCondition } from "@landbridge/language";

/** The skip of a run whose job's condition does not hold, or can't be evaluated, for what it would read. */
export function judgeCondition(
  condition: string,
  { run, plan, inputs }: { readonly run: LiveRun; readonly plan: RunPlan; readonly inputs: InputValues },
): Skip | undefined {
  return skipByCondition(run, condition, evaluateCondition(condition, conditionValuesOf(plan, inputs)));
}
