import type { Pool, PoolClient } from "pg";

/** What a revision changed of what servers keep in memory, as the server that made it wrote it. */
export interface ToldChange {
  readonly revision: number;
  readonly change: string;
}

/** Where a workspace is, and what brought it there since the revision that was asked for. */
export interface WorkspaceNews {
  readonly revision: number;
  /** In order; of a revision that changed more than can be told there is none. */
  readonly changes: readonly ToldChange[];
}

/** How many revisions are kept: who is further behind reads everything. */
export const KEPT_CHANGES = 256;

/** In one consistent view. */
export async function findWorkspaceNews(
  client: Pool | PoolClient,
  workspaceId: string,
  since: number,
): Promise<WorkspaceNews> {
  const { rows } = await client.query<{ latest: number; revision: number | null; change: string | null }>({
    name: "workspace-news",
    text: `select w.revision as latest, c.revision, c.change
      from workspaces w left join workspace_changes c on c.workspace_id = w.id and c.revision > $2
      where w.id = $1 order by c.revision`,
    values: [workspaceId, since],
  });
  const changes = rows.flatMap(({ revision, change }) =>
    revision === null || change === null ? [] : [{ revision, change }],
  );
  return { revision: rows[0]?.latest ?? 0, changes };
}
