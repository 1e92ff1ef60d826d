import type { JobDecision, ReasonCode, Unblock } from "./decision.ts";
import { processingRuns } from "./facts.ts";
import type { Facts, FactsDraft } from "./facts.ts";
import { inputFactsOf, sentenceOfUnhealthy } from "./health.ts";
import { inputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import { listOf } from "./list-of.ts";
import { decideRun } from "./run.ts";
import type { LiveRun } from "./run.ts";
import { mendConfiguration, remediesFor, waitForJob } from "./unblock.ts";
import type { Workflow } from "./workflow.ts";

export const DEFAULT_POOL = "default";

/** An agent that may take runs now. */
export interface AgentCapacity {
  readonly agentId: string;
  readonly pool: string;
  readonly freeSlots: number;
}

export interface Start {
  readonly run: LiveRun;
  readonly job: Job;
  readonly agentId: string;
}

export interface Skip {
  readonly run: LiveRun;
  readonly decision: JobDecision;
}

export interface StartOutcome {
  readonly starts: readonly Start[];
  readonly skips: readonly Skip[];
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
  agents: readonly AgentCapacity[],
): StartOutcome {
  const free = agents.map((agent) => ({ ...agent }));
  const starts: Start[] = [];
  const skips: Skip[] = [];
  const isFull = (): boolean => free.every((agent) => agent.freeSlots === 0);
  if (isFull()) return { starts, skips };
  for (const run of queuedInOrder(draft)) {
    if (isFull()) break;
    const job = workflow.jobs.get(run.job);
    if (!job || holdOf(workflow, draft, run)) continue;
    const skip = skipOf(workflow, draft, { run, job });
    if (skip) {
      skips.push(skip);
      // Its end is news for those behind it: their turn comes when it has taken effect.
      break;
    }
    const agent = freestAgent(free, run);
    if (!agent) continue;
    agent.freeSlots -= 1;
    startRun(draft, run);
    starts.push({ run, job, agentId: agent.agentId });
  }
  return { starts, skips };
}

/** Makes a queued run processing in the facts. */
export function startRun(draft: FactsDraft, run: LiveRun): void {
  const started = decideRun(run.status, { type: "started" });
  if (!started.ok) return;
  const facts = draft.job(run.job);
  const live = facts.live.map((other) =>
    other.id === run.id ? { ...other, status: "processing" as const } : other,
  );
  draft.setJob(run.job, { ...facts, live });
}

export interface Hold {
  readonly reason: ReasonCode;
  readonly text: string;
  readonly unblock: readonly Unblock[];
}

/** What the start rule of its mode says against a queued run; `undefined` when nothing does. */
export function holdOf(workflow: Workflow, facts: Facts, run: LiveRun): Hold | undefined {
  const job = workflow.jobs.get(run.job);
  if (!job) return undefined;
  const own = facts.job(run.job);
  if (job.triggerMode === "serial") {
    const processing = processingRuns(own)[0];
    if (processing)
      return hold("own-run-processing", `Waits for ${run.job} #${processing.number} to end.`, run.job);
    const earlier = own.live.find((other) => other.status === "queued" && goesBefore(other, run));
    if (earlier)
      return hold("earlier-run-first", `Waits for ${run.job} #${earlier.number}, which goes first.`, run.job);
  }
  if (run.mode !== "chrono") return undefined;
  for (const input of inputsOf(job)) {
    const processing = processingRuns(facts.job(input.from))[0];
    if (processing) {
      return hold("upstream-processing", `Waits for ${input.from} #${processing.number} to end.`, input.from);
    }
  }
  for (const { job: consumer } of workflow.consumers.get(run.job) ?? []) {
    const processing = processingRuns(facts.job(consumer.name))[0];
    if (processing) {
      return hold(
        "downstream-processing",
        `Waits for ${consumer.name} #${processing.number} to end.`,
        consumer.name,
      );
    }
  }
  return undefined;
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

/** The skip of a run whose job was declared wrong meanwhile, or of a chrono run with an unhealthy input. */
export function skipOf(
  workflow: Workflow,
  facts: Facts,
  { run, job }: { readonly run: LiveRun; readonly job: Job },
): Skip | undefined {
  const { inconsistent } = facts.job(job.name);
  if (inconsistent !== undefined) return skipInconsistent(run, inconsistent);
  if (run.mode !== "chrono" || run.cause.kind === "manual" || run.cause.kind === "rerun") return undefined;
  const inputs = inputFactsOf(workflow, facts, job, new Set());
  const sick = inputs.flatMap(({ from, health }) =>
    health.state === "unhealthy" ? [sentenceOfUnhealthy(from, health.because)] : [],
  );
  if (sick.length === 0) return undefined;
  const decision: JobDecision = {
    job: job.name,
    verdict: "skipped",
    reason: "input-unhealthy-at-start",
    text: `Run ${run.number} was skipped when its turn came because ${listOf(sick)}.`,
    inputs,
    unblock: remediesFor(inputs),
    runNumber: run.number,
  };
  return { run, decision };
}

/** Also one that somebody asked for by hand: by now the asking would be refused. */
function skipInconsistent(run: LiveRun, reason: string): Skip {
  const decision: JobDecision = {
    job: run.job,
    verdict: "skipped",
    reason: "inconsistent",
    text: `Run ${run.number} was skipped when its turn came because ${run.job} can't run as it is declared. ${reason}`,
    inputs: [],
    unblock: [mendConfiguration(run.job)],
    runNumber: run.number,
  };
  return { run, decision };
}

function queuedInOrder(draft: FactsDraft): readonly LiveRun[] {
  return draft
    .queuedJobs()
    .flatMap((name) => draft.job(name).live.filter((run) => run.status === "queued"))
    .sort(compareRuns);
}

function compareRuns(a: LiveRun, b: LiveRun): number {
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

function hold(reason: ReasonCode, text: string, target: string): Hold {
  return { reason, text, unblock: [waitForJob(target)] };
}
