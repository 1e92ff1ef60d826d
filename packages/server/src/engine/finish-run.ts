import { collectJobState, collectOutputs, decideRun, endRun, stepsOf } from "@landbridge/core";
import type {
  FinalRunStatus,
  NewVersion,
  RunPlan,
  RunReason,
  RunResult,
  StateSnapshot,
} from "@landbridge/core";
import { jobOf, putEvent, putRun, putVersion, resourceOf, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { applyHappening } from "./happening.ts";
import type { RunRecord } from "./run-record.ts";

/** An agent's report about a run that it was given. */
export interface FinishReport {
  readonly runId: string;
  readonly leaseToken: string;
  readonly result: RunResult;
}

/**
 * Ends a run as its agent reported: versions of its OUTs, its job version, and what follows from them. A report
 * with another lease token, or about a run that has ended, changes nothing: false.
 */
export function finishRun(batch: Batch, { runId, leaseToken, result }: FinishReport): boolean {
  const record = runOf(batch, runId);
  if (!record || record.leaseToken !== leaseToken || record.status !== "processing") return false;
  const decided = decideRun(record.status, { type: "finished", status: result.status });
  if (!decided.ok) return false;
  const versions = record.plan ? makeVersions(batch, record, record.plan, result) : [];
  const kept = record.plan ? collectJobState(record.plan, result) : { state: result.state };
  const { versionName } = kept;
  end(batch, record, {
    status: result.status,
    state: kept.state,
    ...(result.reason ? { reason: { code: result.reason.code, text: result.reason.message } } : {}),
    ...(result.message === undefined ? {} : { message: result.message }),
    ...(versionName === undefined ? {} : { versionName }),
    steps: result.steps,
    versions,
  });
  return true;
}

/** Ends a run without its agent: canceled before its start, lost, skipped. Its consumers hear of it. */
export function endRunWithout(
  batch: Batch,
  record: RunRecord,
  ended: { readonly status: FinalRunStatus; readonly reason: RunReason | { code: string; message: string } },
): void {
  end(batch, record, {
    status: ended.status,
    reason: { code: ended.reason.code, text: ended.reason.message },
    versions: [],
  });
}

interface Ending {
  readonly status: FinalRunStatus;
  readonly state?: StateSnapshot;
  readonly reason?: { readonly code: string; readonly text: string };
  readonly message?: string;
  readonly versionName?: string;
  readonly steps?: RunResult["steps"];
  readonly versions: readonly NewVersion[];
}

function end(batch: Batch, record: RunRecord, { versions, ...ending }: Ending): void {
  const { live } = record;
  const ended: RunRecord = { ...record, ...ending, finishedAt: batch.at };
  endRun(batch.draft, { job: live.job, runId: live.id, status: ending.status });
  putRun(batch, ended);
  putSteps(batch, ended);
  if (ending.status === "success") putJobVersion(batch, ended);
  const event = putEvent(batch, {
    kind: "run-finished",
    subject: live.job,
    text: `${live.job} #${String(live.number)} ended: ${ending.status}`,
  });
  applyHappening(batch, event, {
    ended: {
      job: live.job,
      number: live.number,
      status: ending.status,
      ...(ending.versionName === undefined ? {} : { versionName: ending.versionName }),
    },
    versions,
  });
}

/** The newest versions are the base of a merge, not those of the start: another run may have added keys since. */
function makeVersions(
  batch: Batch,
  record: RunRecord,
  plan: RunPlan,
  result: RunResult,
): readonly NewVersion[] {
  const outputs = plan.outputs.map((output) => {
    const latest = resourceOf(batch, output.name)?.latest;
    if (!latest) return output;
    const { versionName: _stale, ...rest } = output;
    const named = latest.name === undefined ? {} : { versionName: latest.name };
    return { ...rest, ...named, values: latest.values, files: latest.files };
  });
  return collectOutputs({ ...plan, outputs }, result).flatMap(({ resource, content }) => {
    const made = putVersion(batch, resource, content, { origin: "run", by: record.live });
    return made ? [made] : [];
  });
}

function putJobVersion(batch: Batch, { live, state, versionName }: RunRecord): void {
  const job = jobOf(batch, live.job);
  if (!job) return;
  const version = {
    runId: live.id,
    number: live.number,
    state: state ?? { values: {}, files: [] },
    ...(versionName === undefined ? {} : { name: versionName }),
  };
  batch.jobs.set(live.job, { ...job, version });
}

function putSteps(batch: Batch, { live, plan, steps }: RunRecord): void {
  if (!plan) return;
  for (const step of stepsOf(plan)) {
    const result = steps?.find((candidate) => candidate.index === step.index);
    batch.steps.push({
      run_id: live.id,
      index: step.index,
      kind: step.kind,
      name: step.name,
      status: result?.status ?? "skipped",
      exit_code: result?.exitCode ?? null,
      message: result?.message ?? null,
      started_at: toTime(result?.startedAt),
      finished_at: toTime(result?.finishedAt),
      log_bytes: result?.logBytes ?? 0,
    });
  }
}

function toTime(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}
