import type {
  CommandPinView,
  DecisionView,
  JobDetailView,
  JobInputView,
  JobView,
  ReasonView,
} from "@landbridge/api";
import {
  countNumbers,
  declaredForm,
  explainJob,
  inputStandingsOf,
  inputsOf,
  outputsOf,
  ownValue,
  runOfStatus,
  statusOfJob,
} from "@landbridge/core";
import type { CommandPin, InputFact, InputStanding, Pin } from "@landbridge/core";
import type { DecisionRecord, JobRecord, WorkspaceCache } from "../../engine/workspace-cache.ts";
import type { RunRecord } from "../../engine/run-record.ts";
import type { PresentContext } from "./context.ts";
import { presentReason } from "./reason.ts";
import type { StoredQuarantine } from "../../store/quarantines.ts";
import { presentApproval, presentDeclaredInput } from "./declared-input.ts";
import { presentQuarantine } from "./quarantine.ts";
import { presentRunSummary } from "./run.ts";

/** Where the job stands, in one sentence, and what would change it. */
export function presentReasonLine(
  { job, lastDecision, newestRun }: JobRecord,
  { cache, agents, now }: PresentContext,
): ReasonView {
  const lastEnded = recordOf(newestRun, cache.facts.job(job.name).lastEnded?.number);
  const line = explainJob(cache.workflow, cache.facts, job, {
    agents,
    now: now.getTime(),
    ...(lastDecision ? { lastDecision } : {}),
    ...(lastEnded?.reason ? { lastEndedReason: lastEnded.reason.text } : {}),
  });
  return presentReason(line);
}

export function presentJob(record: JobRecord, context: PresentContext): JobView {
  const { cache } = context;
  const { job } = record;
  const facts = cache.facts.job(job.name);
  return {
    name: job.name,
    type: job.type,
    status: statusOfJob(cache.facts, job.name),
    reason: presentReasonLine(record, context),
    isPaused: facts.isPaused,
    isRemoved: facts.isDeleted,
    hasWaitingJob: facts.waiting !== undefined,
    newsOn: [...record.newsOn],
    gatedRuns: facts.live.filter((run) => run.status === "gated").length,
    queuedRuns: facts.live.filter((run) => run.status === "queued").length,
    processingRuns: facts.live.filter((run) => run.status === "processing").length,
    dependencyMode: job.dependencyMode,
    triggerMode: job.triggerMode,
    backlog: Object.values(facts.backlog ?? {}).reduce((sum, ranges) => sum + countNumbers(ranges), 0),
    asksInputs: job.inputs !== undefined && job.inputs.length > 0,
    flags: [...job.flags],
    ...presentStatusRun(record, cache),
    ...(record.newestRun ? { lastRun: presentRunSummary(record.newestRun, cache) } : {}),
    ...(job.place ? { place: job.place } : {}),
  };
}

function presentStatusRun({ job, newestRun }: JobRecord, cache: WorkspaceCache): Pick<JobView, "statusRun"> {
  const run = runOfStatus(cache.facts, job.name);
  if (!run) return {};
  const record = "id" in run ? cache.runs.get(run.id) : recordOf(newestRun, run.number);
  if (!record) return { statusRun: { number: run.number } };
  const { number, queuedAt, startedAt, finishedAt, gate } = presentRunSummary(record, cache);
  return {
    statusRun: {
      number,
      queuedAt,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(finishedAt === undefined ? {} : { finishedAt }),
      ...(gate ? { gate } : {}),
    },
  };
}

/** Of the runs that have ended, one is kept in memory. */
function recordOf(newest: RunRecord | undefined, number: number | undefined): RunRecord | undefined {
  return newest?.live.number === number ? newest : undefined;
}

export function presentJobDetail(
  record: JobRecord,
  quarantines: readonly StoredQuarantine[],
  context: PresentContext,
): JobDetailView {
  const { job } = record;
  const { workflow, facts } = context.cache;
  const made = outputsOf(job).map((output) => output.to);
  const dependants = [job.name, ...made].flatMap((name) =>
    (workflow.consumers.get(name) ?? []).map((consumption) => consumption.job.name),
  );
  return {
    ...presentJob(record, context),
    inputs: inputStandingsOf(workflow, facts, job).map((standing) =>
      presentInput(job.name, standing, context),
    ),
    outputs: made,
    dependants: [...new Set(dependants)],
    definition: { name: job.name, ...declaredForm(job) },
    declaredInputs: (job.inputs ?? []).map(presentDeclaredInput),
    locks: (job.locks ?? []).map((lock) => presentLock(lock, context.cache)),
    quarantined: quarantines.map((each) => ({ number: each.number, ...presentQuarantine(each) })),
    ...(job.approval ? { approval: presentApproval(job.approval) } : {}),
    ...(job.retry ? { retry: { ...job.retry, on: [...job.retry.on] } } : {}),
    ...(job.supersede ? { supersede: job.supersede } : {}),
  };
}

function presentLock(name: string, { facts }: WorkspaceCache): JobDetailView["locks"][number] {
  const holder = facts.lockHolder(name);
  return { name, ...(holder ? { heldBy: { job: holder.job, number: holder.number } } : {}) };
}

/** An IN as the job page shows it. */
export function presentInput(
  job: string,
  standing: InputStanding,
  { cache }: Pick<PresentContext, "cache">,
): JobInputView {
  const { from, kind, isSwitchedOn, mode, health, healthText, pin, flow, passed, backlog } = standing;
  const latest = latestVersionText(from, cache);
  const command = ownValue(cache.facts.job(job).pins, from);
  const known = cache.workflow.jobs.get(job);
  const declared = (known ? inputsOf(known) : []).find((input) => input.from === from)?.pin;
  return {
    from,
    kind,
    isSwitchedOn,
    mode,
    health: health.state,
    healthText,
    flow,
    passed: [...passed],
    backlog,
    ...(pin ? { pin: pin.kind === "number" ? String(pin.versionNumber) : pin.versionName } : {}),
    ...(declared ? { declaredPin: presentPin(declared) } : {}),
    ...(command ? { commandPin: presentCommandPin(command) } : {}),
    ...(latest === undefined ? {} : { latestVersion: latest }),
  };
}

function presentPin(pin: Pin): JobInputView["declaredPin"] & object {
  return pin.kind === "number" ? { versionNumber: pin.versionNumber } : { versionName: pin.versionName };
}

function presentCommandPin({ pin, by, at, comment }: CommandPin): CommandPinView {
  return {
    ...presentPin(pin),
    by,
    at: new Date(at).toISOString(),
    ...(comment === undefined ? {} : { comment }),
  };
}

function latestVersionText(name: string, cache: WorkspaceCache): string | undefined {
  const version = cache.resources.get(name)?.latest ?? cache.jobs.get(name)?.version;
  if (!version) return undefined;
  return version.name === undefined
    ? `#${String(version.number)}`
    : `#${String(version.number)} ${version.name}`;
}

export function presentDecision(record: DecisionRecord): DecisionView {
  return {
    id: record.id,
    job: record.job,
    verdict: record.verdict,
    reason: record.reason,
    text: record.text,
    inputs: record.inputs.map(presentInputFact),
    unblock: record.unblock.map((step) => ({ ...step })),
    event: record.event,
    at: record.at.toISOString(),
    ...(record.runNumber === undefined ? {} : { runNumber: record.runNumber }),
  };
}

export function presentInputFact(input: InputFact): DecisionView["inputs"][number] {
  const { from, kind, isChanged, isSwitchedOn, mode, health } = input;
  const because = health.state === "unhealthy" ? { because: health.because } : {};
  return { from, kind, isChanged, isSwitchedOn, mode, health: { state: health.state, ...because } };
}
