import type { Job, Resource } from "@landbridge/core";
import type { PoolClient } from "pg";

/** A resource or job as its source declares it, with the identifier that it has or gets. */
export interface Declaration {
  readonly id: string;
  readonly sourceId?: string;
  readonly position: number;
  readonly definition: Job | Resource;
}

/** Writes down what a source declares; what was removed comes back with its history. */
export async function saveDeclarations(
  client: PoolClient,
  workspaceId: string,
  { table, declared }: { readonly table: "jobs" | "resources"; readonly declared: readonly Declaration[] },
): Promise<void> {
  if (declared.length === 0) return;
  const rows = declared.map(({ id, sourceId, position, definition }) => ({
    id,
    source_id: sourceId ?? null,
    name: definition.name,
    type: definition.type,
    definition,
    position,
  }));
  await client.query(
    `insert into ${table} (workspace_id, id, source_id, name, type, definition, position)
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
  for (const table of ["jobs", "resources"] as const) {
    if (names[table].length === 0) continue;
    await client.query(
      `update ${table} set deleted_at = now() where workspace_id = $1 and name = any($2::text[])`,
      [workspaceId, names[table]],
    );
  }
}
