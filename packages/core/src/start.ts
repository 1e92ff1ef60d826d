import type { ReasonCode, Unblock } from "./decision.ts";
import { processingRuns } from "./facts.ts";
import type { Facts, FactsDraft } from "./facts.ts";
import { inputsOf, isManaged } from "./job.ts";
import type { Job } from "./job.ts";
import { changeRun } from "./run-queue.ts";
import { DEFAULT_POOL } from "./pool.ts";
import { decideRun } from "./run.ts";
import type { LiveRun } from "./run.ts";
import { skipOf } from "./skip.ts";
import type { Skip } from "./skip.ts";
import { waitForRun } from "./unblock.ts";
import { versionsRead } from "./versions-read.ts";
import type { Workflow } from "./workflow.ts";

/** An agent that may take runs now. */
export interface AgentCapacity {
  readonly agentId: string;
  readonly pool: string;
  readonly freeSlots: number;
}

export interface Start {
  readonly run: LiveRun;
  readonly job: Job;
  /** Absent: the scheduler carries it out itself. */
  readonly agentId?: string;
}

export interface StartOutcome {
  readonly starts: readonly Start[];
  readonly skips: readonly Skip[];
}

export interface StartRules {
  readonly agents: readonly AgentCapacity[];
  /** What else may keep a run from starting when its turn has come, e.g. its job's condition. */
  readonly judge?: (run: LiveRun, job: Job) => Skip | undefined;
  /** Whether everything that the run needs is at hand; one that is not waits for the next look. */
  readonly isReady?: (run: LiveRun) => boolean;
}

/**
 * Which queued runs start now, in order of priority and queueing, on which agent. Changes the draft: runs that
 * start are processing. A chrono run whose input is unhealthy when its turn comes is returned as a skip, and
 * nothing after it: the caller ends it, which may free or forbid others, and asks again. Reference: language
 * §5.3 start rule, DESIGN §5 point 5.
 */
export function decideStarts(
  workflow: Workflow,
  draft: FactsDraft,
  { agents, judge, isReady }: StartRules,
): StartOutcome {
  const free = agents.map((agent) => ({ ...agent }));
  const starts: Start[] = [];
  const skips: Skip[] = [];
  const isFull = (): boolean => free.every((agent) => agent.freeSlots === 0);
  const hasManaged = workflow.managed.size > 0;
  if (isFull() && !hasManaged) return { starts, skips };
  for (const run of queuedInOrder(draft)) {
    const job = workflow.jobs.get(run.job);
    if (!job || isReady?.(run) === false) continue;
    if (isFull() && !isManaged(job)) {
      if (!hasManaged) break;
      continue;
    }
    if (holdByPause(run, draft.now) || holdOf(workflow, draft, run)) continue;
    const agent = isManaged(job) ? undefined : freestAgent(free, run);
    // Without an agent its turn has not come, whatever else could be said of it.
    if (!agent && !isManaged(job)) continue;
    const skip = skipOf(workflow, draft, { run, job }) ?? judge?.(run, job);
    if (skip) {
      skips.push(skip);
      // Its end is news for those behind it: their turn comes when it has taken effect.
      break;
    }
    if (agent) agent.freeSlots -= 1;
    const started = startRun(workflow, draft, run);
    starts.push({ run: started, job, ...(agent ? { agentId: agent.agentId } : {}) });
    // What it makes is news for those behind it, at once.
    if (!agent) break;
  }
  return { starts, skips };
}

/** Makes a queued run processing in the facts: it takes its versions and its locks. */
export function startRun(workflow: Workflow, draft: FactsDraft, run: LiveRun): LiveRun {
  const decided = decideRun(run.status, { type: "started" });
  if (!decided.ok) return run;
  const job = workflow.jobs.get(run.job);
  const { notBefore: _over, ...rest } = run;
  const started: LiveRun = {
    ...rest,
    status: "processing",
    ...(job ? { reads: versionsRead(workflow, draft, job, run) } : {}),
    ...(job?.locks && job.locks.length > 0 ? { locks: job.locks } : {}),
  };
  changeRun(draft, started);
  return started;
}

export interface Hold {
  readonly reason: ReasonCode;
  readonly text: string;
  readonly unblock: readonly Unblock[];
  /** The run that has to end, or to go first. */
  readonly run?: { readonly job: string; readonly number: number };
}

/** What the start rule of its mode says against a queued run; `undefined` when nothing does. */
export function holdOf(workflow: Workflow, facts: Facts, run: LiveRun): Hold | undefined {
  const job = workflow.jobs.get(run.job);
  if (!job) return undefined;
  const own = facts.job(run.job);
  if (job.triggerMode === "serial") {
    const processing = processingRuns(own)[0];
    if (processing) return hold("own-run-processing", `Waits for ${nameOf(processing)} to end.`, processing);
    const earlier = own.live.find((other) => other.status === "queued" && goesBefore(other, run));
    if (earlier) return hold("earlier-run-first", sentenceOfEarlier(earlier), earlier);
  }
  return holdByMode(workflow, facts, { run, job }) ?? holdByLock(facts, { run, job });
}

function sentenceOfEarlier(earlier: LiveRun): string {
  const { cause } = earlier;
  const repeats = cause.kind === "retry" ? ` in the place of #${String(cause.runNumber)}` : "";
  return `Waits for ${nameOf(earlier)}, which goes first${repeats}.`;
}

/** Runs in mode chrono keep clear of their neighbours. */
function holdByMode(
  workflow: Workflow,
  facts: Facts,
  { run, job }: { readonly run: LiveRun; readonly job: Job },
): Hold | undefined {
  if (run.mode !== "chrono") return undefined;
  for (const input of inputsOf(job)) {
    const processing = processingRuns(facts.job(input.from))[0];
    if (processing) return hold("upstream-processing", `Waits for ${nameOf(processing)} to end.`, processing);
  }
  for (const { job: consumer } of workflow.consumers.get(run.job) ?? []) {
    const processing = processingRuns(facts.job(consumer.name))[0];
    if (processing)
      return hold("downstream-processing", `Waits for ${nameOf(processing)} to end.`, processing);
  }
  return undefined;
}

function holdByLock(
  facts: Facts,
  { run, job }: { readonly run: LiveRun; readonly job: Job },
): Hold | undefined {
  for (const lock of job.locks ?? []) {
    const holder = facts.lockHolder(lock);
    if (!holder || holder.id === run.id) continue;
    return hold("lock-held", `Waits for the lock ${lock}, which ${nameOf(holder)} holds.`, holder);
  }
  return undefined;
}

/** A retry's pause that is not over yet. */
export function holdByPause({ notBefore }: LiveRun, now: number): Hold | undefined {
  if (notBefore === undefined || notBefore <= now) return undefined;
  const at = new Date(notBefore).toISOString();
  const unblock = { action: "wait", target: at, text: `Its pause ends at ${at}.` } as const;
  return { reason: "retry-pause", text: `A retry that waits until ${at}.`, unblock: [unblock] };
}

/** Why a run that nothing holds has no agent yet. */
export function holdByCapacity(run: LiveRun, agents: readonly AgentCapacity[]): Hold {
  const pool = run.nodePool ?? DEFAULT_POOL;
  const suitable = agents.filter((agent) => agent.pool === pool);
  if (suitable.length === 0) {
    return {
      reason: "no-agent",
      text: `Waits for an agent of the pool ${pool}; none is connected.`,
      unblock: [{ action: "connect-agent", target: pool, text: `Connect an agent to the pool ${pool}.` }],
    };
  }
  if (suitable.every((agent) => agent.freeSlots <= 0)) {
    return { reason: "no-free-slot", text: `Waits for a free slot in the pool ${pool}.`, unblock: [] };
  }
  return { reason: "ready-to-start", text: "Starts as soon as an agent takes it.", unblock: [] };
}

function queuedInOrder(draft: FactsDraft): readonly LiveRun[] {
  const queued: LiveRun[] = [];
  for (const name of draft.queuedJobs())
    for (const run of draft.job(name).live) if (run.status === "queued") queued.push(run);
  return queued.sort(compareRuns);
}

/** Which of two queued runs goes first, as far as the queue says. */
export function compareRuns(a: LiveRun, b: LiveRun): number {
  return a.priority - b.priority || a.order - b.order;
}

function goesBefore(other: LiveRun, run: LiveRun): boolean {
  return other.order < run.order;
}

function freestAgent<Agent extends AgentCapacity>(agents: readonly Agent[], run: LiveRun): Agent | undefined {
  const pool = run.nodePool ?? DEFAULT_POOL;
  let best: Agent | undefined;
  for (const agent of agents) {
    if (agent.pool === pool && agent.freeSlots > (best?.freeSlots ?? 0)) best = agent;
  }
  return best;
}

function hold(reason: ReasonCode, text: string, { job, number }: LiveRun): Hold {
  return { reason, text, unblock: [waitForRun({ job, number })], run: { job, number } };
}

function nameOf({ job, number }: LiveRun): string {
  return `${job} #${String(number)}`;
}
