import type { JobDecision, ReasonCode } from "./decision.ts";
import { REASONS, newDecision } from "./decision.ts";
import type { FactsDraft, FactsMap } from "./facts.ts";
import { decideGivenBack, giveBackVersion, givesBack } from "./given-back.ts";
import type { Happening } from "./happening.ts";
import { inputFactsOf } from "./health.ts";
import type { Resource } from "./resource.ts";
import { decideRetry } from "./retry.ts";
import { changeRun, endRun } from "./run-queue.ts";
import type { FinalRunStatus, LiveRun } from "./run.ts";
import { decideTriggers } from "./trigger.ts";
import type { ContentLookup, KnownContent, TryCondition } from "./known-content.ts";
import type { Workflow } from "./workflow.ts";

/** A workflow with facts that are nobody's, a clock and the order of new runs. */
export interface SimulatedWorld {
  readonly workflow: Workflow;
  readonly facts: FactsMap;
  readonly newRunId: () => string;
  readonly start: number;
  /** Milliseconds since 1970, as far as the events have come. */
  now: number;
  /** The next instant of a schedule; absent: schedules do not tick. */
  readonly nextTick?: (resource: Resource, after: number) => number | undefined;
  readonly tryCondition?: TryCondition;
  /** Versions that came since, by `name@number`, with what is known of them. */
  readonly arrived: Map<string, KnownContent>;
  readonly contentOf: ContentLookup;
  /** Until when schedules have ticked. */
  readonly ticked: Map<string, number>;
  /** At how many moments something was due so far. */
  instants: number;
}

/** What came of one event. */
export interface Tried {
  readonly decisions: readonly JobDecision[];
  /** What it did, one sentence, where the event alone does not say it. */
  readonly did?: string;
  readonly refused?: { readonly reason: ReasonCode; readonly text: string };
}

export function refuse(reason: ReasonCode, text: string): Tried {
  return { decisions: [], refused: { reason, text } };
}

/** A refusal that is about a job is also told as a decision of that job: nothing to do, and why. */
export function refuseFor(
  { workflow, facts }: SimulatedWorld,
  name: string,
  { reason, text }: { readonly reason: ReasonCode; readonly text: string },
): Tried {
  const job = workflow.jobs.get(name);
  const inputs = job ? inputFactsOf(workflow, facts, job, new Set()) : [];
  const told = text || REASONS[reason];
  const decision = newDecision({ job: name, verdict: "none", reason, text: told, inputs });
  return { decisions: [decision], refused: { reason, text } };
}

/** A run ends: its retry, and what follows for those downstream. */
export function endSimulated(
  world: SimulatedWorld,
  draft: FactsDraft,
  { run, status }: { readonly run: LiveRun; readonly status: FinalRunStatus },
): readonly JobDecision[] {
  const { workflow, newRunId } = world;
  endRun(draft, { job: run.job, runId: run.id, status });
  const retried = decideRetry(workflow, draft, { run, status, newRunId });
  const by = run.by === undefined ? {} : { by: run.by };
  const ended = { job: run.job, number: run.number, status };
  const decisions = happen(world, draft, { ...by, ended, versions: [] });
  return retried ? [retried.decision, ...decisions] : decisions;
}

/** A run ends that has not started: where that is no fault of its versions, they are left for another one to take. */
export function endUnstarted(
  world: SimulatedWorld,
  draft: FactsDraft,
  ended: { readonly run: LiveRun; readonly status: FinalRunStatus; readonly reason: ReasonCode },
): readonly JobDecision[] {
  const { live } = draft.job(ended.run.job);
  // As it is now: the end of one before it may have changed it.
  const run = live.find(({ id }) => id === ended.run.id);
  if (!run) return [];
  const job = world.workflow.jobs.get(run.job);
  // Before its end is told: who hears of it may take them at once.
  if (job && givesBack(ended.reason)) {
    const others = live.map((other) => ({ live: other, status: other.status }));
    const { free } = decideGivenBack(draft, run, others);
    for (const { name, number } of free) giveBackVersion(draft, job, name, number);
  }
  return endSimulated(world, draft, { run, status: ended.status });
}

/** Lets consumers hear of it; older runs whose place new ones take end. */
export function happen(
  world: SimulatedWorld,
  draft: FactsDraft,
  happening: Happening,
): readonly JobDecision[] {
  const outcome = decideTriggers(world.workflow, draft, happening, world.newRunId);
  return [...outcome.decisions, ...endSuperseded(world, draft, outcome.superseded)];
}

export function endSuperseded(
  world: SimulatedWorld,
  draft: FactsDraft,
  superseded: readonly LiveRun[],
): readonly JobDecision[] {
  return superseded.flatMap((run) => cancelSimulated(world, draft, run));
}

/** One that is processing ends at once: there is no agent that would have to. */
export function cancelSimulated(
  world: SimulatedWorld,
  draft: FactsDraft,
  { id, job }: LiveRun,
): readonly JobDecision[] {
  const live = draft.job(job).live.find((candidate) => candidate.id === id);
  if (!live) return [];
  const run = { ...live, isCancelRequested: true };
  changeRun(draft, run);
  return endSimulated(world, draft, { run, status: "canceled" });
}

/** A version comes from outside. */
export function arrive(
  world: SimulatedWorld,
  draft: FactsDraft,
  { resource, versionName }: { readonly resource: string; readonly versionName?: string },
): readonly JobDecision[] {
  const { named, ...before } = draft.resource(resource);
  const number = before.lastVersionNumber + 1;
  const names = versionName === undefined ? named : { ...named, [versionName]: number };
  draft.setResource(resource, { ...before, lastVersionNumber: number, ...(names ? { named: names } : {}) });
  const name = versionName === undefined ? {} : { name: versionName };
  world.arrived.set(`${resource}@${String(number)}`, name);
  return happen(world, draft, { versions: [{ resource, number, origin: "external", ...name }] });
}
