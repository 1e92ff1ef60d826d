import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Pool } from "pg";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { startEmbeddedPostgres } from "../../src/store/postgres/embedded-postgres.ts";
import type { PostgresConnection } from "../../src/store/postgres/embedded-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly postgres: PostgresConnection;
  }
}

export const TEMPLATE_DATABASE = "landbridge_template";

/** One throw-away PostgreSQL for the whole run, with a migrated database that each test clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "landbridge-tests-"));
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  await createTemplate(postgres.connection);
  project.provide("postgres", postgres.connection);
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function createTemplate(connection: PostgresConnection): Promise<void> {
  const client = new Client(connection);
  await client.connect();
  await client.query(`create database ${TEMPLATE_DATABASE} template ${connection.database}`);
  await client.end();
  const pool = new Pool({ ...connection, database: TEMPLATE_DATABASE });
  // A connection that breaks shows in its next query.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  await migrateDatabase(pool);
  await pool.end();
}
