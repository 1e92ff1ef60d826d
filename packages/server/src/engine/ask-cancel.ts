import { AppError, decideRun, decisionOnDropped, isFinal } from "@landbridge/core";
import { jobOf, putAudit, putDecision, putEvent, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { applyHappening, endRunWithout, requestCancel } from "./consequences.ts";
import { isExternal, isOverdue } from "./run-record.ts";
import type { RunRecord } from "./run-record.ts";

/** Somebody wants a run to end. */
export interface CancelAsked {
  readonly job: string;
  readonly number: number;
  readonly by: string;
}

/** Ends a run that has not started; of one that an agent carries out the agent is told after the commit. */
export function askCancel(batch: Batch, { job, number, by }: CancelAsked): RunRecord {
  const facts = batch.draft.job(job);
  const live = facts.live.find((candidate) => candidate.number === number);
  const record = live && runOf(batch, live.id);
  if (!record) {
    if (!jobOf(batch, job)) throw new AppError("JOB_NOT_FOUND", `There is no job named ${job}.`);
    if (number > facts.lastRunNumber)
      throw new AppError("RUN_NOT_FOUND", `There is no run ${job} #${String(number)}.`);
    throw new AppError("RUN_ALREADY_FINAL", `${job} #${String(number)} has already ended.`);
  }
  const decided = decideRun(record.status, { type: "cancel-requested" });
  if (!decided.ok) throw new AppError("RUN_ALREADY_FINAL", `${job} #${String(number)} has already ended.`);
  putAudit(batch, { actor: by, action: "cancel", subject: job, details: { number } });
  // Nobody would report the end of one that is carried out elsewhere.
  if (isFinal(decided.status) || isExternal(record)) {
    const live = { ...record.live, isCancelRequested: true };
    const canceled = { ...record, live, cancelRequestedAt: batch.at, cancelRequestedBy: by };
    const message = isExternal(record) ? `${by} canceled it here.` : `${by} canceled it before it started.`;
    endRunWithout(batch, canceled, { status: "canceled", reason: { code: "canceled", message } });
    return runOf(batch, record.live.id) ?? canceled;
  }
  // What only its timeout asked for would be tried again.
  if (record.cancelRequestedAt && !isOverdue(record)) return record;
  return requestCancel(batch, record, by);
}

/** Takes a waiting job away: nothing is started when its wait would be over. */
export function dropWaiting(batch: Batch, { job, by }: { readonly job: string; readonly by: string }): void {
  if (!batch.workflow.jobs.has(job)) throw new AppError("JOB_NOT_FOUND", `There is no job named ${job}.`);
  const { waiting, ...facts } = batch.draft.job(job);
  if (!waiting) throw new AppError("NOT_WAITING", `${job} has no waiting job.`);
  batch.draft.setJob(job, facts);
  const event = putEvent(batch, {
    kind: "waiting-dropped",
    subject: job,
    text: `${by} deleted the waiting job of ${job}`,
  });
  putDecision(batch, event, decisionOnDropped(job, by));
  putAudit(batch, { actor: by, action: "delete-waiting-job", subject: job });
  // It was under way for those downstream: their own wait may be over.
  applyHappening(batch, event, { versions: [] });
}
