import type { LiveRun, RunPlan, RunStatus, StateSnapshot, StepResult } from "@landbridge/core";
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
}

export function liveRow(record: RunRecord): LiveRunRow {
  return {
    ...runColumns(record),
    agent_instance: record.agentInstance ?? null,
    cancel_requested_at: record.cancelRequestedAt?.toISOString() ?? null,
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
  };
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
  };
}
