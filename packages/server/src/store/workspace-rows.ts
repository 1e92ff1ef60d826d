import type {
  CommandPin,
  FileRef,
  FinalRunStatus,
  Job,
  JsonObject,
  LiveRunStatus,
  NumberRanges,
  TimeLimits,
  Resource,
  RunPlan,
  StateSnapshot,
  VersionNumbers,
} from "@landbridge/core";
import type { Pool, PoolClient } from "pg";
import { queryEach, uuidLiteral } from "./database.ts";
import { DECISION_JSON } from "./decisions.ts";
import type { DecisionJson } from "./decisions.ts";
import type { RunColumns } from "./runs.ts";

/** Everything that the scheduler keeps in memory of a workspace, as rows. */
export interface WorkspaceRows {
  readonly name: string;
  readonly quarantines: readonly { readonly subject_id: string; readonly number: number }[];
  readonly timeouts: TimeLimits;
  readonly revision: number;
  readonly nextOrder: number;
  readonly resources: readonly LoadedResource[];
  readonly jobs: readonly LoadedJob[];
  readonly runs: readonly LoadedRun[];
}

export interface LoadedResource {
  readonly id: string;
  readonly source_id: string | null;
  /** Place among what its source declares. */
  readonly position: number;
  readonly definition: Resource;
  readonly inconsistent: string | null;
  readonly deleted_at: Date | null;
  readonly last_version_number: number;
  readonly version_id: string | null;
  readonly version_number: number | null;
  readonly version_name: string | null;
  readonly content: JsonObject | null;
  readonly files: readonly FileRef[] | null;
  readonly origin: "configuration" | "external" | "run" | null;
  readonly produced_by: { readonly job: string; readonly number: number } | null;
  readonly version_created_at: Date | null;
  /** Where it is not the version that the other columns are of. */
  readonly newest: NewestVersion | null;
}

/** A version that is in quarantine, as `to_jsonb` gives it. */
export interface NewestVersion {
  readonly id: string;
  readonly number: number;
  readonly name: string | null;
  readonly content: JsonObject;
  readonly files: readonly FileRef[];
  readonly origin: "configuration" | "external" | "run";
  readonly created_at: string;
}

export interface LoadedJob {
  readonly id: string;
  readonly source_id: string | null;
  readonly position: number;
  readonly definition: Job;
  readonly inconsistent: string | null;
  readonly deleted_at: Date | null;
  readonly is_paused: boolean;
  readonly last_run_number: number;
  readonly last_ended_number: number | null;
  readonly last_ended_status: FinalRunStatus | null;
  readonly last_success_run_id: string | null;
  readonly last_success_number: number | null;
  readonly success_order: number | null;
  readonly success_state: StateSnapshot | null;
  readonly success_version_name: string | null;
  readonly success_content: JsonObject | null;
  readonly waiting_order: number | null;
  readonly waiting_because: string | null;
  readonly waiting_by: string | null;
  readonly waiting_replays: VersionNumbers | null;
  readonly waiting_since: Date | null;
  readonly news_on: readonly string[];
  readonly pins: Readonly<Record<string, CommandPin>>;
  readonly taken: Readonly<Record<string, NumberRanges>>;
  readonly backlog: Readonly<Record<string, NumberRanges>>;
  readonly decision: DecisionJson | null;
  /** The newest run that has ended. */
  readonly newest_ended: EndedSummary | null;
}

export interface EndedSummary extends RunColumns {
  readonly queued_at: string;
  readonly started_at: string | null;
  readonly finished_at: string;
  readonly reason_code: string | null;
  readonly reason_text: string | null;
  readonly message: string | null;
  readonly version_name: string | null;
}

export interface LoadedRun extends RunColumns {
  readonly job_id: string;
  readonly status: LiveRunStatus;
  readonly node_pool: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly decision_id: string | null;
  readonly queued_at: Date;
  readonly started_at: Date | null;
  readonly agent_id: string | null;
  readonly agent_instance: string | null;
  readonly locks: readonly string[] | null;
  readonly lease_token: string | null;
  readonly cancel_requested_at: Date | null;
  readonly plan: RunPlan | null;
}

interface LoadedWorkspace {
  readonly name: string;
  readonly revision: number;
  readonly next_order: number;
  readonly timeout_minutes: number | null;
  readonly pool_minutes: Readonly<Record<string, number>> | null;
}

/** Reads a workspace, in one consistent view when the client is in a transaction that holds its lock. */
export async function readWorkspace(client: Pool | PoolClient, workspaceId: string): Promise<WorkspaceRows> {
  const id = uuidLiteral(workspaceId);
  // One round trip: under the workspace's lock, others wait for each.
  const [workspaces, resources, jobs, runs, quarantines] = await queryEach<
    [LoadedWorkspace, LoadedResource, LoadedJob, LoadedRun, { subject_id: string; number: number }]
  >(client, [
    `select name, revision, next_order, timeout_minutes,
            (select jsonb_object_agg(p.name, p.timeout_minutes) from node_pools p
              where p.workspace_id = w.id and p.timeout_minutes is not null) as pool_minutes
       from workspaces w where id = ${id}`,
    `select r.id, r.source_id, r.position, r.definition, r.inconsistent, r.deleted_at, r.last_version_number,
            v.id as version_id, v.number as version_number, v.name as version_name, v.content, v.files, v.origin,
            v.created_at as version_created_at,
            (select jsonb_build_object('job', j.name, 'number', a.number)
               from all_runs a join jobs j on j.id = a.job_id where a.id = v.run_id) as produced_by,
            case when r.last_version_number <> coalesce(v.number, 0) then (select jsonb_build_object('id', n.id,
                'number', n.number, 'name', n.name, 'content', n.content, 'files', n.files, 'origin', n.origin,
                'created_at', n.created_at)
               from resource_versions n where n.resource_id = r.id and n.number = r.last_version_number) end as newest
       from resources r left join resource_versions v on v.id = r.latest_version_id
      where r.workspace_id = ${id} order by r.source_id, r.position, r.name`,
    `select j.id, j.source_id, j.position, j.definition, j.inconsistent, j.deleted_at, j.is_paused, j.last_run_number,
            j.last_ended_number, j.last_ended_status, j.last_success_run_id, j.last_success_number,
            s.queue_order as success_order, s.state as success_state, s.version_name as success_version_name,
            s.content as success_content,
            j.waiting_order, j.waiting_because, j.waiting_by, j.waiting_replays, j.waiting_since, j.news_on, j.pins, j.taken, j.backlog,
            (select ${DECISION_JSON}
               from decisions d join events e on e.id = d.event_id where d.id = j.last_decision_id) as decision,
            (select to_jsonb(n) from (
               select id, number, status, mode, cause, priority, queue_order, queued_at, started_at, finished_at,
                      reason_code, reason_text, message, version_name, cancel_requested_by, caused_by, attempt,
                      bound, reads, replays, gate, inputs
                 from runs where job_id = j.id order by number desc limit 1) n) as newest_ended
       from jobs j left join runs s on s.id = j.last_success_run_id
      where j.workspace_id = ${id} order by j.source_id, j.position, j.name`,
    `select l.id, l.job_id, l.number, l.status, l.mode, l.cause, l.priority, l.queue_order, l.node_pool, l.env,
            l.decision_id, l.queued_at, l.started_at, l.agent_id, l.agent_instance, l.lease_token,
            l.cancel_requested_at, l.cancel_requested_by, l.caused_by, l.attempt, l.not_before, l.bound, l.takes, l.reads,
            l.replays, l.locks, l.gate, l.inputs, p.plan
       from live_runs l left join run_plans p on p.run_id = l.id
      where l.workspace_id = ${id} order by l.queue_order`,
    `select subject_id, number from quarantines where workspace_id = ${id}`,
  ]);
  const [row] = workspaces;
  if (!row) throw new Error(`workspace ${workspaceId} is gone`);
  return {
    name: row.name,
    quarantines,
    timeouts: {
      ...(row.timeout_minutes === null ? {} : { workspace: row.timeout_minutes }),
      pools: row.pool_minutes ?? {},
    },
    revision: row.revision,
    nextOrder: row.next_order,
    resources,
    jobs,
    runs,
  };
}
