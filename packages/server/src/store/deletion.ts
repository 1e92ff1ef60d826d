import type { PoolClient } from "pg";

/**
 * Deletes soft-deleted resources and jobs with all their versions and runs. Answers the runs that are gone, whose
 * logs are files.
 */
export async function deleteForGood(
  client: PoolClient,
  { resources, jobs }: { readonly resources: readonly string[]; readonly jobs: readonly string[] },
): Promise<readonly string[]> {
  const gone = [...resources, ...jobs];
  // The name may be given to something else, whose versions nobody has read.
  await client.query(
    `update runs set reads = reads - names.list
       from (select array_agg(name) as list from (select name from resources where id = any($1::uuid[])
               union all select name from jobs where id = any($1::uuid[])) t) names
      where workspace_id in (select workspace_id from resources where id = any($1::uuid[])
               union all select workspace_id from jobs where id = any($1::uuid[]))
        and reads ?| names.list`,
    [gone],
  );
  await client.query("delete from quarantines where subject_id = any($1::uuid[])", [gone]);
  await client.query("update resources set latest_version_id = null where id = any($1::uuid[])", [resources]);
  await client.query("delete from resource_versions where resource_id = any($1::uuid[])", [resources]);
  await client.query("delete from resources where id = any($1::uuid[])", [resources]);
  const { rows } = await client.query<{ id: string }>("select id from runs where job_id = any($1::uuid[])", [
    jobs,
  ]);
  const runs = rows.map((row) => row.id);
  await client.query("delete from step_runs where run_id = any($1::uuid[])", [runs]);
  await client.query("delete from run_plans where run_id = any($1::uuid[])", [runs]);
  await client.query("delete from decisions where job_id = any($1::uuid[])", [jobs]);
  await client.query("delete from runs where job_id = any($1::uuid[])", [jobs]);
  await client.query("delete from jobs where id = any($1::uuid[])", [jobs]);
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
