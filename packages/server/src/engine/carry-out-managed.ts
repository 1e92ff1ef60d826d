import { runManagedJob } from "@landbridge/core";
import type { Job } from "@landbridge/core";
import { jobOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { endManagedRun } from "./finish-run.ts";
import type { RunRecord } from "./run-record.ts";

/** Carries out a run that is made of its inputs alone: a manifest or a release, in the batch that starts it. */
export function carryOutManaged(batch: Batch, job: Job, record: RunRecord): void {
  const { plan } = record;
  if (!plan) return;
  const version = jobOf(batch, job.name)?.version;
  const previous = version?.content && {
    content: version.content,
    ...(version.name === undefined ? {} : { versionName: version.name }),
  };
  endManagedRun(batch, record, runManagedJob(job, plan, previous));
}
