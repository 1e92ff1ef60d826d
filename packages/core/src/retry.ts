import { blockOfJob } from "./block.ts";
import { newDecision } from "./decision.ts";
import type { JobDecision } from "./decision.ts";
import type { FactsDraft } from "./facts.ts";
import type { Job } from "./job.ts";
import { noneOf } from "./none-decision.ts";
import { quarantinedAmong } from "./quarantine.ts";
import { queueRun } from "./run-queue.ts";
import type { NewRunId, RunRequest } from "./run-queue.ts";
import type { FinalRunStatus, LiveRun } from "./run.ts";
import { isSuperseded } from "./supersede.ts";
import { releaseThisVersion } from "./unblock.ts";
import type { Workflow } from "./workflow.ts";

/** Longest pause between two attempts: an hour. */
const LONGEST_PAUSE_MS = 3_600_000;

export interface RetryOutcome {
  readonly decision: JobDecision;
  readonly request?: RunRequest;
}

/**
 * Whether a run that ended is carried out again by its job's `retry`: the same frozen plan, after a pause that
 * doubles with each attempt. `undefined` where no retry is asked for.
 */
export function decideRetry(
  workflow: Workflow,
  draft: FactsDraft,
  ended: { readonly run: LiveRun; readonly status: FinalRunStatus; readonly newRunId: NewRunId },
): RetryOutcome | undefined {
  const { run, status } = ended;
  const job = workflow.jobs.get(run.job);
  const retry = job?.retry;
  if (!job || !retry || !retry.on.some((cause) => cause === status)) return undefined;
  // Nobody here could carry out again what another server did.
  if (run.cause.kind === "external") return undefined;
  const facts = draft.job(job.name);
  if (facts.isDeleted) return undefined;
  if (isSuperseded(draft, job, run)) return { decision: decisionOnSuperseded(run, facts.lastRunNumber) };
  if (run.isCancelRequested) return undefined;
  const attempt = run.attempt ?? 1;
  const blocked = blockOfJob(job, facts);
  if (blocked) return { decision: noneOf(job, blocked, job.name, []) };
  if (attempt >= retry.attempts) {
    const text = `Run ${String(run.number)} was attempt ${String(attempt)} of ${String(retry.attempts)}: it is not tried again.`;
    return { decision: newDecision({ job: job.name, verdict: "none", reason: "no-retry-left", text }) };
  }
  const [bad] = quarantinedAmong(workflow, draft, run.reads ?? run.bound ?? {});
  if (bad) return { decision: decisionOnQuarantined(run, bad) };
  const pauseMs = Math.min(retry.backoffSeconds * 1000 * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  const next = queueAgain(draft, job, { run, id: ended.newRunId(), pauseMs });
  const pause = pauseMs === 0 ? "" : `, after a pause of ${String(pauseMs / 1000)} s`;
  const text = `Run ${String(next.number)} is attempt ${String(attempt + 1)} of ${String(retry.attempts)}${pause}.`;
  const told = { job: job.name, text, runNumber: next.number };
  return {
    decision: newDecision({ ...told, verdict: "queued", reason: "retry" }),
    request: { job: job.name, run: next },
  };
}

function queueAgain(
  draft: FactsDraft,
  job: Job,
  { run, id, pauseMs }: { readonly run: LiveRun; readonly id: string; readonly pauseMs: number },
): LiveRun {
  const attempt = (run.attempt ?? 1) + 1;
  const reads = run.reads ?? run.bound;
  return queueRun(draft, job, {
    id,
    mode: run.mode,
    cause: { kind: "retry", runNumber: run.number, attempt },
    attempt,
    // A serial job does not run what is newer before it.
    order: run.order,
    replays: run.replays ?? { runId: run.id },
    ...(pauseMs === 0 ? {} : { notBefore: draft.now + pauseMs }),
    ...(run.by === undefined ? {} : { by: run.by }),
    ...(reads ? { bound: reads } : {}),
    ...(run.gate ? { gate: run.gate } : {}),
  });
}

function decisionOnSuperseded({ job, number }: LiveRun, newest: number): JobDecision {
  const text = `Run ${String(number)} is not tried again: run ${String(newest)} took its place.`;
  return newDecision({ job, verdict: "none", reason: "superseded", text });
}

function decisionOnQuarantined(
  { job, number }: LiveRun,
  bad: { readonly name: string; readonly number: number },
): JobDecision {
  const text = `Run ${String(number)} is not tried again: version ${String(bad.number)} of ${bad.name} is in quarantine.`;
  const unblock = [releaseThisVersion(bad.name, bad.number)];
  return newDecision({ job, verdict: "none", reason: "version-quarantined", text, unblock });
}
