import { expect, onTestFinished, test } from "vitest";
import { databaseOfTest, startTestServer } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";
import { until } from "./support/until.ts";

const WORKFLOW = `
jobs:
  - name: far
    type: runSh
    runtime: { nodePool: far }
    steps: [{ TASK: [work] }]
  - { name: after, type: runSh, runtime: { nodePool: near }, steps: [{ IN: far }, { TASK: [work] }] }
  - { name: lone, type: runSh, runtime: { nodePool: far }, steps: [{ TASK: [work] }] }
`;
const WORKSPACE = "main";

/** Two servers on one database that don't look what the other one did for as long as the test takes. */
async function startTwo(): Promise<readonly [TestServer, TestServer]> {
  const databaseUrl = await databaseOfTest();
  const first = await startTestServer({ databaseUrl, followMs: 3_600_000, workflow: WORKFLOW });
  const second = await startTestServer({ databaseUrl, followMs: 3_600_000 });
  // Both listen: what is called before is not heard.
  await until(async () => (await listenersOf(first)).length === 2, { what: "two servers listen" });
  return [first, second];
}

async function listenersOf({ pool }: TestServer): Promise<readonly number[]> {
  const { rows } = await pool.query<{ pid: number }>(
    `select pid from pg_stat_activity
      where datname = current_database() and query = 'listen landbridge_calls' and state = 'idle'`,
  );
  return rows.map(({ pid }) => pid);
}

test("a run that only an agent of another server can take starts at once, and what follows it on the first one", async () => {
  const [first, second] = await startTwo();
  const near = await first.agent({ name: "near", pool: "near" });
  const far = await second.agent({ name: "far", pool: "far" });
  await first.run("far");
  await (await far.take("far")).finish();
  await (await near.take("after")).finish();
  expect(await first.ended("after", 1, "success")).toMatchObject({ agent: "near" });
});

test("a run on an agent of another server is told at once that it was canceled", async () => {
  const [first, second] = await startTwo();
  const far = await second.agent({ name: "far", pool: "far" });
  await first.run("far");
  const { runId } = await far.take("far");
  await first.client.cancelRun({ workspace: WORKSPACE, job: "far", number: 1 });
  expect(await far.hears("cancel", runId)).toMatchObject({ runId });
});

test("a server whose connection for calls breaks listens on another one", async () => {
  const [first, second] = await startTwo();
  const before = await listenersOf(first);
  for (const pid of before) await first.pool.query("select pg_terminate_backend($1)", [pid]);
  await until(
    async () => {
      const now = await listenersOf(first);
      return now.length === 2 && now.every((pid) => !before.includes(pid));
    },
    { what: "both listen anew" },
  );
  const far = await second.agent({ name: "far", pool: "far" });
  await first.run("far");
  expect(await far.take("far")).toMatchObject({ number: 1 });
});

test("a server that ends leaves no connection behind", async () => {
  const [first, second] = await startTwo();
  await second.close();
  expect(await listenersOf(first)).toHaveLength(1);
  onTestFinished(() => first.close());
});

test("others are called for runs that nothing holds, with the pools that they wait for", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const near = await server.agent({ name: "near", pool: "near" });
  const listener = await server.pool.connect();
  onTestFinished(() => listener.release(true));
  const heard: (string | undefined)[] = [];
  listener.on("notification", ({ payload }) => heard.push(payload?.replace(/^[0-9a-f-]{36}/, "")));
  await listener.query("listen landbridge_calls");
  await server.run("after");
  await near.take("after");
  // Held by the one before it.
  await server.run("after");
  await server.run("lone");
  await until(() => heard.length > 0, { what: "somebody is called" });
  expect(heard).toEqual(['["far"]']);
});
