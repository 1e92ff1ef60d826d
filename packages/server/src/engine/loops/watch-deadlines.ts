import { isFinal } from "@landbridge/core";
import type { Logger } from "pino";
import { DEADLINE_LIMITS, deadlineOf } from "../deadlines.ts";
import type { DeadlineLimits } from "../deadlines.ts";
import type { Engine } from "../engine.ts";
import type { RunRecord } from "../run-record.ts";
import type { Loop } from "./every.ts";

/** Looked at again after so long although nothing seems due. It also keeps timers below what they can hold. */
const SAFETY_MS = 60_000;
/** All live runs are looked at once in so long at most: ten thousand of them take a millisecond. */
const LEAST_GAP_MS = 100;
/** How soon what could not be done is tried again. */
const AGAIN_MS = 1_000;

export interface DeadlineWatchParts {
  readonly engine: Engine;
  readonly log: Logger;
  readonly now: () => Date;
  readonly limits?: DeadlineLimits;
}

/**
 * Submits `deadline` at the moment at which something is due: a gate expires, a retry's pause ends, a run takes too
 * long. Commits tell which runs changed, so that all of them are looked at only when the timer rings; without news
 * the database is not asked.
 */
export function watchDeadlines({ engine, log, now, limits = DEADLINE_LIMITS }: DeadlineWatchParts): Loop {
  let timer: NodeJS.Timeout | undefined;
  let wakesAt = Infinity;
  /** Pauses that ended before are old news: what still is queued waits for something else. */
  let doneUntil = -Infinity;
  let looking: Promise<void> | undefined;
  let lookedAt = -Infinity;
  let isClosed = false;

  const clock = (): number => now().getTime();
  const wakeAt = (at: number): void => {
    if (isClosed || at >= wakesAt) return;
    wakesAt = Math.max(at, lookedAt + LEAST_GAP_MS);
    clearTimeout(timer);
    // A timer may ring a millisecond early.
    timer = setTimeout(ring, Math.max(0, wakesAt - clock()) + 1);
  };
  const ring = (): void => {
    wakesAt = Infinity;
    looking ??= look()
      .then(wakeAt, (err: unknown) => {
        if (!isClosed) log.warn({ err }, "deadlines could not be looked at; they are again");
        wakeAt(clock() + AGAIN_MS);
      })
      .finally(() => {
        looking = undefined;
      });
  };
  /** The moment of the next look. */
  const look = async (): Promise<number> => {
    const cache = engine.peek() ?? (await engine.current());
    lookedAt = clock();
    const since = { doneUntil, limits };
    if (nextDue(cache.runs.values(), since) <= lookedAt) {
      const until = lookedAt;
      await engine.submit({ type: "deadline" });
      doneUntil = until;
    }
    const runs = (engine.peek() ?? cache).runs.values();
    const next = nextDue(runs, { doneUntil, limits });
    const soonest = next <= clock() ? clock() + AGAIN_MS : next;
    return Math.min(soonest, clock() + SAFETY_MS);
  };

  engine.onCommit(({ runs }) => wakeAt(nextDue(runs, { doneUntil, limits })));
  engine.onChangedElsewhere(() => wakeAt(clock()));
  wakeAt(clock());
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

/** The earliest moment at which one of the runs ends its pause or has lasted too long. */
function nextDue(
  runs: Iterable<RunRecord>,
  { doneUntil, limits }: { readonly doneUntil: number; readonly limits: DeadlineLimits },
): number {
  let earliest = Infinity;
  for (const run of runs) {
    if (isFinal(run.status)) continue;
    const { notBefore = -Infinity } = run.live;
    const isPause = run.status === "queued" && notBefore > doneUntil;
    earliest = Math.min(earliest, deadlineOf(run, limits), isPause ? notBefore : Infinity);
  }
  return earliest;
}
