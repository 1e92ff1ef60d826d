import type {
  Gate,
  InputValues,
  JsonObject,
  LiveRun,
  Replayed,
  RunPlan,
  RunStatus,
  StateSnapshot,
  StepResult,
  StepStatus,
  VersionNumbers,
} from "@landbridge/core";
import type { Pool, PoolClient } from "pg";

/** What is read of every run, whether it is live or has ended. */
export interface RunColumns {
  readonly id: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly mode: LiveRun["mode"];
  readonly cause: LiveRun["cause"];
  readonly priority: number;
  readonly queue_order: number;
  readonly cancel_requested_by: string | null;
  readonly caused_by: string | null;
  readonly attempt: number;
  readonly not_before?: Date | string | null;
  readonly bound: VersionNumbers | null;
  readonly reads: VersionNumbers | null;
  readonly replays: Replayed | null;
  readonly gate: Gate | null;
  readonly inputs: InputValues | null;
}

/** A run as the history shows it. */
export interface StoredRun extends RunColumns {
  readonly job_id: string;
  readonly job: string;
  readonly env: Readonly<Record<string, string>>;
  readonly decision_id: string | null;
  readonly queued_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly agent_id: string | null;
  readonly reason_code: string | null;
  readonly reason_text: string | null;
  readonly message: string | null;
  readonly version_name: string | null;
  readonly state: StateSnapshot;
  readonly content: JsonObject | null;
}

const COLUMNS = `a.id, a.job_id, j.name as job, a.number, a.status, a.mode, a.cause, a.priority, a.queue_order, a.env,
  a.decision_id, a.queued_at, a.started_at, a.finished_at, a.agent_id, a.cancel_requested_by, a.reason_code,
  a.reason_text, a.message, a.version_name, a.state, a.caused_by, a.attempt, a.not_before, a.bound, a.reads,
  a.replays, a.gate, a.inputs, a.content`;

/** Runs of a job with a number below `before`, newest first. */
export async function listRunsOfJob(
  pool: Pool,
  jobId: string,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<readonly StoredRun[]> {
  const { rows } = await pool.query<StoredRun>(
    `select ${COLUMNS} from all_runs a join jobs j on j.id = a.job_id
      where a.job_id = $1 and a.number < $2 order by a.number desc limit $3`,
    [jobId, before ?? 2_147_483_647, limit],
  );
  return rows;
}

/** Runs of a workspace, newest first; identifiers are ordered by time. */
export async function listRunsOfWorkspace(
  pool: Pool,
  workspaceId: string,
  { limit, after, status }: { readonly limit: number; readonly after?: string; readonly status?: string },
): Promise<readonly StoredRun[]> {
  const { rows } = await pool.query<StoredRun>(
    `select ${COLUMNS} from all_runs a join jobs j on j.id = a.job_id
      where a.workspace_id = $1 and ($2::uuid is null or a.id < $2) and ($3::text is null or a.status = $3)
      order by a.id desc limit $4`,
    [workspaceId, after ?? null, status ?? null, limit],
  );
  return rows;
}

/** Which of the identifiers no run has, live or ended, in any workspace. */
export async function listUnknownRuns(pool: Pool, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<{ id: string }>(
    `select x.id from unnest($1::uuid[]) as x(id)
      where not exists (select 1 from live_runs l where l.id = x.id)
        and not exists (select 1 from runs r where r.id = x.id)`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

export async function findRun(
  pool: Pool | PoolClient,
  jobId: string,
  number: number,
): Promise<StoredRun | undefined> {
  const { rows } = await pool.query<StoredRun>(
    `select ${COLUMNS} from all_runs a join jobs j on j.id = a.job_id where a.job_id = $1 and a.number = $2`,
    [jobId, number],
  );
  return rows[0];
}

export async function findPlan(pool: Pool, runId: string): Promise<RunPlan | undefined> {
  const { rows } = await pool.query<{ plan: RunPlan }>("select plan from run_plans where run_id = $1", [
    runId,
  ]);
  return rows[0]?.plan;
}

interface StepRunRow {
  readonly index: number;
  readonly status: StepStatus;
  readonly exit_code: number | null;
  readonly message: string | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly log_bytes: number;
}

export async function listSteps(pool: Pool | PoolClient, runId: string): Promise<readonly StepResult[]> {
  const { rows } = await pool.query<StepRunRow>(
    `select index, status, exit_code, message, started_at, finished_at, log_bytes
       from step_runs where run_id = $1 order by index`,
    [runId],
  );
  return rows.map((row) => ({
    index: row.index,
    status: row.status,
    logBytes: row.log_bytes,
    ...(row.exit_code === null ? {} : { exitCode: row.exit_code }),
    ...(row.message === null ? {} : { message: row.message }),
    ...(row.started_at === null ? {} : { startedAt: row.started_at.getTime() }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.getTime() }),
  }));
}

/** Versions that a run made. */
export async function listVersionsMadeBy(
  pool: Pool,
  runId: string,
): Promise<readonly { readonly resource: string; readonly number: number; readonly name: string | null }[]> {
  const { rows } = await pool.query<{ resource: string; number: number; name: string | null }>(
    `select r.name as resource, v.number, v.name from resource_versions v join resources r on r.id = v.resource_id
      where v.run_id = $1 order by v.id`,
    [runId],
  );
  return rows;
}
