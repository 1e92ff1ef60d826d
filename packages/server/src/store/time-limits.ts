import type { PoolClient } from "pg";

/** Without minutes the pool has no limit of its own any more. */
export async function putPoolLimit(
  client: PoolClient,
  workspaceId: string,
  { name, minutes }: { readonly name: string; readonly minutes: number | undefined },
): Promise<void> {
  await client.query(
    `insert into node_pools (workspace_id, name, timeout_minutes) values ($1, $2, $3)
       on conflict (workspace_id, name) do update set timeout_minutes = excluded.timeout_minutes`,
    [workspaceId, name, minutes ?? null],
  );
}

/** Without minutes the default counts again. */
export async function putWorkspaceLimit(
  client: PoolClient,
  workspaceId: string,
  minutes: number | undefined,
): Promise<void> {
  await client.query("update workspaces set timeout_minutes = $2 where id = $1", [
    workspaceId,
    minutes ?? null,
  ]);
}
