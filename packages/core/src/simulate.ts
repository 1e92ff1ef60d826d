import type { JobDecision, ReasonCode } from "./decision.ts";
import { REASONS } from "./decision.ts";
import { createFactsDraft, createFactsMap, processingRuns } from "./facts.ts";
import type { FactsDraft, FactsMap } from "./facts.ts";
import type { Happening } from "./happening.ts";
import { inputFactsOf } from "./health.ts";
import { decideManualRun } from "./manual-run.ts";
import { endRun } from "./run-queue.ts";
import type { FinalRunStatus, LiveRun } from "./run.ts";
import { DEFAULT_POOL } from "./pool.ts";
import { decideStarts, holdOf, skipOf, startRun } from "./start.ts";
import type { AgentCapacity } from "./start.ts";
import { decideTriggers } from "./trigger.ts";
import type { Workflow } from "./workflow.ts";

/** One thing to try, in the order given. */
export type SimulatedEvent =
  | { readonly kind: "version"; readonly resource: string }
  | { readonly kind: "run"; readonly job: string }
  | { readonly kind: "success"; readonly job: string }
  | { readonly kind: "failure"; readonly job: string };

/** A decision, with the event that it answers as it was written. */
export interface SimulatedDecision extends JobDecision {
  readonly event: string;
}

export interface SimulatedOutcome {
  readonly event: string;
  readonly ok: boolean;
  /** Why the event could not happen; it changed nothing. */
  readonly reason?: ReasonCode;
  readonly text?: string;
}

export interface Simulation {
  readonly decisions: readonly SimulatedDecision[];
  readonly events: readonly SimulatedOutcome[];
}

/** Reads `version:NAME`, `run:NAME`, `success:NAME` or `failure:NAME`; `undefined` for anything else. */
export function parseSimulatedEvent(text: string): SimulatedEvent | undefined {
  const colon = text.indexOf(":");
  const kind = text.slice(0, Math.max(colon, 0));
  const name = text.slice(colon + 1);
  if (colon < 0 || name === "") return undefined;
  if (kind === "version") return { kind, resource: name };
  if (kind === "run" || kind === "success" || kind === "failure") return { kind, job: name };
  return undefined;
}

/**
 * Tries events on a workflow whose resources have version 1 and whose jobs have never run. Nothing starts or
 * ends by itself, unless `isAuto`: then what may start starts. An event that can't happen changes nothing and
 * says why. No clock, no agent, no effects: the functions are those of the engine.
 */
export function simulate(
  workflow: Workflow,
  events: readonly string[],
  options: { readonly isAuto?: boolean } = {},
): Simulation {
  const facts = createFactsMap();
  for (const name of workflow.resources.keys())
    facts.setResource(name, { isDeleted: false, lastVersionNumber: 1 });
  const decisions: SimulatedDecision[] = [];
  const outcomes: SimulatedOutcome[] = [];
  let lastId = 0;
  const newRunId = (): string => `run-${++lastId}`;
  for (const text of events) {
    const outcome = tryEvent({ workflow, facts, newRunId }, text);
    outcomes.push(
      outcome.refused ? { event: text, ok: false, ...outcome.refused } : { event: text, ok: true },
    );
    for (const decision of outcome.decisions) decisions.push({ event: text, ...decision });
    if (!options.isAuto) continue;
    for (const decision of startAll({ workflow, facts, newRunId }))
      decisions.push({ event: text, ...decision });
  }
  return { decisions, events: outcomes };
}

interface World {
  readonly workflow: Workflow;
  readonly facts: FactsMap;
  readonly newRunId: () => string;
}

interface Tried {
  readonly decisions: readonly JobDecision[];
  readonly refused?: { readonly reason: ReasonCode; readonly text: string };
}

function tryEvent(world: World, text: string): Tried {
  const event = parseSimulatedEvent(text);
  if (!event)
    return refuse(
      "no-such-thing",
      `"${text}" is not an event: version:RESOURCE, run:JOB, success:JOB or failure:JOB.`,
    );
  const draft = createFactsDraft(world.facts, 0);
  const tried =
    event.kind === "version" ? newVersion(world, draft, event.resource) : runEvent(world, draft, event);
  if (!tried.refused) world.facts.apply(draft);
  return tried;
}

function newVersion(world: World, draft: FactsDraft, name: string): Tried {
  if (!world.workflow.resources.has(name))
    return refuse("no-such-thing", `There is no resource named ${name}.`);
  const before = draft.resource(name);
  const number = before.lastVersionNumber + 1;
  draft.setResource(name, { ...before, lastVersionNumber: number });
  return happen(world, draft, { versions: [{ resource: name, number, origin: "external" }] });
}

function runEvent(
  world: World,
  draft: FactsDraft,
  event: { kind: "run" | "success" | "failure"; job: string },
): Tried {
  if (!world.workflow.jobs.has(event.job))
    return refuse("job-unknown", `There is no job named ${event.job}.`);
  const processing = event.kind === "run" ? undefined : processingRuns(draft.job(event.job))[0];
  if (event.kind === "run") return startOne(world, draft, event.job).tried;
  if (processing) return end(world, draft, processing, event.kind);
  const started = startOne(world, draft, event.job);
  if (!started.run) return started.tried;
  const ended = end(world, draft, started.run, event.kind);
  return { ...ended, decisions: [...started.tried.decisions, ...ended.decisions] };
}

/** The oldest queued run of the job starts, or a manual one. */
function startOne(
  world: World,
  draft: FactsDraft,
  name: string,
): { readonly tried: Tried; readonly run?: LiveRun } {
  const { workflow, newRunId } = world;
  const queued = draft.job(name).live.find((run) => run.status === "queued");
  const decisions: JobDecision[] = [];
  let run = queued;
  if (!run) {
    const manual = decideManualRun(workflow, draft, {
      job: name,
      cause: { kind: "manual", by: "you" },
      newRunId,
    });
    if (!manual.ok) return { tried: refuseFor(world, name, manual) };
    decisions.push(manual.decision);
    run = manual.request.run;
  }
  const held = holdOf(workflow, draft, run);
  if (held) return { tried: refuseFor(world, name, held) };
  const job = workflow.jobs.get(name);
  const skip = job && skipOf(workflow, draft, { run, job });
  if (skip) {
    const ended = end(world, draft, run, "skipped");
    return { tried: { decisions: [skip.decision, ...ended.decisions] } };
  }
  return { tried: { decisions }, run: startRun(workflow, draft, run) };
}

function end(world: World, draft: FactsDraft, run: LiveRun, status: FinalRunStatus): Tried {
  endRun(draft, { job: run.job, runId: run.id, status });
  return happen(world, draft, { ended: { job: run.job, number: run.number, status }, versions: [] });
}

function happen({ workflow, newRunId }: World, draft: FactsDraft, happening: Happening): Tried {
  return { decisions: decideTriggers(workflow, draft, happening, newRunId).decisions };
}

function startAll(world: World): readonly JobDecision[] {
  const decisions: JobDecision[] = [];
  const pools = new Set([DEFAULT_POOL]);
  for (const job of world.workflow.jobs.values()) pools.add(job.runtime.nodePool ?? DEFAULT_POOL);
  const agents: AgentCapacity[] = [...pools].map((pool) => ({ agentId: pool, pool, freeSlots: Infinity }));
  for (;;) {
    const draft = createFactsDraft(world.facts, 0);
    const { skips } = decideStarts(world.workflow, draft, { agents });
    for (const skip of skips) {
      decisions.push(skip.decision, ...end(world, draft, skip.run, "skipped").decisions);
    }
    world.facts.apply(draft);
    if (skips.length === 0) return decisions;
  }
}

function refuse(reason: ReasonCode, text: string): Tried {
  return { decisions: [], refused: { reason, text } };
}

/** A refusal that is about a job is also told as a decision of that job: nothing to do, and why. */
function refuseFor(
  world: World,
  name: string,
  { reason, text }: { reason: ReasonCode; text: string },
): Tried {
  const job = world.workflow.jobs.get(name);
  const inputs = job ? inputFactsOf(world.workflow, world.facts, job, new Set()) : [];
  const decision: JobDecision = {
    job: name,
    verdict: "none",
    reason,
    text: text || REASONS[reason],
    inputs,
    unblock: [],
  };
  return { decisions: [decision], refused: { reason, text } };
}
