import { AppError, isFinal } from "@landbridge/core";
import type { PoolClient } from "pg";
import type { Logger } from "pino";
import { isStoreAway, storeUnavailable } from "../store/database.ts";
import type { Database } from "../store/database.ts";
import { lockWorkspace, saveBatch } from "../store/saved-batch.ts";
import { readWorkspace } from "../store/workspace-rows.ts";
import type { AgentPool } from "./agent-pool.ts";
import { applyEvent } from "./apply-event.ts";
import { applyToCache, createBatch, isEmpty, savedBatchOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import type { EngineEvent, EngineOutcome } from "./engine-event.ts";
import { newId } from "./new-id.ts";
import type { RunRecord } from "./run-record.ts";
import { startRuns } from "./start-runs.ts";
import { createWorkspaceCache } from "./workspace-cache.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";

/** Most events that one transaction takes: more would make the first of them wait. */
const MAX_BATCH = 256;
/** How long an event that must not be lost waits before it is tried again while the database is away. */
const RETRY_MS = 500;

/** What a commit changed, for those who show or carry it out. */
export interface Committed {
  readonly cache: WorkspaceCache;
  readonly jobs: readonly string[];
  readonly resources: readonly string[];
  readonly runs: readonly RunRecord[];
  readonly started: readonly RunRecord[];
  /** Sources whose configuration was applied. */
  readonly synced: readonly string[];
}

export interface EngineParts {
  readonly database: Database;
  readonly workspaceId: string;
  readonly agents: AgentPool;
  readonly log: Logger;
  readonly now: () => Date;
  readonly urlOfRun: (job: string, number: number) => string;
}

/** The scheduler of one workspace: every change goes through `submit`, one transaction per batch of events. */
export interface Engine {
  /**
   * Evaluates an event and answers after the commit. Events that come while a transaction is under way share
   * the next one. `isDurable`: keep trying while the database is away instead of refusing.
   */
  submit(event: EngineEvent, options?: { readonly isDurable?: boolean }): Promise<EngineOutcome>;
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
  close(): Promise<void>;
}

interface Entry {
  readonly event: EngineEvent;
  readonly isDurable: boolean;
  readonly resolve: (outcome: EngineOutcome) => void;
  readonly reject: (error: unknown) => void;
}

type Answer = { readonly outcome: EngineOutcome } | { readonly refusal: AppError };

export function createEngine(parts: EngineParts): Engine {
  const queue: Entry[] = [];
  const listeners: ((committed: Committed) => void)[] = [];
  const elsewhereListeners: ((cache: WorkspaceCache) => void)[] = [];
  /** The revision that the listeners know of. */
  let toldRevision: number | undefined;
  let cache: WorkspaceCache | undefined;
  let working: Promise<void> | undefined;
  let isClosed = false;

  const load = async (client?: PoolClient): Promise<WorkspaceCache> => {
    cache = createWorkspaceCache(
      parts.workspaceId,
      await readWorkspace(client ?? parts.database.pool, parts.workspaceId),
    );
    return cache;
  };

  const work = async (): Promise<void> => {
    try {
      while (queue.length > 0) await workOff(queue.splice(0, MAX_BATCH));
    } finally {
      // In the same breath as the look at the queue: an event that comes later starts the work anew.
      working = undefined;
    }
  };

  const workOff = async (entries: readonly Entry[]): Promise<void> => {
    const failed = await tryBatch(entries);
    if (failed === undefined) return;
    cache = undefined;
    // One bad event must not take the others down with it.
    if (entries.length > 1 && !isStoreAway(failed)) for (const entry of entries) await tryAlone(entry);
    else await giveUpOrWait(entries, failed);
  };

  const tryBatch = async (entries: readonly Entry[]): Promise<unknown> => {
    try {
      const answers = await commitBatch(entries.map((entry) => entry.event));
      for (const [index, answer] of answers.entries()) settle(entries[index], answer);
      return undefined;
    } catch (error) {
      return error ?? new Error("unknown failure");
    }
  };

  const tryAlone = async (entry: Entry): Promise<void> => {
    const failed = await tryBatch([entry]);
    if (failed === undefined) return;
    cache = undefined;
    await giveUpOrWait([entry], failed);
  };

  const giveUpOrWait = async (entries: readonly Entry[], error: unknown): Promise<void> => {
    const isAway = isStoreAway(error);
    const kept = entries.filter((entry) => isAway && entry.isDurable && !isClosed);
    for (const entry of entries)
      if (!kept.includes(entry)) entry.reject(isAway ? storeUnavailable(error) : error);
    parts.log.error(
      { err: error, events: entries.map((entry) => entry.event.type) },
      "events were not applied",
    );
    queue.unshift(...kept);
    if (!isAway || isClosed) return;
    // Whether a commit went through is not known: whatever it started must be handed out all the same.
    if (queue.length === 0) queue.push(dispatchEntry());
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  };

  const commitBatch = async (events: readonly EngineEvent[]): Promise<readonly Answer[]> => {
    const client = await parts.database.pool.connect();
    let broken: Error | undefined;
    try {
      return await runTransaction(client, events);
    } catch (error) {
      await client.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  };

  const runTransaction = async (
    client: PoolClient,
    events: readonly EngineEvent[],
  ): Promise<readonly Answer[]> => {
    const locked = await lockWorkspace(client, parts.workspaceId);
    const known = cache && cache.revision === locked.revision ? cache : await load(client);
    if (toldRevision !== undefined && toldRevision !== locked.revision) {
      for (const listener of elsewhereListeners) listener(known);
    }
    toldRevision = locked.revision;
    const batch = createBatch(known, { at: parts.now(), newId });
    const answers: Answer[] = [];
    for (const event of events) answers.push(await answerOf(batch, client, event));
    const agents = parts.agents.capacities().map((agent) => ({
      ...agent,
      instance: parts.agents.get(agent.agentId)?.instance ?? "",
    }));
    const started = await startRuns(batch, { client, agents, urlOfRun: parts.urlOfRun });
    if (isEmpty(batch)) {
      await client.query("rollback");
      return answers;
    }
    const revision = locked.revision + 1;
    await saveBatch(client, savedBatchOf(batch, revision));
    await client.query("commit");
    applyToCache(batch, revision);
    toldRevision = revision;
    const committed = committedOf(batch, started, events, answers);
    for (const listener of listeners) tell(listener, committed, parts.log);
    return answers;
  };

  const submit: Engine["submit"] = (event, options) =>
    new Promise((resolve, reject) => {
      if (isClosed) return reject(storeUnavailable(new Error("the server is closing")));
      queue.push({ event, isDurable: options?.isDurable ?? false, resolve, reject });
      working ??= work();
    });

  const revisionNow = async (): Promise<number> => {
    const { rows } = await parts.database.pool.query<{ revision: number }>({
      name: "workspace-revision",
      text: "select revision from workspaces where id = $1",
      values: [parts.workspaceId],
    });
    return rows[0]?.revision ?? 0;
  };

  return {
    submit,
    onChangedElsewhere: (listener) => void elsewhereListeners.push(listener),
    async follow() {
      if (working || toldRevision === undefined || toldRevision === (await revisionNow())) return;
      await submit({ type: "dispatch" });
    },
    onCommit: (listener) => void listeners.push(listener),
    async current() {
      if (working && cache) return cache;
      const revision = await revisionNow();
      if (cache && cache.revision >= revision) return cache;
      return load();
    },
    async close() {
      isClosed = true;
      await working;
    },
  };
}

/** The batch is committed: whatever a listener does wrong must not make it look failed. */
function tell(listener: (committed: Committed) => void, committed: Committed, log: Logger): void {
  try {
    listener(committed);
  } catch (err) {
    log.error({ err }, "a commit could not be told to everybody");
  }
}

async function answerOf(batch: Batch, client: PoolClient, event: EngineEvent): Promise<Answer> {
  try {
    return { outcome: await applyEvent(batch, client, event) };
  } catch (error) {
    if (error instanceof AppError) return { refusal: error };
    throw error;
  }
}

function dispatchEntry(): Entry {
  return { event: { type: "dispatch" }, isDurable: true, resolve: () => undefined, reject: () => undefined };
}

function settle(entry: Entry | undefined, answer: Answer): void {
  if ("outcome" in answer) entry?.resolve(answer.outcome);
  else entry?.reject(answer.refusal);
}

function committedOf(
  batch: Batch,
  started: readonly RunRecord[],
  events: readonly EngineEvent[],
  answers: readonly Answer[],
): Committed {
  const names = new Set([...batch.draft.changedJobs.keys(), ...batch.jobs.keys()]);
  return {
    cache: batch.cache,
    jobs: [...withNeighbours(batch, names)],
    resources: [...new Set([...batch.draft.changedResources.keys(), ...batch.resources.keys()])],
    runs: [...batch.runs.values()],
    started: started.filter((run) => !isFinal(run.status)),
    synced: events.flatMap((event, index) => {
      const answer = answers[index];
      return event.type === "configuration-read" && answer && "outcome" in answer ? [event.sourceId] : [];
    }),
  };
}

/** A job's reason line speaks of its neighbours: those of changed jobs are told again. */
function withNeighbours(batch: Batch, names: ReadonlySet<string>): Set<string> {
  const found = new Set(names);
  for (const name of names) {
    for (const { job } of batch.workflow.consumers.get(name) ?? []) found.add(job.name);
    for (const step of batch.workflow.jobs.get(name)?.steps ?? []) {
      if (step.kind === "in" && batch.workflow.jobs.has(step.from)) found.add(step.from);
    }
  }
  return found;
}
