import type { Pool } from "pg";

/** A version that nobody may choose: why, and since when. */
export interface StoredQuarantine {
  readonly number: number;
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/** Why versions of a resource, or runs of a job, are in quarantine, newest first; without numbers nobody is asked. */
export async function listQuarantines(
  pool: Pool,
  subjectId: string,
  numbers: readonly number[] = [],
): Promise<readonly StoredQuarantine[]> {
  if (numbers.length === 0) return [];
  const { rows } = await pool.query<StoredQuarantine>(
    "select number, by, reason, at from quarantines where subject_id = $1 and number = any($2::integer[]) order by number desc",
    [subjectId, numbers],
  );
  return rows;
}
