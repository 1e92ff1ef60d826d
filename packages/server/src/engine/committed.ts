import { isFinal } from "@landbridge/core";
import type { Batch } from "./batch.ts";
import type { RunRecord } from "./run-record.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";

/** What a commit changed, for those who show or carry it out. */
export interface Committed {
  readonly at: Date;
  readonly cache: WorkspaceCache;
  readonly jobs: readonly string[];
  readonly resources: readonly string[];
  readonly runs: readonly RunRecord[];
  readonly started: readonly RunRecord[];
}

export function committedOf(batch: Batch, started: readonly RunRecord[]): Committed {
  const names = new Set([...batch.draft.changedJobs.keys(), ...batch.jobs.keys()]);
  return {
    at: batch.at,
    cache: batch.cache,
    jobs: [...withNeighbours(batch, names)],
    resources: [...new Set([...batch.draft.changedResources.keys(), ...batch.resources.keys()])],
    runs: [...batch.runs.values()],
    started: started.filter((run) => !isFinal(run.status)),
  };
}

/** A job's reason line speaks of its neighbours: those of changed jobs are told again. */
function withNeighbours(batch: Batch, names: ReadonlySet<string>): Set<string> {
  const found = new Set(names);
  for (const name of names) {
    for (const { job } of batch.workflow.consumers.get(name) ?? []) found.add(job.name);
    for (const step of batch.workflow.jobs.get(name)?.steps ?? []) {
      if (step.kind === "in" && batch.workflow.jobs.has(step.from)) found.add(step.from);
    }
  }
  return found;
}
