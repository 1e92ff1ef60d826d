import type {
  FileRef,
  JobVersion,
  JsonObject,
  ResourceVersion,
  RunPlan,
  StateSnapshot,
  SuccessfulRun,
} from "@landbridge/core";
import type { Pool, PoolClient } from "pg";

/** A version by the identifier of its resource or job: by number, or the newest of a name. */
export type WantedVersion = { readonly id: string } & (
  | { readonly number: number; readonly name?: undefined }
  | { readonly number?: undefined; readonly name: string }
);

export interface WantedContents {
  readonly resources: readonly WantedVersion[];
  readonly jobs: readonly WantedVersion[];
  /** Runs whose plans are carried out again. */
  readonly plans: readonly string[];
}

export interface FoundContents {
  readonly resources: readonly (Omit<ResourceVersion, "resource"> & {
    readonly resourceId: string;
    readonly createdAt: Date;
  })[];
  readonly jobs: readonly (JobVersion & { readonly jobId: string })[];
  readonly plans: readonly {
    readonly runId: string;
    readonly plan: RunPlan;
    readonly state: StateSnapshot;
  }[];
}

interface Row {
  readonly resources: readonly VersionJson[] | null;
  readonly jobs: readonly JobJson[] | null;
  readonly plans: readonly { run_id: string; plan: RunPlan; state: StateSnapshot | null }[] | null;
}

interface VersionJson {
  readonly id: string;
  readonly resource_id: string;
  readonly number: number;
  readonly name: string | null;
  readonly content: JsonObject;
  readonly files: readonly FileRef[];
  readonly origin: ResourceVersion["origin"];
  readonly created_at: string;
}

interface JobJson {
  readonly id: string;
  readonly job_id: string;
  readonly number: number;
  readonly version_name: string | null;
  readonly state: StateSnapshot;
  readonly content: JsonObject | null;
}

export interface NewestSuccess {
  readonly version: JobVersion;
  /** Its place in the order of queueing. */
  readonly order: number;
}

const WANTED = "x(id uuid, number integer, name text)";
const NOT_QUARANTINED = (id: string, number: string): string =>
  `not exists (select 1 from quarantines q where q.subject_id = ${id} and q.number = ${number})`;

/** Reads contents of versions and frozen plans in one statement. */
export async function findContents(
  client: Pool | PoolClient,
  wanted: WantedContents,
): Promise<FoundContents> {
  const { rows } = await client.query<Row>({
    name: "kept-versions",
    text: `select
      (select jsonb_agg(to_jsonb(v)) from jsonb_to_recordset($1::jsonb) as ${WANTED}
         cross join lateral (select * from resource_versions r where r.resource_id = x.id
           and (r.number = x.number or (x.number is null and r.name = x.name
                and ${NOT_QUARANTINED("r.resource_id", "r.number")}))
           order by r.number desc limit 1) v) as resources,
      (select jsonb_agg(to_jsonb(v)) from jsonb_to_recordset($2::jsonb) as ${WANTED}
         cross join lateral (select id, job_id, number, version_name, state, content from runs r
           where r.job_id = x.id and r.status = 'success' and (r.number = x.number
             or (x.number is null and r.version_name = x.name and ${NOT_QUARANTINED("r.job_id", "r.number")}))
           order by r.number desc limit 1) v) as jobs,
      (select jsonb_agg(jsonb_build_object('run_id', p.run_id, 'plan', p.plan, 'state', r.state))
         from run_plans p left join runs r on r.id = p.run_id where p.run_id = any($3::uuid[])) as plans`,
    values: [JSON.stringify(wanted.resources), JSON.stringify(wanted.jobs), wanted.plans],
  });
  const row = rows[0];
  return {
    resources: (row?.resources ?? []).map(versionFrom),
    jobs: (row?.jobs ?? []).map(jobVersionFrom),
    plans: (row?.plans ?? []).map(({ run_id: runId, plan, state }) => ({
      runId,
      plan,
      state: state ?? { values: {}, files: [] },
    })),
  };
}

/** Past this many higher numbers nobody looks for a run that came to its turn later: it was approved very late. */
const MOST_NUMBERS_BACK = 500;

/** The newest version of a job that may be chosen: its last successful run, by its place in the queue, but for some. */
export async function findNewestSuccess(
  client: Pool | PoolClient,
  jobId: string,
  except: readonly number[],
): Promise<NewestSuccess | undefined> {
  const { rows } = await client.query<JobJson & { queue_order: number }>(
    `select id, job_id, number, queue_order, version_name, state, content from (
       select * from runs where job_id = $1 and status = 'success' and number <> all($2::integer[])
        order by number desc limit ${String(MOST_NUMBERS_BACK)}) r
      order by queue_order desc limit 1`,
    [jobId, except],
  );
  const row = rows[0];
  if (!row) return undefined;
  const { jobId: _job, ...version } = jobVersionFrom(row);
  return { version, order: row.queue_order };
}

/** The newest successful runs of jobs with the versions that they consumed or produced, newest first. */
export async function listSuccesses(
  client: Pool | PoolClient,
  jobIds: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, readonly SuccessfulRun[]>> {
  const found = new Map<string, SuccessfulRun[]>();
  const { rows } = await client.query<{
    job_id: string;
    job: string;
    number: number;
    queue_order: number;
    versions: Readonly<Record<string, number>>;
  }>(
    `select j.id as job_id, j.name as job, s.number, s.queue_order, coalesce(s.reads, '{}') || coalesce((
              select jsonb_object_agg(r.name, v.number) from resource_versions v
                join resources r on r.id = v.resource_id where v.run_id = s.id), '{}') as versions
       from jobs j cross join lateral (
         select id, number, queue_order, reads from runs where job_id = j.id and status = 'success'
          order by number desc limit $2) s
      where j.id = any($1::uuid[]) order by j.id, s.number desc`,
    [jobIds, limit],
  );
  for (const { job_id: id, job, number, queue_order: order, versions } of rows) {
    const list = found.get(id) ?? [];
    list.push({ number, order, versions: { ...versions, [job]: number } });
    found.set(id, list);
  }
  return found;
}

function versionFrom(row: VersionJson): FoundContents["resources"][number] {
  return {
    id: row.id,
    resourceId: row.resource_id,
    number: row.number,
    values: row.content,
    files: row.files,
    origin: row.origin,
    createdAt: new Date(row.created_at),
    ...(row.name === null ? {} : { name: row.name }),
  };
}

function jobVersionFrom(row: JobJson): FoundContents["jobs"][number] {
  return {
    runId: row.id,
    jobId: row.job_id,
    number: row.number,
    state: row.state,
    ...(row.version_name === null ? {} : { name: row.version_name }),
    ...(row.content === null ? {} : { content: row.content }),
  };
}
