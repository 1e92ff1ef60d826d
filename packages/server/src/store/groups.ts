import type { Pool, PoolClient } from "pg";

/** Names that approvers can be listed by. */
export interface StoredGroup {
  readonly name: string;
  readonly members: readonly string[];
}

export async function listGroups(
  client: Pool | PoolClient,
  workspaceId: string,
): Promise<readonly StoredGroup[]> {
  const { rows } = await client.query<StoredGroup>(
    "select name, members from groups where workspace_id = $1 order by name",
    [workspaceId],
  );
  return rows;
}

/** Names of the groups that somebody belongs to. */
export async function groupsOf(
  client: Pool | PoolClient,
  workspaceId: string,
  member: string,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select name from groups where workspace_id = $1 and members @> array[$2]",
    [workspaceId, member],
  );
  return rows.map(({ name }) => name);
}

/** Makes a group, or gives one other members: those that are left out are out. */
export async function putGroup(
  client: PoolClient,
  workspaceId: string,
  { name, members }: StoredGroup,
): Promise<void> {
  await client.query(
    `insert into groups (workspace_id, name, members) values ($1, $2, $3)
       on conflict (workspace_id, name) do update set members = excluded.members`,
    [workspaceId, name, members],
  );
}

/** Answers whether there was such a group. */
export async function deleteGroup(client: PoolClient, workspaceId: string, name: string): Promise<boolean> {
  const { rowCount } = await client.query("delete from groups where workspace_id = $1 and name = $2", [
    workspaceId,
    name,
  ]);
  return rowCount === 1;
}
