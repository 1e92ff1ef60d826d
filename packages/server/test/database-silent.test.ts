import { spawn } from "node:child_process";
import { once } from "node:events";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { inTransaction, isStoreAway, openDatabase } from "../src/store/database.ts";
import type { Database } from "../src/store/database.ts";
import { startSilentProxy } from "./support/silent-proxy.ts";
import { WORKSPACE, databaseOfTest, startTestServer } from "./support/test-server.ts";
import { until } from "./support/until.ts";

const WORKFLOW = `
jobs:
  - { name: work, type: runSh, steps: [{ TASK: [work] }] }
  - { name: after, type: runSh, steps: [{ IN: work }, { TASK: [after] }] }
`;

async function startBehindProxy() {
  const databaseUrl = await databaseOfTest();
  const proxy = await startSilentProxy(databaseUrl);
  const server = await startTestServer({
    databaseUrl: proxy.databaseUrl,
    databaseSeconds: 3,
    workflow: WORKFLOW,
  });
  return { proxy, server, databaseUrl };
}

test("when the database falls silent users are told so, and everything goes on once it answers again", async () => {
  const { proxy, server } = await startBehindProxy();
  const { agent, run, ended, request, client } = server;
  const worker = await agent();
  await run("work");
  const work = await worker.take();
  // Answered once the agent has joined: one that joins while the database is silent is sent away.
  await work.log(1, "under way\n");
  proxy.fallSilent();
  const [ready, graph, refused] = await Promise.all([
    request("/readyz"),
    client.listRuns({ workspace: WORKSPACE }).catch((error: unknown) => error),
    run("work").catch((error: unknown) => error),
  ]);
  expect(ready.status).toBe(503);
  expect(graph).toMatchObject({ view: { code: "STORE_UNAVAILABLE", status: 503 } });
  expect(refused).toMatchObject({ view: { code: "STORE_UNAVAILABLE", status: 503 } });
  work.report();

  proxy.mend();
  await worker.hears("run-finished-ack", work.runId);
  await ended("work", 1, "success");
  expect((await worker.take("after")).number).toBe(1);
  await server.until(async () => (await request("/readyz")).status === 200);
});

test.each(["before", "after"] as const)(
  "silence that begins right %s a commit reaches the database: the report counts once, and what follows starts once",
  async (when) => {
    const { proxy, server } = await startBehindProxy();
    const { agent, run, ended, client } = server;
    const worker = await agent();
    await run("work");
    const work = await worker.take();
    proxy.fallSilentAtCommit(when);
    work.report();
    await proxy.silence();
    // The connection that holds the workspace's lock stays open on the database's side: nobody told it anything.
    proxy.mend();
    await worker.hears("run-finished-ack", work.runId);
    await ended("work", 1, "success");
    const after = await worker.take("after");
    await after.finish();
    await ended("after", 1, "success");
    const runs = await client.listRuns({ workspace: WORKSPACE });
    expect(runs.map(({ job, number, status }) => `${job} ${String(number)} ${status}`).sort()).toEqual([
      "after 1 success",
      "work 1 success",
    ]);
  },
);

test.each([
  ["of the pool", ({ pool }: Database) => pool.query("select 1")],
  ["of the query builder", ({ query }: Database) => query.selectFrom("users").selectAll().execute()],
  ["of a transaction", ({ pool }: Database) => inTransaction(pool, (client) => client.query("select 1"))],
])("a connection on which an answer %s stayed away is not used again", async (_, ask) => {
  const proxy = await startSilentProxy(await databaseOfTest());
  const database = openDatabase(
    { connectionString: proxy.databaseUrl },
    { onError: () => undefined, answerMs: 500 },
  );
  onTestFinished(() => database.close());
  await ask(database);
  proxy.fallSilent();
  const silence: unknown = await ask(database).catch((error: unknown) => error);
  expect({ silence, isAway: isStoreAway(silence) }).toMatchObject({ isAway: true });
  proxy.mend();
  await expect(ask(database)).resolves.toBeDefined();
});

test("a server ends in order while its database is silent", async () => {
  const { proxy, server } = await startBehindProxy();
  const worker = await server.agent();
  await server.run("work");
  const work = await worker.take();
  proxy.fallSilent();
  work.report();
  await expect(server.close()).resolves.toBeUndefined();
  await worker.closed;
});

test("a process that closes its database while that is silent ends", async () => {
  const proxy = await startSilentProxy(await databaseOfTest());
  const script = `
    const { openDatabase } = await import(${JSON.stringify(import.meta.resolve("../src/store/database.ts"))});
    const address = { connectionString: ${JSON.stringify(proxy.databaseUrl)} };
    const database = openDatabase(address, { onError() {}, answerMs: 60_000 });
    await database.pool.query("select 1");
    process.stdout.write("connected");
    process.stdin.once("end", () => void database.close()).resume();
  `;
  const child = spawn(
    process.execPath,
    ["--conditions=source", "--import", "tsx", "--input-type=module", "-e", script],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  proxy.fallSilent();
  child.stdin.end();
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("a migration waits for that of another server for longer than an answer may take", async () => {
  const databaseUrl = await databaseOfTest();
  const other = new Client({ connectionString: databaseUrl });
  await other.connect();
  await other.query("select pg_advisory_lock(4600001)");
  const starting = startTestServer({ databaseUrl, databaseSeconds: 3 });
  await until(async () => {
    const { rows } = await other.query(
      `select 1 from pg_stat_activity where datname = current_database()
       and wait_event_type = 'Lock' and clock_timestamp() - query_start > interval '1.5 seconds'`,
    );
    return rows.length === 1;
  });
  await other.end();
  expect((await (await starting).request("/readyz")).status).toBe(200);
});
