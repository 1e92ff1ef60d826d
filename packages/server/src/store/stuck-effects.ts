import type { Pool } from "pg";

/** Work of the effect queue that nobody takes up by himself. */
export interface StuckEffect {
  readonly id: string;
  readonly task: string;
  readonly attempts: number;
  readonly isGivenUp: boolean;
  readonly lockedBy: string | null;
  readonly lastError: string | null;
}

/** Effects of a workspace whose attempts are used up, or that a server took longer ago and did not finish. */
export async function findStuckEffects(
  pool: Pool,
  { workspaceId, lockedMs }: { readonly workspaceId: string; readonly lockedMs: number },
): Promise<readonly StuckEffect[]> {
  const { rows } = await pool.query<StuckEffect>(
    `select id::text, split_part(task_identifier, ':', 1) as task, attempts, locked_by as "lockedBy",
            last_error as "lastError", locked_at is null as "isGivenUp"
       from graphile_worker.jobs
      where task_identifier like '%:' || $1::text
        and ((locked_at is null and attempts >= max_attempts)
          or locked_at < now() - make_interval(secs => $2))
      order by id`,
    [workspaceId, lockedMs / 1000],
  );
  return rows;
}

/** Queues them again, from their first attempt on. */
export async function queueAgain(pool: Pool, effects: readonly StuckEffect[]): Promise<void> {
  const workers = [...new Set(effects.flatMap(({ lockedBy }) => lockedBy ?? []))];
  if (workers.length > 0)
    await pool.query("select graphile_worker.force_unlock_workers($1::text[])", [workers]);
  await pool.query("select graphile_worker.reschedule_jobs($1::bigint[], run_at := now(), attempts := 0)", [
    effects.map(({ id }) => id),
  ]);
}
