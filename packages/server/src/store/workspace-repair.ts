import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { inTransaction } from "./database.ts";
import { repairRecords } from "./record-checks.ts";
import type { FoundRecord } from "./record-checks.ts";

export interface RepairAsked {
  readonly workspaceId: string;
  readonly by: string;
  readonly records: readonly FoundRecord[];
  /** What is wrong with the workspace as a whole, for the audit log. */
  readonly others: readonly { readonly code: string; readonly subject: string }[];
  /** The revision that a server has seen. */
  readonly seenRevision: number;
}

/**
 * Mends rows under the workspace's lock and in one transaction. The revision grows without a word of what changed:
 * every server, also the one that does it, reads the whole workspace anew before it decides anything.
 */
export async function repairWorkspace(pool: Pool, asked: RepairAsked): Promise<void> {
  const { workspaceId, by, records, others, seenRevision } = asked;
  await inTransaction(pool, async (client) => {
    await client.query("select 1 from workspaces where id = $1 for update", [workspaceId]);
    await repairRecords(client, workspaceId, records);
    await client.query("update workspaces set revision = greatest(revision, $2::bigint) + 1 where id = $1", [
      workspaceId,
      seenRevision,
    ]);
    const entries = [...records, ...others].map(({ code, subject }) => ({ id: randomUUID(), code, subject }));
    await client.query(
      `insert into audit_log (workspace_id, id, actor, action, subject, details)
       select $1, x.id, $2, 'mend', x.subject, jsonb_build_object('code', x.code)
         from jsonb_to_recordset($3::jsonb) as x(id uuid, code text, subject text)`,
      [workspaceId, by, JSON.stringify(entries)],
    );
  });
}
