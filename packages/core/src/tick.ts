import { textOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { VersionContent } from "./resource-version.ts";
import type { Resource } from "./resource.ts";

/** The instant of a schedule, as the clock found it due. */
export interface Tick {
  readonly instant: Date;
  /** How many instants before it, since the version that was newest then, got no version. */
  readonly missed: number;
  /** Number of the version that was newest when the clock looked: what came since makes the look worthless. */
  readonly seen: number;
  /** The declaration that it was found by. */
  readonly interval: string;
  readonly timezone: string;
}

/** The newest version of a `time` resource. */
export interface LatestTick {
  readonly number: number;
  readonly values: JsonObject;
  readonly createdAt: Date;
}

/**
 * From when on ticks are due: after the instant of the newest version, or after the declaration where none has
 * come since.
 */
export function tickedUntil({ values, createdAt }: Omit<LatestTick, "number">): Date {
  const scheduled = new Date(textOf(values["scheduledAt"]));
  return Number.isNaN(scheduled.getTime()) ? createdAt : scheduled;
}

/**
 * The version that a tick makes; none where it was found by an older declaration, where another version came since,
 * or where its instant has one already or is still to come.
 */
export function decideTick(
  resource: Resource,
  latest: LatestTick,
  { tick, at }: { readonly tick: Tick; readonly at: Date },
): VersionContent | undefined {
  const { interval, timezone } = scheduleOf(resource);
  if (resource.type !== "time" || tick.interval !== interval || tick.timezone !== timezone) return undefined;
  if (tick.seen !== latest.number) return undefined;
  if (tick.instant <= tickedUntil(latest) || tick.instant > at) return undefined;
  const scheduledAt = tick.instant.toISOString();
  const missed = tick.missed === 0 ? {} : { missed: tick.missed };
  return { name: scheduledAt, values: { ...resource.values, timezone, scheduledAt, ...missed }, files: [] };
}

/** What a `time` resource declares. */
export function scheduleOf({ values }: Resource): {
  readonly interval: string;
  readonly timezone: string;
  readonly isCaughtUp: boolean;
} {
  return {
    interval: textOf(values["interval"]),
    timezone: textOf(values["timezone"]) || "UTC",
    isCaughtUp: values["catchUp"] !== false,
  };
}
