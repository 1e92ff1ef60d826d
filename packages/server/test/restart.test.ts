import { expect, test } from "vitest";
import { connectFakeAgent } from "./support/fake-agent.ts";
import { startKillableServer } from "./support/killable-server.ts";
import {
  WORKSPACE,
  databaseOfTest,
  startTestServer,
  temporaryDirectory,
  writeFiles,
} from "./support/test-server.ts";
import { until } from "./support/until.ts";

const WORKFLOW = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: "1" } }
jobs:
  - { name: build, type: runSh, steps: [{ TASK: [build] }, { OUT: app }] }
  - { name: other, type: runSh, steps: [{ TASK: [other] }] }
  - { name: never, type: runSh, runtime: { nodePool: nowhere }, steps: [{ TASK: [never] }] }
  - { name: join, type: runSh, dependencyMode: strict, steps: [{ IN: app }, { IN: other }, { TASK: [join] }] }
`;

test("a server that is killed between events is followed by one that goes on where it stood", async () => {
  const databaseUrl = await databaseOfTest();
  const [dataDir, source] = [await temporaryDirectory(), await temporaryDirectory()];
  await writeFiles(source, { "landbridge.yml": WORKFLOW });
  const first = await startKillableServer({ databaseUrl, dataDir, port: 0 });
  await first.client.addSource({ workspace: WORKSPACE, name: "source", kind: "directory", location: source });
  const before = await connectFakeAgent(first.url, { token: first.agentToken, slots: 2 });
  for (const job of ["build", "other", "never"]) await first.client.startRun({ workspace: WORKSPACE, job });
  const [build, other] = [await before.take("build"), await before.take("other")];
  await build.log(1, "first half, ");
  await build.finish({ postings: [{ name: "app", isCleared: false, values: { versionName: "2" } }] });
  await other.log(1, "line 1\n");
  await first.client.startRun({ workspace: WORKSPACE, job: "other" });
  const why = await first.client.explainJob({ workspace: WORKSPACE, job: "join" });
  expect(why.decisions).toMatchObject([{ verdict: "waiting", reason: "waits-for-upstream" }]);
  await first.kill();
  await before.closed;

  const { client, agent, ended, server } = await startTestServer({ databaseUrl, dataDir });
  const graph = await client.getGraph({ workspace: WORKSPACE });
  expect(Object.fromEntries(graph.jobs.map((job) => [job.name, job.status]))).toEqual({
    build: "success",
    other: "processing",
    never: "queued",
    join: "waiting",
  });
  expect((await client.explainJob({ workspace: WORKSPACE, job: "join" })).decisions).toEqual(why.decisions);
  expect((await client.getJob({ workspace: WORKSPACE, job: "never" })).reason.code).toBe("no-agent");

  const carried = [{ runId: other.runId, leaseToken: other.leaseToken }];
  const after = await agent({ token: before.key, instance: before.instance, slots: 2, runs: carried });
  expect(after.welcome.logs).toEqual([{ runId: other.runId, index: 1, offset: 7 }]);
  const result = { status: "success" as const, steps: [], state: { values: {}, files: [] }, postings: [] };
  after.say({ type: "run-finished", ...(carried[0] ?? { runId: "", leaseToken: "" }), result, files: {} });
  await ended("other", 1, "success");
  const second = await after.take("other");
  expect(second.number).toBe(2);
  await second.finish();
  expect((await after.take("join")).plan.inputs).toMatchObject([
    { name: "app", versionNumber: 2, versionName: "2" },
    { name: "other", versionNumber: 2 },
  ]);
  const elsewhere = await agent({ pool: "nowhere" });
  expect((await elsewhere.take()).job).toBe("never");
  const log = await server.readStepLog({ job: "build", number: 1, index: 1 }, 0);
  expect(Buffer.from(log.bytes).toString()).toBe("first half, ");
});

test("a report whose answer was lost with the server is answered by the next one, and counts once", async () => {
  const databaseUrl = await databaseOfTest();
  const dataDir = await temporaryDirectory();
  const seed = await startTestServer({ databaseUrl, dataDir, workflow: WORKFLOW });
  await seed.close();
  const first = await startKillableServer({ databaseUrl, dataDir, port: 0 });
  const before = await connectFakeAgent(first.url, { token: first.agentToken });
  await first.client.startRun({ workspace: WORKSPACE, job: "build" });
  const build = await before.take("build");
  build.report({ postings: [{ name: "app", isCleared: false, values: { versionName: "2" } }] });
  const killed = first.kill();
  await Promise.all([killed, before.closed]);

  const { client, agent, ended } = await startTestServer({ databaseUrl, dataDir });
  const runs = [{ runId: build.runId, leaseToken: build.leaseToken }];
  const after = await agent({ token: before.key, instance: before.instance, runs });
  const result = {
    status: "success" as const,
    steps: [],
    state: { values: {}, files: [] },
    postings: [{ name: "app", isCleared: false, values: { versionName: "2" } }],
  };
  after.say({ type: "run-finished", runId: build.runId, leaseToken: build.leaseToken, result, files: {} });
  await after.hears("run-finished-ack", build.runId);
  await ended("build", 1, "success");
  const versions = await client.listVersions({ workspace: WORKSPACE, resource: "app" });
  expect(versions.map(({ name }) => name)).toEqual(["2", "1"]);
  await until(async () => (await client.getJob({ workspace: WORKSPACE, job: "join" })).reason.text !== "");
  expect((await client.explainJob({ workspace: WORKSPACE, job: "join" })).decisions).toHaveLength(1);
});
