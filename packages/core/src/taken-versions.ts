import { isBoundEarly } from "./binding.ts";
import type { FactsDraft } from "./facts.ts";
import { inputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import { hasNumber, withNumbers, withoutNumber } from "./number-ranges.ts";
import type { NumberRanges } from "./number-ranges.ts";
import { ownValue } from "./own-value.ts";
import { passedOf } from "./passed-of-job.ts";
import type { VersionNumbers } from "./run.ts";
import type { Workflow } from "./workflow.ts";

/**
 * Remembers which versions a run is bound to, where that decides what the next one takes. Returns the names of the INs
 * whose version no run had taken.
 */
export function takeVersions(draft: FactsDraft, job: Job, bound: VersionNumbers): readonly string[] {
  const facts = draft.job(job.name);
  const taken: Record<string, NumberRanges> = { ...facts.taken };
  const backlog: Record<string, NumberRanges> = { ...facts.backlog };
  const takes: string[] = [];
  for (const input of inputsOf(job)) {
    const number = ownValue(bound, input.from);
    if (number === undefined || !isBoundEarly(input)) continue;
    const isNew =
      (input.passed ?? []).length > 0
        ? !hasNumber(ownValue(taken, input.from) ?? [], number)
        : hasNumber(ownValue(backlog, input.from) ?? [], number);
    if (isNew) takes.push(input.from);
    // What came before the first one taken is none of its business.
    taken[input.from] = withNumbers(ownValue(taken, input.from) ?? [[1, number]], number);
    const left = withoutNumber(ownValue(backlog, input.from) ?? [], number);
    if (left.length > 0) backlog[input.from] = left;
    else delete backlog[input.from];
  }
  if (Object.keys(taken).length === 0) return takes;
  const { backlog: _before, ...rest } = facts;
  draft.setJob(job.name, { ...rest, taken, ...(Object.keys(backlog).length === 0 ? {} : { backlog }) });
  return takes;
}

/** The versions that pass from now on need a run each, also while the job can't start: those before count as taken. */
export function beginTaking(workflow: Workflow, draft: FactsDraft, job: Job, from: string): void {
  const facts = draft.job(job.name);
  if (ownValue(facts.taken, from) !== undefined) return;
  const outcome = passedOf(workflow, draft, job);
  const first = outcome?.ok ? ownValue(outcome.versions, from) : undefined;
  if (first === undefined) return;
  const before: NumberRanges = first > 1 ? [[1, first - 1]] : [];
  draft.setJob(job.name, { ...facts, taken: { ...facts.taken, [from]: before } });
}
