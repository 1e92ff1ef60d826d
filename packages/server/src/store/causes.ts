import type { RunStatus, TriggerCause, VersionOrigin } from "@landbridge/core";
import type { Pool } from "pg";

/** A run of a chain of causes, with the version that caused it. */
export interface CauseRow {
  readonly job: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly cause: TriggerCause;
  readonly queued_at: Date;
  readonly version: CauseVersionRow | null;
}

export interface CauseVersionRow {
  readonly resource: string;
  readonly number: number;
  readonly name: string | null;
  readonly origin: VersionOrigin;
  /** As JSON writes it. */
  readonly created_at: string;
  readonly made_by: { readonly job: string; readonly number: number } | null;
  readonly event: string | null;
}

/** A version with the run that made it, or else the event that brought it. */
const VERSION = `jsonb_build_object(
  'resource', r.name, 'number', v.number, 'name', v.name, 'origin', v.origin, 'created_at', v.created_at,
  'made_by', (select jsonb_build_object('job', mj.name, 'number', m.number)
                from all_runs m join jobs mj on mj.id = m.job_id where m.id = v.run_id),
  'event', case when v.run_id is null then (
     select e.text from decisions d join events e on e.id = d.event_id
      where d.versions <> '{}' and d.versions @> array[r.name || '@' || v.number::text]
        and d.workspace_id = r.workspace_id and e.kind = 'version-arrived' order by d.id limit 1) end)`;

/** The run, and all that its causes lead back to, as far as it is kept; in one statement. */
export async function listCauses(
  pool: Pool,
  workspaceId: string,
  { jobId, number, limit }: { readonly jobId: string; readonly number: number; readonly limit: number },
): Promise<readonly CauseRow[]> {
  const { rows } = await pool.query<CauseRow>(
    `with recursive chain as (
       select a.id, a.job_id, a.number, a.status, a.cause, a.queued_at, 1 as depth
         from all_runs a where a.job_id = $2 and a.number = $3
       union all
       select a.id, a.job_id, a.number, a.status, a.cause, a.queued_at, c.depth + 1
         from chain c join lateral (
           select case c.cause->>'kind'
             when 'run' then (select x.id from jobs j join all_runs x on x.job_id = j.id
                               where j.workspace_id = $1 and j.name = c.cause->>'job'
                                 and x.number = (c.cause->>'runNumber')::integer)
             when 'retry' then (select x.id from all_runs x where x.job_id = c.job_id
                                 and x.number = (c.cause->>'runNumber')::integer)
             when 'version' then (select v.run_id from resources r join resource_versions v on v.resource_id = r.id
                                   where r.workspace_id = $1 and r.name = c.cause->>'resource'
                                     and v.number = (c.cause->>'versionNumber')::integer)
           end as id) next on next.id is not null
         join all_runs a on a.id = next.id
        where c.depth < $4)
     select j.name as job, c.number, c.status, c.cause, c.queued_at,
            case when c.cause->>'kind' = 'version' then (
              select ${VERSION} from resources r join resource_versions v on v.resource_id = r.id
               where r.workspace_id = $1 and r.name = c.cause->>'resource'
                 and v.number = (c.cause->>'versionNumber')::integer) end as version
       from chain c join jobs j on j.id = c.job_id order by c.depth`,
    [workspaceId, jobId, number, limit],
  );
  return rows;
}

/** A version of a resource, with the run that made it or the event that brought it. */
export async function findCauseVersion(
  pool: Pool,
  resourceId: string,
  number: number,
): Promise<CauseVersionRow | undefined> {
  const { rows } = await pool.query<{ version: CauseVersionRow }>(
    `select ${VERSION} as version from resources r join resource_versions v on v.resource_id = r.id
      where r.id = $1 and v.number = $2`,
    [resourceId, number],
  );
  return rows[0]?.version;
}
