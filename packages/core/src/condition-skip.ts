import type { LiveRun } from "./run.ts";
import { skipBecause } from "./skip.ts";
import type { Skip } from "./skip.ts";
import { withReason } from "./with-reason.ts";

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
  const skipped = `Run ${String(run.number)} was skipped because \`${condition}\``;
  return outcome.ok
    ? skipBecause(run, { reason: "condition-false", text: `${skipped} does not hold.` })
    : skipBecause(run, {
        reason: "condition-failed",
        text: withReason(`${skipped} could not be evaluated`, outcome.text),
      });
}
