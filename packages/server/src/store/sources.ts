import { SYNC_STATUSES } from "@landbridge/core";
import type { SyncStatus } from "@landbridge/core";
import type { Kysely, Selectable } from "kysely";
import type { Sources, Tables } from "./schema.ts";

export interface StoredSource {
  readonly id: string;
  readonly name: string;
  readonly kind: "directory" | "git";
  readonly location: string;
  readonly branch?: string;
  /** Holds still: neither polls nor webhooks sync it. */
  readonly isPaused: boolean;
  /** Removed, with all that it declared; it can be restored. */
  readonly deletedAt?: Date;
  /** SHA-256 over the files of a directory, as they were read last. */
  readonly digest?: string;
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

/** What came of a sync. */
export interface SyncRecord {
  readonly at: Date;
  readonly status: SyncStatus;
  readonly commit?: string;
  readonly text: string;
  readonly problems: readonly SyncProblem[];
}

type NewSource = Pick<StoredSource, "id" | "name" | "kind" | "location" | "branch">;

/** Answers whether it was added: somebody else may have taken the name by now. */
export async function insertSource(
  query: Kysely<Tables>,
  workspaceId: string,
  source: NewSource,
): Promise<boolean> {
  const { id, name, kind, location, branch } = source;
  const added = await query
    .insertInto("sources")
    .values({ id, workspace_id: workspaceId, name, kind, location, branch: branch ?? null })
    .onConflict((conflict) => conflict.columns(["workspace_id", "name"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return added !== undefined;
}

/** In the order in which they were added; removed ones too. */
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
  return rows.map(sourceFrom);
}

export async function findSource(query: Kysely<Tables>, id: string): Promise<StoredSource | undefined> {
  const row = await query.selectFrom("sources").selectAll().where("id", "=", id).executeTakeFirst();
  return row && sourceFrom(row);
}

/**
 * Marks the begin of a reading, and answers its generation: of two readings, the one that began later has the
 * higher one, whichever server it is of.
 */
export async function beginReading(query: Kysely<Tables>, sourceId: string): Promise<number> {
  const row = await query
    .updateTable("sources")
    .set((eb) => ({ sync_generation: eb("sync_generation", "+", 1) }))
    .where("id", "=", sourceId)
    .returning("sync_generation")
    .executeTakeFirst();
  return Number(row?.sync_generation ?? 0);
}

/** Forgets a source for good; what refers to it must be gone. */
export async function deleteSource(query: Kysely<Tables>, sourceId: string): Promise<void> {
  await query.deleteFrom("sources").where("id", "=", sourceId).execute();
}

function sourceFrom(row: Selectable<Sources>): StoredSource {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind === "git" ? "git" : "directory",
    location: row.location,
    isPaused: row.is_paused,
    ...(row.branch === null ? {} : { branch: row.branch }),
    ...(row.deleted_at === null ? {} : { deletedAt: row.deleted_at }),
    ...(row.last_sync_digest === null ? {} : { digest: row.last_sync_digest }),
    ...(row.last_sync_at === null ? {} : { lastSync: syncFrom(row, row.last_sync_at) }),
  };
}

function syncFrom(row: Selectable<Sources>, at: Date): SyncRecord {
  return {
    at,
    status: SYNC_STATUSES.find((status) => status === row.last_sync_status) ?? "failure",
    text: row.last_sync_text ?? "",
    problems: problemsFrom(row.last_sync_problems),
    ...(row.last_sync_commit === null ? {} : { commit: row.last_sync_commit }),
  };
}

function problemsFrom(json: unknown): readonly SyncProblem[] {
  // Written by saveSync, read back from its own column.
  return json as readonly SyncProblem[];
}
