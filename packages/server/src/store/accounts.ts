import { ROLES } from "@landbridge/core";
import type { Role } from "@landbridge/core";
import { createHash, randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Tables } from "./schema.ts";

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

const SIGN_IN_LINK_MINUTES = 60;
const SESSION_DAYS = 30;

/** 256 random bits as text; only its SHA-256 is kept. The prefix lets scanners find leaked ones. */
export function newToken(prefix: string): string {
  return `${prefix}_${randomBytes(32).toString("base64url")}`;
}

export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The account that owns a new installation. */
export async function ensureOwner(query: Kysely<Tables>, id: string): Promise<Account> {
  await query
    .insertInto("users")
    .values({ id, name: "owner", role: "owner" })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const row = await query
    .selectFrom("users")
    .select(["id", "name", "role"])
    .where("name", "=", "owner")
    .executeTakeFirstOrThrow();
  return accountFrom(row);
}

export async function createSignInLink(query: Kysely<Tables>, userId: string): Promise<string> {
  const token = newToken("lb_link");
  await query
    .insertInto("sign_in_links")
    .values({
      token_hash: hashToken(token),
      user_id: userId,
      expires_at: sql<Date>`now() + make_interval(mins => ${SIGN_IN_LINK_MINUTES})`,
    })
    .execute();
  return token;
}

/** Spends a link: the first caller gets a session, everybody after that nothing. */
export async function spendSignInLink(
  query: Kysely<Tables>,
  token: string,
): Promise<
  { readonly account: Account; readonly session: string; readonly maxAgeSeconds: number } | undefined
> {
  const spent = await query
    .updateTable("sign_in_links")
    .set({ used_at: sql<Date>`now()` })
    .where("token_hash", "=", hashToken(token))
    .where("used_at", "is", null)
    .where("expires_at", ">", sql<Date>`now()`)
    .returning("user_id")
    .executeTakeFirst();
  if (!spent) return undefined;
  const account = await findAccount(query, spent.user_id);
  if (!account) return undefined;
  const session = newToken("lb_session");
  await query
    .insertInto("sessions")
    .values({
      token_hash: hashToken(session),
      user_id: account.id,
      expires_at: sql<Date>`now() + make_interval(days => ${SESSION_DAYS})`,
    })
    .execute();
  return { account, session, maxAgeSeconds: SESSION_DAYS * 86_400 };
}

export async function findAccountBySession(
  query: Kysely<Tables>,
  session: string,
): Promise<Account | undefined> {
  const row = await query
    .selectFrom("sessions")
    .innerJoin("users", "users.id", "sessions.user_id")
    .select(["users.id", "users.name", "users.role"])
    .where("sessions.token_hash", "=", hashToken(session))
    .where("sessions.expires_at", ">", sql<Date>`now()`)
    .executeTakeFirst();
  return row && accountFrom(row);
}

export async function endSession(query: Kysely<Tables>, session: string): Promise<void> {
  await query.deleteFrom("sessions").where("token_hash", "=", hashToken(session)).execute();
}

/**
 * Deletes what signs nobody in any more. A used link goes when it expires, within the hour: one look at the time
 * finds all, and both tables stay as small as what is in use.
 */
export async function deleteExpiredSignIns(query: Kysely<Tables>): Promise<void> {
  await query
    .deleteFrom("sign_in_links")
    .where("expires_at", "<=", sql<Date>`now()`)
    .execute();
  await query
    .deleteFrom("sessions")
    .where("expires_at", "<=", sql<Date>`now()`)
    .execute();
}

/** Makes an API token; one of the same name is replaced. */
export async function createApiToken(
  query: Kysely<Tables>,
  token: { readonly id: string; readonly userId: string; readonly name: string },
): Promise<string> {
  const text = newToken("lb_pat");
  await query
    .deleteFrom("api_tokens")
    .where("user_id", "=", token.userId)
    .where("name", "=", token.name)
    .execute();
  await query
    .insertInto("api_tokens")
    .values({ id: token.id, token_hash: hashToken(text), user_id: token.userId, name: token.name })
    .execute();
  return text;
}

export async function findAccountByApiToken(
  query: Kysely<Tables>,
  token: string,
): Promise<Account | undefined> {
  const row = await query
    .selectFrom("api_tokens")
    .innerJoin("users", "users.id", "api_tokens.user_id")
    .select(["users.id", "users.name", "users.role"])
    .where("api_tokens.token_hash", "=", hashToken(token))
    .where((where) =>
      where.or([
        where("api_tokens.expires_at", "is", null),
        where("api_tokens.expires_at", ">", sql<Date>`now()`),
      ]),
    )
    .executeTakeFirst();
  return row && accountFrom(row);
}

async function findAccount(query: Kysely<Tables>, id: string): Promise<Account | undefined> {
  const row = await query
    .selectFrom("users")
    .select(["id", "name", "role"])
    .where("id", "=", id)
    .executeTakeFirst();
  return row && accountFrom(row);
}

/** The account of a row; the database checks roles against the same list. */
export function accountFrom({ id, name, role }: { id: string; name: string; role: string }): Account {
  const known = ROLES.find((each) => each === role);
  if (!known) throw new Error(`${name} has the role ${role}, which nobody knows`);
  return { id, name, role: known };
}
