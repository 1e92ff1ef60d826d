import type { InputFact, JobDecision, ReasonCode, Unblock, Verdict } from "./decision.ts";
import { REASONS } from "./decision.ts";
import type { FactsDraft, JobFacts } from "./facts.ts";
import { inputFactsOf, sentenceOfUnhealthy } from "./health.ts";
import { inputsOf, modeOf } from "./job.ts";
import type { DependencyMode, InStep, Job } from "./job.ts";
import { listOf } from "./list-of.ts";
import { ruleOfResourceType } from "./resource.ts";
import { isFinal } from "./run.ts";
import type { FinalRunStatus, LiveRun, TriggerCause } from "./run.ts";
import {
  mendConfiguration,
  remediesFor,
  resumeJob,
  runByHand,
  runUntilItSucceeds,
  waitForJob,
} from "./unblock.ts";
import { busyUpstream, sentenceOfWait } from "./upstream.ts";
import type { Workflow } from "./workflow.ts";

/** Where a version came from: an edit of the configuration starts nothing, except through `trigger` resources. */
export type VersionOrigin = "configuration" | "external" | "run";

export interface NewVersion {
  readonly resource: string;
  readonly number: number;
  readonly name?: string;
  readonly origin: VersionOrigin;
}

/** What happened, as far as consumers are concerned. The facts already hold it. */
export interface Happening {
  /** A run that ended, with its status, and the name of the job version that it made if it gave one. */
  readonly ended?: {
    readonly job: string;
    readonly number: number;
    readonly status: FinalRunStatus;
    readonly versionName?: string;
  };
  /** Versions made by it, or from outside. */
  readonly versions: readonly NewVersion[];
}

/** A run that has to be made; the facts hold it already, as queued. */
export interface RunRequest {
  readonly job: string;
  readonly run: LiveRun;
}

export interface TriggerOutcome {
  readonly decisions: readonly JobDecision[];
  readonly requests: readonly RunRequest[];
}

/** Gives the identifier of a run that is to be made: chance is an argument. */
export type NewRunId = () => string;

/**
 * Evaluates every job that consumes what happened, and every waiting job, upstream first, each once, each
 * seeing the runs just made (DESIGN §5, point 4). Changes the draft: new runs are queued, waiting jobs made or
 * removed. Reference: language §5.3.
 */
export function decideTriggers(
  workflow: Workflow,
  draft: FactsDraft,
  happening: Happening,
  newRunId: NewRunId,
): TriggerOutcome {
  const changed = subjectsOf(happening);
  const decisions: JobDecision[] = [];
  const requests: RunRequest[] = [];
  for (const job of jobsToLookAt(workflow, draft, changed)) {
    const decision = decideJob({ workflow, draft, happening, changed, job, newRunId });
    if (!decision) continue;
    decisions.push(decision.decision);
    if (decision.request) requests.push(decision.request);
  }
  return { decisions, requests };
}

interface Look {
  readonly workflow: Workflow;
  readonly draft: FactsDraft;
  readonly happening: Happening;
  readonly changed: ReadonlySet<string>;
  readonly job: Job;
  readonly newRunId: NewRunId;
}

interface Looked {
  readonly decision: JobDecision;
  readonly request?: RunRequest;
}

function subjectsOf(happening: Happening): ReadonlySet<string> {
  const names = new Set(happening.versions.map((version) => version.resource));
  if (happening.ended) names.add(happening.ended.job);
  return names;
}

function jobsToLookAt(workflow: Workflow, draft: FactsDraft, changed: ReadonlySet<string>): readonly Job[] {
  const found = new Map<string, Job>();
  for (const name of changed) {
    for (const { job } of workflow.consumers.get(name) ?? []) found.set(job.name, job);
  }
  for (const name of draft.waitingJobs()) {
    const job = workflow.jobs.get(name);
    if (job) found.set(name, job);
  }
  const rankOf = (job: Job): number => workflow.rank.get(job.name) ?? 0;
  return [...found.values()].sort((a, b) => rankOf(a) - rankOf(b));
}

function decideJob(look: Look): Looked | undefined {
  const { workflow, draft, job, changed } = look;
  const facts = draft.job(job.name);
  const news = inputsOf(job).filter((input) => changed.has(input.from));
  const blocks = news.map((input) => ({ input, blocked: blockOf(look, input) }));
  const firing = blocks.filter(({ blocked }) => blocked === undefined).map(({ input }) => input);
  if (firing.length > 0) return decideFiring(look, firing);
  if (facts.waiting) return decideWaiting(look, news.length > 0);
  const first = blocks[0];
  if (!first?.blocked) return undefined;
  const inputs = inputFactsOf(workflow, draft, job, changed);
  return { decision: noneOf(job, first.blocked, first.input.from, inputs) };
}

/** Why news over this IN can't start the job, whatever else holds; `undefined` when it can. */
function blockOf({ workflow, draft, happening, job }: Look, input: InStep): ReasonCode | undefined {
  const facts = draft.job(job.name);
  if (facts.isDeleted) return "job-deleted";
  if (!input.isSwitchedOn) return "switched-off";
  const own = blockOfJob(facts);
  if (own) return own;
  const news = newsOver(workflow, happening, input);
  if (news.blocked) return news.blocked;
  if (input.pin && !isPinned(input, news)) return "input-pinned";
  return isRunnable(job) ? undefined : "type-not-runnable";
}

/** Why no event starts the job at present, whatever the news. */
function blockOfJob(facts: JobFacts): ReasonCode | undefined {
  if (facts.isPaused) return "paused";
  return facts.inconsistent === undefined ? undefined : "inconsistent";
}

interface News {
  readonly number: number;
  readonly name?: string;
  readonly blocked?: ReasonCode;
}

function newsOver(workflow: Workflow, happening: Happening, input: InStep): News {
  const { ended } = happening;
  if (ended && ended.job === input.from) {
    const { number, status, versionName } = ended;
    const named = versionName === undefined ? {} : { name: versionName };
    return status === "success"
      ? { number, ...named }
      : { number, ...named, blocked: "upstream-not-successful" };
  }
  const version = happening.versions.findLast((candidate) => candidate.resource === input.from);
  if (!version) return { number: 0, blocked: "never-fires" };
  const { fires } = ruleOfResourceType(workflow.resources.get(input.from)?.type ?? "");
  if (fires === "never") return { ...version, blocked: "never-fires" };
  if (version.origin === "configuration" && fires !== "yaml")
    return { ...version, blocked: "changed-by-configuration" };
  return version;
}

function isPinned(input: InStep, news: News): boolean {
  if (!input.pin) return true;
  return input.pin.kind === "number"
    ? input.pin.versionNumber === news.number
    : input.pin.versionName === news.name;
}

/** Jobs whose runs an agent carries out in this version. */
export function isRunnable(job: Job): boolean {
  return job.type === "runSh";
}

const STRENGTH: Readonly<Record<DependencyMode, number>> = { immediate: 2, chrono: 1, strict: 0 };

function decideFiring(look: Look, firing: readonly InStep[]): Looked {
  const { workflow, draft, job, changed } = look;
  // One run per event: the mode that asks for least decides, and a waiting job is answered by the same run.
  const input = firing.reduce((best, next) => (strengthOf(job, next) > strengthOf(job, best) ? next : best));
  const mode = modeOf(job, input);
  const inputs = inputFactsOf(workflow, draft, job, changed);
  // A waiting job outlives a run that another IN started early: its own wait is not over.
  const busy = mode === "strict" || draft.job(job.name).waiting ? busyUpstream(workflow, draft, job) : [];
  const answersWaiting = busy.length === 0;
  if (mode === "immediate") {
    return queue(look, input, { mode, inputs, reason: "immediate-input", answersWaiting });
  }
  if (inputs.some((fact) => fact.health.state === "unhealthy")) {
    // What is unhealthy now may be healthy when the wait is over: only then is a waiting job decided.
    const isKept = busy.length > 0 && draft.job(job.name).waiting !== undefined;
    return isKept ? wait(look, { inputs, busy, because: input.from }) : unhealthy(look, inputs);
  }
  if (mode === "strict" && busy.length > 0) return wait(look, { inputs, busy, because: input.from });
  const isBehind = mode === "chrono" && inputs.some((fact) => fact.health.state === "busy");
  const reason = isBehind ? "upstream-busy" : "input-changed";
  return queue(look, input, { mode, inputs, reason, answersWaiting });
}

function strengthOf(job: Job, input: InStep): number {
  return STRENGTH[modeOf(job, input)];
}

function decideWaiting(look: Look, isNews: boolean): Looked | undefined {
  const { workflow, draft, job, changed } = look;
  const { waiting } = draft.job(job.name);
  if (!waiting) return undefined;
  const inputs = inputFactsOf(workflow, draft, job, changed);
  const busy = busyUpstream(workflow, draft, job);
  // Without news for this job nothing is worth telling until the wait is over.
  if (busy.length > 0) return isNews ? wait(look, { inputs, busy, because: waiting.because }) : undefined;
  const blocked = blockOfJob(draft.job(job.name));
  if (blocked) {
    removeWaiting(draft, job.name);
    return { decision: noneOf(job, blocked, waiting.because, inputs) };
  }
  if (inputs.some((fact) => fact.health.state === "unhealthy")) return unhealthy(look, inputs);
  const input = inputsOf(job).find((candidate) => candidate.from === waiting.because);
  if (!input)
    return withdraw(look, inputs, { because: `${waiting.because} is not an input any more`, unblock: [] });
  return queue(look, input, { mode: "strict", inputs, reason: "upstream-settled", answersWaiting: true });
}

interface Queueing {
  readonly mode: DependencyMode;
  readonly inputs: readonly InputFact[];
  readonly reason: ReasonCode;
  /** Whether the run is the one that the job's waiting job waited for. */
  readonly answersWaiting: boolean;
}

function queue(look: Look, input: InStep, { mode, inputs, reason, answersWaiting }: Queueing): Looked {
  const { draft, job, newRunId, happening } = look;
  const cause = causeOf(happening, draft, input);
  if (answersWaiting) removeWaiting(draft, job.name);
  const run = queueRun(draft, job, { id: newRunId(), mode, cause });
  const text = `Run ${run.number} was queued because ${sentenceOfCause(cause)}.`;
  const behind = inputs.filter((fact) => fact.health.state === "busy" && fact.kind === "job");
  const unblock = mode === "chrono" ? behind.map((fact) => waitForJob(fact.from)) : [];
  return {
    decision: { job: job.name, verdict: "queued", reason, text, inputs, unblock, runNumber: run.number },
    request: { job: job.name, run },
  };
}

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

function causeOf(happening: Happening, draft: FactsDraft, input: InStep): TriggerCause {
  const version = happening.versions.findLast((candidate) => candidate.resource === input.from);
  if (version) {
    const named = version.name === undefined ? {} : { versionName: version.name };
    return { kind: "version", resource: version.resource, versionNumber: version.number, ...named };
  }
  if (happening.ended?.job === input.from) {
    return { kind: "run", job: input.from, runNumber: happening.ended.number };
  }
  // A waiting job that is resolved by another job's end: the thing that made it wait is the cause.
  const resource = draft.resource(input.from);
  if (resource.lastVersionNumber > 0) {
    return { kind: "version", resource: input.from, versionNumber: resource.lastVersionNumber };
  }
  return { kind: "run", job: input.from, runNumber: draft.job(input.from).lastSuccess?.number ?? 0 };
}

export function sentenceOfCause(cause: TriggerCause): string {
  switch (cause.kind) {
    case "version":
      return cause.versionName === undefined
        ? `${cause.resource} has version ${cause.versionNumber}`
        : `${cause.resource} has version ${cause.versionNumber} (${cause.versionName})`;
    case "run":
      return `${cause.job} #${cause.runNumber} succeeded`;
    case "manual":
      return `${cause.by} asked for it`;
    case "rerun":
      return `${cause.by} ran #${cause.runNumber} again`;
  }
}

function wait(
  { draft, job }: Look,
  { inputs, busy, because }: { inputs: readonly InputFact[]; busy: readonly string[]; because: string },
): Looked {
  const facts = draft.job(job.name);
  const isKept = facts.waiting !== undefined;
  if (!isKept) draft.setJob(job.name, { ...facts, waiting: { order: draft.takeOrder(), because } });
  const decision: JobDecision = {
    job: job.name,
    verdict: "waiting",
    reason: isKept ? "still-waits-for-upstream" : "waits-for-upstream",
    text: sentenceOfWait(busy),
    inputs,
    unblock: busy.map(waitForJob),
  };
  return { decision };
}

function unhealthy(look: Look, inputs: readonly InputFact[]): Looked {
  const sick = inputs.flatMap(({ from, health }) =>
    health.state === "unhealthy" ? [sentenceOfUnhealthy(from, health.because)] : [],
  );
  return withdraw(look, inputs, {
    because: listOf(sick),
    unblock: remediesFor(inputs),
  });
}

/** Does not start the job, and takes its waiting job away if there is one. */
function withdraw(
  { draft, job }: Look,
  inputs: readonly InputFact[],
  { because, unblock }: { because: string; unblock: readonly Unblock[] },
): Looked {
  const isWaiting = removeWaiting(draft, job.name);
  const decision: JobDecision = {
    job: job.name,
    verdict: "none",
    reason: isWaiting ? "waiting-dropped" : "input-unhealthy",
    text: `Did not start because ${because}.`,
    inputs,
    unblock,
  };
  return { decision };
}

function removeWaiting(draft: FactsDraft, name: string): boolean {
  const { waiting, ...facts } = draft.job(name);
  if (waiting) draft.setJob(name, facts);
  return waiting !== undefined;
}

function noneOf(job: Job, reason: ReasonCode, from: string, inputs: readonly InputFact[]): JobDecision {
  return {
    job: job.name,
    verdict: "none" satisfies Verdict,
    reason,
    ...sentenceOfNone(job, reason, from),
    inputs,
  };
}

function sentenceOfNone(
  job: Job,
  reason: ReasonCode,
  from: string,
): { text: string; unblock: readonly Unblock[] } {
  const byHand = runByHand(job.name);
  switch (reason) {
    case "switched-off":
      return { text: `Did not start: the input ${from} is switched off.`, unblock: [byHand] };
    case "paused":
      return {
        text: "Did not start: the job is paused.",
        unblock: [resumeJob(job.name), byHand],
      };
    case "input-pinned":
      return {
        text: `Did not start: the input ${from} is pinned to another version.`,
        unblock: [{ action: "unpin", target: from, text: `Unpin ${from}.` }, byHand],
      };
    case "upstream-not-successful":
      return { text: `Did not start: ${from} did not succeed.`, unblock: [runUntilItSucceeds(from)] };
    case "changed-by-configuration":
      return { text: `Did not start: ${from} changed by an edit of the configuration.`, unblock: [byHand] };
    case "never-fires":
      return { text: `Did not start: versions of ${from} never start a job.`, unblock: [byHand] };
    case "inconsistent":
      return {
        text: "Did not start: the job can't run as it is declared.",
        unblock: [mendConfiguration(job.name)],
      };
    default:
      return { text: `Did not start: ${REASONS[reason]}`, unblock: [] };
  }
}

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
  const facts = draft.job(job.name);
  if (facts.isDeleted) return { ok: false, reason: "job-deleted", text: REASONS["job-deleted"] };
  if (facts.inconsistent !== undefined)
    return { ok: false, reason: "inconsistent", text: facts.inconsistent };
  if (!isRunnable(job)) {
    return {
      ok: false,
      reason: "type-not-runnable",
      text: `Jobs of type ${job.type} do not run in this version.`,
    };
  }
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
