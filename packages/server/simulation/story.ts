import type { WorkflowDefinition } from "@landbridge/core";
import { CREW, fallSilent } from "./agents.ts";
import type { Agent } from "./agents.ts";
import { Breach } from "./breach.ts";
import { drawEdit } from "./draw-edit.ts";
import { EVENT_WEIGHTS, drawEvent } from "./draw-event.ts";
import type { EventKind } from "./draw-event.ts";
import { drawLine } from "./draw-line.ts";
import type { Line } from "./draw-line.ts";
import { rowsAndCacheAgree } from "./promise-of-rows.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";
import { createWatch } from "./watch.ts";
import type { Answer, SimulatedEvent } from "./transaction.ts";
import { advanceTo, anyServer, count, createWorld, currentCache, enforceDeadlines, submit } from "./world.ts";
import type { FaultRates, World } from "./world.ts";

/** One thing that somebody does; what exactly is drawn, by its own seed, when its turn comes. */
export interface Act {
  readonly kind: EventKind | "together" | "sync" | "silence" | "restart" | "wait" | "deadline" | "dispatch";
  readonly seed: number;
}

export interface Story {
  readonly seed: string;
  readonly acts: readonly Act[];
}

const ACT_WEIGHTS: Readonly<Record<Act["kind"], number>> = {
  ...EVENT_WEIGHTS,
  together: 6,
  sync: 3,
  silence: 2,
  restart: 1,
  wait: 2,
  deadline: 1,
  dispatch: 1,
};

export function drawStory(seed: string): Story {
  const random = createRandom(`${seed} acts`);
  const acts = Array.from({ length: random.between(60, 260) }, () => ({
    kind: random.weighted(ACT_WEIGHTS),
    seed: random.between(0, 2 ** 31),
  }));
  return { seed, acts };
}

export type Told = { readonly world: World } & (
  { readonly breach?: undefined } | { readonly breach: Error; readonly act: number }
);

/** Plays a story to its end, or to the first breach. The same story goes the same way every time. */
export async function play(story: Story): Promise<Told> {
  const { world, declared } = open(story.seed);
  const stage: Stage = { world, declared };
  let act = 0;
  try {
    await declare(stage, declared);
    for (const one of story.acts) {
      act += 1;
      await perform(stage, one);
    }
    await quiesce(world);
    return { world };
  } catch (error) {
    return { world, breach: error instanceof Error ? error : new Error(String(error)), act };
  }
}

interface Stage {
  readonly world: World;
  declared: WorkflowDefinition;
}

function open(seed: string): { readonly world: World; readonly declared: WorkflowDefinition } {
  const random = createRandom(seed);
  const line = drawLine(random);
  const servers = random.chance(0.35) ? 2 : 1;
  const agents = drawAgents(random, line, servers);
  const world = createWorld({
    seed,
    line,
    servers,
    agents,
    crew: CREW,
    faults: drawFaults(random),
    watch: createWatch(),
  });
  return { world, declared: { resources: line.resources, jobs: line.jobs } };
}

function drawAgents(random: Random, { pools }: Line, servers: number): readonly Agent[] {
  const count = random.between(1, 2);
  return pools.flatMap((pool) =>
    Array.from({ length: count }, (_, index): Agent => ({
      id: `agent-${pool}-${String(index)}`,
      pool,
      slots: random.between(1, 4),
      server: random.between(0, servers - 1),
      life: 1,
      state: "well",
      leases: new Map(),
      held: [],
    })),
  );
}

function drawFaults(random: Random): FaultRates {
  if (random.chance(0.4)) return NO_FAULTS;
  return {
    beforeSave: 0.01,
    beforeCommit: 0.01,
    answerLost: 0.02,
    delayMs: random.pick([0, 50, 3_000]) ?? 0,
    duplicate: 0.05,
    lost: 0.03,
  };
}

const NO_FAULTS: FaultRates = {
  beforeSave: 0,
  beforeCommit: 0,
  answerLost: 0,
  delayMs: 20,
  duplicate: 0,
  lost: 0,
};

async function perform(stage: Stage, act: Act): Promise<void> {
  const { world } = stage;
  const random = createRandom(act.seed);
  await advanceTo(world, world.now + random.between(0, 15_000));
  switch (act.kind) {
    case "sync":
      return declare(stage, drawEdit(random, world.line, stage.declared));
    case "silence": {
      const agent = random.pick(world.agents);
      const state = random.chance(0.5) ? "frozen" : "dead";
      if (agent) fallSilent(world, agent, state, random.between(1_000, 200_000));
      return;
    }
    case "restart":
      // A server that comes back knows only what the database knows.
      delete anyServer(world).cache;
      return;
    case "wait":
      return advanceTo(world, world.now + random.between(60_000, 3_600_000));
    case "deadline":
      return enforceDeadlines(world);
    case "dispatch":
      await submit(world, anyServer(world), [{ type: "dispatch" }]);
      return;
    default:
      await happen(world, random, act.kind);
  }
}

async function happen(world: World, random: Random, kind: EventKind | "together"): Promise<void> {
  const cache = await currentCache(world);
  const kinds = kind === "together" ? drawKinds(random) : [kind];
  const events = kinds.flatMap((one): SimulatedEvent[] => {
    const event = drawEvent(one, random, cache);
    return event ? [event] : [];
  });
  if (events.length > 0) await submit(world, anyServer(world), events);
}

function drawKinds(random: Random): readonly EventKind[] {
  return Array.from({ length: random.between(2, 5) }, () => random.weighted(EVENT_WEIGHTS));
}

async function declare(stage: Stage, definition: WorkflowDefinition): Promise<void> {
  const { world } = stage;
  let answers: readonly Answer[] | undefined;
  while (!answers) answers = await submit(world, anyServer(world), [{ type: "sync", definition }]);
  stage.declared = definition;
}

/** Nobody does anything more: whatever is under way comes to its end. */
async function quiesce(world: World): Promise<void> {
  for (let left = 20_000; left > 0; left -= 1) {
    const cache = await currentCache(world);
    if (cache.runs.size === 0 && world.mail.next() === Infinity) break;
    const deadlines = Math.max(world.now + 60_000, Math.min(world.mail.next(), world.now + 86_400_000));
    await advanceTo(world, deadlines);
  }
  const cache = await currentCache(world);
  for (const { live, status } of cache.runs.values())
    throw new Breach("quiet", `${live.job} #${String(live.number)} is still ${status}`);
  for (const name of cache.facts.waitingJobs()) throw new Breach("quiet", `${name} still waits`);
  await rowsAndCacheAgree(world, cache);
  count(world, "stories");
}
