import type { SyncSource } from "@landbridge/core";
import type { Pool, PoolClient } from "pg";

/** Everybody who may declare something in a workspace, as ownership rules see them. */
export async function listSyncSources(
  client: Pool | PoolClient,
  workspaceId: string,
): Promise<readonly SyncSource[]> {
  const { rows } = await client.query<{ id: string; name: string; is_paused: boolean }>(
    "select id, name, is_paused from sources where workspace_id = $1",
    [workspaceId],
  );
  return rows.map(({ id, name, is_paused: isPaused }) => ({ id, name, isPaused }));
}

/**
 * `claimed`: no reading that began later was taken up before this one, which counts as taken up now. A source that
 * is removed, or deleted for good by now, takes up none.
 */
export async function claimGeneration(
  client: PoolClient,
  read: { readonly sourceId: string; readonly generation: number },
): Promise<"claimed" | "overtaken" | "removed"> {
  const { rowCount } = await client.query(
    `update sources set applied_generation = $2
      where id = $1 and applied_generation < $2 and deleted_at is null`,
    [read.sourceId, read.generation],
  );
  if (rowCount === 1) return "claimed";
  return (await isInUse(client, read.sourceId)) ? "overtaken" : "removed";
}

async function isInUse(client: PoolClient, sourceId: string): Promise<boolean> {
  const { rowCount } = await client.query("select 1 from sources where id = $1 and deleted_at is null", [
    sourceId,
  ]);
  return rowCount === 1;
}

/** Pauses a source or lets it go on; answers whether that changed anything. */
export async function pauseSource(client: PoolClient, sourceId: string, isPaused: boolean): Promise<boolean> {
  const { rowCount } = await client.query(
    "update sources set is_paused = $2 where id = $1 and is_paused <> $2",
    [sourceId, isPaused],
  );
  return rowCount === 1;
}

/** Marks a source as removed, or takes that back. What it declared is the caller's. */
export async function markSourceDeleted(
  client: PoolClient,
  sourceId: string,
  deletedAt: Date | undefined,
): Promise<void> {
  await client.query("update sources set deleted_at = $2 where id = $1", [sourceId, deletedAt ?? null]);
}
