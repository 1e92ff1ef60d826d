import type { ConfigurationPlan, SyncStatus } from "@landbridge/core";
import type { Pool, PoolClient } from "pg";
import { inTransaction } from "./database.ts";
import type { SyncProblem, SyncRecord } from "./sources.ts";

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
  /** It has one, which would make the page too long. */
  readonly isPlanLeftOut: boolean;
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
  await inTransaction(pool, async (client) => {
    // In the order of the engine's transactions: the history's rows refer to both, and would wait the other way round.
    await client.query("select 1 from workspaces where id = $1 for key share", [sync.workspaceId]);
    const { rowCount } = await client.query(
      "select 1 from sources where id = $1 and applied_generation <= $2 for update",
      [sync.sourceId, sync.generation],
    );
    if (rowCount === 1) await saveSync(client, sync);
  });
}

/** Plans of the first rows come whole, those of the rest as long as all of them together are no longer. */
const WHOLE_ROWS = 3;
const MOST_PLAN_BYTES = 1_048_576;

/**
 * The newest first; `before`: only those with a smaller number. A page leaves out plans that would make it too
 * long (`isPlanLeftOut`): the row alone, or among the first of a page, has it.
 */
export async function listConfigurations(
  pool: Pool,
  sourceId: string,
  page: { readonly limit: number; readonly before?: number },
): Promise<readonly StoredConfiguration[]> {
  const { rows } = await pool.query<ConfigurationRow>(
    `with page as (
       select number, status, by, commit, text, problems, plan, at, octet_length(plan::text) as bytes,
              row_number() over (order by number desc) as place
         from configurations where source_id = $1 and ($2::integer is null or number < $2)
        order by number desc limit $3),
     summed as (select *, sum(bytes) over (order by number desc) as total from page)
     select number, status, by, commit, text, problems, at, plan is not null as has_plan,
            case when place <= $4 or total <= $5 then plan end as plan
       from summed order by number desc`,
    [sourceId, page.before ?? null, page.limit, WHOLE_ROWS, MOST_PLAN_BYTES],
  );
  return rows.map(configurationFrom);
}

interface ConfigurationRow {
  readonly number: number;
  readonly status: SyncStatus;
  readonly by: string;
  readonly commit: string | null;
  readonly text: string;
  readonly problems: readonly SyncProblem[];
  readonly at: Date;
  readonly has_plan: boolean;
  readonly plan: ConfigurationPlan | null;
}

function configurationFrom(row: ConfigurationRow): StoredConfiguration {
  const { number, status, by, commit, text, problems, at, plan } = row;
  return {
    number,
    status,
    by,
    text,
    problems,
    at,
    isPlanLeftOut: row.has_plan && plan === null,
    ...(commit === null ? {} : { commit }),
    ...(plan === null ? {} : { plan }),
  };
}
