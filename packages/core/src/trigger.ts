import type { InputFact, JobDecision, ReasonCode, Unblock } from "./decision.ts";
import type { FactsDraft, JobFacts } from "./facts.ts";
import { fitsPin, newsOver, subjectsOf } from "./happening.ts";
import type { Happening } from "./happening.ts";
import { inputFactsOf, sentenceOfUnhealthy } from "./health.ts";
import { inputsOf, isRunnable, modeOf } from "./job.ts";
import type { DependencyMode, InStep, Job } from "./job.ts";
import { listOf } from "./list-of.ts";
import { noneOf } from "./none-decision.ts";
import { queueRun } from "./run-queue.ts";
import type { NewRunId, RunRequest } from "./run-queue.ts";
import { causeOf, sentenceOfCause } from "./trigger-cause.ts";
import { remediesFor, waitForJob } from "./unblock.ts";
import { busyUpstream, sentenceOfWait } from "./upstream.ts";
import type { Workflow } from "./workflow.ts";

export interface TriggerOutcome {
  readonly decisions: readonly JobDecision[];
  readonly requests: readonly RunRequest[];
}

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
  if (input.pin && !fitsPin(input, news)) return "input-pinned";
  return isRunnable(job) ? undefined : "type-not-runnable";
}

/** Why no event starts the job at present, whatever the news. */
function blockOfJob(facts: JobFacts): ReasonCode | undefined {
  if (facts.isPaused) return "paused";
  return facts.inconsistent === undefined ? undefined : "inconsistent";
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
