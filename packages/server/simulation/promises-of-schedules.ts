import { scheduleOf, tickedUntil } from "@landbridge/core";
import { dueTicks, nextTick } from "@landbridge/language";
import { newestOf } from "../src/engine/workspace-cache.ts";
import type { WorkspaceCache } from "../src/engine/workspace-cache.ts";
import { Breach } from "./breach.ts";
import type { Decided } from "./transaction.ts";
import type { Moment } from "./watch.ts";
import type { World } from "./world.ts";

/** By the identifier of a schedule's resource: the instant that has a version, and when it was made. */
export type Ticks = Map<string, { readonly instant: number; readonly at: number }>;

/** Instants closer to a tick than this may have come between the look at the clock and the commit. */
const LOOK_MS = 10_000;

/** Each instant of a schedule has one version at most, and those that nobody was there for have one together. */
export function instantsComeOnce({ world, decided, memory, cache }: Moment): void {
  for (const { name, at, instant, missed } of ticksOf(decided)) {
    const record = cache.resources.get(name);
    if (!record) continue;
    const is = `${name} ticks for ${new Date(instant).toISOString()}`;
    const before = memory.ticks.get(record.id);
    memory.ticks.set(record.id, { instant, at });
    if (instant > at) throw new Breach("schedule", `${is}, which is still to come`);
    if (before && instant <= before.instant) throw new Breach("schedule", `${is} a second time`);
    if (before && instant < before.at - LOOK_MS)
      throw new Breach("schedule", `${is}, which was missed before the tick before`);
    const schedule = scheduleOf(record.resource);
    if (nextTick(schedule, new Date(instant - 1))?.getTime() !== instant)
      throw new Breach("schedule", `${is}, which is none of ${schedule.interval} in ${schedule.timezone}`);
    const left = nextTick(schedule, new Date(instant));
    if (left && left.getTime() <= at - LOOK_MS)
      throw new Breach("schedule", `${is}, and not for ${left.toISOString()}`);
    if (missed > 0) world.counts.set("missed instants", (world.counts.get("missed instants") ?? 0) + missed);
  }
}

interface MadeTick {
  readonly name: string;
  readonly at: number;
  readonly instant: number;
  readonly missed: number;
}

function ticksOf({ asked, answers }: Decided): readonly MadeTick[] {
  return asked.events.flatMap((event, index): MadeTick[] => {
    const answer = answers[index];
    if (event.type !== "clock-ticked" || !answer || !("outcome" in answer)) return [];
    if (answer.outcome.type !== "version" || !answer.outcome.version) return [];
    const { instant, missed } = event.tick;
    return [{ name: event.resource, at: asked.at, instant: instant.getTime(), missed }];
  });
}

/** Longest that a tick may be late while servers run: what is later is not caught up where nobody wants that. */
const LATE_MS = 60_000;

/** Where servers run, nothing that has been due for a while has no version. */
export function nothingIsOverdue(world: World, { resources, workflow }: WorkspaceCache, since: number): void {
  for (const { name, type } of workflow.resources.values()) {
    const record = resources.get(name);
    const newest = record && newestOf(record);
    if (type !== "time" || !newest) continue;
    const schedule = scheduleOf(record.resource);
    const ticked = tickedUntil(newest);
    const after = schedule.isCaughtUp ? ticked : new Date(Math.max(ticked.getTime(), since));
    const due = dueTicks(schedule, { after, upTo: new Date(world.now - LATE_MS) });
    if (due) throw new Breach("schedule", `${name} has no tick for ${due.newest.toISOString()}`);
  }
}
