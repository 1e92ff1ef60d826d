import type { FactsDraft, JobFacts, JobSuccess } from "./facts.ts";
import { MOST_SUCCESSES } from "./facts.ts";
import { newGate } from "./gate.ts";
import type { DependencyMode, Job } from "./job.ts";
import { decideRun, isFinal } from "./run.ts";
import type { FinalRunStatus, LiveRun, TriggerCause, VersionNumbers } from "./run.ts";
import type { SuccessfulRun } from "./version-history.ts";

/** A run that has to be made; the facts hold it already, as queued or gated. */
export interface RunRequest {
  readonly job: string;
  readonly run: LiveRun;
}

/** Gives the identifier of a run that is to be made: chance is an argument. */
export type NewRunId = () => string;

/** What a new run is made of, beside its job. */
export interface NewRun extends Pick<
  LiveRun,
  "by" | "attempt" | "notBefore" | "bound" | "takes" | "replays" | "gate"
> {
  readonly id: string;
  readonly mode: DependencyMode;
  readonly cause: TriggerCause;
  /** The place of the run that it repeats; absent: the end of the queue. */
  readonly order?: number;
}

/** Makes a new run of a job: at its place in the queue, or before its gate where it has one that was not passed. */
export function queueRun(draft: FactsDraft, job: Job, made: NewRun): LiveRun {
  const facts = draft.job(job.name);
  const gate = made.gate ?? (job.approval && newGate(job.approval, draft.now));
  const run: LiveRun = {
    ...made,
    job: job.name,
    number: facts.lastRunNumber + 1,
    status: gate && !made.gate ? "gated" : "queued",
    priority: job.priority,
    order: made.order ?? draft.takeOrder(),
    isCancelRequested: false,
    ...(gate ? { gate } : {}),
    ...(job.runtime.nodePool === undefined ? {} : { nodePool: job.runtime.nodePool }),
  };
  draft.setJob(job.name, { ...facts, lastRunNumber: run.number, live: withInOrder(facts.live, run) });
  return run;
}

function withInOrder(live: readonly LiveRun[], run: LiveRun): readonly LiveRun[] {
  const later = live.findIndex((other) => other.order > run.order);
  return later < 0 ? [...live, run] : [...live.slice(0, later), run, ...live.slice(later)];
}

/** Puts a run whose gate opened at the end of the queue: waiting for people keeps no place. */
export function openGate(draft: FactsDraft, run: LiveRun): LiveRun | undefined {
  const decided = decideRun(run.status, { type: "approved" });
  if (!decided.ok) return undefined;
  const { notBefore: _over, ...rest } = run;
  const opened: LiveRun = { ...rest, status: "queued", order: draft.takeOrder() };
  const facts = draft.job(run.job);
  const others = facts.live.filter((other) => other.id !== run.id);
  draft.setJob(run.job, { ...facts, live: [...others, opened] });
  return opened;
}

/** Lays changes over a live run. */
export function changeRun(draft: FactsDraft, run: LiveRun): void {
  const facts = draft.job(run.job);
  draft.setJob(run.job, { ...facts, live: facts.live.map((other) => (other.id === run.id ? run : other)) });
}

/** The end of a run, as the facts keep it. */
export interface RunEnd {
  readonly job: string;
  readonly runId: string;
  readonly status: FinalRunStatus;
  /** Versions of its OUTs that it made. */
  readonly produced?: VersionNumbers;
}

/** Writes the end of a run into the facts. Refuses when the run is not live: it ended already. */
export function endRun(draft: FactsDraft, ended: RunEnd): LiveRun | undefined {
  const facts = draft.job(ended.job);
  const run = facts.live.find((candidate) => candidate.id === ended.runId);
  if (!run || !isFinal(ended.status)) return undefined;
  draft.setJob(ended.job, {
    ...facts,
    live: facts.live.filter((candidate) => candidate.id !== ended.runId),
    lastEnded: { number: run.number, status: ended.status },
    ...(ended.status === "success" ? successOf(facts, run, ended.produced) : {}),
  });
  return run;
}

/** What a success adds: the newest job version, and the versions that have passed the job now. */
function successOf(facts: JobFacts, run: LiveRun, produced: VersionNumbers = {}): Partial<JobFacts> {
  const { number, order } = run;
  const versions = { ...run.reads, ...produced, [run.job]: number };
  const success = { runId: run.id, number, order };
  return {
    lastSuccess: laterOf(facts.lastSuccess, success),
    ...(facts.successes ? { successes: withSuccess(facts.successes, { number, order, versions }) } : {}),
  };
}

/** Which of two successes is the newer version: not that which ended last, nor always the higher number. */
function laterOf(before: JobSuccess | undefined, success: JobSuccess): JobSuccess {
  return before && before.order > success.order ? before : success;
}

/** In the order of their numbers, as the history is read: parallel runs may end in another one. */
function withSuccess(successes: readonly SuccessfulRun[], success: SuccessfulRun): readonly SuccessfulRun[] {
  const newer = successes.filter(({ number }) => number > success.number);
  return [...newer, success, ...successes.slice(newer.length)].slice(0, MOST_SUCCESSES);
}
