import type { JobDecision } from "./decision.ts";
import { createFactsDraft } from "./facts.ts";
import type { LiveRun } from "./run.ts";
import { decisionOnExpiry } from "./gate-decision.ts";
import { arrive, cancelSimulated } from "./simulated-world.ts";
import type { SimulatedWorld } from "./simulated-world.ts";

/** More instants than that one simulation does not play through. */
export const MOST_INSTANTS = 1_000;

/** The next instant, not after `until`, at which something is due; `undefined`: nothing is. */
export function nextInstant(world: SimulatedWorld, until: number): number | undefined {
  const instants = [...liveRuns(world).flatMap((run) => instantOf(world, run)), ...ticksOf(world)];
  const due = instants.filter((instant) => instant <= until);
  return due.length === 0 ? undefined : Math.max(world.now, Math.min(...due));
}

/** What happens by itself at the present instant: gates expire, schedules tick. */
export function takeInstant(world: SimulatedWorld): readonly JobDecision[] {
  const { now } = world;
  const decisions: JobDecision[] = [];
  const expired = liveRuns(world).filter(
    ({ status, gate }) => status === "gated" && gate !== undefined && gate.expiresAt <= now,
  );
  for (const run of expired) {
    const draft = createFactsDraft(world.facts, now);
    decisions.push(decisionOnExpiry(run), ...cancelSimulated(world, draft, run));
    world.facts.apply(draft);
  }
  for (const { name } of world.workflow.resources.values()) {
    const tick = tickOf(world, name);
    if (tick === undefined || tick > now) continue;
    world.ticked.set(name, tick);
    const draft = createFactsDraft(world.facts, now);
    decisions.push(...arrive(world, draft, { resource: name, versionName: new Date(tick).toISOString() }));
    world.facts.apply(draft);
  }
  return decisions;
}

function liveRuns({ workflow, facts }: SimulatedWorld): readonly LiveRun[] {
  return [...workflow.jobs.keys()].flatMap((name) => facts.job(name).live);
}

/** A gate that expires, a retry whose pause is over. */
function instantOf({ now }: SimulatedWorld, { status, gate, notBefore }: LiveRun): readonly number[] {
  if (status === "gated") return gate ? [gate.expiresAt] : [];
  return status === "queued" && notBefore !== undefined && notBefore > now ? [notBefore] : [];
}

function ticksOf(world: SimulatedWorld): readonly number[] {
  return [...world.workflow.resources.keys()].flatMap((name) => tickOf(world, name) ?? []);
}

function tickOf({ workflow, nextTick, ticked, start }: SimulatedWorld, name: string): number | undefined {
  const resource = workflow.resources.get(name);
  if (resource?.type !== "time" || !nextTick) return undefined;
  return nextTick(resource, ticked.get(name) ?? start);
}
