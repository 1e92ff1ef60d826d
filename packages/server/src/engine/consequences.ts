import { changeRun, decideRetry, decideTriggers, endRun, isFinal, stepsOf } from "@landbridge/core";
import type {
  FinalRunStatus,
  Happening,
  JobDecision,
  JsonObject,
  LiveRun,
  NewVersion,
  RunReason,
  RunResult,
  StateSnapshot,
} from "@landbridge/core";
import type { EventRow } from "../store/saved-batch.ts";
import { jobOf, newRunRecord, putDecision, putEvent, putRun, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { namedWith } from "./put-version.ts";
import { ITS_TIMEOUT, isOverdue } from "./run-record.ts";
import type { RunRecord } from "./run-record.ts";

/** Lets a happening have its consequences: decisions about consumers, new runs, waiting jobs. */
export function applyHappening(batch: Batch, event: EventRow, happening: Happening): readonly JobDecision[] {
  const outcome = decideTriggers(batch.workflow, batch.draft, happening, batch.newId);
  const keyOf = (job: string, number: number | undefined): string => `${job}#${String(number)}`;
  const { replayed, versions, ended } = happening;
  const subjects = versions.map(({ resource: name, number }) => ({ name, number }));
  if (replayed) subjects.push(replayed);
  if (ended?.status === "success") subjects.push({ name: ended.job, number: ended.number });
  const runs = new Map(outcome.requests.map(({ job, run }) => [keyOf(job, run.number), run]));
  for (const decision of outcome.decisions) {
    const stored = putDecision(batch, event, decision, subjects);
    const run = runs.get(keyOf(decision.job, decision.runNumber));
    if (run) putRun(batch, newRunRecord(batch, run, stored.id));
    noteNews(batch, happening, decision);
  }
  endSuperseded(batch, outcome.superseded);
  return outcome.decisions;
}

/** Ends runs whose place a newer one took; one that an agent carries out is asked to end. */
export function endSuperseded(batch: Batch, superseded: readonly LiveRun[]): void {
  for (const { id, job } of superseded) {
    const record = runOf(batch, id);
    if (!record || isFinal(record.status)) continue;
    const newest = batch.draft.job(job).lastRunNumber;
    const message = `Run ${String(newest)} took its place.`;
    if (record.status !== "processing")
      endRunWithout(batch, record, { status: "canceled", reason: { code: "superseded", message } });
    else if (!record.cancelRequestedAt || isOverdue(record))
      requestCancel(batch, record, `${job} #${String(newest)}`);
  }
}

/** Writes down that a processing run is to end; its agent is told after the commit. */
export function requestCancel(batch: Batch, record: RunRecord, by: string): RunRecord {
  const live = { ...record.live, isCancelRequested: by !== ITS_TIMEOUT };
  changeRun(batch.draft, live);
  const requested = { ...record, live, cancelRequestedAt: batch.at, cancelRequestedBy: by };
  putRun(batch, requested);
  return requested;
}

/** Remembers news on switched-off inputs until a run takes them up. */
function noteNews(batch: Batch, happening: Happening, decision: JobDecision): void {
  const succeeded = happening.ended?.status === "success" ? happening.ended.job : undefined;
  const isNews = (name: string): boolean =>
    name === succeeded ||
    happening.versions.some((version) => version.resource === name && version.origin !== "configuration");
  const names = decision.inputs.filter(
    (input) => input.isChanged && !input.isSwitchedOn && isNews(input.from),
  );
  const record = jobOf(batch, decision.job);
  if (names.length === 0 || !record) return;
  const newsOn = [...new Set([...record.newsOn, ...names.map((input) => input.from)])];
  batch.jobs.set(decision.job, { ...record, newsOn });
}

export interface EndedWithout {
  readonly status: FinalRunStatus;
  readonly reason: RunReason | { readonly code: string; readonly message: string };
}

/** Ends a run without its agent: canceled before its start, lost, skipped. Its consumers hear of it. */
export function endRunWithout(batch: Batch, record: RunRecord, ended: EndedWithout): void {
  endRunAs(batch, record, {
    status: ended.status,
    reason: { code: ended.reason.code, text: ended.reason.message },
    versions: [],
  });
}

export interface Ending {
  readonly status: FinalRunStatus;
  readonly state?: StateSnapshot;
  readonly reason?: { readonly code: string; readonly text: string };
  readonly message?: string;
  readonly versionName?: string;
  readonly steps?: RunResult["steps"];
  readonly content?: JsonObject;
  readonly versions: readonly NewVersion[];
}

/** Ends a run: its record, its steps, its retry, and what follows for those downstream. */
export function endRunAs(batch: Batch, record: RunRecord, { versions, ...ending }: Ending): void {
  const { live } = record;
  const ended: RunRecord = { ...record, ...ending, finishedAt: batch.at };
  const produced = Object.fromEntries(versions.map(({ resource, number }) => [resource, number]));
  endRun(batch.draft, { job: live.job, runId: live.id, status: ending.status, produced });
  putRun(batch, ended);
  putSteps(batch, ended);
  if (ending.status === "success") putJobVersion(batch, ended);
  const event = putEvent(batch, {
    kind: "run-finished",
    subject: live.job,
    text: `${live.job} #${String(live.number)} ended: ${ending.status}`,
  });
  retry(batch, event, ended);
  applyHappening(batch, event, {
    ...(live.by === undefined ? {} : { by: live.by }),
    ended: {
      job: live.job,
      number: live.number,
      status: ending.status,
      ...(ending.versionName === undefined ? {} : { versionName: ending.versionName }),
    },
    versions,
  });
}

/** A run that did not succeed may be tried again: before its consumers hear of its end, so that it counts as busy. */
function retry(batch: Batch, event: EventRow, { live, status, plan, state, inputs, env }: RunRecord): void {
  if (!isFinal(status)) return;
  const retried = decideRetry(batch.workflow, batch.draft, { run: live, status, newRunId: batch.newId });
  if (!retried) return;
  const decision = putDecision(batch, event, retried.decision);
  if (!retried.request) return;
  const { run } = retried.request;
  if (plan && run.replays?.runId === live.id) {
    batch.memory.putPlan(live.id, { plan, state: state ?? { values: {}, files: [] } });
  }
  putRun(batch, newRunRecord(batch, run, decision.id, { env, ...(inputs ? { inputs } : {}) }));
}

function putJobVersion(batch: Batch, { live, state, versionName, content }: RunRecord): void {
  const job = jobOf(batch, live.job);
  if (!job) return;
  const version = {
    runId: live.id,
    number: live.number,
    state: state ?? { values: {}, files: [] },
    ...(versionName === undefined ? {} : { name: versionName }),
    ...(content === undefined ? {} : { content }),
  };
  const facts = batch.draft.job(live.job);
  // A run beside it that has a later place may have succeeded before.
  if (facts.lastSuccess?.runId === live.id) batch.jobs.set(live.job, { ...job, version });
  batch.memory.putJobVersion(live.job, version);
  const named = namedWith(batch, { name: live.job, facts, version });
  if (named.named) batch.draft.setJob(live.job, { ...facts, ...named });
}

function putSteps(batch: Batch, { live, plan, steps, agentId }: RunRecord): void {
  // Without an agent there are no steps.
  if (!plan || agentId === undefined) return;
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
