import type { LiveRun } from "./run.ts";
import type { Skip } from "./start.ts";

/** What became of a condition: its value, or one sentence of why it has none. */
export type ConditionOutcome =
  { readonly ok: true; readonly value: boolean } | { readonly ok: false; readonly text: string };

/** The skip of a run whose job's condition does not hold, or can't be evaluated, for what it would read. */
export function skipByCondition(
  run: LiveRun,
  condition: string,
  outcome: ConditionOutcome,
): Skip | undefined {
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
  const rest = { inputs: [], unblock: [], runNumber: run.number };
  return { run, decision: { job: run.job, verdict: "skipped", ...decision, ...rest } };
}
