import { fillInputs } from "./filled-inputs.ts";
import type { Job } from "./job.ts";
import type { ManagedOutcome } from "./managed-outcome.ts";
import { makeManifest } from "./manifest.ts";
import { countedOn, makeRelease } from "./release.ts";
import type { PreviousVersion, RunPlan } from "./run-plan.ts";

/**
 * Carries out a run of a managed job: what its version holds, or why there is none. A frozen plan that is carried
 * out again gives the same version, whatever `latest`, the job's newest version, is by then. Throws for a job of
 * another type, which whoever calls has to know.
 */
export function runManagedJob(job: Job, plan: RunPlan, latest: PreviousVersion | undefined): ManagedOutcome {
  // Plans that were made before this was frozen don't have it.
  const frozen = plan.managed ?? { job, ...(latest ? { previous: latest } : {}) };
  const run = { job: frozen.job, inputs: fillInputs(plan) };
  if (run.job.type === "manifest") return makeManifest(run);
  if (run.job.type !== "release")
    throw new Error(`The engine does not carry out jobs of type ${run.job.type}.`);
  return countedOn(makeRelease(run, frozen.previous?.content), {
    from: frozen.previous?.content,
    latest: latest?.content,
  });
}
