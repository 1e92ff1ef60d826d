import { AppError } from "@landbridge/core";
import type { Pool, PoolClient } from "pg";
import type { Logger } from "pino";
import type { Database } from "../store/database.ts";
import { lockWorkspace, saveBatch } from "../store/saved-batch.ts";
import { readWorkspace } from "../store/workspace-rows.ts";
import type { AgentPool } from "./agent-pool.ts";
import { applyEvent } from "./apply-event.ts";
import { applyToCache, createBatch, isEmpty, savedBatchOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { committedOf } from "./committed.ts";
import type { Committed } from "./committed.ts";
import type { EngineEvent, EngineOutcome } from "./engine-event.ts";
import { newId } from "./new-id.ts";
import type { RunRecord } from "./run-record.ts";
import { startRuns } from "./start-runs.ts";
import { createWorkspaceCache } from "./workspace-cache.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";

export interface TransactionParts {
  readonly database: Database;
  readonly workspaceId: string;
  readonly agents: AgentPool;
  readonly log: Logger;
  readonly now: () => Date;
  readonly urlOfRun: (job: string, number: number) => string;
}

/** What an engine knows of its workspace between two transactions, and whom it tells of changes. */
export interface Known {
  cache: WorkspaceCache | undefined;
  /** The revision that the listeners know of. */
  toldRevision: number | undefined;
  readonly onCommit: ((committed: Committed) => void)[];
  readonly onChangedElsewhere: ((cache: WorkspaceCache) => void)[];
}

/** What became of one event of a committed batch. */
export type Answer = { readonly outcome: EngineOutcome } | { readonly refusal: AppError };

export function createKnown(): Known {
  return { cache: undefined, toldRevision: undefined, onCommit: [], onChangedElsewhere: [] };
}

/** Evaluates events in one transaction and answers after its commit; throws when nothing of them counts. */
export async function commitEvents(
  parts: TransactionParts,
  known: Known,
  events: readonly EngineEvent[],
): Promise<readonly Answer[]> {
  try {
    return await onConnection(parts.database.pool, async (client) => {
      const decided = await decideEvents(parts, known, { client, events });
      if (isEmpty(decided.batch)) await client.query("rollback");
      else await saveAndTell(parts, known, { client, ...decided });
      return decided.answers;
    });
  } catch (error) {
    known.cache = undefined;
    throw error;
  }
}

/** The workspace as the database has it; read again when another server changed it. */
export async function currentCache(parts: TransactionParts, known: Known): Promise<WorkspaceCache> {
  const revision = await revisionNow(parts);
  if (known.cache && known.cache.revision >= revision) return known.cache;
  return load(parts, known, parts.database.pool);
}

export async function revisionNow({ database, workspaceId }: TransactionParts): Promise<number> {
  const { rows } = await database.pool.query<{ revision: number }>({
    name: "workspace-revision",
    text: "select revision from workspaces where id = $1",
    values: [workspaceId],
  });
  return rows[0]?.revision ?? 0;
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
  known: Known,
  { client, events }: { readonly client: PoolClient; readonly events: readonly EngineEvent[] },
): Promise<Decided> {
  const cache = await lockAndTakeUp(parts, known, client);
  const batch = createBatch(cache, { at: parts.now(), newId });
  const answers: Answer[] = [];
  for (const event of events) answers.push(await answerOf(batch, client, event));
  const agents = parts.agents.capacities().map((agent) => ({
    ...agent,
    instance: parts.agents.get(agent.agentId)?.instance ?? "",
  }));
  const started = await startRuns(batch, { client, agents, urlOfRun: parts.urlOfRun });
  return { batch, revision: cache.revision + 1, answers, started };
}

/** Begins a transaction that nobody else's can change under, and tells what others did until then. */
async function lockAndTakeUp(
  parts: TransactionParts,
  known: Known,
  client: PoolClient,
): Promise<WorkspaceCache> {
  const { revision } = await lockWorkspace(client, parts.workspaceId);
  const cache = known.cache?.revision === revision ? known.cache : await load(parts, known, client);
  if (known.toldRevision !== undefined && known.toldRevision !== revision) {
    for (const listener of known.onChangedElsewhere) listener(cache);
  }
  known.toldRevision = revision;
  return cache;
}

async function saveAndTell(
  parts: TransactionParts,
  known: Known,
  { client, batch, revision, started }: Decided & { readonly client: PoolClient },
): Promise<void> {
  await saveBatch(client, savedBatchOf(batch, revision));
  await client.query("commit");
  applyToCache(batch, revision);
  known.toldRevision = revision;
  const committed = committedOf(batch, started);
  for (const listener of known.onCommit) tell(listener, committed, parts.log);
}

async function load(
  { workspaceId }: TransactionParts,
  known: Known,
  client: Pool | PoolClient,
): Promise<WorkspaceCache> {
  known.cache = createWorkspaceCache(workspaceId, await readWorkspace(client, workspaceId));
  return known.cache;
}

async function answerOf(batch: Batch, client: PoolClient, event: EngineEvent): Promise<Answer> {
  try {
    return { outcome: await applyEvent(batch, client, event) };
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
