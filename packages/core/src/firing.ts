import { bindVersions } from "./binding.ts";
import type { Binding } from "./binding.ts";
import { blockOfJob } from "./block.ts";
import { newDecision } from "./decision.ts";
import type { InputFact, JobDecision, ReasonCode, Unblock } from "./decision.ts";
import type { FactsDraft, WaitingJob } from "./facts.ts";
import { decisionOnGated } from "./gate-decision.ts";
import type { Happening } from "./happening.ts";
import { inputFactsOf, sentenceOfUnhealthy } from "./health.ts";
import { inputsOf, modeOf } from "./job.ts";
import type { DependencyMode, InStep, Job } from "./job.ts";
import { listOf } from "./list-of.ts";
import { noneOf } from "./none-decision.ts";
import { ownValue } from "./own-value.ts";
import { quarantinedInput } from "./quarantine.ts";
import type { QuarantinedInput } from "./quarantine.ts";
import { queueRun } from "./run-queue.ts";
import type { NewRunId, RunRequest } from "./run-queue.ts";
import type { LiveRun, VersionNumbers } from "./run.ts";
import { versionsRead } from "./versions-read.ts";
import { supersededBy } from "./supersede.ts";
import { takeVersions } from "./taken-versions.ts";
import { causeOf, sentenceOfCause } from "./trigger-cause.ts";
import { releaseVersion, remediesFor, waitForJob } from "./unblock.ts";
import { busyUpstream, sentenceOfWait } from "./upstream.ts";
import { replaysAfter, replaysLeft, replaysOf } from "./waited-replays.ts";
import type { Workflow } from "./workflow.ts";
import { withReason } from "./with-reason.ts";

/** One job that is looked at for one event. */
export interface Look {
  readonly workflow: Workflow;
  readonly draft: FactsDraft;
  readonly happening: Happening;
  readonly changed: ReadonlySet<string>;
  readonly job: Job;
  readonly newRunId: NewRunId;
}

/** What came of the look. */
export interface Looked {
  readonly decision: JobDecision;
  readonly request?: RunRequest;
  readonly superseded?: readonly LiveRun[];
}

type Bound = Extract<Binding, { readonly ok: true }>;

const STRENGTH: Readonly<Record<DependencyMode, number>> = { immediate: 2, chrono: 1, strict: 0 };

/** What becomes of a job whose INs bring news that nothing blocks. */
export function decideFiring(look: Look, firing: readonly InStep[]): Looked {
  const { workflow, draft, happening, job, changed } = look;
  const inputs = inputFactsOf(workflow, draft, job, changed);
  const { waiting } = draft.job(job.name);
  const upstream = waiting ? busyUpstream(workflow, draft, job) : [];
  const isOver = waiting !== undefined && upstream.length === 0;
  const replays = isOver
    ? replaysLeft(workflow, draft, job, replaysAfter(workflow, waiting, { happening, firing }))
    : replaysOf(happening);
  const binding = bind(look, firing, replays);
  const fresh = binding.ok ? firing.filter(({ from }) => binding.news.has(from)) : [];
  const candidates = fresh.length > 0 ? fresh : firing;
  // One run per event: the mode that asks for least decides, and a waiting job is answered by the same run.
  const input = candidates.reduce((best, next) =>
    strengthOf(job, next) > strengthOf(job, best) ? next : best,
  );
  const mode = modeOf(job, input);
  // A waiting job outlives a run that another IN started early: its own wait is not over.
  const busy = mode === "strict" && !waiting ? busyUpstream(workflow, draft, job) : upstream;
  // What does not pass, or is unhealthy, now may do when the wait is over: only then is a waiting job decided.
  const isKept = busy.length > 0 && waiting !== undefined;
  const waitOn = (): Looked => wait(look, { inputs, busy, because: input.from, firing });
  if (!binding.ok) return isKept ? waitOn() : notBound(look, inputs, binding.because);
  if (fresh.length === 0)
    return (
      decideWaiting(look, { isNews: true }) ?? {
        decision: noneOf(job, "passed-nothing-new", input.from, inputs),
      }
    );
  if (mode !== "immediate" && hasUnhealthy(inputs)) return isKept ? waitOn() : unhealthy(look, inputs);
  if (mode === "strict" && busy.length > 0) return waitOn();
  const bad = quarantinedIn(look, binding);
  if (bad) return isKept ? waitOn() : quarantined(look, inputs, bad);
  const reason = reasonOf(mode, inputs);
  return queue(look, input, { mode, inputs, reason, answersWaiting: busy.length === 0, binding });
}

function reasonOf(mode: DependencyMode, inputs: readonly InputFact[]): ReasonCode {
  if (mode === "immediate") return "immediate-input";
  const isBehind = mode === "chrono" && inputs.some((fact) => fact.health.state === "busy");
  return isBehind ? "upstream-busy" : "input-changed";
}

function strengthOf(job: Job, input: InStep): number {
  return STRENGTH[modeOf(job, input)];
}

function bind({ workflow, draft, job }: Look, firing: readonly InStep[], replays: VersionNumbers): Binding {
  return bindVersions(workflow, draft, job, {
    firing: new Set(firing.map(({ from }) => from)),
    isWhole: job.approval !== undefined,
    replays,
  });
}

/** What becomes of a job's waiting job, now that something happened. */
export function decideWaiting(look: Look, { isNews }: { readonly isNews: boolean }): Looked | undefined {
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
  if (hasUnhealthy(inputs)) return unhealthy(look, inputs);
  const input = inputsOf(job).find((candidate) => candidate.from === waiting.because);
  if (!input)
    return withdraw(look, inputs, { because: `${waiting.because} is not an input any more`, unblock: [] });
  // What it waited for came before whatever is replayed now, and whoever ends the wait did not make it.
  const { replayed: _other, by: _ender, ...happening } = look.happening;
  const replays = replaysLeft(workflow, draft, job, waiting.replays);
  const waited = { ...look, happening: { ...happening, ...replayOver(waiting, input, replays) } };
  const binding = bind(waited, [input], replays);
  if (!binding.ok) return notBound(look, inputs, binding.because);
  const bad = quarantinedIn(look, binding);
  if (bad) return quarantined(look, inputs, bad);
  return queue(waited, input, {
    mode: "strict",
    inputs,
    reason: "upstream-settled",
    answersWaiting: true,
    binding,
  });
}

/** That what it waited for was sent by somebody. */
function replayOver(
  { by }: WaitingJob,
  { from: name }: InStep,
  replays: VersionNumbers,
): Pick<Happening, "replayed" | "by"> {
  const number = ownValue(replays, name);
  if (number === undefined) return {};
  return { replayed: { name, number }, ...(by === undefined ? {} : { by }) };
}

interface Queueing {
  readonly mode: DependencyMode;
  readonly inputs: readonly InputFact[];
  readonly reason: ReasonCode;
  /** Whether the run is the one that the job's waiting job waited for. */
  readonly answersWaiting: boolean;
  readonly binding: Bound;
}

function queue(look: Look, input: InStep, queueing: Queueing): Looked {
  const { draft, job, newRunId, happening } = look;
  const { mode, inputs, reason, answersWaiting, binding } = queueing;
  const { bound } = binding;
  const cause = causeOf(happening, draft, input, ownValue(bound, input.from));
  // Who made it wait caused its run, whoever else brings news with the end of the wait.
  const by = (answersWaiting ? draft.job(job.name).waiting?.by : undefined) ?? happening.by;
  if (answersWaiting) removeWaiting(draft, job.name);
  const takes = takeVersions(draft, job, bound);
  const run = queueRun(draft, job, {
    id: newRunId(),
    mode,
    cause,
    ...(by === undefined ? {} : { by }),
    ...(Object.keys(bound).length === 0 ? {} : { bound }),
    ...(takes.length === 0 ? {} : { takes }),
  });
  return {
    decision: decisionOnRun(job, run, { mode, inputs, reason }),
    request: { job: job.name, run },
    superseded: supersededBy(draft, job, run),
  };
}

function decisionOnRun(
  job: Job,
  run: LiveRun,
  { mode, inputs, reason }: Pick<Queueing, "mode" | "inputs" | "reason">,
): JobDecision {
  if (job.approval) return decisionOnGated(run, { approval: job.approval, inputs });
  const behind = inputs.filter((fact) => fact.health.state === "busy" && fact.kind === "job");
  return newDecision({
    job: job.name,
    verdict: "queued",
    reason: run.cause.kind === "replay" ? "replay" : reason,
    text: `Run ${run.number} was queued because ${sentenceOfCause(run.cause)}.`,
    inputs,
    unblock: mode === "chrono" ? behind.map((fact) => waitForJob(fact.from)) : [],
    runNumber: run.number,
  });
}

interface Waiting {
  readonly inputs: readonly InputFact[];
  readonly busy: readonly string[];
  readonly because: string;
  /** The INs that bring news. */
  readonly firing?: readonly InStep[];
}

function wait(look: Look, { inputs, busy, because, firing = [] }: Waiting): Looked {
  const { workflow, draft, job, happening } = look;
  const facts = draft.job(job.name);
  const isKept = facts.waiting !== undefined;
  const { replays: before, ...waiting } = facts.waiting ?? { order: draft.takeOrder(), because };
  const replays = replaysAfter(workflow, facts.waiting, { happening, firing });
  // Who sends again what it waits for caused its run, as who made it wait did.
  const isSent = ownValue(replays, waiting.because) !== ownValue(before, waiting.because);
  const by = (!isKept || isSent ? happening.by : undefined) ?? facts.waiting?.by;
  draft.setJob(job.name, {
    ...facts,
    waiting: {
      ...waiting,
      ...(by === undefined ? {} : { by }),
      ...(Object.keys(replays).length === 0 ? {} : { replays }),
    },
  });
  const decision = newDecision({
    job: job.name,
    verdict: "waiting",
    reason: isKept ? "still-waits-for-upstream" : "waits-for-upstream",
    text: sentenceOfWait(busy),
    inputs,
    unblock: busy.map(waitForJob),
  });
  return { decision };
}

function hasUnhealthy(inputs: readonly InputFact[]): boolean {
  return inputs.some(({ health }) => health.state === "unhealthy");
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
  return { decision: { ...decision, reason: "not-passed", text: withReason("Did not start", because) } };
}

/** What a run with these versions would take that is in quarantine: it would be skipped when its turn came. */
function quarantinedIn({ workflow, draft, job }: Look, { bound }: Bound): QuarantinedInput | undefined {
  const reads = versionsRead(workflow, draft, job, { bound });
  return quarantinedInput(workflow, draft, job, { reads, isReplay: false });
}

function quarantined(look: Look, inputs: readonly InputFact[], { name, text }: QuarantinedInput): Looked {
  const { decision } = withdraw(look, inputs, { because: text, unblock: [releaseVersion(name)] });
  return { decision: { ...decision, reason: "version-quarantined" } };
}

/** Does not start the job, and takes its waiting job away if there is one. */
function withdraw(
  { draft, job }: Look,
  inputs: readonly InputFact[],
  { because, unblock }: { because: string; unblock: readonly Unblock[] },
): Looked {
  const isWaiting = removeWaiting(draft, job.name);
  const decision = newDecision({
    job: job.name,
    verdict: "none",
    reason: isWaiting ? "waiting-dropped" : "input-unhealthy",
    text: `Did not start because ${because}.`,
    inputs,
    unblock,
  });
  return { decision };
}

function removeWaiting(draft: FactsDraft, name: string): boolean {
  const { waiting, ...facts } = draft.job(name);
  if (waiting) draft.setJob(name, facts);
  return waiting !== undefined;
}
