import { Cron, CronPattern } from "croner";
import { offsetAt } from "./time-zone.ts";

/** When a `time` resource ticks. */
export interface Schedule {
  /** Five fields of cron, as `faultOfSchedule` lets them pass. */
  readonly interval: string;
  /** IANA name of a time zone. */
  readonly timezone: string;
}

/** What of a schedule lies between two instants: how many ticks, and the last of them. */
export interface DueTicks {
  readonly newest: Date;
  readonly count: number;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/**
 * The first tick after an instant. Where clocks go back, a schedule with fixed hours ticks in the first of the two
 * hours only; where they go forward, its ticks of the missing hour come as much later as the clocks went forward. A
 * schedule of every hour follows the time that passes: it has no hour to miss, and both of a doubled one.
 */
export function nextTick(schedule: Schedule, after: Date): Date | undefined {
  for (const ticks of ticksByDay(schedule, after)) {
    const found = ticks.find((tick) => tick > after.getTime());
    if (found !== undefined) return new Date(found);
  }
  return undefined;
}

/** The ticks after `after` until `upTo`, this one included; `undefined` without any. */
export function dueTicks(
  schedule: Schedule,
  { after, upTo }: { readonly after: Date; readonly upTo: Date },
): DueTicks | undefined {
  let newest: number | undefined;
  let count = 0;
  for (const ticks of ticksByDay(schedule, after)) {
    const first = ticks[0];
    if (first === undefined || first > upTo.getTime()) break;
    for (const tick of ticks) {
      if (tick <= after.getTime() || tick > upTo.getTime()) continue;
      newest = tick;
      count += 1;
    }
  }
  return newest === undefined ? undefined : { newest: new Date(newest), count };
}

/** The ticks of each day that has any, from the day before an instant on; in order, and without end. */
function* ticksByDay({ interval, timezone }: Schedule, from: Date): Generator<readonly number[]> {
  const { times, days } = calendarOf(interval);
  const wall = from.getTime() + offsetAt(timezone, from.getTime());
  let midnight = days.nextRun(new Date(wall - DAY - 1));
  while (midnight) {
    yield ticksOfDay(midnight.getTime(), times, timezone);
    midnight = days.nextRun(midnight);
  }
}

/** On which days, and when on each of them. */
interface Calendar {
  /** The zone's own days, written as if they were UTC: those of the calendar are the same everywhere. */
  readonly days: Cron;
  readonly times: TimesOfDay;
}

/** Schedules are looked at again and again, and reading one takes longer than looking up a tick. */
const calendars = new Map<string, Calendar>();
const MOST_CALENDARS = 1000;

function calendarOf(interval: string): Calendar {
  const known = calendars.get(interval);
  if (known) return known;
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*"] = interval.trim().split(/\s+/);
  const made: Calendar = {
    times: timesOfDay(`${minute} ${hour} * * *`),
    days: new Cron(`0 0 ${day} ${month} ${weekday}`, { mode: "5-part", timezone: "UTC", paused: true }),
  };
  if (calendars.size >= MOST_CALENDARS) calendars.clear();
  calendars.set(interval, made);
  return made;
}

interface TimesOfDay {
  /** Milliseconds since midnight. */
  readonly times: readonly number[];
  readonly isEveryHour: boolean;
}

function timesOfDay(written: string): TimesOfDay {
  const { hour, minute } = new CronPattern(written, "UTC", { mode: "5-part" });
  const hours = hour.flatMap((isOn, at) => (isOn ? [at] : []));
  const minutes = minute.flatMap((isOn, at) => (isOn ? [at] : []));
  return {
    times: hours.flatMap((h) => minutes.map((m) => (h * 60 + m) * MINUTE)),
    isEveryHour: hours.length === 24,
  };
}

function ticksOfDay(
  midnight: number,
  { times, isEveryHour }: TimesOfDay,
  timezone: string,
): readonly number[] {
  // No zone is further than a day from UTC, so that any change of the clocks on this day lies between these two.
  const before = offsetAt(timezone, midnight - DAY);
  const after = offsetAt(timezone, midnight + 2 * DAY);
  if (before === after) return times.map((time) => midnight + time - before);
  const ticks = new Set<number>();
  for (const time of times) {
    const wall = midnight + time;
    const valid = [wall - before, wall - after].filter((at) => at + offsetAt(timezone, at) === wall);
    valid.sort((a, b) => a - b);
    if (isEveryHour) for (const at of valid) ticks.add(at);
    else ticks.add(valid[0] ?? wall - before);
  }
  return [...ticks].sort((a, b) => a - b);
}
