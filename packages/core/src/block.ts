import type { ReasonCode } from "./decision.ts";
import type { JobFacts } from "./facts.ts";
import { isRunnable } from "./job.ts";
import type { Job } from "./job.ts";

/** Why no event starts the job at present, whatever the news. */
export function blockOfJob(job: Job, facts: JobFacts): ReasonCode | undefined {
  if (facts.isPaused) return "paused";
  if (facts.inconsistent !== undefined) return "inconsistent";
  return isRunnable(job) ? undefined : "type-not-runnable";
}
