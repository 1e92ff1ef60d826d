import type { Kysely } from "kysely";
import { sql } from "kysely";
import { hashToken, newToken } from "./accounts.ts";
import type { Tables } from "./schema.ts";

export interface AgentDetails {
  readonly name: string;
  readonly pool: string;
  readonly slots: number;
  readonly version: string;
  readonly os: string;
  readonly arch: string;
}

export interface StoredAgent extends AgentDetails {
  readonly id: string;
  readonly lastSeenAt: Date;
}

/** Registers an agent and gives it its own key; only the key's hash is kept. */
export async function registerAgent(
  query: Kysely<Tables>,
  id: string,
  details: AgentDetails,
): Promise<string> {
  const key = newToken("lb_agent");
  await query
    .insertInto("agents")
    .values({ id, ...details, key_hash: hashToken(key), last_seen_at: sql<Date>`now()` })
    .execute();
  return key;
}

export async function findAgentByKey(
  query: Kysely<Tables>,
  key: string,
): Promise<{ readonly id: string } | undefined> {
  return query.selectFrom("agents").select("id").where("key_hash", "=", hashToken(key)).executeTakeFirst();
}

export async function updateAgent(query: Kysely<Tables>, id: string, details: AgentDetails): Promise<void> {
  await query
    .updateTable("agents")
    .set({ ...details, last_seen_at: sql<Date>`now()` })
    .where("id", "=", id)
    .execute();
}

/** Notes when agents were last heard of. Presence is worth no disk flush: it is known again after one heartbeat. */
export async function markAgentsSeen(
  query: Kysely<Tables>,
  seen: readonly { readonly id: string; readonly silentMs: number }[],
): Promise<void> {
  if (seen.length === 0) return;
  const ids = seen.map((agent) => agent.id);
  const seconds = seen.map((agent) => agent.silentMs / 1000);
  await query.transaction().execute(async (transaction) => {
    await sql`set local synchronous_commit = off`.execute(transaction);
    await sql`update agents set last_seen_at = greatest(last_seen_at, now() - make_interval(secs => x.silent))
      from unnest(${ids}::uuid[], ${seconds}::float8[]) as x(id, silent) where agents.id = x.id`.execute(
      transaction,
    );
  });
}

/** Which of the agents nobody has heard of for so long, by the database's clock. */
export async function listAgentsSilentFor(
  query: Kysely<Tables>,
  ids: readonly string[],
  milliseconds: number,
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await query
    .selectFrom("agents")
    .select("id")
    .where("id", "in", [...ids])
    .where("last_seen_at", "<", sql<Date>`now() - make_interval(secs => ${milliseconds / 1000})`)
    .execute();
  return rows.map((row) => row.id);
}

/** Which of the agents no row knows. */
export async function listUnknownAgents(
  query: Kysely<Tables>,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const rows = await query
    .selectFrom("agents")
    .select("id")
    .where("id", "in", [...ids])
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

export async function listAgents(query: Kysely<Tables>): Promise<readonly StoredAgent[]> {
  const rows = await query
    .selectFrom("agents")
    .select(["id", "name", "pool", "slots", "version", "os", "arch", "last_seen_at as lastSeenAt"])
    // Agents of earlier installations that never came back are history, not news.
    .where("last_seen_at", ">", sql<Date>`now() - interval '7 days'`)
    .orderBy("name")
    .execute();
  return rows;
}
