import type { Kysely } from "kysely";
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
