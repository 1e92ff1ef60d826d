import type { JobView } from "@landbridge/api";

/** Why a person can't start the job, which the server would refuse; nothing where a run may be asked for. */
export function whyNotToRun(job: Pick<JobView, "isRemoved" | "reason" | "status">): string | undefined {
  return job.isRemoved || job.status === "inconsistent" ? job.reason.text : undefined;
}
