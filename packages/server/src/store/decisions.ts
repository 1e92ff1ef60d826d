import type { JobDecision } from "@landbridge/core";
import type { Pool } from "pg";

export interface DecisionFilter {
  readonly jobId?: string;
  readonly runNumber?: number;
  /** RESOURCE@NUMBER */
  readonly version?: string;
  readonly limit: number;
}

/** A decision with the words of its event, as `DECISION_JSON` writes it. */
export interface DecisionJson extends Pick<
  JobDecision,
  "verdict" | "reason" | "text" | "inputs" | "unblock"
> {
  readonly id: string;
  readonly run_number: number | null;
  readonly event: string;
  readonly at: string;
}

/** Of the decision `d` and its event `e`. */
export const DECISION_JSON = "to_jsonb(d) || jsonb_build_object('event', e.text)";

export interface DecisionWithJob {
  readonly decision: DecisionJson;
  readonly job: string;
}

/** Decisions with their jobs, newest first. */
export async function listDecisions(
  pool: Pool,
  workspaceId: string,
  { version, ...filter }: DecisionFilter,
): Promise<readonly DecisionWithJob[]> {
  if (version !== undefined) return listDecisionsAbout(pool, workspaceId, { ...filter, version });
  const { jobId, runNumber, limit } = filter;
  const { rows } = await pool.query<DecisionWithJob>(
    `select ${DECISION_JSON} as decision, j.name as job
       from decisions d join events e on e.id = d.event_id join jobs j on j.id = d.job_id
      where d.workspace_id = $1 and ($2::uuid is null or d.job_id = $2)
        and ($3::integer is null or d.run_number = $3)
      order by d.id desc limit $4`,
    [workspaceId, jobId ?? null, runNumber ?? null, limit],
  );
  return rows;
}

/** Those about one version are found before they are ordered, so that the index on versions is used. */
async function listDecisionsAbout(
  pool: Pool,
  workspaceId: string,
  { jobId, runNumber, version, limit }: DecisionFilter & { readonly version: string },
): Promise<readonly DecisionWithJob[]> {
  const { rows } = await pool.query<DecisionWithJob>(
    `with about as materialized (
       select * from decisions where versions <> '{}' and versions @> array[$3] and workspace_id = $1)
     select ${DECISION_JSON} as decision, j.name as job
       from about d join events e on e.id = d.event_id join jobs j on j.id = d.job_id
      where ($2::uuid is null or d.job_id = $2) and ($4::integer is null or d.run_number = $4)
      order by d.id desc limit $5`,
    [workspaceId, jobId ?? null, version, runNumber ?? null, limit],
  );
  return rows;
}
