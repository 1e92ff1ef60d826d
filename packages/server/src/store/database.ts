import { AppError } from "@landbridge/core";
import { Kysely, PostgresDialect } from "kysely";
import { Pool, types } from "pg";
import type { PoolClient } from "pg";
import { breakWhenSilent, isSilence, limitedPool } from "./answer-limit.ts";
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

const CONNECT_MS = 10_000;

// bigint columns are revisions, orders and byte counts: far below 2^53.
types.setTypeParser(types.builtins.INT8, Number);

export function openDatabase(
  address: DatabaseAddress,
  options: {
    readonly onError: (error: Error) => void;
    /** How long an answer may take; absent: for ever, as migrations may. */
    readonly answerMs?: number;
  },
): Database {
  const { answerMs } = options;
  const pool = new Pool({
    ...address,
    max: 10,
    application_name: "landbridge",
    connectionTimeoutMillis: Math.min(CONNECT_MS, answerMs ?? CONNECT_MS),
    ...(answerMs === undefined ? {} : limitedPool(answerMs)),
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  let isClosing = false;
  const onError = (error: Error): void => {
    if (!isClosing) options.onError(error);
  };
  pool.on("error", onError);
  // The same for one that breaks while it is lent out, between two statements.
  pool.on("connect", (client) => {
    client.on("error", onError);
    if (answerMs !== undefined) breakWhenSilent(client);
  });
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

/** Whether the database is there; why it is not, whoever needs it hears on their own. */
export async function isAnswering(pool: Pool): Promise<boolean> {
  try {
    await pool.query("select 1");
    return true;
  } catch {
    return false;
  }
}

/** Reads in one view of everything, whatever others commit meanwhile. */
export function inSnapshot<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  return inTransaction(pool, async (client) => {
    await client.query("set transaction isolation level repeatable read, read only");
    return work(client);
  });
}

/**
 * Several statements in one round trip, with the rows of each. The text protocol takes no parameters: whatever the
 * statements hold is a literal.
 */
export async function queryEach<Rows extends readonly object[]>(
  client: Pool | PoolClient,
  statements: { readonly [Index in keyof Rows]: string },
): Promise<{ readonly [Index in keyof Rows]: readonly Rows[Index][] }> {
  const found: unknown = await client.query(statements.join(";\n"));
  if (!Array.isArray(found) || found.length !== statements.length)
    throw new Error(`${String(statements.length)} statements did not get an answer each`);
  // pg's types know of one result only; what the rows hold is said beside each statement.
  const results = found as readonly { readonly rows: readonly object[] }[];
  return results.map(({ rows }) => rows) as { readonly [Index in keyof Rows]: readonly Rows[Index][] };
}

/** An identifier as SQL, where a statement takes no parameters. */
export function uuidLiteral(id: string): string {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error(`not an identifier: ${id}`);
  return `'${id}'::uuid`;
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

/** Connection trouble, silence, a shutdown of PostgreSQL, a full disk: the events are good, the store is not there. */
export function isStoreAway(error: unknown): boolean {
  if (error instanceof AppError)
    return error.code === "STORE_UNAVAILABLE" || error.code === "OUTCOME_UNKNOWN";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : "";
  return (
    /^(08|57P|57014|53|55P03|25006|25P03|40001|40P01)/.test(code) ||
    isSilence(error) ||
    AWAY_CODES.has(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed/.test(
      message,
    )
  );
}

/** The answer to a commit was lost, and the database did not come back in time to be asked. */
export function outcomeUnknown(cause: unknown): AppError {
  return new AppError("OUTCOME_UNKNOWN", "The database went away before it said whether this was saved.", {
    hint: "Look whether it was done before you ask for it again.",
    cause,
  });
}

export function storeUnavailable(cause: unknown): AppError {
  return new AppError("STORE_UNAVAILABLE", "The database can't be reached.", {
    hint: "Nothing is lost; try again when PostgreSQL is up.",
    cause,
  });
}
