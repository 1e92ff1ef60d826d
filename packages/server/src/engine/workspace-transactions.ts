import { AppError } from "@landbridge/core";
import type { ContentLookup, FactsMap, Refusal, Workflow } from "@landbridge/core";
import type { Pool, PoolClient } from "pg";
import type { Logger } from "pino";
import { isStoreAway } from "../store/database.ts";
import type { Database } from "../store/database.ts";
import { isBatchSaved, lockWorkspace, saveBatch } from "../store/saved-batch.ts";
import type { SavedBatch } from "../store/saved-batch.ts";
import { listSyncSources } from "../store/sync-sources.ts";
import { findWorkspaceNews } from "../store/workspace-changes.ts";
import type { WorkspaceNews } from "../store/workspace-changes.ts";
import { readWorkspace } from "../store/workspace-rows.ts";
import type { AgentPool } from "./agent-pool.ts";
import { applyEvent } from "./apply-event.ts";
import type { EventParts } from "./apply-event.ts";
import { applyToCache, createBatch, isEmpty, markOf, remembering, savedBatchOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { callOf } from "./call-others.ts";
import { catchUp, changeOf } from "./catch-up.ts";
import { committedOf } from "./committed.ts";
import type { Committed } from "./committed.ts";
import type { DeadlineLimits } from "./deadlines.ts";
import { decideConfiguration } from "./decide-configuration.ts";
import type { ConfigurationDecision, Desired } from "./decide-configuration.ts";
import type { EngineEvent, EngineOutcome } from "./engine-event.ts";
import { contentsOf } from "./imagined-contents.ts";
import { createEventStore } from "./event-store.ts";
import { jobsWithHistory } from "./jobs-with-history.ts";
import { newId } from "./new-id.ts";
import type { RunRecord } from "./run-record.ts";
import { startRuns } from "./start-runs.ts";
import { createHistoryReader, rememberFor, rememberSuccesses, rememberingOf } from "./remember.ts";
import { createWorkspaceCache } from "./workspace-cache.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";

export interface TransactionParts {
  readonly database: Database;
  readonly workspaceId: string;
  readonly agents: AgentPool;
  readonly log: Logger;
  readonly now: () => Date;
  readonly urlOfRun: (job: string, number: number) => string;
  /** Other servers may work on the same database: they are told what each commit changes. */
  readonly isShared?: boolean;
  /** Only tests have others. */
  readonly limits?: DeadlineLimits;
}

/** What an engine knows of its workspace between two transactions, and whom it tells of changes. */
export interface Known {
  cache: WorkspaceCache | undefined;
  /** The revision that the listeners know of. */
  toldRevision: number | undefined;
  /** The revision at which all of the history was in memory that decisions read. */
  rememberedRevision: number | undefined;
  readonly onCommit: ((committed: Committed) => void)[];
  readonly onChangedElsewhere: ((cache: WorkspaceCache) => void)[];
}

/** What became of one event of a committed batch. */
export type Answer = { readonly outcome: EngineOutcome } | { readonly refusal: AppError };

/** A batch was saved and its commit was sent; the connection broke in place of the answer. */
export interface CommitInDoubt {
  /** What to answer if the commit went through. */
  readonly answers: readonly Answer[];
  readonly mark: string | undefined;
  readonly cause: unknown;
}

export type CommitAttempt =
  | { readonly isKnown: true; readonly answers: readonly Answer[] }
  | ({ readonly isKnown: false } & CommitInDoubt);

export function createKnown(): Known {
  return {
    cache: undefined,
    toldRevision: undefined,
    rememberedRevision: undefined,
    onCommit: [],
    onChangedElsewhere: [],
  };
}

/** Evaluates events in one transaction and answers after its commit; throws when nothing of them counts for sure. */
export async function commitEvents(
  parts: TransactionParts,
  known: Known,
  asked: readonly EngineEvent[],
  takeMore: () => readonly EngineEvent[] = () => [],
): Promise<CommitAttempt> {
  let saved: Decided | undefined;
  try {
    return await onConnection(parts.database.pool, async (client) => {
      const cache = await lockAndTakeUp(parts, known, client);
      const events = [...asked, ...takeMore()];
      const decided = await decideEvents(parts, cache, { client, events });
      if (isEmpty(decided.batch)) await client.query("rollback");
      else {
        const rows = savedBatchOf(decided.batch, decided.revision);
        const told = parts.isShared === true ? toldOf(decided.batch, events, parts.agents) : {};
        await saveBatch(client, { ...rows, ...told });
        saved = decided;
        await client.query("commit");
        takeOverSafely(parts, known, decided);
      }
      return { isKnown: true, answers: decided.answers };
    });
  } catch (cause) {
    known.cache = undefined;
    if (!saved || !isStoreAway(cause)) throw cause;
    return { isKnown: false, answers: saved.answers, mark: markOf(saved.batch), cause };
  }
}

/**
 * Whether a commit in doubt went through. The workspace's lock is had only once its transaction is over, one way
 * or the other; what it changed is taken up and told as if another server had done it.
 */
export async function wasCommitted(
  parts: TransactionParts,
  known: Known,
  { mark }: Pick<CommitInDoubt, "mark">,
): Promise<boolean> {
  return onConnection(parts.database.pool, async (client) => {
    await lockAndTakeUp(parts, known, client);
    const isSaved = mark !== undefined && (await isBatchSaved(client, mark));
    await client.query("rollback");
    return isSaved;
  });
}

/** The workspace as the database has it; read again when another server changed it. */
export async function currentCache(parts: TransactionParts, known: Known): Promise<WorkspaceCache> {
  const { pool } = parts.database;
  const news = known.cache && (await findWorkspaceNews(pool, parts.workspaceId, known.cache.revision));
  // It may be gone by now, or a commit of ours may be further.
  if (!news || !known.cache || !catchUp(known.cache, news)) {
    const found = await readWhole(parts, pool);
    if (!known.cache || known.cache.revision < found.revision) known.cache = found;
  }
  known.toldRevision ??= known.cache.revision;
  return known.cache;
}

/** What a source would do to the workspace as it is now; nothing of it counts. */
export async function planOn(
  parts: TransactionParts,
  known: Known,
  desired: Desired,
): Promise<ConfigurationDecision> {
  const cache = await currentCache(parts, known);
  const sources = await listSyncSources(parts.database.pool, parts.workspaceId);
  const batch = createBatch(cache, { at: parts.now(), newId });
  await rememberFor(createHistoryReader(parts.database.pool), remembering(batch), desired.definition.jobs);
  return decideConfiguration(batch, desired, { sources });
}

/** Facts that nobody keeps. */
export type Imagined =
  | {
      readonly ok: true;
      readonly workflow: Workflow;
      readonly facts: FactsMap;
      /** What the versions hold that are at hand: the newest ones. */
      readonly contentOf: ContentLookup;
    }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/**
 * A copy of the workspace as it is now, or as a source would make it; of the jobs that are named with all that is
 * known of their successes.
 */
export async function imagineOn(
  parts: TransactionParts,
  known: Known,
  { desired, jobs }: { readonly desired?: Desired | undefined; readonly jobs: readonly string[] },
): Promise<Imagined> {
  const cache = await currentCache(parts, known);
  const reader = createHistoryReader(parts.database.pool);
  const batch = createBatch(cache, { at: parts.now(), newId });
  if (desired) {
    const sources = await listSyncSources(parts.database.pool, parts.workspaceId);
    await rememberFor(reader, remembering(batch), desired.definition.jobs);
    const decided = decideConfiguration(batch, desired, { sources });
    if (!decided.ok) return decided;
  }
  await rememberSuccesses(reader, remembering(batch), jobs);
  const facts = cache.facts.copy();
  facts.apply(batch.draft);
  return { ok: true, workflow: batch.workflow, facts, contentOf: contentsOf(batch) };
}

interface Decided {
  readonly batch: Batch;
  readonly revision: number;
  readonly answers: readonly Answer[];
  readonly started: readonly RunRecord[];
}

async function onConnection<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

async function decideEvents(
  parts: TransactionParts,
  cache: WorkspaceCache,
  { client, events }: { readonly client: PoolClient; readonly events: readonly EngineEvent[] },
): Promise<Decided> {
  const batch = createBatch(cache, { at: parts.now(), newId });
  const answers: Answer[] = [];
  const reader = createHistoryReader(client);
  const limits = parts.limits ? { limits: parts.limits } : {};
  const eventParts = { client, store: createEventStore(client), reader, ...limits };
  for (const event of events) answers.push(await answerOf(batch, eventParts, event));
  const agents = parts.agents.capacities().map((agent) => ({
    ...agent,
    instance: parts.agents.get(agent.agentId)?.instance ?? "",
  }));
  const started = await startRuns(batch, reader, { agents, urlOfRun: parts.urlOfRun });
  return { batch, revision: cache.revision + 1, answers, started };
}

/** What other servers on the same database hear of a batch. */
function toldOf(
  batch: Batch,
  events: readonly EngineEvent[],
  agents: AgentPool,
): Pick<SavedBatch, "change" | "call"> {
  return { change: changeOf(batch, events), call: callOf(batch, agents) };
}

/** Begins a transaction that nobody else's can change under, and tells what others did until then. */
async function lockAndTakeUp(
  parts: TransactionParts,
  known: Known,
  client: PoolClient,
): Promise<WorkspaceCache> {
  const since = parts.isShared === true ? known.cache?.revision : undefined;
  const news = await lockWorkspace(client, parts.workspaceId, since);
  const cache = await takeUp(parts, known, client, news);
  const { revision } = news;
  if (known.toldRevision !== undefined && known.toldRevision !== revision) {
    for (const listener of known.onChangedElsewhere) listener(cache);
  }
  known.toldRevision = revision;
  return cache;
}

/** What was committed is not done a second time because somebody fails to hear of it. */
function takeOverSafely(parts: TransactionParts, known: Known, decided: Decided): void {
  try {
    takeOver(parts, known, decided);
  } catch (err) {
    known.cache = undefined;
    parts.log.error({ err }, "a commit could not be told to everybody");
  }
}

/** After the commit: memory follows, and everybody hears of it. */
function takeOver(parts: TransactionParts, known: Known, { batch, revision, started }: Decided): void {
  applyToCache(batch, revision);
  known.toldRevision = revision;
  known.rememberedRevision = revision;
  // Names that were deleted for good are still in memory: the next look reads everything anew.
  if (batch.isCacheStale) known.cache = undefined;
  const committed = committedOf(batch, started);
  for (const listener of known.onCommit) tell(listener, committed, parts.log);
}

/** Under the lock: the workspace as it is, with all that decisions read of its history. */
async function takeUp(
  parts: TransactionParts,
  known: Known,
  client: PoolClient,
  news: WorkspaceNews,
): Promise<WorkspaceCache> {
  if (!known.cache || !catchUp(known.cache, news)) known.cache = await readWhole(parts, client);
  else if (known.rememberedRevision !== news.revision) await remember(known.cache, client);
  known.rememberedRevision = news.revision;
  return known.cache;
}

async function readWhole(
  { workspaceId }: TransactionParts,
  client: Pool | PoolClient,
): Promise<WorkspaceCache> {
  const cache = createWorkspaceCache(workspaceId, await readWorkspace(client, workspaceId));
  await remember(cache, client);
  return cache;
}

async function remember(cache: WorkspaceCache, client: Pool | PoolClient): Promise<void> {
  const jobs = jobsWithHistory(cache.workflow, cache.facts);
  await rememberFor(createHistoryReader(client), rememberingOf(cache), jobs);
}

async function answerOf(batch: Batch, parts: EventParts, event: EngineEvent): Promise<Answer> {
  try {
    return { outcome: await applyEvent(batch, parts, event) };
  } catch (error) {
    if (error instanceof AppError) return { refusal: error };
    throw error;
  }
}

/** The batch is committed: whatever a listener does wrong must not make it look failed. */
function tell(listener: (committed: Committed) => void, committed: Committed, log: Logger): void {
  try {
    listener(committed);
  } catch (err) {
    log.error({ err }, "a commit could not be told to everybody");
  }
}
