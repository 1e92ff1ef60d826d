import type { BreachCode } from "@landbridge/core";
import type { Pool, PoolClient } from "pg";

/** A row that contradicts others, as a check finds it. */
export interface FoundRow {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
}

/** `$1` is the workspace, `$2` the rows to look at, or null for all. */
interface RecordCheck {
  readonly code: BreachCode;
  readonly find: string;
  /** Mends the rows `$1`. */
  readonly repair: string;
}

/** The last one by its place in the queue, as `findNewestSuccess` reads it. */
const ALLOWED_SUCCESS = `select * from (select r.id, r.number, r.queue_order from runs r
  where r.job_id = j.id and r.status = 'success'
    and not exists (select 1 from quarantines q where q.subject_id = j.id and q.number = r.number)
  order by r.number desc limit 500) newest order by queue_order desc limit 1`;
const ALLOWED_VERSION = `select v.id, v.number from resource_versions v
  where v.resource_id = r.id
    and not exists (select 1 from quarantines q where q.subject_id = r.id and q.number = v.number)
  order by v.number desc limit 1`;
const NEWEST_NUMBER = `greatest((select max(number) from live_runs where job_id = j.id),
  (select max(number) from runs where job_id = j.id))`;
const LAST_ORDER = `greatest((select max(queue_order) from live_runs where workspace_id = w.id),
  (select max(waiting_order) from jobs where workspace_id = w.id),
  (select max(s.queue_order) from jobs j join runs s on s.id = j.last_success_run_id where j.workspace_id = w.id))`;

/** Clocks of several servers differ a little: two ends so close may be in either order. */
const CLOSE = "interval '1 second'";

const CHECKS: readonly RecordCheck[] = [
  {
    code: "run-live-and-ended",
    find: `select l.id, j.name || ' #' || l.number as subject,
        j.name || ' #' || l.number || ' is ' || l.status || ' and has ended: ' || r.status || '.' as text
      from live_runs l join jobs j on j.id = l.job_id
      cross join lateral (select status from runs where id = l.id
        union all select status from runs where job_id = l.job_id and number = l.number limit 1) r
      where l.workspace_id = $1 and ($2::uuid[] is null or l.id = any($2))`,
    repair: "delete from live_runs where id = any($1)",
  },
  {
    code: "run-number-behind",
    find: `select j.id, j.name as subject,
        j.name || ' counts ' || j.last_run_number || ' runs, and has a run #' || n.newest || '.' as text
      from jobs j cross join lateral (select ${NEWEST_NUMBER} as newest) n
      where j.workspace_id = $1 and ($2::uuid[] is null or j.id = any($2)) and n.newest > j.last_run_number`,
    repair: `update jobs j set last_run_number = ${NEWEST_NUMBER} where j.id = any($1)`,
  },
  {
    code: "last-end-wrong",
    find: `select j.id, j.name as subject,
        'The run of ' || j.name || ' that ended last is #' || m.number || ', ' || m.status || '; kept is '
          || coalesce('#' || j.last_ended_number || ', ' || j.last_ended_status, 'none') || '.' as text
      from jobs j cross join lateral (select number, status, finished_at from runs where job_id = j.id
        order by finished_at desc, number desc limit 1) m
      where j.workspace_id = $1 and ($2::uuid[] is null or j.id = any($2))
        and not exists (select 1 from runs r where r.job_id = j.id and r.number = j.last_ended_number
          and r.status = j.last_ended_status and r.finished_at >= m.finished_at - ${CLOSE})`,
    repair: `update jobs j set last_ended_number = m.number, last_ended_status = m.status
      from jobs k cross join lateral (select number, status from runs where job_id = k.id
        order by finished_at desc, number desc limit 1) m
      where k.id = j.id and j.id = any($1)`,
  },
  {
    code: "last-success-wrong",
    find: `select j.id, j.name as subject,
        'The newest version of ' || j.name || ' that may be chosen is ' || coalesce('run #' || s.number, 'none')
          || '; kept is ' || coalesce('run #' || j.last_success_number, 'none') || '.' as text
      from jobs j left join lateral (${ALLOWED_SUCCESS}) s on true
      where j.workspace_id = $1 and ($2::uuid[] is null or j.id = any($2))
        and (s.id is not null or j.last_success_run_id is not null)
        and not exists (select 1 from runs r where r.id = j.last_success_run_id and r.job_id = j.id
          and r.status = 'success' and r.number = j.last_success_number
          and not exists (select 1 from quarantines q where q.subject_id = j.id and q.number = r.number)
          and r.queue_order >= s.queue_order)`,
    repair: `update jobs j set last_success_run_id = m.id, last_success_number = m.number
      from jobs k left join lateral (${ALLOWED_SUCCESS.replaceAll("j.id", "k.id")}) m on true
      where k.id = j.id and j.id = any($1)`,
  },
  {
    code: "latest-version-wrong",
    find: `select r.id, r.name as subject,
        'The newest version of ' || r.name || ' that may be chosen is '
          || coalesce('#' || a.number, 'none') || '; kept is ' || coalesce('#' || k.number, 'none')
          || ' of ' || r.last_version_number || '.' as text
      from resources r left join lateral (${ALLOWED_VERSION}) a on true
        left join resource_versions k on k.id = r.latest_version_id
      where r.workspace_id = $1 and ($2::uuid[] is null or r.id = any($2))
        and (r.latest_version_id is distinct from a.id or r.last_version_number <>
          coalesce((select max(number) from resource_versions where resource_id = r.id), 0))`,
    repair: `update resources o set latest_version_id = a.id,
        last_version_number = coalesce((select max(number) from resource_versions where resource_id = o.id), 0)
      from resources r left join lateral (${ALLOWED_VERSION}) a on true
      where r.id = o.id and o.id = any($1)`,
  },
  {
    code: "order-behind",
    find: `select w.id, w.name as subject,
        'The next place in the queue is ' || w.next_order || ', and ' || l.last || ' was given already.' as text
      from workspaces w cross join lateral (select ${LAST_ORDER} as last) l
      where w.id = $1 and ($2::uuid[] is null or w.id = any($2)) and l.last >= w.next_order`,
    repair: `update workspaces w set next_order = ${LAST_ORDER} + 1 where w.id = any($1)`,
  },
];

export interface FoundRecord extends FoundRow {
  readonly code: BreachCode;
}

/** Rows of the scheduler that contradict each other. */
export async function findRecordBreaches(
  client: Pool | PoolClient,
  workspaceId: string,
): Promise<readonly FoundRecord[]> {
  const found: FoundRecord[] = [];
  for (const { code, find } of CHECKS) {
    const { rows } = await client.query<FoundRow>(find, [workspaceId, null]);
    found.push(...rows.map((row) => ({ code, ...row })));
  }
  return found;
}

/** Mends those of the rows that still need it. The caller holds the workspace's lock. */
export async function repairRecords(
  client: PoolClient,
  workspaceId: string,
  records: readonly FoundRecord[],
): Promise<void> {
  for (const { code, find, repair } of CHECKS) {
    const ids = records.filter((record) => record.code === code).map(({ id }) => id);
    if (ids.length === 0) continue;
    const { rows } = await client.query<FoundRow>(find, [workspaceId, ids]);
    if (rows.length > 0) await client.query(repair, [rows.map(({ id }) => id)]);
  }
}
