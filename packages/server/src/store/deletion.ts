import type { PoolClient } from "pg";

/**
 * Deletes a soft-deleted resource or job with all its versions or runs. Answers the runs that are gone, whose
 * logs are files.
 */
export async function deleteForGood(
  client: PoolClient,
  { kind, id }: { readonly kind: "resource" | "job"; readonly id: string },
): Promise<readonly string[]> {
  if (kind === "resource") {
    await client.query("update resources set latest_version_id = null where id = $1", [id]);
    await client.query("delete from resource_versions where resource_id = $1", [id]);
    await client.query("delete from resources where id = $1", [id]);
    return [];
  }
  const { rows } = await client.query<{ id: string }>("select id from runs where job_id = $1", [id]);
  const runs = rows.map((row) => row.id);
  await client.query("delete from step_runs where run_id = any($1::uuid[])", [runs]);
  await client.query("delete from run_plans where run_id = any($1::uuid[])", [runs]);
  await client.query("delete from decisions where job_id = $1", [id]);
  await client.query("delete from runs where job_id = $1", [id]);
  await client.query("delete from jobs where id = $1", [id]);
  return runs;
}

/** Deletes a source that declares nothing any more, not even something that was removed. */
export async function deleteBareSource(client: PoolClient, sourceId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `delete from sources where id = $1
       and not exists (select 1 from resources where source_id = $1)
       and not exists (select 1 from jobs where source_id = $1)`,
    [sourceId],
  );
  return rowCount === 1;
}
