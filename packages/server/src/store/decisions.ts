import type { Pool } from "pg";

export interface DecisionFilter {
  readonly jobId?: string;
  readonly runNumber?: number;
  /** RESOURCE@NUMBER */
  readonly version?: string;
  readonly limit: number;
}

/** Decisions as JSON (`to_jsonb`), with `event` and `job`, newest first. */
export async function listDecisions(
  pool: Pool,
  workspaceId: string,
  { jobId, runNumber, version, limit }: DecisionFilter,
): Promise<readonly { readonly decision: unknown; readonly job: string }[]> {
  const { rows } = await pool.query<{ decision: unknown; job: string }>(
    `select to_jsonb(d) || jsonb_build_object('event', e.text) as decision, j.name as job
       from decisions d join events e on e.id = d.event_id join jobs j on j.id = d.job_id
      where d.workspace_id = $1 and ($2::uuid is null or d.job_id = $2)
        and ($3::integer is null or d.run_number = $3) and ($4::text is null or $4 = any(d.versions))
      order by d.id desc limit $5`,
    [workspaceId, jobId ?? null, runNumber ?? null, version ?? null, limit],
  );
  return rows;
}
