import { bindVersions } from "./binding.ts";
import { REASONS, newDecision } from "./decision.ts";
import type { InputFact, JobDecision, ReasonCode } from "./decision.ts";
import type { FactsDraft, JobFacts } from "./facts.ts";
import { decisionOnGated } from "./gate-decision.ts";
import { inputFactsOf } from "./health.ts";
import { inputsOf, isRunnable } from "./job.ts";
import type { Job } from "./job.ts";
import { quarantinedInput } from "./quarantine.ts";
import { queueRun } from "./run-queue.ts";
import type { NewRun, NewRunId, RunRequest } from "./run-queue.ts";
import type { LiveRun, Replayed, TriggerCause, VersionNumbers } from "./run.ts";
import { versionsRead } from "./versions-read.ts";
import { supersededBy } from "./supersede.ts";
import { takeVersions } from "./taken-versions.ts";
import { sentenceOfCause } from "./trigger-cause.ts";
import type { Workflow } from "./workflow.ts";

export type ManualOutcome =
  | {
      readonly ok: true;
      readonly decision: JobDecision;
      readonly request: RunRequest;
      /** Older runs whose place it takes: the caller ends them. */
      readonly superseded: readonly LiveRun[];
    }
  | { readonly ok: false; readonly reason: ReasonCode; readonly text: string };

export interface ManualAsked {
  readonly job: string;
  readonly cause: Extract<TriggerCause, { readonly by: string }>;
  readonly newRunId: NewRunId;
  /** Versions that it has to take, e.g. those of the run that it repeats; of other INs as always. */
  readonly bound?: VersionNumbers;
  readonly replays?: Replayed;
}

/**
 * A run that a person asks for: ignores health, switches and pause, obeys the start rule of the job's mode,
 * and is never silently ignored (DESIGN §5, point 6).
 */
export function decideManualRun(workflow: Workflow, draft: FactsDraft, asked: ManualAsked): ManualOutcome {
  const job = workflow.jobs.get(asked.job);
  if (!job) return { ok: false, reason: "job-unknown", text: `There is no job named ${asked.job}.` };
  const refusal = refusalOf(job, draft.job(job.name));
  if (refusal) return refusal;
  const bound = boundFor(workflow, draft, job, asked);
  if (!bound.ok) return { ok: false, reason: "not-passed", text: bound.because };
  const { replays } = asked;
  const reads = versionsRead(workflow, draft, job, { bound: bound.bound, ...(replays ? { replays } : {}) });
  const bad = quarantinedInput(workflow, draft, job, { reads, isReplay: replays !== undefined });
  if (bad) {
    const text = `${job.name} can't run because ${bad.text}: release one, or make a new one.`;
    return { ok: false, reason: "version-quarantined", text };
  }
  const inputs = inputFactsOf(workflow, draft, job, new Set());
  const takes = takeVersions(draft, job, bound.bound);
  const made: NewRun = {
    id: asked.newRunId(),
    mode: job.dependencyMode,
    cause: asked.cause,
    by: asked.cause.by,
    ...(Object.keys(bound.bound).length === 0 ? {} : { bound: bound.bound }),
    ...(takes.length === 0 ? {} : { takes }),
    ...(replays ? { replays } : {}),
  };
  const run = queueRun(draft, job, made);
  const decision = decisionOnRun(job, run, inputs);
  return { ok: true, decision, request: { job: job.name, run }, superseded: supersededBy(draft, job, run) };
}

function boundFor(
  workflow: Workflow,
  draft: FactsDraft,
  job: Job,
  { bound, replays }: ManualAsked,
): { readonly ok: true; readonly bound: VersionNumbers } | { readonly ok: false; readonly because: string } {
  // The plan that is carried out again holds its versions.
  if (replays) return { ok: true, bound: bound ?? {} };
  const chosen = bindVersions(workflow, draft, job, {
    firing: new Set(),
    isWhole: job.approval !== undefined,
  });
  const names = new Set(inputsOf(job).map(({ from }) => from));
  const asked = Object.entries(bound ?? {}).filter(([name]) => names.has(name));
  if (!chosen.ok && asked.length < names.size) return chosen;
  return { ok: true, bound: { ...(chosen.ok ? chosen.bound : {}), ...Object.fromEntries(asked) } };
}

function decisionOnRun(job: Job, run: LiveRun, inputs: readonly InputFact[]): JobDecision {
  if (run.status === "gated" && job.approval) return decisionOnGated(run, { approval: job.approval, inputs });
  const { kind } = run.cause;
  return newDecision({
    job: job.name,
    verdict: "queued",
    reason: kind === "rerun" || kind === "replay" ? kind : "manual",
    text: `Run ${run.number} was queued because ${sentenceOfCause(run.cause)}.`,
    inputs,
    runNumber: run.number,
  });
}

function refusalOf(job: Job, { isDeleted, inconsistent }: JobFacts): ManualOutcome | undefined {
  if (isDeleted) return { ok: false, reason: "job-deleted", text: REASONS["job-deleted"] };
  if (inconsistent !== undefined) return { ok: false, reason: "inconsistent", text: inconsistent };
  if (isRunnable(job)) return undefined;
  const text = `Jobs of type ${job.type} do not run in this version.`;
  return { ok: false, reason: "type-not-runnable", text };
}
