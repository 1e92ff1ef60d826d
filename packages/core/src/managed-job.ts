import { fillInputs } from "./filled-inputs.ts";
import type { Job } from "./job.ts";
import type { JsonObject } from "./json.ts";
import type { ManagedOutcome } from "./managed-outcome.ts";
import { makeManifest } from "./manifest.ts";
import { makeRelease } from "./release.ts";
import type { RunPlan } from "./run-plan.ts";

/** The last successful version of the same job. */
export interface PreviousVersion {
  readonly content: JsonObject;
  readonly versionName?: string;
}

/**
 * Carries out a run of a managed job: what its version holds, or why there is none. The same plan after the same
 * version gives the same. Throws for a job of another type, which whoever calls has to know.
 */
export function runManagedJob(
  job: Job,
  plan: RunPlan,
  previous: PreviousVersion | undefined,
): ManagedOutcome {
  const run = { job, inputs: fillInputs(plan) };
  if (job.type === "manifest") return makeManifest(run);
  if (job.type === "release") return makeRelease(run, previous?.content);
  throw new Error(`The engine does not carry out jobs of type ${job.type}.`);
}
