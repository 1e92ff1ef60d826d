import { ApiError } from "@landbridge/api";
import { expect, test } from "vitest";
import { startEngine } from "./support/engine-harness.ts";
import { resultOf } from "./support/fake-agent.ts";
import { WORKSPACE, databaseOfTest, startTestServer } from "./support/test-server.ts";

const WORKFLOW = `
jobs:
  - name: work
    type: runSh
    inputs:
      - { name: REGION, type: choice, options: [eu, us] }
      - { name: COUNT, type: number, default: 1, description: How many }
    locks: [cluster]
    retry: { attempts: 2, on: [failure], backoffSeconds: 5 }
    supersede: queued
    steps: [{ TASK: [work] }]
  - { name: other, type: runSh, locks: [cluster], steps: [{ TASK: [other] }] }
`;

test("a run by hand takes typed values, and they reach it as variables", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const { client } = server;
  const worker = await server.agent();
  const run = { workspace: WORKSPACE, job: "work" };
  await client.startRun({ ...run, env: { MORE: "yes" }, inputs: { REGION: "us", COUNT: "3" } });
  expect((await worker.take()).plan.env).toEqual({ MORE: "yes", REGION: "us", COUNT: "3" });
  expect((await client.getRun({ ...run, number: 1 })).givenInputs).toEqual({ REGION: "us", COUNT: 3 });
  const refused = await client
    .startRun({ ...run, inputs: { REGION: "uk", CUONT: 1 } })
    .catch((error) => error);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused.view).toMatchObject({
    code: "INPUTS_INVALID",
    status: 422,
    problems: [
      'There is no input named "CUONT". (did you mean COUNT?)',
      'The input REGION must be one of eu and us, but is "uk". (give it one of eu and us)',
    ],
  });
  expect(await client.listJobRuns(run)).toHaveLength(1);
});

test("a run that an event starts begins with the defaults; an input without one has no value", async () => {
  const server = await startTestServer({
    workflow: `
resources: [{ name: app, type: params, version: { params: { A: "1" } } }]
jobs:
  - name: ship
    type: runSh
    when: inputs.REGION == 'eu'
    inputs: [{ name: REGION, type: choice, options: [eu, us], default: eu }, { name: NOTE, type: string }]
    steps: [{ IN: app }, { TASK: [ship] }]
`,
  });
  const worker = await server.agent();
  await server.client.postVersion({ workspace: WORKSPACE, resource: "app", values: { A: "2" } });
  expect((await worker.take("ship")).plan.env).toEqual({ REGION: "eu" });
  const run = await server.client.getRun({ workspace: WORKSPACE, job: "ship", number: 1 });
  expect(run.givenInputs).toEqual({ REGION: "eu" });
});

test("a job tells what it asks for, who holds its locks, and how it retries and supersedes", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const worker = await server.agent();
  await server.run("other");
  await worker.take("other");
  const work = await server.client.getJob({ workspace: WORKSPACE, job: "work" });
  expect(work).toMatchObject({
    asksInputs: true,
    declaredInputs: [
      { name: "REGION", type: "choice", options: ["eu", "us"] },
      { name: "COUNT", type: "number", default: 1, description: "How many" },
    ],
    locks: [{ name: "cluster", heldBy: { job: "other", number: 1 } }],
    retry: { attempts: 2, on: ["failure"], backoffSeconds: 5 },
    supersede: "queued",
  });
});

test("the limit of a pool, or else of the workspace, is that of a run whose job says none, on every server", async () => {
  const first = await startTestServer({ workflow: WORKFLOW });
  const second = await startTestServer({ databaseUrl: first.databaseUrl });
  await second.client.listPools({ workspace: WORKSPACE });
  const worker = await second.agent();
  const minutesOfRun = async () => {
    await second.run("other");
    const run = await worker.take("other");
    await run.finish();
    return run.plan.timeoutMs / 60_000;
  };
  expect(await minutesOfRun()).toBe(60);
  await first.client.putSettings({ workspace: WORKSPACE, timeoutMinutes: 20 });
  expect(await minutesOfRun()).toBe(20);
  await first.client.putPool({ workspace: WORKSPACE, pool: "default", timeoutMinutes: 7 });
  expect(await minutesOfRun()).toBe(7);
  expect(await second.client.listPools({ workspace: WORKSPACE })).toEqual([
    { name: "default", timeoutMinutes: 7, agents: 1, slots: 4, jobs: 2 },
  ]);
  await first.client.putPool({ workspace: WORKSPACE, pool: "default" });
  await first.client.putSettings({ workspace: WORKSPACE });
  expect(await minutesOfRun()).toBe(60);
  const { rows } = await first.pool.query(
    "select action, subject, details from audit_log where action like 'set-%' order by id",
  );
  expect(rows).toEqual([
    { action: "set-workspace", subject: "main", details: { timeoutMinutes: 20 } },
    { action: "set-pool", subject: "default", details: { timeoutMinutes: 7 } },
    { action: "set-pool", subject: "default", details: {} },
    { action: "set-workspace", subject: "main", details: {} },
  ]);
});

/** A job with these inputs, and events in the order in which the engine takes them. */
async function startInputs(inputs: string) {
  const harness = await startEngine(await databaseOfTest());
  const declare = (declared: string) =>
    harness.sync(`jobs: [{ name: work, type: runSh, inputs: [${declared}], steps: [{ TASK: [work] }] }]`);
  await declare(inputs);
  const ask = (given: Readonly<Record<string, unknown>>) =>
    harness.engine.submit({ type: "run-asked", job: "work", by: "ada", env: {}, inputs: given });
  const rerun = (how: "same" | "today") =>
    harness.engine.submit({ type: "rerun-asked", job: "work", number: 1, how, by: "ada" });
  const endFirst = async () => {
    const [record] = (await harness.engine.current()).runs.values();
    if (!record?.plan) throw new Error("no run has started");
    const { leaseToken = "", plan } = record;
    const result = resultOf(plan, { status: "failure" });
    await harness.engine.submit({ type: "run-finished", runId: record.live.id, leaseToken, result });
  };
  const newest = async () => (await harness.engine.current()).jobs.get("work")?.newestRun;
  return { ...harness, declare, ask, rerun, endFirst, newest };
}

test("what is given counts by what the job declares when the run is made, also where it was edited meanwhile", async () => {
  const { declare, ask, newest } = await startInputs("{ name: COUNT, type: number }");
  await declare("{ name: COUNT, type: choice, options: [few, many] }");
  await expect(ask({ COUNT: 3 })).rejects.toMatchObject({ code: "INPUTS_INVALID" });
  await expect(ask({})).rejects.toMatchObject({ code: "INPUTS_INVALID" });
  expect(await newest()).toBeUndefined();
  await ask({ COUNT: "few" });
  expect(await newest()).toMatchObject({ inputs: { COUNT: "few" }, env: { COUNT: "few" } });
});

test("a rerun of today reads its values by today's types; one that is the same keeps its own", async () => {
  const { declare, ask, rerun, endFirst, newest, addAgent } = await startInputs(
    "{ name: COUNT, type: number }",
  );
  addAgent(1);
  await ask({ COUNT: 3 });
  await endFirst();
  await declare("{ name: COUNT, type: string }, { name: SIZE, type: string, default: s }");
  await rerun("today");
  expect(await newest()).toMatchObject({ inputs: { COUNT: "3", SIZE: "s" }, env: { COUNT: "3", SIZE: "s" } });
  await rerun("same");
  expect(await newest()).toMatchObject({ inputs: { COUNT: 3 }, env: { COUNT: "3" } });
  expect((await newest())?.inputs).not.toHaveProperty("SIZE");
  await declare("{ name: COUNT, type: choice, options: [few, many] }");
  await expect(rerun("today")).rejects.toMatchObject({ code: "INPUTS_INVALID" });
});

test("the gate of a rerun is answered anew, and the run is carried out with the new answers", async () => {
  const approval = "{ inputs: [{ name: WINDOW, type: string }] }";
  const server = await startTestServer({
    workflow: `jobs: [{ name: ship, type: runSh, approval: ${approval}, steps: [{ TASK: [ship] }] }]`,
  });
  const { client } = server;
  const worker = await server.agent();
  const ship = { workspace: WORKSPACE, job: "ship" };
  await client.startRun(ship);
  await client.approveRun({ ...ship, number: 1, inputs: { WINDOW: "day" } });
  await (await worker.take()).finish({ status: "failure" });
  await client.rerun({ ...ship, number: 1 });
  await client.approveRun({ ...ship, number: 2, inputs: { WINDOW: "night" } });
  expect((await worker.take()).plan.env).toEqual({ WINDOW: "night" });
});
