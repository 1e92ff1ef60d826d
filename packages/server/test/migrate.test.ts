import { Pool } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { migrateDatabase } from "../src/store/migrate.ts";
import { databaseOfTest, startTestServer } from "./support/test-server.ts";
import { until } from "./support/until.ts";

async function emptyDatabase(): Promise<Pool> {
  const pool = new Pool({ connectionString: await databaseOfTest(), max: 4 });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  onTestFinished(() => pool.end());
  await pool.query("drop schema public cascade; drop schema graphile_worker cascade; create schema public");
  return pool;
}

async function appliedIn(pool: Pool): Promise<readonly { number: number; name: string }[]> {
  const { rows } = await pool.query<{ number: number; name: string; applied_at: Date }>(
    "select number, name, applied_at from schema_migrations order by number",
  );
  return rows;
}

test("migrating an empty database makes the schema; migrating again changes nothing", async () => {
  const pool = await emptyDatabase();
  await migrateDatabase(pool);
  const applied = await appliedIn(pool);
  expect(applied.map(({ number, name }) => [number, name])[0]).toEqual([1, "0001_initial.sql"]);
  await migrateDatabase(pool);
  expect(await appliedIn(pool)).toEqual(applied);
});

test("servers that migrate the same database at once do it once", async () => {
  const pool = await emptyDatabase();
  await Promise.all([migrateDatabase(pool), migrateDatabase(pool), migrateDatabase(pool)]);
  const numbers = (await appliedIn(pool)).map(({ number }) => number);
  expect(numbers).toEqual([...new Set(numbers)]);
  expect((await pool.query("select 1 from workspaces")).rows).toEqual([]);
});

test("a database that a newer version has migrated is refused and left alone", async () => {
  const databaseUrl = await databaseOfTest();
  const pool = new Pool({ connectionString: databaseUrl });
  onTestFinished(() => pool.end());
  await pool.query("insert into schema_migrations (number, name) values (9999, '9999_from_the_future.sql')");
  const before = await appliedIn(pool);
  await expect(startTestServer({ databaseUrl })).rejects.toMatchObject({ code: "NEWER_SCHEMA" });
  expect(await appliedIn(pool)).toEqual(before);
  // Nothing of the refused server holds on to the database.
  await until(async () => {
    const { rows } = await pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    return rows.length === 0;
  });
});
