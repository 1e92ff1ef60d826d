import type { Pool } from "pg";

/** Writes down what somebody did outside of the engine. */
export async function insertAudit(
  pool: Pool,
  entry: {
    readonly id: string;
    readonly workspaceId: string;
    readonly actor: string;
    readonly action: string;
    readonly subject: string;
    readonly details: object;
  },
): Promise<void> {
  await pool.query(
    `insert into audit_log (id, workspace_id, actor, action, subject, details) values ($1, $2, $3, $4, $5, $6)`,
    [entry.id, entry.workspaceId, entry.actor, entry.action, entry.subject, JSON.stringify(entry.details)],
  );
}
