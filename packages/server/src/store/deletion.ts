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
  await forgetNames(client, gone);
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

/** The names may be given to something else, whose versions count from 1 again and which nobody has read. */
async function forgetNames(client: PoolClient, gone: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ workspace_id: string; names: readonly string[] }>(
    `select workspace_id, array_agg(name) as names
       from (select id, workspace_id, name from resources union all select id, workspace_id, name from jobs) things
      where id = any($1::uuid[]) group by workspace_id`,
    [gone],
  );
  for (const { workspace_id: workspaceId, names } of rows) {
    for (const table of ["runs", "live_runs"]) {
      await client.query(
        `update ${table} set reads = reads - $2::text[], bound = bound - $2::text[]
          where workspace_id = $1 and (reads ?| $2::text[] or bound ?| $2::text[])`,
        [workspaceId, names],
      );
    }
    await client.query(
      `update jobs set taken = taken - $2::text[], backlog = backlog - $2::text[], pins = pins - $2::text[],
              waiting_replays = waiting_replays - $2::text[],
              news_on = array(select name from unnest(news_on) name where name <> all($2::text[]))
        where workspace_id = $1
          and (taken ?| $2::text[] or backlog ?| $2::text[] or pins ?| $2::text[]
               or waiting_replays ?| $2::text[] or news_on && $2::text[])`,
      [workspaceId, names],
    );
  }
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
