import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";
import type { PostgresConnection } from "../../src/store/postgres/embedded-postgres.ts";
import { TEMPLATE_DATABASE } from "./postgres-setup.ts";

export interface TestDatabase {
  readonly connection: PostgresConnection;
  /** Drops it, whoever is still connected. */
  close(): Promise<void>;
}

/** A migrated, empty database of this test's own. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject("postgres");
  const database = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(server, `create database ${database} template ${TEMPLATE_DATABASE} strategy file_copy`);
  return {
    connection: { ...server, database },
    close: () => administer(server, `drop database if exists ${database} with (force)`),
  };
}

async function administer(server: PostgresConnection, statement: string): Promise<void> {
  const client = new Client(server);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
