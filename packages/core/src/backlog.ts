import type { Facts, FactsDraft, JobFacts } from "./facts.ts";
import { inputsOf } from "./job.ts";
import type { InStep, Job } from "./job.ts";
import { hasNumber, smallestNumber, withNumbers } from "./number-ranges.ts";
import { ownValue } from "./own-value.ts";
import { passedOf } from "./passed-of-job.ts";
import { pinOf } from "./pin.ts";
import { isQuarantined } from "./quarantine.ts";
import type { Workflow } from "./workflow.ts";

/** A version that needs a run of its own: kept until one takes it, whatever holds the job now. */
export function putOffVersion(draft: FactsDraft, job: Job, from: string, number: number): void {
  const facts = draft.job(job.name);
  const backlog = { ...facts.backlog, [from]: withNumbers(ownValue(facts.backlog, from) ?? [], number) };
  draft.setJob(job.name, { ...facts, backlog });
}

/** INs with versions that still need a run and may have one; a pinned one takes its pin and nothing else. */
export function inputsBehind(workflow: Workflow, facts: Facts, job: Job): readonly InStep[] {
  const own = facts.job(job.name);
  return inputsOf(job).filter(
    (input) => input.flow === "every" && !pinOf(own, input) && firstLeft(workflow, facts, own, input),
  );
}

/** INs with versions that have passed and still need a run; one that never took any begins with what passes next. */
export function passedBehind(workflow: Workflow, facts: Facts, job: Job): readonly InStep[] {
  const own = facts.job(job.name);
  const begun = inputsOf(job).filter(
    (input) => takesEveryPassed(input) && !pinOf(own, input) && ownValue(own.taken, input.from) !== undefined,
  );
  const outcome = begun.length === 0 ? undefined : passedOf(workflow, facts, job);
  if (!outcome?.ok) return [];
  return begun.filter(({ from }) => {
    const number = ownValue(outcome.versions, from);
    return number !== undefined && !hasNumber(ownValue(own.taken, from) ?? [], number);
  });
}

/** Does the IN take each version that has passed other jobs? */
export function takesEveryPassed({ flow, passed = [], isSwitchedOn }: InStep): boolean {
  return flow === "every" && passed.length > 0 && isSwitchedOn;
}

/** The oldest version that a job has left to take and that is not in quarantine. */
export function firstLeft(
  workflow: Workflow,
  facts: Facts,
  own: JobFacts,
  { from }: InStep,
): number | undefined {
  return smallestNumber(
    ownValue(own.backlog, from) ?? [],
    (number) => !isQuarantined(workflow, facts, from, number),
  );
}
