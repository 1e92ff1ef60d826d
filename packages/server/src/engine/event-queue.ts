import type { Logger } from "pino";
import { isStoreAway, outcomeUnknown, storeUnavailable } from "../store/database.ts";
import type { EngineEvent, EngineOutcome } from "./engine-event.ts";
import type { Answer, CommitAttempt, CommitInDoubt } from "./workspace-transactions.ts";

/** Most events that one transaction takes: more would make the first of them wait. */
const MAX_BATCH = 256;
/** How long an event that must not be lost waits before it is tried again while the database is away. */
const RETRY_MS = 500;
/** How long the database may stay away after a commit before those who can't wait are told that nobody knows. */
const UNKNOWN_AFTER_MS = 10_000;

/** Events on their way into the database: those that come while a batch is under way make the next one. */
export interface EventQueue {
  submit(event: EngineEvent, options?: { readonly isDurable?: boolean }): Promise<EngineOutcome>;
  isBusy(): boolean;
  /** Takes no more; ends after what is under way. */
  close(): Promise<void>;
}

export interface EventQueueParts {
  readonly log: Logger;
  /** Commits a batch and answers each event; throws when nothing of the batch counts for sure. */
  readonly commit: (
    events: readonly EngineEvent[],
    /** Those that came while the lock was waited for. */
    takeMore: () => readonly EngineEvent[],
  ) => Promise<CommitAttempt>;
  readonly wasCommitted: (doubt: CommitInDoubt) => Promise<boolean>;
  /** Only tests wait for less. */
  readonly retryMs?: number;
  readonly unknownAfterMs?: number;
}

interface Entry {
  readonly event: EngineEvent;
  readonly isDurable: boolean;
  readonly resolve: (outcome: EngineOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface State {
  readonly waiting: Entry[];
  isClosed: boolean;
}

export function createEventQueue(parts: EventQueueParts): EventQueue {
  const state: State = { waiting: [], isClosed: false };
  let working: Promise<void> | undefined;
  const work = async (): Promise<void> => {
    try {
      while (state.waiting.length > 0) await workOff(parts, state, takeBatch(state.waiting));
    } finally {
      // In the same breath as the look at the queue: an event that comes later starts the work anew.
      working = undefined;
    }
  };
  return {
    submit: (event, options) =>
      new Promise((resolve, reject) => {
        if (state.isClosed) return reject(storeUnavailable(new Error("the server is closing")));
        state.waiting.push({ event, isDurable: options?.isDurable ?? false, resolve, reject });
        working ??= work();
      }),
    isBusy: () => working !== undefined,
    async close() {
      state.isClosed = true;
      await working;
    },
  };
}

/** The next events in order, as many as share a transaction. */
function takeBatch(waiting: Entry[]): Entry[] {
  const alone = waiting.findIndex(({ event }) => goesAlone(event));
  return waiting.splice(0, alone === -1 ? MAX_BATCH : Math.min(Math.max(alone, 1), MAX_BATCH));
}

/** Adds to a batch what may share its transaction too; another server's made it wait. */
function takeMore(waiting: Entry[], entries: Entry[]): readonly EngineEvent[] {
  if (entries.some(({ event }) => goesAlone(event))) return [];
  const alone = waiting.findIndex(({ event }) => goesAlone(event));
  const more = waiting.splice(0, Math.min(alone === -1 ? MAX_BATCH : alone, MAX_BATCH - entries.length));
  entries.push(...more);
  return more.map(({ event }) => event);
}

/** What is deleted for good is still in memory until the commit: a sync beside it would build on what is gone. */
function goesAlone({ type }: EngineEvent): boolean {
  return type === "deletion-asked" || type === "source-deletion-asked";
}

async function workOff(
  parts: EventQueueParts,
  state: State,
  entries: Entry[],
  isRetry = false,
): Promise<void> {
  const failed = await tryBatch(parts, state, { entries, isRetry });
  if (failed === undefined) return;
  // One bad event must not take the others down with it.
  if (entries.length > 1 && !isStoreAway(failed)) {
    for (const entry of entries) await workOff(parts, state, [entry], true);
  } else await giveUpOrWait(parts, state, { entries, error: failed });
}

/** The failure, if it is known that there was one. */
async function tryBatch(
  parts: EventQueueParts,
  state: State,
  { entries, isRetry }: { readonly entries: Entry[]; readonly isRetry: boolean },
): Promise<unknown> {
  try {
    const attempt = await parts.commit(
      entries.map((entry) => entry.event),
      () => (isRetry ? [] : takeMore(state.waiting, entries)),
    );
    if (attempt.isKnown) settle(entries, attempt.answers);
    else await clearUp(parts, state, { entries, doubt: attempt });
    return undefined;
  } catch (error) {
    return error ?? new Error("unknown failure");
  }
}

/** Finds out what became of a commit, and answers truly: done, not done, or that nobody can tell by now. */
async function clearUp(
  parts: EventQueueParts,
  state: State,
  { entries, doubt }: { readonly entries: readonly Entry[]; readonly doubt: CommitInDoubt },
): Promise<void> {
  parts.log.warn({ err: doubt.cause }, "the answer to a commit was lost");
  const tellUnknown = (asked: readonly Entry[]): void => {
    for (const entry of asked) entry.reject(outcomeUnknown(doubt.cause));
  };
  const users = entries.filter((entry) => !entry.isDurable);
  // Not counted in looks: one at a database that is silent takes long.
  const patience = setTimeout(() => tellUnknown(users), parts.unknownAfterMs ?? UNKNOWN_AFTER_MS);
  try {
    for (;;) {
      const found = await look(parts, doubt);
      if (found === "saved") return settle(entries, doubt.answers);
      if (found === "not-saved") return giveUp(parts, state, { entries, error: doubt.cause });
      if (found === "unreadable" || state.isClosed) return tellUnknown(entries);
      refuseWaiting(state, doubt.cause);
      await pause(parts);
    }
  } finally {
    clearTimeout(patience);
  }
}

async function look(
  parts: EventQueueParts,
  doubt: CommitInDoubt,
): Promise<"saved" | "not-saved" | "away" | "unreadable"> {
  try {
    return (await parts.wasCommitted(doubt)) ? "saved" : "not-saved";
  } catch (err) {
    if (isStoreAway(err)) return "away";
    parts.log.error({ err }, "what became of a commit can't be found out");
    return "unreadable";
  }
}

/** Whoever asked while the database is away is told so at once; what must not be lost waits on. */
function refuseWaiting(state: State, cause: unknown): void {
  for (const entry of state.waiting.splice(0)) {
    if (entry.isDurable) state.waiting.push(entry);
    else entry.reject(storeUnavailable(cause));
  }
}

async function giveUpOrWait(
  parts: EventQueueParts,
  state: State,
  failure: { readonly entries: readonly Entry[]; readonly error: unknown },
): Promise<void> {
  giveUp(parts, state, failure);
  if (isStoreAway(failure.error) && !state.isClosed) await pause(parts);
}

/** Refuses what was not applied, except for what must not be lost while the database is away. */
function giveUp(
  { log }: EventQueueParts,
  state: State,
  { entries, error }: { readonly entries: readonly Entry[]; readonly error: unknown },
): void {
  const isAway = isStoreAway(error);
  const kept = entries.filter((entry) => isAway && entry.isDurable && !state.isClosed);
  for (const entry of entries) {
    if (!kept.includes(entry)) entry.reject(isAway ? storeUnavailable(error) : error);
  }
  log.error({ err: error, events: entries.map((entry) => entry.event.type) }, "events were not applied");
  state.waiting.unshift(...kept);
  if (!isAway || state.isClosed) return;
  // Whatever the batch would have started is looked at again when the database is back.
  if (state.waiting.length === 0) state.waiting.push(dispatchEntry());
}

function pause({ retryMs = RETRY_MS }: EventQueueParts): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, retryMs));
}

function dispatchEntry(): Entry {
  return { event: { type: "dispatch" }, isDurable: true, resolve: () => undefined, reject: () => undefined };
}

function settle(entries: readonly Entry[], answers: readonly Answer[]): void {
  for (const [index, answer] of answers.entries()) {
    if ("outcome" in answer) entries[index]?.resolve(answer.outcome);
    else entries[index]?.reject(answer.refusal);
  }
}
