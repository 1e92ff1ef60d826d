import type {
  CommandPin,
  FileRef,
  FinalRunStatus,
  JobDecision,
  JsonObject,
  JsonValue,
  NumberRanges,
  RunPlan,
  StateSnapshot,
  StepKind,
  StepStatus,
  VersionNumbers,
  VersionOrigin,
} from "@landbridge/core";
import type { PoolClient } from "pg";
import { queryEach, uuidLiteral } from "./database.ts";
import type { RunColumns } from "./runs.ts";
import { CALLS_CHANNEL, textOfCall } from "./server-calls.ts";
import type { ServerCall } from "./server-calls.ts";
import { KEPT_CHANGES } from "./workspace-changes.ts";
import type { ToldChange } from "./workspace-changes.ts";

/** Rows that one batch of events writes, named as their columns. Times are ISO 8601. */
export interface SavedBatch {
  readonly workspaceId: string;
  readonly revision: number;
  readonly nextOrder: number;
  readonly jobs: readonly JobRow[];
  readonly resources: readonly ResourceRow[];
  readonly liveRuns: readonly LiveRunRow[];
  readonly endedRuns: readonly EndedRunRow[];
  readonly plans: readonly { readonly run_id: string; readonly plan: RunPlan }[];
  readonly steps: readonly StepRow[];
  readonly versions: readonly VersionRow[];
  readonly events: readonly EventRow[];
  readonly decisions: readonly DecisionRow[];
  readonly effects: readonly EffectRow[];
  readonly audit: readonly AuditRow[];
  readonly quarantines: readonly QuarantineRow[];
  /** What other servers are told; absent: nobody else is there, or they have to read everything again. */
  readonly change?: string | undefined;
  /** What other servers are called for; absent: they have nothing to do. */
  readonly call?: ServerCall | undefined;
}

export interface JobRow {
  readonly id: string;
  readonly is_paused: boolean;
  readonly inconsistent: string | null;
  readonly last_run_number: number;
  readonly last_ended_number: number | null;
  readonly last_ended_status: FinalRunStatus | null;
  readonly last_success_run_id: string | null;
  readonly last_success_number: number | null;
  readonly waiting_order: number | null;
  readonly waiting_because: string | null;
  readonly waiting_by: string | null;
  readonly waiting_replays: VersionNumbers | null;
  readonly waiting_since: string | null;
  readonly news_on: readonly string[];
  readonly last_decision_id: string | null;
  readonly pins: Readonly<Record<string, CommandPin>>;
  readonly taken: Readonly<Record<string, NumberRanges>>;
  readonly backlog: Readonly<Record<string, NumberRanges>>;
}

export interface ResourceRow {
  readonly id: string;
  readonly inconsistent: string | null;
  readonly last_version_number: number;
  readonly latest_version_id: string | null;
}

interface RunRow extends RunColumns {
  readonly job_id: string;
  readonly node_pool: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly decision_id: string | null;
  readonly queued_at: string;
  readonly started_at: string | null;
  readonly agent_id: string | null;
  readonly lease_token: string | null;
}

export interface LiveRunRow extends RunRow {
  readonly agent_instance: string | null;
  readonly cancel_requested_at: string | null;
  readonly not_before: string | null;
  readonly takes: readonly string[] | null;
  readonly locks: readonly string[] | null;
}

export interface EndedRunRow extends RunRow {
  readonly finished_at: string;
  readonly reason_code: string | null;
  readonly reason_text: string | null;
  readonly message: string | null;
  readonly version_name: string | null;
  readonly state: StateSnapshot;
  readonly content: JsonObject | null;
}

export interface StepRow {
  readonly run_id: string;
  readonly index: number;
  readonly kind: StepKind;
  readonly name: string;
  readonly status: StepStatus;
  readonly exit_code: number | null;
  readonly message: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly log_bytes: number;
}

export interface VersionRow {
  readonly id: string;
  readonly resource_id: string;
  readonly number: number;
  readonly name: string | null;
  readonly content: JsonObject;
  readonly files: readonly FileRef[];
  readonly origin: VersionOrigin;
  readonly run_id: string | null;
  readonly created_at: string;
}

export interface EventRow {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly at: string;
}

export interface DecisionRow {
  readonly id: string;
  readonly event_id: string;
  readonly job_id: string;
  readonly verdict: JobDecision["verdict"];
  readonly reason: JobDecision["reason"];
  readonly text: string;
  readonly inputs: JobDecision["inputs"];
  readonly unblock: JobDecision["unblock"];
  readonly run_number: number | null;
  readonly versions: readonly string[];
  readonly at: string;
}

/** Work to do after the commit, at least once: a task of the effect queue. Equal keys are one piece of work. */
export interface EffectRow {
  readonly task: string;
  readonly payload: JsonValue;
  readonly key: string;
}

/** A version that goes into quarantine, or comes out of it. */
export interface QuarantineRow {
  readonly subject_id: string;
  readonly number: number;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  readonly is_released: boolean;
}

export interface AuditRow {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: object;
}

interface Part {
  /** Objects, or one text; none: the batch does without the part. */
  readonly rows: (batch: SavedBatch) => readonly unknown[];
  /** `$rows` stands for the rows as JSON, `$text` for the one text, `$1` for the workspace, `$2` for the revision. */
  readonly sql: string;
}

const RUN_COLUMNS = `id uuid, job_id uuid, number integer, status text, mode text, cause jsonb, priority integer,
  queue_order bigint, node_pool text, env jsonb, decision_id uuid, queued_at timestamptz, started_at timestamptz,
  agent_id uuid, lease_token uuid, cancel_requested_by text, caused_by text, attempt integer, bound jsonb,
  reads jsonb, replays jsonb, gate jsonb, inputs jsonb`;
const RUN_NAMES = `id, job_id, number, status, mode, cause, priority, queue_order, node_pool, env, decision_id,
  queued_at, started_at, agent_id, lease_token, cancel_requested_by, caused_by, attempt, bound, reads, replays,
  gate, inputs`;

/**
 * The parts of the one statement that saves a batch. A batch uses those that it has rows for; each combination
 * is prepared once per connection.
 */
const PARTS: readonly Part[] = [
  {
    rows: (batch) => batch.jobs,
    sql: `update jobs set is_paused = x.is_paused, inconsistent = x.inconsistent, last_run_number = x.last_run_number,
      last_ended_number = x.last_ended_number, last_ended_status = x.last_ended_status,
      last_success_run_id = x.last_success_run_id, last_success_number = x.last_success_number,
      waiting_order = x.waiting_order, waiting_because = x.waiting_because,
      waiting_by = x.waiting_by, waiting_replays = x.waiting_replays, waiting_since = x.waiting_since,
      news_on = x.news_on, last_decision_id = x.last_decision_id, pins = x.pins, taken = x.taken,
      backlog = x.backlog
      from jsonb_to_recordset($rows) as x(id uuid, is_paused boolean, inconsistent text, last_run_number integer,
        last_ended_number integer, last_ended_status text, last_success_run_id uuid, last_success_number integer,
        waiting_order bigint, waiting_because text, waiting_by text, waiting_replays jsonb, waiting_since timestamptz, news_on text[],
        last_decision_id uuid, pins jsonb, taken jsonb, backlog jsonb)
      where jobs.id = x.id`,
  },
  {
    rows: (batch) => batch.resources,
    sql: `update resources set inconsistent = x.inconsistent, last_version_number = x.last_version_number, latest_version_id = x.latest_version_id
      from jsonb_to_recordset($rows) as x(id uuid, inconsistent text, last_version_number integer,
        latest_version_id uuid)
      where resources.id = x.id`,
  },
  {
    rows: (batch) => batch.liveRuns,
    sql: `insert into live_runs (workspace_id, ${RUN_NAMES}, agent_instance, cancel_requested_at, not_before, takes, locks)
      select $1, x.* from jsonb_to_recordset($rows) as x(${RUN_COLUMNS}, agent_instance text,
        cancel_requested_at timestamptz, not_before timestamptz, takes text[], locks text[])
      on conflict (id) do update set status = excluded.status, started_at = excluded.started_at,
        agent_id = excluded.agent_id, lease_token = excluded.lease_token, agent_instance = excluded.agent_instance,
        cancel_requested_by = excluded.cancel_requested_by, cancel_requested_at = excluded.cancel_requested_at,
        queue_order = excluded.queue_order, queued_at = excluded.queued_at, not_before = excluded.not_before, reads = excluded.reads,
        takes = excluded.takes, locks = excluded.locks, gate = excluded.gate, inputs = excluded.inputs, env = excluded.env`,
  },
  {
    rows: (batch) => batch.endedRuns.map(({ id }) => ({ id })),
    sql: `delete from live_runs using jsonb_to_recordset($rows) as x(id uuid) where live_runs.id = x.id`,
  },
  {
    rows: (batch) => batch.endedRuns,
    sql: `insert into runs (workspace_id, ${RUN_NAMES}, finished_at, reason_code, reason_text, message,
        version_name, state, content)
      select $1, x.* from jsonb_to_recordset($rows) as x(${RUN_COLUMNS}, finished_at timestamptz,
        reason_code text, reason_text text, message text, version_name text, state jsonb, content jsonb)`,
  },
  {
    rows: (batch) => batch.plans,
    sql: `insert into run_plans (run_id, plan) select * from jsonb_to_recordset($rows) as x(run_id uuid, plan jsonb)
      on conflict (run_id) do nothing`,
  },
  {
    rows: (batch) => batch.steps,
    sql: `insert into step_runs (run_id, index, kind, name, status, exit_code, message, started_at, finished_at,
        log_bytes)
      select * from jsonb_to_recordset($rows) as x(run_id uuid, index integer, kind text, name text, status text,
        exit_code integer, message text, started_at timestamptz, finished_at timestamptz, log_bytes bigint)`,
  },
  {
    rows: (batch) => batch.versions,
    sql: `insert into resource_versions (id, resource_id, number, name, content, files, origin, run_id, created_at)
      select * from jsonb_to_recordset($rows) as x(id uuid, resource_id uuid, number integer, name text,
        content jsonb, files jsonb, origin text, run_id uuid, created_at timestamptz)`,
  },
  {
    rows: (batch) => batch.events,
    sql: `insert into events (workspace_id, id, kind, subject, text, at)
      select $1, x.* from jsonb_to_recordset($rows) as x(id uuid, kind text, subject text, text text,
        at timestamptz)`,
  },
  {
    rows: (batch) => batch.decisions,
    sql: `insert into decisions (workspace_id, id, event_id, job_id, verdict, reason, text, inputs, unblock,
        run_number, versions, at)
      select $1, x.* from jsonb_to_recordset($rows) as x(id uuid, event_id uuid, job_id uuid, verdict text,
        reason text, text text, inputs jsonb, unblock jsonb, run_number integer, versions text[],
        at timestamptz)`,
  },
  {
    rows: (batch) => batch.effects,
    sql: `select graphile_worker.add_job(x.task, x.payload::json, job_key := x.key)
      from jsonb_to_recordset($rows) as x(task text, payload jsonb, key text)`,
  },
  {
    rows: (batch) => batch.audit,
    sql: `insert into audit_log (workspace_id, id, at, actor, action, subject, details)
      select $1, x.* from jsonb_to_recordset($rows) as x(id uuid, at timestamptz, actor text, action text,
        subject text, details jsonb)`,
  },
  {
    rows: (batch) => batch.quarantines.filter((row) => !row.is_released),
    sql: `insert into quarantines (workspace_id, subject_id, number, by, reason, at)
      select $1, x.* from jsonb_to_recordset($rows) as x(subject_id uuid, number integer, by text, reason text,
        at timestamptz)`,
  },
  {
    rows: (batch) => batch.quarantines.filter((row) => row.is_released),
    sql: `delete from quarantines using jsonb_to_recordset($rows) as x(subject_id uuid, number integer)
      where quarantines.subject_id = x.subject_id and quarantines.number = x.number`,
  },
  {
    rows: ({ change }) => (change === undefined ? [] : [change]),
    sql: `insert into workspace_changes (workspace_id, revision, change) values ($1, $2::bigint, $text)`,
  },
  {
    rows: ({ change }) => (change === undefined ? [] : [String(KEPT_CHANGES)]),
    sql: `delete from workspace_changes where workspace_id = $1 and revision <= $2::bigint - $text::bigint`,
  },
  {
    rows: ({ call }) => (call === undefined ? [] : [textOfCall(call)]),
    sql: `select pg_notify('${CALLS_CHANNEL}', $1::text || $text)`,
  },
];

const texts = new Map<string, string>();

/** Writes a batch in one statement. The caller holds the lock on the workspace and commits. */
export async function saveBatch(client: PoolClient, batch: SavedBatch): Promise<void> {
  const rowsOf = PARTS.map((part) => part.rows(batch));
  const used = PARTS.map((_, index) => index).filter((index) => (rowsOf[index]?.length ?? 0) > 0);
  const name = `save-${used.join("-")}`;
  let text = texts.get(name);
  if (text === undefined) {
    text = statementFor(used);
    texts.set(name, text);
  }
  const lists = used.map((index) => parameterOf(rowsOf[index] ?? []));
  await client.query({ name, text, values: [batch.workspaceId, batch.revision, batch.nextOrder, ...lists] });
}

/** Whether the batch was saved that has this event or this entry of the audit log. */
export async function isBatchSaved(client: PoolClient, id: string): Promise<boolean> {
  const { rows } = await client.query<{ is_saved: boolean }>(
    `select exists (select 1 from events where id = $1) or exists (select 1 from audit_log where id = $1) as is_saved`,
    [id],
  );
  return rows[0]?.is_saved === true;
}

function parameterOf(rows: readonly unknown[]): string {
  const [first] = rows;
  return typeof first === "string" ? first : JSON.stringify(rows);
}

function statementFor(used: readonly number[]): string {
  const parts = used.map((index, position) => {
    const sql = PARTS[index]?.sql ?? "";
    const parameter = `$${String(position + 4)}`;
    const filled = sql.replaceAll("$rows", `${parameter}::jsonb`).replaceAll("$text", `${parameter}::text`);
    return `part${String(index)} as (${filled})`;
  });
  // A part that only selects would not be run if nothing read it.
  const counts = used
    .filter((index) => PARTS[index]?.sql.startsWith("select"))
    .map((index) => `, (select count(*) from part${String(index)})`);
  return `with ${parts.map((part) => `${part}, `).join("")}
    workspace as (update workspaces set revision = $2::bigint, next_order = $3 where id = $1 returning revision)
    select revision${counts.join("")} from workspace`;
}

/** A workspace whose lock was just taken. */
export interface LockedWorkspace {
  readonly revision: number;
  readonly nextOrder: number;
  /** What was told of the revisions after the one that was asked for, in order. */
  readonly changes: readonly ToldChange[];
}

interface LockedRow {
  readonly revision: number;
  readonly next_order: number;
}

/**
 * Begins a transaction and takes the workspace's lock, in a statement of its own: a lock inside the saving statement
 * would not refresh what its other parts see. With what was told of the revisions `since` one, where others may have
 * made some: they are read by a statement after the lock, in the same round trip.
 */
export async function lockWorkspace(
  client: PoolClient,
  workspaceId: string,
  since?: number,
): Promise<LockedWorkspace> {
  const id = uuidLiteral(workspaceId);
  const lock = ["begin", `select revision, next_order from workspaces where id = ${id} for update`] as const;
  const news = `select revision, change from workspace_changes
    where workspace_id = ${id} and revision > ${String(since)} order by revision`;
  const [, [row], changes] =
    since === undefined
      ? [...(await queryEach<[object, LockedRow]>(client, lock)), []]
      : await queryEach<[object, LockedRow, ToldChange]>(client, [...lock, news]);
  if (!row) throw new Error(`workspace ${workspaceId} is gone`);
  return { revision: row.revision, nextOrder: row.next_order, changes };
}
