import type { Pool, PoolClient } from "pg";

/** Identifiers of what the revisions since another one changed; live runs are those of their jobs. */
export interface WorkspaceChanges {
  readonly jobs: readonly string[];
  readonly resources: readonly string[];
}

/** How many revisions are kept: who is further behind reads everything. */
export const KEPT_CHANGES = 256;

/** What changed since a revision, and until which one; absent where that is not known of every one in between. */
export async function findWorkspaceChanges(
  client: Pool | PoolClient,
  workspaceId: string,
  since: number,
): Promise<(WorkspaceChanges & { readonly revision: number }) | undefined> {
  const { rows } = await client.query<{
    revision: number;
    count: number;
    jobs: readonly string[] | null;
    resources: readonly string[] | null;
  }>({
    name: "workspace-changes",
    text: `with changes as (select jobs, resources from workspace_changes where workspace_id = $1 and revision > $2)
      select revision, (select count(*) from changes) as count,
             (select array_agg(distinct id) from changes, unnest(jobs) id) as jobs,
             (select array_agg(distinct id) from changes, unnest(resources) id) as resources
        from workspaces where id = $1`,
    values: [workspaceId, since],
  });
  const row = rows[0];
  if (!row || row.count !== row.revision - since) return undefined;
  return { revision: row.revision, jobs: row.jobs ?? [], resources: row.resources ?? [] };
}
