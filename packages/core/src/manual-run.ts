import { REASONS } from "./decision.ts";
import type { JobDecision, ReasonCode } from "./decision.ts";
import type { FactsDraft, JobFacts } from "./facts.ts";
import { inputFactsOf } from "./health.ts";
import { isRunnable } from "./job.ts";
import type { Job } from "./job.ts";
import { queueRun } from "./run-queue.ts";
import type { NewRunId, RunRequest } from "./run-queue.ts";
import type { TriggerCause } from "./run.ts";
import { sentenceOfCause } from "./trigger-cause.ts";
import type { Workflow } from "./workflow.ts";

export type ManualOutcome =
  | { readonly ok: true; readonly decision: JobDecision; readonly request: RunRequest }
  | { readonly ok: false; readonly reason: ReasonCode; readonly text: string };

/**
 * A run that a person asks for: ignores health, switches and pause, obeys the start rule of the job's mode,
 * and is never silently ignored (DESIGN §5, point 6).
 */
export function decideManualRun(
  workflow: Workflow,
  draft: FactsDraft,
  request: { readonly job: string; readonly cause: TriggerCause; readonly newRunId: NewRunId },
): ManualOutcome {
  const job = workflow.jobs.get(request.job);
  if (!job) return { ok: false, reason: "job-unknown", text: `There is no job named ${request.job}.` };
  const refusal = refusalOf(job, draft.job(job.name));
  if (refusal) return refusal;
  const inputs = inputFactsOf(workflow, draft, job, new Set());
  const run = queueRun(draft, job, {
    id: request.newRunId(),
    mode: job.dependencyMode,
    cause: request.cause,
  });
  const reason: ReasonCode = request.cause.kind === "rerun" ? "rerun" : "manual";
  const text = `Run ${run.number} was queued because ${sentenceOfCause(request.cause)}.`;
  const decision: JobDecision = {
    job: job.name,
    verdict: "queued",
    reason,
    text,
    inputs,
    unblock: [],
    runNumber: run.number,
  };
  return { ok: true, decision, request: { job: job.name, run } };
}

function refusalOf(job: Job, { isDeleted, inconsistent }: JobFacts): ManualOutcome | undefined {
  if (isDeleted) return { ok: false, reason: "job-deleted", text: REASONS["job-deleted"] };
  if (inconsistent !== undefined) return { ok: false, reason: "inconsistent", text: inconsistent };
  if (isRunnable(job)) return undefined;
  const text = `Jobs of type ${job.type} do not run in this version.`;
  return { ok: false, reason: "type-not-runnable", text };
}
