import type { Pool } from "pg";

/** How often each thing is there that a transition makes or changes, by its name. */
export type WorkflowFacts = ReadonlyMap<string, number>;

const COUNTS = `
  select 'run of ' || j.name || ' ' || a.status as fact, count(*)::int as n
    from all_runs a join jobs j on j.id = a.job_id group by j.name, a.status
  union all select 'cancel asked of ' || j.name, count(*)::int
    from live_runs l join jobs j on j.id = l.job_id where l.cancel_requested_by is not null group by j.name
  union all select 'version of ' || r.name, count(*)::int
    from resource_versions v join resources r on r.id = v.resource_id group by r.name
  union all select 'newest version of ' || r.name, v.number
    from resources r join resource_versions v on v.id = r.latest_version_id
  union all select 'decision about ' || j.name || ': ' || d.verdict || ' ' || d.reason, count(*)::int
    from decisions d join jobs j on j.id = d.job_id group by j.name, d.verdict, d.reason
  union all select 'waiting job of ' || name, 1 from jobs where waiting_order is not null
  union all select 'pause of ' || name, 1 from jobs where is_paused
  union all select 'last run number of ' || name, last_run_number from jobs
  union all select 'last end of ' || name, last_ended_number from jobs where last_ended_number is not null
  union all select 'last success of ' || name, last_success_number from jobs where last_success_number is not null
  union all select 'event ' || kind, count(*)::int from events group by kind
  union all select 'audit ' || action, count(*)::int from audit_log group by action
  union all select 'configuration', count(*)::int from configurations
  union all select 'step', count(*)::int from step_runs
  union all select 'plan', count(*)::int from run_plans`;

/** Everything in a database of one workspace that a transition changes, as counts. */
export async function workflowFacts(pool: Pool): Promise<WorkflowFacts> {
  const { rows } = await pool.query<{ fact: string; n: number }>(COUNTS);
  return new Map(rows.map(({ fact, n }) => [fact, n]));
}

/** What is more or less than before. */
export function differenceOf(before: WorkflowFacts, after: WorkflowFacts): Readonly<Record<string, number>> {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changes = names.map((name) => [name, (after.get(name) ?? 0) - (before.get(name) ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}

/**
 * What must not be, in words; nothing in a sound database. The rules are those that a scheduler is judged by: an
 * end is final, versions are numbered without gaps, each version and each success has one decision for every
 * switched-on edge, a decided run is there once, no run reads what was never made.
 */
export async function breachesIn(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ breach: string }>(`
    with edges as (
      select j.id as job_id, j.name as job, step ->> 'from' as name from jobs j,
             jsonb_array_elements(j.definition -> 'steps') step
       where step ->> 'kind' = 'in' and coalesce((step ->> 'isSwitchedOn')::boolean, true))
    select 'both live and ended: ' || r.id as breach from runs r join live_runs l using (id)
    union all select 'two runs of one number: ' || j.name || ' #' || a.number
      from all_runs a join jobs j on j.id = a.job_id group by j.name, a.number having count(*) > 1
    union all select 'runs of ' || j.name || ' have gaps: ' || count(a.id) || ' of ' || j.last_run_number
      from jobs j left join all_runs a on a.job_id = j.id group by j.id having count(a.id) <> j.last_run_number
    union all select 'versions of ' || r.name || ' have gaps: ' || count(v.id) || ' of ' || r.last_version_number
      from resources r left join resource_versions v on v.resource_id = r.id group by r.id
      having count(v.id) <> r.last_version_number or max(v.number) is distinct from nullif(r.last_version_number, 0)
    union all select r.name || '@' || v.number || ' has ' || count(d.id) || ' decisions about ' || e.job
      from resource_versions v join resources r on r.id = v.resource_id join edges e on e.name = r.name
      left join decisions d on d.job_id = e.job_id and d.versions @> array[r.name || '@' || v.number]
     where v.origin <> 'configuration' group by r.name, v.number, e.job having count(d.id) <> 1
    union all select 'the ' || count(s.id) || ' ends of ' || p.name || ' have ' || (
        select count(*) from decisions d join events x on x.id = d.event_id
         where d.job_id = e.job_id and x.kind = 'run-finished' and x.subject = p.name) || ' decisions about ' || e.job
      from edges e join jobs p on p.name = e.name join runs s on s.job_id = p.id
     group by p.name, e.job, e.job_id having count(s.id) <> (
        select count(*) from decisions d join events x on x.id = d.event_id
         where d.job_id = e.job_id and x.kind = 'run-finished' and x.subject = p.name)
    union all select 'a decision queued ' || j.name || ' #' || d.run_number || ', which is not there'
      from decisions d join jobs j on j.id = d.job_id left join all_runs a on a.job_id = d.job_id and a.number = d.run_number
     where d.verdict = 'queued' and a.id is null
    union all select 'two decisions queued ' || j.name || ' #' || d.run_number
      from decisions d join jobs j on j.id = d.job_id where d.verdict = 'queued' group by j.name, d.run_number having count(*) > 1
    union all select 'nobody decided ' || j.name || ' #' || a.number
      from all_runs a join jobs j on j.id = a.job_id left join decisions d on d.id = a.decision_id where d.id is null
    union all select j.name || ' #' || a.number || ' reads a version that was never made'
      from run_plans p join all_runs a on a.id = p.run_id join jobs j on j.id = a.job_id,
           jsonb_array_elements(p.plan -> 'inputs') i
     where i ->> 'kind' = 'resource' and i ? 'versionId'
       and not exists (select 1 from resource_versions v where v.id = (i ->> 'versionId')::uuid)
    order by 1`);
  return rows.map(({ breach }) => breach);
}

/** What may never change once it is written: ends of runs and versions. */
export async function finalFacts(pool: Pool): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; digest: string }>(
    `select id::text, md5(runs::text) as digest from runs
     union all select id::text, md5(resource_versions::text) from resource_versions`,
  );
  return new Map(rows.map(({ id, digest }) => [id, digest]));
}
