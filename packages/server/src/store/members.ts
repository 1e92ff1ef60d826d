import type { Kysely } from "kysely";
import { accountFrom } from "./accounts.ts";
import type { Account } from "./accounts.ts";
import type { Tables } from "./schema.ts";

export interface StoredMember extends Account {
  readonly createdAt: Date;
}

export interface StoredToken {
  readonly member: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
}

/** Everybody with an account, by name. */
export async function listMembers(query: Kysely<Tables>): Promise<readonly StoredMember[]> {
  const rows = await query
    .selectFrom("users")
    .select(["id", "name", "role", "created_at as createdAt"])
    .orderBy("name")
    .execute();
  return rows.map((row) => ({ ...accountFrom(row), createdAt: row.createdAt }));
}

/** Answers nothing where somebody has that name already. */
export async function insertMember(
  query: Kysely<Tables>,
  { id, name, role }: Account,
): Promise<StoredMember | undefined> {
  const row = await query
    .insertInto("users")
    .values({ id, name, role })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .returning("created_at as createdAt")
    .executeTakeFirst();
  return row && { id, name, role, createdAt: row.createdAt };
}

/** API tokens that still let somebody in, by member and name. */
export async function listTokens(query: Kysely<Tables>): Promise<readonly StoredToken[]> {
  return query
    .selectFrom("api_tokens")
    .innerJoin("users", "users.id", "api_tokens.user_id")
    .select([
      "users.name as member",
      "api_tokens.name",
      "api_tokens.created_at as createdAt",
      "api_tokens.expires_at as expiresAt",
    ])
    .orderBy("users.name")
    .orderBy("api_tokens.name")
    .execute();
}
