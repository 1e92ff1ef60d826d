import { AppError } from "@landbridge/core";
import { runMigrations } from "graphile-worker";
import { readFile, readdir } from "node:fs/promises";
import type { Pool } from "pg";
import { inTransaction } from "./database.ts";

const MIGRATIONS = new URL("../../migrations/", import.meta.url);
/** Any number that nobody else locks: two servers that start together migrate one after the other. */
const MIGRATION_LOCK = 4_600_001;

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * Brings a database to this version's schema: numbered, forward only, each migration in a transaction. Refuses
 * a database that a newer version has migrated (NEWER_SCHEMA). Safe to run from several processes at once.
 */
export async function migrateDatabase(pool: Pool): Promise<void> {
  const migrations = await readMigrations();
  await inTransaction(pool, async (client) => {
    await client.query("select pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await client.query(`create table if not exists schema_migrations (
      number integer primary key, name text not null, applied_at timestamptz not null default now())`);
    const { rows } = await client.query<{ number: number }>("select number from schema_migrations");
    const applied = new Set(rows.map((row) => row.number));
    refuseNewer(applied, migrations);
    for (const migration of migrations) {
      if (applied.has(migration.number)) continue;
      await client.query(migration.sql);
      await client.query("insert into schema_migrations (number, name) values ($1, $2)", [
        migration.number,
        migration.name,
      ]);
    }
  });
  // The queue of effects has migrations of its own, in its own schema.
  await runMigrations({ pgPool: pool });
}

function refuseNewer(applied: ReadonlySet<number>, migrations: readonly Migration[]): void {
  const newest = Math.max(0, ...applied);
  const known = migrations.at(-1)?.number ?? 0;
  if (newest <= known) return;
  throw new AppError(
    "NEWER_SCHEMA",
    `The database has schema ${String(newest)}; this Landbridge knows up to ${String(known)}.`,
    { hint: "Start the newer version, or restore a backup that was made with this one." },
  );
}

async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(MIGRATIONS)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      number: Number(name.slice(0, 4)),
      name,
      sql: await readFile(new URL(name, MIGRATIONS), "utf8"),
    })),
  );
}
