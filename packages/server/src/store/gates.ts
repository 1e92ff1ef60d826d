import type { VersionNumbers } from "@landbridge/core";
import type { Pool } from "pg";

/** A run whose gate was approved and that started. */
export interface LetThrough {
  readonly number: number;
  readonly started_at: Date;
  readonly reads: VersionNumbers | null;
}

/** More runs than this are not looked through for one that a gate let through. */
const MOST_RUNS = 500;

/** The run of a job that its gate let through last, before a moment if one is given, apart from one run. */
export async function findLetThrough(
  pool: Pool,
  jobId: string,
  { except, before }: { readonly except: number; readonly before?: Date },
): Promise<LetThrough | undefined> {
  const { rows } = await pool.query<LetThrough>(
    `select number, started_at, reads
       from (select number, started_at, reads, gate from all_runs
              where job_id = $1 order by number desc limit $2) newest
      where gate is not null and started_at is not null and number <> $3
        and ($4::timestamptz is null or started_at < $4)
      order by started_at desc limit 1`,
    [jobId, MOST_RUNS, except, before ?? null],
  );
  return rows[0];
}
