import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Pool } from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { migrateDatabase } from "../src/store/migrate.ts";
import { startEmbeddedPostgres } from "../src/store/postgres/embedded-postgres.ts";
import type { EmbeddedPostgres } from "../src/store/postgres/embedded-postgres.ts";
import { startEngine } from "./support/engine-harness.ts";
import type { SentStatement } from "./support/engine-harness.ts";
import { BUILD_LINE, finishedBuild } from "./support/finished-build.ts";
import { breachesIn, differenceOf, workflowFacts } from "./support/workflow-facts.ts";

/** Of a completion, whatever happens to the database meanwhile. */
const CHANGES = {
  "decision about deploy: queued input-changed": 1,
  "decision about notify: queued input-changed": 1,
  "event run-finished": 1,
  "last end of build": 1,
  "last run number of deploy": 1,
  "last run number of notify": 1,
  "last success of build": 1,
  "newest version of app": 1,
  plan: 2,
  "run of build processing": -1,
  "run of build success": 1,
  "run of deploy processing": 1,
  "run of notify processing": 1,
  step: 3,
  "version of app": 1,
};

interface Cluster {
  /** Address of a new database that is migrated and empty. */
  createDatabase(): Promise<string>;
  /** As `pg_ctl restart -m immediate`, or after a kill of the postmaster. */
  restart(signal: "SIGQUIT" | "SIGKILL"): Promise<void>;
  stop(): Promise<void>;
}

/** A durable PostgreSQL of this file's own: each test has a database in it. */
async function startCluster(dataDir: string): Promise<Cluster> {
  let ended: () => void = () => undefined;
  const start = (): Promise<EmbeddedPostgres> => startEmbeddedPostgres({ dataDir, onExit: () => ended() });
  let postgres = await start();
  const { connection } = postgres;
  const urlOf = (database: string): string =>
    `postgres://${connection.user}@localhost:${String(connection.port)}/${database}?host=${encodeURIComponent(connection.host)}`;
  const pool = new Pool(connection);
  pool.on("error", () => undefined);
  const { rows } = await pool.query<{ data_directory: string }>("show data_directory");
  await migrateDatabase(pool);
  // A commit lasts long enough to be struck: it waits for others before it flushes.
  await pool.query("alter role current_user set commit_delay = 100000");
  await pool.query("alter role current_user set commit_siblings = 0");
  await pool.end();
  let databases = 0;
  return {
    async createDatabase() {
      const name = `test_${String(++databases)}`;
      const client = new Client({ ...connection, database: "template1" });
      await client.connect();
      await client
        .query(`create database ${name} template ${connection.database}`)
        .finally(() => client.end());
      return urlOf(name);
    },
    async restart(signal) {
      const isOver = new Promise<void>((resolve) => (ended = resolve));
      const pidFile = await readFile(join(rows[0]?.data_directory ?? "", "postmaster.pid"), "utf8");
      process.kill(Number.parseInt(pidFile, 10), signal);
      await isOver;
      postgres = await start();
    },
    stop: () => postgres.stop(),
  };
}

let cluster: Cluster;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "landbridge-test-"));
  cluster = await startCluster(dataDir);
});
afterAll(async () => {
  await cluster.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Whoever writes into the table waits until PostgreSQL ends. */
async function holdTable(pool: Pool, table: string): Promise<void> {
  const client = await pool.connect();
  client.on("error", () => undefined);
  onTestFinished(() => client.release(true));
  await client.query(`begin; lock table ${table} in access exclusive mode`);
}

test.each([
  ["before the lock", "SIGQUIT", "lock", "before", [{}]],
  ["after the lock", "SIGKILL", "lock", "after", [{}]],
  ["in the save", "SIGQUIT", "save", "while", [{}]],
  ["after the save", "SIGQUIT", "save", "after", [{}]],
  ["in the commit", "SIGQUIT", "commit", "while", [{}, CHANGES]],
  ["in the commit", "SIGKILL", "commit", "while", [{}, CHANGES]],
  ["after the commit", "SIGKILL", "commit", "after", [CHANGES]],
] as const)(
  "a PostgreSQL that is restarted %s (%s) comes back with the state before or after, and the report is applied once",
  async (_, signal, kind, moment, allowed) => {
    const databaseUrl = await cluster.createDatabase();
    const harness = await startEngine(databaseUrl, { retryMs: 20 });
    harness.addAgent(4);
    await harness.sync(BUILD_LINE);
    const finished = await finishedBuild(harness);
    const pool = new Pool({ connectionString: databaseUrl, max: 2 });
    pool.on("error", () => undefined);
    onTestFinished(() => pool.end());
    const before = await workflowFacts(pool);
    let struck: Promise<object> | undefined;
    const strike = async (afterMs: number): Promise<object> => {
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await cluster.restart(signal);
      return differenceOf(before, await workflowFacts(pool));
    };
    const strikeAt = async (statement: SentStatement): Promise<void> => {
      if (statement.kind !== kind || struck) return;
      if (moment === "while" && kind === "save") await holdTable(pool, "events");
      struck = strike(moment === "while" ? 30 : 0);
      // In the midst of a statement: it goes its way meanwhile.
      if (moment !== "while") await struck;
    };
    if (moment === "after") harness.afterStatement(strikeAt);
    else harness.beforeStatement(strikeAt);

    const outcome = await harness.engine.submit(finished, { isDurable: true });
    expect(allowed).toContainEqual(await struck);
    expect(outcome).toEqual({ type: "accepted", isAccepted: true });
    expect(differenceOf(before, await workflowFacts(pool))).toEqual(CHANGES);
    expect(await harness.engine.submit(finished, { isDurable: true })).toEqual({
      type: "accepted",
      isAccepted: false,
    });
    expect(differenceOf(before, await workflowFacts(pool))).toEqual(CHANGES);
    expect(await breachesIn(pool)).toEqual([]);
  },
);
