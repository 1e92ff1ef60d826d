import type { ConfigurationPlan } from "@landbridge/core";
import type { Kysely } from "kysely";
import type { Pool, PoolClient } from "pg";
import type { Tables } from "./schema.ts";
import type { SyncProblem, SyncRecord, SyncStatus } from "./sources.ts";

/** One sync in the history of a source. */
export interface StoredConfiguration {
  /** Counts from 1 per source. */
  readonly number: number;
  readonly status: SyncStatus;
  readonly by: string;
  readonly commit?: string;
  readonly text: string;
  readonly problems: readonly SyncProblem[];
  /** What it did; absent where it failed. */
  readonly plan?: ConfigurationPlan;
  readonly at: Date;
}

/** What came of a sync, to be written down beside its source and in the source's history. */
export interface SavedSync {
  readonly id: string;
  readonly workspaceId: string;
  readonly sourceId: string;
  readonly by: string;
  readonly record: SyncRecord;
  /** SHA-256 over the files that were read; absent where none could be. */
  readonly digest?: string | undefined;
  readonly plan?: ConfigurationPlan;
}

/**
 * Writes a sync down, of a source whose row the transaction has locked. The history gets a row only for what is new
 * in it: a sync that changed nothing, unless one failed before it, or that failed just like the one before, is only
 * the newest look at the source.
 */
export async function saveSync(client: PoolClient, sync: SavedSync): Promise<void> {
  const { record, plan } = sync;
  const isNews = plan ? !plan.isNothing : true;
  await client.query(
    `with source as (
       update sources set last_sync_at = $3, last_sync_status = $4, last_sync_commit = $5, last_sync_text = $6,
              last_sync_problems = $7, last_sync_digest = coalesce($8, last_sync_digest)
        where id = $2 returning id),
     newest as (
       select number, status, text, commit, problems from configurations
        where source_id = $2 order by number desc limit 1)
     insert into configurations (id, workspace_id, source_id, number, status, by, commit, text, problems, plan, at)
     select $9, $1, source.id, coalesce((select number from newest), 0) + 1, $4, $10, $5, $6, $7, $11, $3
       from source
      where $12 and not ($4 = 'failure' and exists (
        select 1 from newest n where n.status = 'failure' and n.text = $6 and n.commit is not distinct from $5
           and n.problems = $7::jsonb))
         or $4 <> 'failure' and exists (select 1 from newest n where n.status = 'failure')
         or not exists (select 1 from newest)`,
    [
      sync.workspaceId,
      sync.sourceId,
      record.at,
      record.status,
      record.commit ?? null,
      record.text,
      JSON.stringify(record.problems),
      sync.digest ?? null,
      sync.id,
      sync.by,
      plan ? JSON.stringify(plan) : null,
      isNews,
    ],
  );
}

/**
 * Writes a failed sync down, in a transaction of its own, unless a reading that began later was applied meanwhile:
 * that one says what is so now.
 */
export async function saveFailedSync(
  pool: Pool,
  sync: SavedSync & { readonly generation: number },
): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    // In the order of the engine's transactions: the history's rows refer to both, and would wait the other way round.
    await client.query("select 1 from workspaces where id = $1 for key share", [sync.workspaceId]);
    const { rowCount } = await client.query(
      "select 1 from sources where id = $1 and applied_generation <= $2 for update",
      [sync.sourceId, sync.generation],
    );
    if (rowCount === 1) await saveSync(client, sync);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The newest first; `before`: only those with a smaller number. */
export async function listConfigurations(
  query: Kysely<Tables>,
  sourceId: string,
  page: { readonly limit: number; readonly before?: number },
): Promise<readonly StoredConfiguration[]> {
  let statement = query.selectFrom("configurations").selectAll().where("source_id", "=", sourceId);
  if (page.before !== undefined) statement = statement.where("number", "<", page.before);
  const rows = await statement.orderBy("number", "desc").limit(page.limit).execute();
  return rows.map((row) => ({
    number: row.number,
    status: row.status === "success" || row.status === "inconsistent" ? row.status : "failure",
    by: row.by,
    text: row.text,
    // Written by saveSync.
    problems: row.problems as unknown as readonly SyncProblem[],
    at: row.at,
    ...(row.commit === null ? {} : { commit: row.commit }),
    ...(row.plan === null ? {} : { plan: row.plan as unknown as ConfigurationPlan }),
  }));
}
