import type { Job, Resource } from "@landbridge/core";
import type { PoolClient } from "pg";

interface DeclaredRow {
  readonly id: string;
  readonly sourceId?: string;
  readonly position: number;
}

/** Writes resources as their source declares them; what was removed comes back with its history. */
export async function saveResourceDeclarations(
  client: PoolClient,
  workspaceId: string,
  records: readonly (DeclaredRow & { readonly resource: Resource })[],
): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ id, sourceId, position, resource }) => ({
    id,
    source_id: sourceId ?? null,
    name: resource.name,
    type: resource.type,
    definition: resource,
    position,
  }));
  await client.query(
    `insert into resources (workspace_id, id, source_id, name, type, definition, position)
     select $1, x.* from jsonb_to_recordset($2::jsonb) as x(id uuid, source_id uuid, name text, type text,
       definition jsonb, position integer)
     on conflict (id) do update set source_id = excluded.source_id, definition = excluded.definition,
       type = excluded.type, position = excluded.position, deleted_at = null`,
    [workspaceId, JSON.stringify(rows)],
  );
}

/** Writes jobs as their source declares them. */
export async function saveJobDeclarations(
  client: PoolClient,
  workspaceId: string,
  records: readonly (DeclaredRow & { readonly job: Job })[],
): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ id, sourceId, position, job }) => ({
    id,
    source_id: sourceId ?? null,
    name: job.name,
    type: job.type,
    definition: job,
    position,
  }));
  await client.query(
    `insert into jobs (workspace_id, id, source_id, name, type, definition, position)
     select $1, x.* from jsonb_to_recordset($2::jsonb) as x(id uuid, source_id uuid, name text, type text,
       definition jsonb, position integer)
     on conflict (id) do update set source_id = excluded.source_id, definition = excluded.definition,
       type = excluded.type, position = excluded.position, deleted_at = null`,
    [workspaceId, JSON.stringify(rows)],
  );
}

/** Soft-deletes: versions and runs stay. */
export async function removeDeclarations(
  client: PoolClient,
  workspaceId: string,
  names: { readonly jobs: readonly string[]; readonly resources: readonly string[] },
): Promise<void> {
  if (names.jobs.length > 0) {
    await client.query(
      "update jobs set deleted_at = now() where workspace_id = $1 and name = any($2::text[])",
      [workspaceId, names.jobs],
    );
  }
  if (names.resources.length > 0) {
    await client.query(
      "update resources set deleted_at = now() where workspace_id = $1 and name = any($2::text[])",
      [workspaceId, names.resources],
    );
  }
}
