import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import type { PoolClient } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { saveFailedSync } from "../src/store/configurations.ts";
import { claimGeneration, pauseSource } from "../src/store/sync-sources.ts";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";
import { until } from "./support/until.ts";

const workspace = WORKSPACE;
const APP = "jobs:\n  - { name: build, type: runSh, steps: [{ TASK: [make] }] }\n";

interface Written {
  readonly pool: Pool;
  readonly sourceId: string;
  /** Writes a failed sync down, as any server on the database does. */
  fail(text: string, generation: number): Promise<void>;
  /** A transaction that another server holds open. */
  begin(): Promise<PoolClient>;
  /** So many connections wait for a lock. */
  waiting(count: number): Promise<unknown>;
}

async function writing({ databaseUrl }: TestServer): Promise<Written> {
  const pool = new Pool({ connectionString: databaseUrl, max: 6 });
  onTestFinished(() => pool.end());
  const { rows } = await pool.query<{ id: string; workspace_id: string }>(
    "select id, workspace_id from sources",
  );
  const [row] = rows;
  if (!row) throw new Error("there is no source");
  const { id: sourceId, workspace_id: workspaceId } = row;
  return {
    pool,
    sourceId,
    fail: (text, generation) =>
      saveFailedSync(pool, {
        id: randomUUID(),
        workspaceId,
        sourceId,
        by: "poll",
        generation,
        record: { at: new Date(), status: "failure", text, problems: [] },
      }),
    async begin() {
      const client = await pool.connect();
      await client.query("begin");
      return client;
    },
    waiting: (count) =>
      until(async () => {
        const waiting = await pool.query<{ count: number }>(
          `select count(*)::int as count from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting.rows[0]?.count === count;
      }),
  };
}

test("two servers whose syncs fail at the same time both write it down", async () => {
  const server = await startTestServer();
  await server.sync(APP, "app");
  const { fail, begin, waiting } = await writing(server);
  const holder = await begin();
  await holder.query("select 1 from sources for update");
  const both = Promise.all([fail("one", 9), fail("two", 9)]);
  await waiting(2);
  await holder.query("commit");
  holder.release();
  await both;
  const history = await server.client.listConfigurations({ workspace, source: "app" });
  expect(history.map(({ number, status }) => [number, status])).toEqual([
    [3, "failure"],
    [2, "failure"],
    [1, "success"],
  ]);
});

test("a source is paused while its sync fails: neither waits for the other for ever", async () => {
  const server = await startTestServer();
  await server.sync(APP, "app");
  const { fail, begin, waiting, sourceId } = await writing(server);
  const engine = await begin();
  await engine.query("select 1 from workspaces for update");
  const failed = fail("one", 9);
  await waiting(1);
  expect(await pauseSource(engine, sourceId, true)).toBe(true);
  await engine.query("commit");
  engine.release();
  await failed;
  expect(await server.client.listSources({ workspace })).toMatchObject([
    { isPaused: true, lastSync: { status: "failure", text: "one" } },
  ]);
});

test("a reading that fails late says nothing after a newer one was applied", async () => {
  const server = await startTestServer();
  await server.sync(APP, "app");
  const { fail, begin, sourceId } = await writing(server);
  const newer = await begin();
  await claimGeneration(newer, { sourceId, generation: 9 });
  await newer.query("commit");
  newer.release();
  await fail("old", 8);
  expect(await server.client.listSources({ workspace })).toMatchObject([{ lastSync: { status: "success" } }]);
  expect(await server.client.listConfigurations({ workspace, source: "app" })).toHaveLength(1);
});

test("a sync that takes a fault back is in the history, so that the same fault is news again", async () => {
  const server = await startTestServer();
  for (const text of [APP, "jobs: [{", APP, "jobs: [{", "jobs: [{", APP, APP]) await server.sync(text, "app");
  const history = await server.client.listConfigurations({ workspace, source: "app" });
  expect(history.map(({ status, text }) => [status, text.replace(/:.*/, "")])).toEqual([
    ["success", "1 job and 0 resources; nothing changed"],
    ["failure", "Nothing was changed"],
    ["success", "1 job and 0 resources; nothing changed"],
    ["failure", "Nothing was changed"],
    ["success", "1 job and 0 resources; 1 added"],
  ]);
});
