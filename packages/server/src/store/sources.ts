import type { Kysely } from "kysely";
import type { Tables } from "./schema.ts";

export interface StoredSource {
  readonly id: string;
  readonly name: string;
  readonly kind: "directory" | "git";
  readonly location: string;
  readonly branch?: string;
  readonly lastSync?: SyncRecord;
}

/** A problem of the configuration, as it was found. */
export interface SyncProblem {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly hint?: string;
}

export interface SyncRecord {
  readonly at: Date;
  readonly status: "success" | "failure";
  readonly commit?: string;
  readonly text: string;
  readonly problems: readonly SyncProblem[];
}

export async function insertSource(
  query: Kysely<Tables>,
  workspaceId: string,
  source: Omit<StoredSource, "lastSync">,
): Promise<void> {
  const { id, name, kind, location, branch } = source;
  await query
    .insertInto("sources")
    .values({ id, workspace_id: workspaceId, name, kind, location, branch: branch ?? null })
    .execute();
}

export async function listSources(
  query: Kysely<Tables>,
  workspaceId: string,
): Promise<readonly StoredSource[]> {
  const rows = await query
    .selectFrom("sources")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .orderBy("created_at")
    .orderBy("name")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind === "git" ? "git" : "directory",
    location: row.location,
    ...(row.branch === null ? {} : { branch: row.branch }),
    ...(row.last_sync_at === null ? {} : { lastSync: syncFrom(row, row.last_sync_at) }),
  }));
}

export async function saveSync(query: Kysely<Tables>, sourceId: string, sync: SyncRecord): Promise<void> {
  await query
    .updateTable("sources")
    .set({
      last_sync_at: sync.at,
      last_sync_status: sync.status,
      last_sync_commit: sync.commit ?? null,
      last_sync_text: sync.text,
      last_sync_problems: JSON.stringify(sync.problems),
    })
    .where("id", "=", sourceId)
    .execute();
}

function syncFrom(
  row: {
    readonly last_sync_status: string | null;
    readonly last_sync_commit: string | null;
    readonly last_sync_text: string | null;
    readonly last_sync_problems: unknown;
  },
  at: Date,
): SyncRecord {
  return {
    at,
    status: row.last_sync_status === "success" ? "success" : "failure",
    text: row.last_sync_text ?? "",
    // Written by saveSync.
    problems: row.last_sync_problems as readonly SyncProblem[],
    ...(row.last_sync_commit === null ? {} : { commit: row.last_sync_commit }),
  };
}
