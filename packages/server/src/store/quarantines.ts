import type { Pool } from "pg";

/** A version that nobody may choose: why, and since when. */
export interface StoredQuarantine {
  readonly number: number;
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

/** Versions of a resource, or runs of a job, that are in quarantine, newest first. */
export async function listQuarantines(pool: Pool, subjectId: string): Promise<readonly StoredQuarantine[]> {
  const { rows } = await pool.query<StoredQuarantine>(
    "select number, by, reason, at from quarantines where subject_id = $1 order by number desc",
    [subjectId],
  );
  return rows;
}
