import type { Kysely } from "kysely";
import type { Pool } from "pg";
import type { Tables } from "./schema.ts";

/** The workspace of that name, made when it is new. */
export async function ensureWorkspace(
  query: Kysely<Tables>,
  workspace: { readonly id: string; readonly name: string },
): Promise<{ readonly id: string; readonly name: string }> {
  await query
    .insertInto("workspaces")
    .values({ id: workspace.id, name: workspace.name })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  return query
    .selectFrom("workspaces")
    .select(["id", "name"])
    .where("name", "=", workspace.name)
    .executeTakeFirstOrThrow();
}

/** The revision of a workspace as it is committed; 0 where there is no such workspace. */
export async function findRevision(pool: Pool, workspaceId: string): Promise<number> {
  const { rows } = await pool.query<{ revision: number }>({
    name: "workspace-revision",
    text: "select revision from workspaces where id = $1",
    values: [workspaceId],
  });
  return rows[0]?.revision ?? 0;
}
