import { dueTicks, faultOfSchedule, faultOfTimeZone, nextTick } from "@landbridge/language";
import type { Schedule } from "@landbridge/language";
import { scheduleOf, tickedUntil } from "@landbridge/core";
import type { Tick } from "@landbridge/core";
import type { Logger } from "pino";
import type { Engine } from "../engine.ts";
import type { VersionRecord } from "../version-record.ts";
import { newestOf } from "../workspace-cache.ts";
import type { WorkspaceCache } from "../workspace-cache.ts";
import type { Loop } from "./every.ts";

/** At most so long nobody looks at the clock: it may have been set, or the machine may have slept. */
const LONGEST_SLEEP_MS = 60_000;
/** How late a tick may be that is not caught up. */
const LATEST_MS = 60_000;
/** How soon is looked again where something went wrong or came in between. */
const AGAIN_MS = 1_000;

export interface ClockParts {
  readonly engine: Pick<Engine, "current" | "submit" | "onCommit" | "onChangedElsewhere">;
  readonly now: () => Date;
  readonly log: Logger;
}

/** Makes the ticks that are due, and answers when to look again. */
export type ClockLook = () => Promise<Date>;

/** Several servers may look at the same clock: an instant is taken once. */
export function createClockLook({
  engine,
  now,
}: {
  readonly engine: Pick<Engine, "current" | "submit">;
  readonly now: ClockParts["now"];
}): ClockLook {
  const planned = new Map<string, { readonly key: string; readonly next: Date | undefined }>();
  /** Counting the days to the next tick takes longer than to look it up. */
  const nextOf = (name: string, schedule: Schedule, after: Date): Date | undefined => {
    const key = `${schedule.interval}\n${schedule.timezone}\n${String(after.getTime())}`;
    const known = planned.get(name);
    if (known?.key === key) return known.next;
    const next = nextTick(schedule, after);
    planned.set(name, { key, next });
    return next;
  };
  return async () => {
    const at = now();
    let wake = at.getTime() + LONGEST_SLEEP_MS;
    for (const timed of timesIn(await engine.current())) {
      const { schedule, newest, name } = timed;
      const next = nextOf(name, schedule, tickedUntil(newest));
      if (!next) continue;
      if (next > at) {
        wake = Math.min(wake, next.getTime());
        continue;
      }
      const tick = tickDue(timed, at);
      const outcome = tick && (await engine.submit({ type: "clock-ticked", resource: name, tick }));
      // Without a version something came in between: what is due now is another question.
      const isOvertaken = outcome?.type === "version" && !outcome.version;
      const after = isOvertaken ? new Date(at.getTime() + AGAIN_MS) : nextTick(schedule, at);
      wake = Math.min(wake, after?.getTime() ?? wake);
    }
    return new Date(wake);
  };
}

/** Looks at the clock at each instant of a schedule, and when the workflow changes. */
export function startClock(parts: ClockParts): Loop {
  const { engine, now, log } = parts;
  const look = createClockLook(parts);
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let isAskedAgain = false;
  let isClosed = false;
  let workflow: WorkspaceCache["workflow"] | undefined;
  const wakeIn = (milliseconds: number): void => {
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(lookNow, Math.max(0, Math.min(milliseconds, LONGEST_SLEEP_MS)));
  };
  const lookNow = (): void => {
    isAskedAgain = looking !== undefined;
    looking ??= look()
      .then((wake) => wake.getTime() - now().getTime())
      .catch((err: unknown) => {
        if (!isClosed) log.warn({ err }, "the clock could not be looked at");
        return AGAIN_MS;
      })
      .then((milliseconds) => {
        looking = undefined;
        wakeIn(isAskedAgain ? AGAIN_MS : milliseconds);
      });
  };
  const hear = (cache: WorkspaceCache): void => {
    if (cache.workflow === workflow) return;
    ({ workflow } = cache);
    // Never inside of the transaction that tells of it.
    if (looking) isAskedAgain = true;
    else wakeIn(0);
  };
  engine.onCommit(({ cache }) => hear(cache));
  engine.onChangedElsewhere(hear);
  wakeIn(0);
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

interface Timed {
  readonly name: string;
  readonly schedule: Schedule;
  readonly isCaughtUp: boolean;
  readonly newest: VersionRecord;
}

/** The declared schedules; one that can't be read, because a variable stands in it, never ticks. */
function timesIn({ workflow, resources }: WorkspaceCache): readonly Timed[] {
  const timed: Timed[] = [];
  for (const resource of workflow.resources.values()) {
    if (resource.type !== "time") continue;
    const record = resources.get(resource.name);
    const newest = record && newestOf(record);
    const { isCaughtUp, interval, timezone } = scheduleOf(resource);
    if (!newest || faultOfSchedule(interval) !== undefined || faultOfTimeZone(timezone) !== undefined)
      continue;
    timed.push({ name: resource.name, schedule: { interval, timezone }, isCaughtUp, newest });
  }
  return timed;
}

function tickDue({ schedule, isCaughtUp, newest }: Timed, at: Date): Tick | undefined {
  const due = dueTicks(schedule, { after: tickedUntil(newest), upTo: at });
  if (!due) return undefined;
  const isLate = at.getTime() - due.newest.getTime() > LATEST_MS;
  if (isLate && !isCaughtUp) return undefined;
  return { instant: due.newest, missed: due.count - 1, seen: newest.number, ...schedule };
}
