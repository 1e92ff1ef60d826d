import { assertNever } from "./assert-never.ts";
import type { JobDecision, ReasonCode } from "./decision.ts";
import { createFactsDraft, createFactsMap } from "./facts.ts";
import type { FactsMap } from "./facts.ts";
import type { Resource } from "./resource.ts";
import { sentenceOfDeed } from "./simulated-deed.ts";
import { EVENT_FORMS, parseSimulatedEvent } from "./simulated-event.ts";
import type { SimulatedEvent } from "./simulated-event.ts";
import { declaredContents } from "./known-content.ts";
import type { ContentLookup, KnownContent, TryCondition } from "./known-content.ts";
import { startAll, tryCancel, tryEnd, tryRun, tryVote } from "./simulated-runs.ts";
import { MOST_INSTANTS, nextInstant, takeInstant } from "./simulated-time.ts";
import { tryPin, tryQuarantine } from "./simulated-versions.ts";
import { arrive, happen, refuse } from "./simulated-world.ts";
import type { SimulatedWorld, Tried } from "./simulated-world.ts";
import type { Workflow } from "./workflow.ts";

/** A decision, with the event that it answers as it was written. */
export interface SimulatedDecision extends JobDecision {
  readonly event: string;
  /** How long after the beginning it was made; absent: at once. */
  readonly afterSeconds?: number;
}

export interface SimulatedOutcome {
  readonly event: string;
  readonly ok: boolean;
  /** What it did, one sentence. */
  readonly did?: string;
  /** Why the event could not happen; it changed nothing. */
  readonly reason?: ReasonCode;
  readonly text?: string;
}

export interface Simulation {
  readonly decisions: readonly SimulatedDecision[];
  readonly events: readonly SimulatedOutcome[];
}

export interface SimulateOptions {
  /** What may start starts by itself. */
  readonly isAuto?: boolean;
  /** The facts to begin with, which stay as they are; absent: version 1 of each resource, and no run. */
  readonly facts?: FactsMap;
  /** The moment to begin at, milliseconds since 1970. */
  readonly now?: number;
  /** The next instant of a `time` resource after another one; absent: schedules do not tick. */
  readonly nextTick?: (resource: Resource, after: number) => number | undefined;
  /** Evaluates conditions (`when`) on what is known; absent: they are not looked at. */
  readonly tryCondition?: TryCondition;
  /** What versions hold that were there before; absent: the first ones of resources are as declared. */
  readonly contentOf?: ContentLookup;
}

/**
 * Tries events on a workflow. Nothing starts or ends by itself, unless `isAuto`: then what may start starts; time
 * passes by `advance` alone. An event that can't happen changes nothing and says why. No clock, no agent, no effects:
 * the functions are those of the engine. A condition (`when`) that reads what is not known here is told, and taken to hold.
 */
export function simulate(
  workflow: Workflow,
  events: readonly string[],
  options: SimulateOptions = {},
): Simulation {
  const world = worldOf(workflow, options);
  const decisions: SimulatedDecision[] = [];
  const outcomes: SimulatedOutcome[] = [];
  for (const event of events) {
    const tell = (told: readonly JobDecision[]): void => {
      const seconds = (world.now - world.start) / 1000;
      const after = seconds === 0 ? {} : { afterSeconds: seconds };
      for (const decision of told) decisions.push({ event, ...decision, ...after });
    };
    const { refused, did } = tryEvent(world, event, { tell, isAuto: options.isAuto === true });
    outcomes.push(
      refused ? { event, ok: false, ...refused } : { event, ok: true, ...(did === undefined ? {} : { did }) },
    );
  }
  return { decisions, events: outcomes };
}

function worldOf(workflow: Workflow, options: SimulateOptions): SimulatedWorld {
  const { facts, now = 0, nextTick, tryCondition, contentOf = declaredContents(workflow) } = options;
  const arrived = new Map<string, KnownContent>();
  let lastId = 0;
  return {
    workflow,
    facts: facts?.copy() ?? firstFacts(workflow),
    newRunId: () => `simulated-${String(++lastId)}`,
    start: now,
    now,
    ...(nextTick ? { nextTick } : {}),
    ...(tryCondition ? { tryCondition } : {}),
    arrived,
    contentOf: (name, number) => arrived.get(`${name}@${String(number)}`) ?? contentOf(name, number),
    ticked: new Map(),
    instants: 0,
  };
}

function firstFacts(workflow: Workflow): FactsMap {
  const facts = createFactsMap();
  for (const name of workflow.resources.keys())
    facts.setResource(name, { isDeleted: false, lastVersionNumber: 1 });
  for (const name of workflow.jobs.keys()) facts.setJob(name, { ...facts.job(name), successes: [] });
  return facts;
}

interface Telling {
  readonly tell: (decisions: readonly JobDecision[]) => void;
  readonly isAuto: boolean;
}

type Outcome = Pick<Tried, "refused" | "did">;

function tryEvent(world: SimulatedWorld, text: string, { tell, isAuto }: Telling): Outcome {
  const event = parseSimulatedEvent(text);
  if (!event) {
    const forms = EVENT_FORMS.join(", ");
    return { refused: { reason: "no-such-thing", text: `"${text}" is not an event: ${forms}.` } };
  }
  if (event.kind === "advance") return advance(world, event.milliseconds, { tell, isAuto });
  const draft = createFactsDraft(world.facts, world.now);
  const tried = refuseMissing(world, event) ?? happenAs(world, draft, event);
  tell(tried.decisions);
  if (!tried.refused) world.facts.apply(draft);
  if (isAuto) tell(startAll(world));
  if (tried.refused) return { refused: tried.refused };
  const did = tried.did ?? sentenceOfDeed(event);
  return did === undefined ? {} : { did };
}

/** An event about a job or a resource that there is not. */
function refuseMissing({ workflow }: SimulatedWorld, event: TimelessEvent): Tried | undefined {
  if ("job" in event && !workflow.jobs.has(event.job))
    return refuse("job-unknown", `There is no job named ${event.job}.`);
  if ("resource" in event && !workflow.resources.has(event.resource))
    return refuse("no-such-thing", `There is no resource named ${event.resource}.`);
  return undefined;
}

type TimelessEvent = Exclude<SimulatedEvent, { readonly kind: "advance" }>;

function happenAs(
  world: SimulatedWorld,
  draft: ReturnType<typeof createFactsDraft>,
  event: TimelessEvent,
): Tried {
  const moment = { world, draft };
  switch (event.kind) {
    case "version":
      return { decisions: arrive(world, draft, event) };
    case "run":
      return tryRun(moment, event.job);
    case "success":
    case "failure":
      return tryEnd(moment, { job: event.job, kind: event.kind });
    case "approve":
    case "reject":
      return tryVote(moment, { job: event.job, kind: event.kind });
    case "cancel":
      return tryCancel(moment, event.job);
    case "pause":
    case "resume": {
      const isPaused = event.kind === "pause";
      draft.setJob(event.job, { ...draft.job(event.job), isPaused });
      return { decisions: isPaused ? [] : happen(world, draft, { versions: [] }) };
    }
    case "pin":
    case "unpin":
      return tryPin(moment, event);
    case "quarantine":
    case "release":
      return tryQuarantine(moment, event);
    default:
      return assertNever(event);
  }
}

/** Time passes; at each instant at which something is due it happens, in order. */
function advance(world: SimulatedWorld, milliseconds: number, telling: Telling): Outcome {
  const until = world.now + milliseconds;
  for (; world.instants < MOST_INSTANTS; world.instants += 1) {
    const instant = nextInstant(world, until);
    if (instant === undefined) {
      world.now = until;
      return {};
    }
    world.now = instant;
    telling.tell(takeInstant(world));
    if (telling.isAuto) telling.tell(startAll(world));
  }
  const text = `Time stopped after ${String(MOST_INSTANTS)} instants: advance by less.`;
  return { refused: { reason: "no-such-thing", text } };
}
