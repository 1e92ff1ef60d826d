import type { RunStatus, VersionNumbers } from "@landbridge/core";
import type { Pool, PoolClient } from "pg";
import { DECISION_JSON } from "./decisions.ts";
import type { DecisionWithJob } from "./decisions.ts";

/** The runs of one job that read a version. */
export interface TakersRow {
  readonly job_id: string;
  readonly count: number;
  /** The newest, oldest of them first. */
  readonly runs: readonly { readonly number: number; readonly status: RunStatus }[];
}

/** More runs than that are not counted. */
const MOST_TAKERS = 10_000;
const MOST_SHOWN = 20;

export interface VersionKey {
  readonly workspaceId: string;
  readonly name: string;
  readonly number: number;
}

/** Runs that read a version, by their job. The set is found before it is ordered, so that the index on it is used. */
export async function listTakers(
  pool: Pool,
  { workspaceId, name, number }: VersionKey,
): Promise<readonly TakersRow[]> {
  const { rows } = await pool.query<TakersRow>(
    `with taken as materialized (
       (select job_id, number, status, workspace_id from runs where reads @> $2::jsonb and workspace_id = $1 limit $3)
       union all
       select job_id, number, status, workspace_id from live_runs where reads @> $2::jsonb and workspace_id = $1)
     select job_id, count(*)::integer as count,
            jsonb_path_query_array(
              jsonb_agg(jsonb_build_object('number', number, 'status', status) order by number),
              '$[$first to last]', jsonb_build_object('first', greatest(count(*) - $4, 0))) as runs
       from taken group by job_id`,
    [workspaceId, JSON.stringify({ [name]: number }), MOST_TAKERS, MOST_SHOWN],
  );
  return rows;
}

export interface NamedVersion {
  /** Of the resource or job. */
  readonly name: string;
  readonly number: number;
}

export interface TakenAsked {
  readonly jobId: string;
  /** Each name once. */
  readonly versions: readonly NamedVersion[];
  /** Reasons for which runs end that have not started and leave what they were bound to. */
  readonly leaving: readonly string[];
}

/**
 * Names of those of the versions that a run of the job which has ended was bound to. A retry is bound to all that the
 * run before it read, and says nothing.
 */
export async function findTaken(
  client: Pool | PoolClient,
  { jobId, versions, leaving }: TakenAsked,
): Promise<ReadonlySet<string>> {
  if (versions.length === 0) return new Set();
  const { rows } = await client.query<{ name: string }>(
    `select x.name from jsonb_to_recordset($2::jsonb) as x(name text, number integer)
      where exists (select 1 from runs r
                     where r.job_id = $1 and r.cause->>'kind' <> 'retry' and r.reads @> jsonb_build_object(x.name, x.number)
                       and r.bound @> jsonb_build_object(x.name, x.number))
         or exists (select 1 from runs r
                     where r.job_id = $1 and r.started_at is null and r.bound is not null
                       and r.cause->>'kind' <> 'retry' and r.bound @> jsonb_build_object(x.name, x.number)
                       and coalesce(r.reason_code, '') <> all($3))`,
    [jobId, JSON.stringify(versions), leaving],
  );
  return new Set(rows.map(({ name }) => name));
}

/** The first decision of each job about a version, and the run that it made. */
export interface FirstDecisionRow extends DecisionWithJob {
  readonly made: {
    readonly number: number;
    readonly status: RunStatus;
    readonly reads: VersionNumbers | null;
    readonly started_at: string | null;
    readonly reason_text: string | null;
  } | null;
}

export async function listFirstDecisions(
  pool: Pool,
  { workspaceId, name, number }: VersionKey,
): Promise<readonly FirstDecisionRow[]> {
  const { rows } = await pool.query<FirstDecisionRow>(
    `with about as materialized (
       select * from decisions where versions <> '{}' and versions @> array[$2] and workspace_id = $1)
     select distinct on (d.job_id) j.name as job,
            ${DECISION_JSON} as decision,
            (select jsonb_build_object('number', a.number, 'status', a.status, 'reads', a.reads,
                                       'started_at', a.started_at, 'reason_text', a.reason_text)
               from all_runs a where a.job_id = d.job_id and a.number = d.run_number) as made
       from about d join events e on e.id = d.event_id join jobs j on j.id = d.job_id
      order by d.job_id, d.id`,
    [workspaceId, `${name}@${String(number)}`],
  );
  return rows;
}
