import { AppError } from "@landbridge/core";
import { Kysely, PostgresDialect } from "kysely";
import { Pool, types } from "pg";
import type { PoolClient } from "pg";
import type { Tables } from "./schema.ts";

/** How to reach PostgreSQL: an address, or the socket directory of the embedded one. */
export type DatabaseAddress =
  | { readonly connectionString: string }
  | { readonly host: string; readonly user: string; readonly database: string };

/** One pool for everything: kysely for ordinary queries, the pool itself for the scheduler's hot statements. */
export interface Database {
  readonly pool: Pool;
  readonly query: Kysely<Tables>;
  readonly address: DatabaseAddress;
  close(): Promise<void>;
}

// bigint columns are revisions, orders and byte counts: far below 2^53.
types.setTypeParser(types.builtins.INT8, Number);

export function openDatabase(
  address: DatabaseAddress,
  options: { readonly onError: (error: Error) => void },
): Database {
  const pool = new Pool({
    ...address,
    max: 10,
    application_name: "landbridge",
    connectionTimeoutMillis: 10_000,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  let isClosing = false;
  const onError = (error: Error): void => {
    if (!isClosing) options.onError(error);
  };
  pool.on("error", onError);
  // The same for one that breaks while it is lent out, between two statements.
  pool.on("connect", (client) => client.on("error", onError));
  const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  return {
    pool,
    query,
    address,
    async close() {
      isClosing = true;
      await query.destroy();
      // Kysely ends a pool only when a query of its own went through it.
      if (!pool.ending) await pool.end();
    },
  };
}

/** Runs `work` in a transaction on one connection; whatever it throws rolls back. */
export async function inTransaction<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await connect(pool);
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    // A connection on which rollback fails is broken: it must not go back to the pool.
    const isClean = await client.query("rollback").then(
      () => true,
      () => false,
    );
    client.release(!isClean);
    throw error;
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (cause) {
    throw storeUnavailable(cause);
  }
}

const AWAY_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** A value that PostgreSQL can't hold, or that breaks a rule of the schema: trying again changes nothing. */
export function isUnstorable(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(22|23)/.test(code);
}

/** Connection trouble, a shutdown of PostgreSQL, or a full disk: the events are good, the store is not there. */
export function isStoreAway(error: unknown): boolean {
  if (error instanceof AppError) return error.code === "STORE_UNAVAILABLE";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : "";
  return (
    /^(08|57P|53|25006|25P03|40001|40P01)/.test(code) ||
    AWAY_CODES.has(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      message,
    )
  );
}

export function storeUnavailable(cause: unknown): AppError {
  return new AppError("STORE_UNAVAILABLE", "The database can't be reached.", {
    hint: "Nothing is lost; try again when PostgreSQL is up.",
    cause,
  });
}
