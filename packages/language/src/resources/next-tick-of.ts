import { scheduleOf } from "@landbridge/core";
import type { Resource } from "@landbridge/core";
import { nextTick } from "./schedule-instants.ts";
import { faultOfSchedule } from "./schedule.ts";
import { faultOfTimeZone } from "./time-zone.ts";

/**
 * When a `time` resource ticks next, milliseconds since 1970. One that can't be read, because a variable stands in
 * it, never does.
 */
export function nextTickOf(resource: Resource, after: number): number | undefined {
  const { interval, timezone } = scheduleOf(resource);
  if (faultOfSchedule(interval) !== undefined || faultOfTimeZone(timezone) !== undefined) return undefined;
  return nextTick({ interval, timezone }, new Date(after))?.getTime();
}
