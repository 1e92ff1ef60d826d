import type { WorkflowDefinition } from "@landbridge/core";
import { fallSilent } from "./agents.ts";
import { Breach } from "./breach.ts";
import { drawEdit, drawLimits, drawWideEdit } from "./draw-edit.ts";
import { EVENT_WEIGHTS, drawEvent } from "./draw-event.ts";
import type { EventKind } from "./draw-event.ts";
import { WIDE_EVENT_WEIGHTS, drawDeletion, drawWideEvent } from "./draw-wide-event.ts";
import type { WideEventKind } from "./draw-wide-event.ts";
import { whatPassedWasTaken } from "./promise-of-passed.ts";
import { rowsAndCacheAgree } from "./promise-of-rows.ts";
import { nothingIsOverdue } from "./promises-of-schedules.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";
import { changeSource, declare } from "./sources.ts";
import type { SourceKind } from "./sources.ts";
import { openStage } from "./stage.ts";
import type { Stage } from "./stage.ts";
import type { SimulatedEvent } from "./transaction.ts";
import { isWhole, isWide } from "./width.ts";
import { advanceTo, anyServer, count, currentCache, enforceDeadlines, submit } from "./world.ts";
import type { World } from "./world.ts";

type OtherKind =
  | ("together" | "sync" | "silence" | "restart" | "wait" | "deadline" | "dispatch" | "delete" | "downtime")
  | SourceKind
  | "limits"
  | "mend";

/** One thing that somebody does; what exactly is drawn, by its own seed, when its turn comes. */
export interface Act {
  readonly kind: WideEventKind | OtherKind;
  readonly seed: number;
}

export interface Story {
  readonly seed: string;
  readonly acts: readonly Act[];
}

const ACT_WEIGHTS = {
  ...EVENT_WEIGHTS,
  together: 6,
  sync: 3,
  silence: 2,
  restart: 1,
  wait: 2,
  deadline: 1,
  dispatch: 1,
} as const satisfies Partial<Record<Act["kind"], number>>;

const WIDE_ACT_WEIGHTS = {
  ...ACT_WEIGHTS,
  ...WIDE_EVENT_WEIGHTS,
  sync: 5,
  delete: 4,
  downtime: 1,
} as const satisfies Partial<Record<Act["kind"], number>>;

const WHOLE_ACT_WEIGHTS = {
  ...WIDE_ACT_WEIGHTS,
  removeSource: 1,
  restoreSource: 5,
  move: 3,
  limits: 3,
  mend: 1,
} as const satisfies Record<Act["kind"], number>;

export function drawStory(seed: string): Story {
  const random = createRandom(`${seed} acts`);
  const wide = isWhole(seed) ? WHOLE_ACT_WEIGHTS : WIDE_ACT_WEIGHTS;
  const weights = isWide(seed) ? wide : ACT_WEIGHTS;
  const acts = Array.from({ length: random.between(60, 260) }, () => ({
    kind: random.weighted<Act["kind"]>(weights),
    seed: random.between(0, 2 ** 31),
  }));
  return { seed, acts };
}

export type Told = { readonly world: World } & (
  { readonly breach?: undefined } | { readonly breach: Error; readonly act: number }
);

/** Plays a story to its end, or to the first breach. The same story goes the same way every time. */
export async function play(story: Story): Promise<Told> {
  const stage = openStage(story.seed);
  const { world } = stage;
  let act = 0;
  try {
    await declare(stage, stage.declared);
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

async function perform(stage: Stage, act: Act): Promise<void> {
  const { world } = stage;
  const random = createRandom(act.seed);
  await advanceTo(world, world.now + random.between(0, 15_000));
  switch (act.kind) {
    case "sync":
      return declare(stage, edited(stage, random));
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
    case "downtime":
      return goDown(world, random);
    case "delete":
      return removeForGood(world, random);
    case "removeSource":
    case "restoreSource":
    case "move":
      return changeSource(stage, random, act.kind);
    case "mend":
      await submit(world, anyServer(world), [{ type: "mend-asked", by: "ann", breaches: [] }]);
      return;
    case "limits":
      await submit(world, anyServer(world), [{ type: "limits-set", limits: drawLimits(random, world.line) }]);
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

function edited({ world, declared }: Stage, random: Random): WorkflowDefinition {
  const { line } = world;
  return line.isWide === true ? drawWideEdit(random, line, declared) : drawEdit(random, line, declared);
}

async function happen(world: World, random: Random, kind: WideEventKind | "together"): Promise<void> {
  const cache = await currentCache(world);
  const kinds = kind === "together" ? drawKinds(world, random) : [kind];
  const events = kinds.flatMap((one): SimulatedEvent[] => {
    const event = isNarrow(world, one)
      ? drawEvent(one, random, cache)
      : drawWideEvent(one, { random, cache, count: (what) => count(world, what) });
    return event ? [event] : [];
  });
  if (events.length === 0) return;
  const { isWide: isOften = false } = world.line;
  // Between what somebody saw and what he asked for, something else may happen.
  if (isOften && random.chance(0.15)) {
    const at = world.now + random.between(100, 20_000);
    world.mail.send(at, () => send(world, events, { isAgain: false }));
  } else await send(world, events, { isAgain: isOften && random.chance(0.1) });
}

function isNarrow({ line }: World, kind: WideEventKind): kind is EventKind {
  return line.isWide !== true && Object.hasOwn(EVENT_WEIGHTS, kind);
}

/** Who tells of something outside tells it again where he heard no answer. */
async function send(
  world: World,
  events: readonly SimulatedEvent[],
  { isAgain }: { readonly isAgain: boolean },
): Promise<void> {
  const answers = await submit(world, anyServer(world), events);
  const told = events.filter(({ type }) => type === "webhook-posted" || type === "build-told");
  if (told.length === 0 || (answers && !isAgain)) return;
  count(world, "told again");
  world.mail.send(world.now + 5_000, () => send(world, told, { isAgain: false }));
}

function drawKinds({ line }: World, random: Random): readonly WideEventKind[] {
  const weights = line.isWide === true ? WIDE_EVENT_WEIGHTS : EVENT_WEIGHTS;
  return Array.from({ length: random.between(2, 5) }, () => random.weighted<WideEventKind>(weights));
}

/** It goes alone: the engine puts nothing else into its transaction. */
async function removeForGood(world: World, random: Random): Promise<void> {
  const cache = await currentCache(world);
  const event = drawDeletion({ random, cache, count: (what) => count(world, what) });
  const answers = event && (await submit(world, anyServer(world), [event]));
  if (answers?.some((answer) => "outcome" in answer)) count(world, "deleted for good");
}

/** No server runs for a while, and nothing is done: neither deadlines nor schedules. */
function goDown(world: World, random: Random): void {
  const forMs = random.chance(0.5)
    ? random.between(60_000, 7_200_000)
    : random.between(7_200_000, 129_600_000);
  world.now += forMs;
  for (const server of world.servers) {
    delete server.cache;
    delete server.told;
  }
  count(world, "downtime");
  world.clocks?.forget();
  world.clocks?.hear(world);
}

/** Schedules go on for ever: first whether they are kept. */
async function stopClocks(world: World): Promise<void> {
  if (!world.clocks) return;
  const since = world.now;
  await advanceTo(world, since + 200_000);
  nothingIsOverdue(world, await currentCache(world), since);
  world.clocks.stop();
}

/** Nobody does anything more: whatever is under way comes to its end. */
async function quiesce(world: World): Promise<void> {
  await stopClocks(world);
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
  whatPassedWasTaken(world, cache);
  count(world, "stories");
}
