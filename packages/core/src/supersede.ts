import type { FactsDraft } from "./facts.ts";
import { inputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import type { LiveRun } from "./run.ts";

/**
 * The runs whose place a new run of the job takes, as its `supersede` says: those that have not started, or every
 * older one. The caller ends them; one that an agent carries out is asked to end. Where an IN takes every version there
 * are none: each of its versions needs its own run.
 */
export function supersededBy(draft: FactsDraft, job: Job, run: LiveRun): readonly LiveRun[] {
  const { supersede } = job;
  if (supersede === undefined || needsEachRun(job)) return [];
  return draft
    .job(job.name)
    .live.filter(
      (other) => other.number < run.number && (supersede === "all" || other.status !== "processing"),
    );
}

/** Has a newer run taken the place of one that ended, so that nobody wants it again? */
export function isSuperseded(draft: FactsDraft, job: Job, run: LiveRun): boolean {
  return job.supersede !== undefined && !needsEachRun(job) && draft.job(job.name).lastRunNumber > run.number;
}

/** Does each version of some IN need its own run, so that a newer one makes none needless? */
export function needsEachRun(job: Job): boolean {
  return inputsOf(job).some(({ flow, isSwitchedOn }) => flow === "every" && isSwitchedOn);
}
