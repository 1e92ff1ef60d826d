import type {
  InputValues,
  JsonObject,
  LiveRun,
  RunPlan,
  RunStatus,
  StateSnapshot,
  StepResult,
} from "@landbridge/core";
import type { RunColumns } from "../store/runs.ts";
import type { EndedRunRow, LiveRunRow } from "../store/saved-batch.ts";

/** A run with everything that the store keeps of it; `live` is the part that decisions read. */
export interface RunRecord {
  readonly live: LiveRun;
  readonly jobId: string;
  readonly status: RunStatus;
  readonly env: Readonly<Record<string, string>>;
  readonly decisionId?: string;
  readonly queuedAt: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly agentId?: string;
  readonly agentInstance?: string;
  readonly leaseToken?: string;
  readonly cancelRequestedAt?: Date;
  readonly cancelRequestedBy?: string;
  readonly plan?: RunPlan;
  readonly reason?: { readonly code: string; readonly text: string };
  readonly message?: string;
  readonly versionName?: string;
  readonly state?: StateSnapshot;
  readonly steps?: readonly StepResult[];
  /** Typed values that were given with it, also at its gate. */
  readonly inputs?: InputValues;
  /** What the version of a job holds that the scheduler carries out itself. */
  readonly content?: JsonObject;
}

/** A stored run in any of its shapes: live, in the history, or the short form beside its job. */
export interface RunRow extends RunColumns {
  readonly job_id: string;
  readonly node_pool?: string | null;
  readonly env?: RunRecord["env"];
  readonly decision_id?: string | null;
  readonly queued_at: Date | string;
  readonly started_at: Date | string | null;
  readonly finished_at?: Date | string | null;
  readonly agent_id?: string | null;
  readonly agent_instance?: string | null;
  readonly lease_token?: string | null;
  readonly cancel_requested_at?: Date | null;
  readonly reason_code?: string | null;
  readonly reason_text?: string | null;
  readonly message?: string | null;
  readonly version_name?: string | null;
  readonly state?: StateSnapshot;
  readonly plan?: RunPlan | null;
  readonly takes?: readonly string[] | null;
  readonly locks?: readonly string[] | null;
  readonly content?: JsonObject | null;
}

export function runFromRow(row: RunRow, job: string): RunRecord {
  return {
    live: liveFromRow(row, job),
    jobId: row.job_id,
    status: row.status,
    env: row.env ?? {},
    queuedAt: new Date(row.queued_at),
    ...withoutAbsent({
      decisionId: row.decision_id,
      startedAt: row.started_at === null ? null : new Date(row.started_at),
      finishedAt: row.finished_at ? new Date(row.finished_at) : null,
      agentId: row.agent_id,
      agentInstance: row.agent_instance,
      leaseToken: row.lease_token,
      cancelRequestedAt: row.cancel_requested_at,
      cancelRequestedBy: row.cancel_requested_by,
      reason: row.reason_code ? { code: row.reason_code, text: row.reason_text ?? "" } : null,
      message: row.message,
      versionName: row.version_name,
      state: row.state,
      plan: row.plan,
      inputs: row.inputs,
      content: row.content,
    }),
  };
}

export function liveRow(record: RunRecord): LiveRunRow {
  return {
    ...runColumns(record),
    agent_instance: record.agentInstance ?? null,
    cancel_requested_at: record.cancelRequestedAt?.toISOString() ?? null,
    not_before: record.live.notBefore === undefined ? null : new Date(record.live.notBefore).toISOString(),
    takes: record.live.takes ?? null,
    locks: record.live.locks ?? null,
  };
}

export function endedRow(record: RunRecord, finishedAt: Date): EndedRunRow {
  return {
    ...runColumns(record),
    finished_at: finishedAt.toISOString(),
    reason_code: record.reason?.code ?? null,
    reason_text: record.reason?.text ?? null,
    message: record.message ?? null,
    version_name: record.versionName ?? null,
    state: record.state ?? { values: {}, files: [] },
    content: record.content ?? null,
  };
}

function liveFromRow(row: RunRow, job: string): LiveRun {
  return {
    id: row.id,
    job,
    number: row.number,
    // One that has ended was processing last.
    status: row.status === "gated" || row.status === "queued" ? row.status : "processing",
    mode: row.mode,
    cause: row.cause,
    priority: row.priority,
    order: row.queue_order,
    isCancelRequested: row.cancel_requested_by !== null && row.cancel_requested_by !== ITS_TIMEOUT,
    ...withoutAbsent({
      nodePool: row.node_pool,
      by: row.caused_by,
      attempt: row.attempt > 1 ? row.attempt : null,
      notBefore: row.not_before ? new Date(row.not_before).getTime() : null,
      bound: row.bound,
      takes: row.takes,
      reads: row.reads,
      replays: row.replays,
      locks: row.locks,
      gate: row.gate,
    }),
  };
}

type Present<Fields> = { readonly [Name in keyof Fields]?: NonNullable<Fields[Name]> };

/** What a column does not hold is a property that is not there. */
function withoutAbsent<Fields extends object>(fields: Fields): Present<Fields> {
  const present = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(present) as Present<Fields>;
}

function runColumns({ live, ...record }: RunRecord) {
  return {
    id: live.id,
    job_id: record.jobId,
    number: live.number,
    status: record.status,
    mode: live.mode,
    cause: live.cause,
    priority: live.priority,
    queue_order: live.order,
    node_pool: live.nodePool ?? null,
    env: record.env,
    decision_id: record.decisionId ?? null,
    queued_at: record.queuedAt.toISOString(),
    started_at: record.startedAt?.toISOString() ?? null,
    agent_id: record.agentId ?? null,
    lease_token: record.leaseToken ?? null,
    cancel_requested_by: record.cancelRequestedBy ?? null,
    caused_by: live.by ?? null,
    attempt: live.attempt ?? 1,
    bound: live.bound ?? null,
    reads: live.reads ?? null,
    replays: live.replays ?? null,
    gate: live.gate ?? null,
    inputs: record.inputs ?? null,
  };
}

/** Who asks for the end of a run that takes too long. */
export const ITS_TIMEOUT = "its timeout";

/** The scheduler wants it to end because it took too long; nobody else does. */
export function isOverdue({ cancelRequestedBy }: Pick<RunRecord, "cancelRequestedBy">): boolean {
  return cancelRequestedBy === ITS_TIMEOUT;
}

/** A build of another server: nobody here carries it out. */
export function isExternal({ live }: Pick<RunRecord, "live">): boolean {
  return live.cause.kind === "external";
}
