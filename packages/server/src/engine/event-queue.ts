import type { Logger } from "pino";
import { isStoreAway, storeUnavailable } from "../store/database.ts";
import type { EngineEvent, EngineOutcome } from "./engine-event.ts";
import type { Answer } from "./workspace-transactions.ts";

/** Most events that one transaction takes: more would make the first of them wait. */
const MAX_BATCH = 256;
/** How long an event that must not be lost waits before it is tried again while the database is away. */
const RETRY_MS = 500;

/** Events on their way into the database: those that come while a batch is under way make the next one. */
export interface EventQueue {
  submit(event: EngineEvent, options?: { readonly isDurable?: boolean }): Promise<EngineOutcome>;
  isBusy(): boolean;
  /** Takes no more; ends after what is under way. */
  close(): Promise<void>;
}

export interface EventQueueParts {
  readonly log: Logger;
  /** Commits a batch and answers each event; throws when nothing of the batch counts. */
  readonly commit: (events: readonly EngineEvent[]) => Promise<readonly Answer[]>;
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
      while (state.waiting.length > 0) await workOff(parts, state, state.waiting.splice(0, MAX_BATCH));
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

async function workOff(parts: EventQueueParts, state: State, entries: readonly Entry[]): Promise<void> {
  const failed = await tryBatch(parts, entries);
  if (failed === undefined) return;
  // One bad event must not take the others down with it.
  if (entries.length > 1 && !isStoreAway(failed)) {
    for (const entry of entries) await workOff(parts, state, [entry]);
  } else await giveUpOrWait(parts, state, { entries, error: failed });
}

/** The failure, if there is one. */
async function tryBatch(parts: EventQueueParts, entries: readonly Entry[]): Promise<unknown> {
  try {
    const answers = await parts.commit(entries.map((entry) => entry.event));
    for (const [index, answer] of answers.entries()) settle(entries[index], answer);
    return undefined;
  } catch (error) {
    return error ?? new Error("unknown failure");
  }
}

async function giveUpOrWait(
  { log }: EventQueueParts,
  state: State,
  { entries, error }: { readonly entries: readonly Entry[]; readonly error: unknown },
): Promise<void> {
  const isAway = isStoreAway(error);
  const kept = entries.filter((entry) => isAway && entry.isDurable && !state.isClosed);
  for (const entry of entries) {
    if (!kept.includes(entry)) entry.reject(isAway ? storeUnavailable(error) : error);
  }
  log.error({ err: error, events: entries.map((entry) => entry.event.type) }, "events were not applied");
  state.waiting.unshift(...kept);
  if (!isAway || state.isClosed) return;
  // Whether a commit went through is not known: whatever it started must be handed out all the same.
  if (state.waiting.length === 0) state.waiting.push(dispatchEntry());
  await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
}

function dispatchEntry(): Entry {
  return { event: { type: "dispatch" }, isDurable: true, resolve: () => undefined, reject: () => undefined };
}

function settle(entry: Entry | undefined, answer: Answer): void {
  if ("outcome" in answer) entry?.resolve(answer.outcome);
  else entry?.reject(answer.refusal);
}
