import { findRevision } from "../store/workspaces.ts";
import type { Committed } from "./committed.ts";
import type { ConfigurationDecision, Desired } from "./decide-configuration.ts";
import type { EngineEvent, EngineOutcome } from "./engine-event.ts";
import { createEventQueue } from "./event-queue.ts";
import { createSharedCall } from "./shared-call.ts";
import type { EventQueueParts } from "./event-queue.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";
import {
  commitEvents,
  createKnown,
  currentCache,
  imagineOn,
  planOn,
  wasCommitted,
} from "./workspace-transactions.ts";
import type { Imagined, TransactionParts } from "./workspace-transactions.ts";

export type { Committed } from "./committed.ts";
export type EngineParts = TransactionParts & Pick<EventQueueParts, "retryMs" | "unknownAfterMs">;

/** The scheduler of one workspace: every change goes through `submit`, one transaction per batch of events. */
export interface Engine {
  /**
   * Evaluates an event and answers after the commit. Events that come while a transaction is under way share
   * the next one. A refusal with STORE_UNAVAILABLE is one of something that was not done: where the answer to a
   * commit is lost, the database is asked what became of it (OUTCOME_UNKNOWN if it stays away). `isDurable`: keep
   * trying while the database is away instead of refusing.
   */
  submit(event: EngineEvent, options?: { readonly isDurable?: boolean }): Promise<EngineOutcome>;
  /**
   * What applying a configuration to the workspace would do, as it is now: the very decisions that `submit` would
   * make, of which nothing is kept.
   */
  plan(desired: Desired): Promise<ConfigurationDecision>;
  /** The workspace as it is now, or as a source would make it, to try things on; nothing of it is kept. */
  imagine(asked: Parameters<typeof imagineOn>[2]): Promise<Imagined>;
  /** Calls `listener` after each commit, in order; it must not throw. */
  onCommit(listener: (committed: Committed) => void): void;
  /**
   * Calls `listener`, inside a transaction and before anything is decided, when the workspace is not as our own
   * commits left it: another server changed it, or the answer to a commit of ours was lost with the connection.
   */
  onChangedElsewhere(listener: (cache: WorkspaceCache) => void): void;
  /** Looks whether another server changed the workspace, and takes it up. */
  follow(): Promise<void>;
  /** The workspace as of now; read again when another server changed it. */
  current(): Promise<WorkspaceCache>;
  /** What is in memory now, without asking the database; absent while it has to be read anew. */
  peek(): WorkspaceCache | undefined;
  close(): Promise<void>;
}

export function createEngine(parts: EngineParts): Engine {
  const known = createKnown();
  const queue = createEventQueue({
    ...parts,
    commit: (events, takeMore) => commitEvents(parts, known, events, takeMore),
    wasCommitted: (doubt) => wasCommitted(parts, known, doubt),
  });
  const readNow = createSharedCall(() => currentCache(parts, known));
  return {
    submit: (event, options) => queue.submit(event, options),
    plan: (desired) => planOn(parts, known, desired),
    imagine: (asked) => imagineOn(parts, known, asked),
    onCommit: (listener) => void known.onCommit.push(listener),
    onChangedElsewhere: (listener) => void known.onChangedElsewhere.push(listener),
    async follow() {
      if (queue.isBusy() || known.toldRevision === undefined) return;
      if (known.toldRevision !== (await findRevision(parts.database.pool, parts.workspaceId)))
        await queue.submit({ type: "dispatch" });
    },
    async current() {
      return queue.isBusy() && known.cache ? known.cache : readNow();
    },
    peek: () => known.cache,
    close: () => queue.close(),
  };
}
