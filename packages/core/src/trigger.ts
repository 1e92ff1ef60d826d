import { bindVersions, inputsBehind, isQuarantined, putOffVersion, takeVersions } from "./binding.ts";
import type { Binding } from "./binding.ts";
import { blockOfJob } from "./block.ts";
import type { InputFact, JobDecision, ReasonCode, Unblock } from "./decision.ts";
import type { FactsDraft } from "./facts.ts";
import { pinOf } from "./facts.ts";
import { sentenceOfGate } from "./gate.ts";
import { consumptionsOf, fitsPin, isAbout, newsOver, subjectsOf } from "./happening.ts";
import type { Happening } from "./happening.ts";
import { inputFactsOf, sentenceOfUnhealthy } from "./health.ts";
import { inputsOf, modeOf } from "./job.ts";
import type { DependencyMode, InStep, Job } from "./job.ts";
import { listOf } from "./list-of.ts";
import { noneOf } from "./none-decision.ts";
import { queueRun } from "./run-queue.ts";
import type { NewRunId, RunRequest } from "./run-queue.ts";
import type { LiveRun } from "./run.ts";
import { supersededBy } from "./supersede.ts";
import { causeOf, sentenceOfCause } from "./trigger-cause.ts";
import { approveRun, remediesFor, waitForJob } from "./unblock.ts";
import { busyUpstream, sentenceOfWait } from "./upstream.ts";
import type { Workflow } from "./workflow.ts";

export interface TriggerOutcome {
  readonly decisions: readonly JobDecision[];
  readonly requests: readonly RunRequest[];
  /** Older runs whose place the new ones take: the caller ends them. */
  readonly superseded: readonly LiveRun[];
}

/** More runs than this one event doesn't make of a job that takes every version; the rest follows when they end. */
const MOST_RUNS_AT_ONCE = 50;

/**
 * Evaluates every job that consumes what happened, every waiting job and every job with versions left to take,
 * upstream first, each once, each seeing the runs just made (DESIGN §5, point 4). Changes the draft: new runs are
 * queued or gated, waiting jobs made or removed. Reference: language §5.3.
 */
export function decideTriggers(
  workflow: Workflow,
  draft: FactsDraft,
  happening: Happening,
  newRunId: NewRunId,
): TriggerOutcome {
  const changed = subjectsOf(happening);
  const looked = jobsToLookAt(workflow, draft, happening).flatMap((job) =>
    decideJob({ workflow, draft, happening, changed, job, newRunId }),
  );
  return {
    decisions: looked.map(({ decision }) => decision),
    requests: looked.flatMap(({ request }) => (request ? [request] : [])),
    superseded: looked.flatMap(({ superseded = [] }) => superseded),
  };
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
  readonly superseded?: readonly LiveRun[];
}

function jobsToLookAt(workflow: Workflow, draft: FactsDraft, happening: Happening): readonly Job[] {
  const found = new Map<string, Job>();
  for (const { job } of consumptionsOf(workflow, happening)) found.set(job.name, job);
  for (const name of [...draft.waitingJobs(), ...draft.backlogJobs()]) {
    const job = workflow.jobs.get(name);
    if (job) found.set(name, job);
  }
  const rankOf = (job: Job): number => workflow.rank.get(job.name) ?? 0;
  return [...found.values()].sort((a, b) => rankOf(a) - rankOf(b));
}

function decideJob(look: Look): readonly Looked[] {
  const { workflow, draft, job, happening, changed } = look;
  const news = inputsOf(job).filter((input) => isAbout(happening, changed, input));
  keepEvery(look, news);
  const blocks = news.map((input) => ({ input, blocked: blockOf(look, input) }));
  const firing = blocks.filter(({ blocked }) => blocked === undefined).map(({ input }) => input);
  if (firing.length > 0) return withRest(look, decideFiring(look, firing));
  const facts = draft.job(job.name);
  if (facts.waiting) return listed(decideWaiting(look, news.length > 0));
  const first = blocks[0];
  const own = first?.blocked
    ? [
        {
          decision: noneOf(job, first.blocked, first.input.from, inputFactsOf(workflow, draft, job, changed)),
        },
      ]
    : [];
  return [...own, ...decideBacklog(look)];
}

/** Versions of INs with `flow: every` are kept until a run takes them, also while the job can't start. */
function keepEvery({ workflow, draft, happening, job }: Look, news: readonly InStep[]): void {
  for (const input of news) {
    if (input.flow !== "every" || (input.passed ?? []).length > 0 || !input.isSwitchedOn) continue;
    const { number, blocked } = newsOver(workflow, happening, input);
    if (blocked || pinOf(draft.job(job.name), input) || happening.replayed?.name === input.from) continue;
    putOffVersion(draft, job, input.from, number);
  }
}

/** Why news over this IN can't start the job, whatever else holds; `undefined` when it can. */
function blockOf({ workflow, draft, happening, job }: Look, input: InStep): ReasonCode | undefined {
  const facts = draft.job(job.name);
  if (facts.isDeleted) return "job-deleted";
  if (!input.isSwitchedOn) return "switched-off";
  const own = blockOfJob(job, facts);
  if (own === "paused" || own === "inconsistent") return own;
  const news = newsOver(workflow, happening, input);
  if (news.blocked) return news.blocked;
  const pin = pinOf(facts, input);
  // Which version has passed is not known yet: its pin is looked at when it is bound.
  if (pin && news.number > 0 && !fitsPin(pin, news)) return "input-pinned";
  if (news.number > 0 && isQuarantined(workflow, draft, input.from, news.number))
    return "version-quarantined";
  return own;
}

const STRENGTH: Readonly<Record<DependencyMode, number>> = { immediate: 2, chrono: 1, strict: 0 };

function decideFiring(look: Look, firing: readonly InStep[]): Looked {
  const { workflow, draft, job, changed } = look;
  // One run per event: the mode that asks for least decides, and a waiting job is answered by the same run.
  const input = firing.reduce((best, next) => (strengthOf(job, next) > strengthOf(job, best) ? next : best));
  const mode = modeOf(job, input);
  const inputs = inputFactsOf(workflow, draft, job, changed);
  const binding = bind(look, firing);
  if (!binding.ok) return notBound(look, inputs, binding.because);
  if (!binding.isNews) return { decision: noneOf(job, "passed-nothing-new", input.from, inputs) };
  // A waiting job outlives a run that another IN started early: its own wait is not over.
  const busy = mode === "strict" || draft.job(job.name).waiting ? busyUpstream(workflow, draft, job) : [];
  const answersWaiting = busy.length === 0;
  if (mode === "immediate") {
    return queue(look, input, { mode, inputs, reason: "immediate-input", answersWaiting, binding });
  }
  if (inputs.some((fact) => fact.health.state === "unhealthy")) {
    // What is unhealthy now may be healthy when the wait is over: only then is a waiting job decided.
    const isKept = busy.length > 0 && draft.job(job.name).waiting !== undefined;
    return isKept ? wait(look, { inputs, busy, because: input.from }) : unhealthy(look, inputs);
  }
  if (mode === "strict" && busy.length > 0) return wait(look, { inputs, busy, because: input.from });
  const isBehind = mode === "chrono" && inputs.some((fact) => fact.health.state === "busy");
  const reason = isBehind ? "upstream-busy" : "input-changed";
  return queue(look, input, { mode, inputs, reason, answersWaiting, binding });
}

function strengthOf(job: Job, input: InStep): number {
  return STRENGTH[modeOf(job, input)];
}

function bind({ workflow, draft, happening, job }: Look, firing: readonly InStep[]): Binding {
  const { replayed } = happening;
  return bindVersions(workflow, draft, job, {
    firing: new Set(firing.map(({ from }) => from)),
    isWhole: job.approval !== undefined,
    ...(replayed ? { replayed } : {}),
  });
}

/** The runs for what a job has left to take after this one: each version gets its own. */
function withRest(look: Look, first: Looked): readonly Looked[] {
  const all = [first];
  while (all.at(-1)?.request && all.length < MOST_RUNS_AT_ONCE) {
    const [next] = decideBacklog(look);
    if (!next) break;
    all.push(next);
  }
  return all;
}

/** What a job that takes every version has left to take, if it may now; without news nothing else is told. */
function decideBacklog(look: Look): readonly Looked[] {
  const { draft, job } = look;
  const facts = draft.job(job.name);
  const behind = [...inputsBehind(facts, job), ...lateInputs(look)].filter((input) => input.isSwitchedOn);
  if (behind.length === 0 || facts.isDeleted || blockOfJob(job, facts)) return [];
  const { decision, ...looked } = decideFiring(look, behind);
  if (decision.verdict === "gated") return [{ ...looked, decision }];
  return decision.verdict === "queued"
    ? [{ ...looked, decision: { ...decision, reason: "every-version" } }]
    : [];
}

/** INs that take every version that has passed: whether there is one left is found when it is bound. */
function lateInputs({ happening, changed, job }: Look): readonly InStep[] {
  return inputsOf(job).filter(
    (input) =>
      input.flow === "every" && (input.passed ?? []).length > 0 && isAbout(happening, changed, input),
  );
}

function decideWaiting(look: Look, isNews: boolean): Looked | undefined {
  const { workflow, draft, job, changed } = look;
  const { waiting } = draft.job(job.name);
  if (!waiting) return undefined;
  const inputs = inputFactsOf(workflow, draft, job, changed);
  const busy = busyUpstream(workflow, draft, job);
  // Without news for this job nothing is worth telling until the wait is over.
  if (busy.length > 0) return isNews ? wait(look, { inputs, busy, because: waiting.because }) : undefined;
  const blocked = blockOfJob(job, draft.job(job.name));
  if (blocked) {
    removeWaiting(draft, job.name);
    return { decision: noneOf(job, blocked, waiting.because, inputs) };
  }
  if (inputs.some((fact) => fact.health.state === "unhealthy")) return unhealthy(look, inputs);
  const input = inputsOf(job).find((candidate) => candidate.from === waiting.because);
  if (!input)
    return withdraw(look, inputs, { because: `${waiting.because} is not an input any more`, unblock: [] });
  const binding = bind(look, [input]);
  if (!binding.ok) return notBound(look, inputs, binding.because);
  return queue(look, input, {
    mode: "strict",
    inputs,
    reason: "upstream-settled",
    answersWaiting: true,
    binding,
  });
}

interface Queueing {
  readonly mode: DependencyMode;
  readonly inputs: readonly InputFact[];
  readonly reason: ReasonCode;
  /** Whether the run is the one that the job's waiting job waited for. */
  readonly answersWaiting: boolean;
  readonly binding: Extract<Binding, { ok: true }>;
}

function queue(look: Look, input: InStep, queueing: Queueing): Looked {
  const { draft, job, newRunId, happening } = look;
  const { mode, inputs, reason, answersWaiting, binding } = queueing;
  const { bound } = binding;
  const cause = causeOf(happening, draft, input, bound[input.from]);
  if (answersWaiting) removeWaiting(draft, job.name);
  takeVersions(draft, job, bound);
  const { by } = happening;
  const run = queueRun(draft, job, {
    id: newRunId(),
    mode,
    cause,
    ...(by === undefined ? {} : { by }),
    ...(Object.keys(bound).length === 0 ? {} : { bound }),
  });
  const request = { job: job.name, run };
  const superseded = supersededBy(draft, job, run);
  const because = sentenceOfCause(cause);
  if (job.approval) {
    const text = `Run ${run.number} was made because ${because}. ${sentenceOfGate(job.approval, run.gate)}`;
    const unblock = [approveRun(run)];
    const decided = { job: job.name, verdict: "gated", reason: "needs-approval", text } as const;
    return { decision: { ...decided, inputs, unblock, runNumber: run.number }, request, superseded };
  }
  const behind = inputs.filter((fact) => fact.health.state === "busy" && fact.kind === "job");
  const unblock = mode === "chrono" ? behind.map((fact) => waitForJob(fact.from)) : [];
  const text = `Run ${run.number} was queued because ${because}.`;
  const decided = { job: job.name, verdict: "queued", reason, text } as const;
  return { decision: { ...decided, inputs, unblock, runNumber: run.number }, request, superseded };
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

/** No version, or no set of versions, has passed what it has to pass. */
function notBound(look: Look, inputs: readonly InputFact[], because: string): Looked {
  const { decision } = withdraw(look, inputs, { because, unblock: [] });
  return { decision: { ...decision, reason: "not-passed", text: `Did not start: ${because}` } };
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

function listed(looked: Looked | undefined): readonly Looked[] {
  return looked ? [looked] : [];
}
