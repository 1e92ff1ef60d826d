import type { FactsDraft } from "./facts.ts";
import type { DependencyMode, Job } from "./job.ts";
import { isFinal } from "./run.ts";
import type { FinalRunStatus, LiveRun, TriggerCause } from "./run.ts";

/** A run that has to be made; the facts hold it already, as queued. */
export interface RunRequest {
  readonly job: string;
  readonly run: LiveRun;
}

/** Gives the identifier of a run that is to be made: chance is an argument. */
export type NewRunId = () => string;

/** Puts a new run at the end of a job's queue. */
export function queueRun(
  draft: FactsDraft,
  job: Job,
  { id, mode, cause }: { readonly id: string; readonly mode: DependencyMode; readonly cause: TriggerCause },
): LiveRun {
  const facts = draft.job(job.name);
  const run: LiveRun = {
    id,
    job: job.name,
    number: facts.lastRunNumber + 1,
    status: "queued",
    mode,
    cause,
    priority: job.priority,
    order: draft.takeOrder(),
    isCancelRequested: false,
    ...(job.runtime.nodePool === undefined ? {} : { nodePool: job.runtime.nodePool }),
  };
  draft.setJob(job.name, { ...facts, lastRunNumber: run.number, live: [...facts.live, run] });
  return run;
}

/** Writes the end of a run into the facts. Refuses when the run is not live: it ended already. */
export function endRun(
  draft: FactsDraft,
  ended: { readonly job: string; readonly runId: string; readonly status: FinalRunStatus },
): LiveRun | undefined {
  const facts = draft.job(ended.job);
  const run = facts.live.find((candidate) => candidate.id === ended.runId);
  if (!run || !isFinal(ended.status)) return undefined;
  draft.setJob(ended.job, {
    ...facts,
    live: facts.live.filter((candidate) => candidate.id !== ended.runId),
    lastEnded: { number: run.number, status: ended.status },
    ...(ended.status === "success" ? { lastSuccess: { runId: run.id, number: run.number } } : {}),
  });
  return run;
}
