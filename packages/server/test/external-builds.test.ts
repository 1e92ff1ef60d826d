import { expect, test } from "vitest";
import { createReaper } from "../src/engine/loops/reap.ts";
import { tokenOf } from "./support/api-token.ts";
import { startEngine } from "./support/engine-harness.ts";
import { databaseOfTest, startTestServer, WORKSPACE } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const WORKFLOW = `
resources:
  - { name: jenkins, type: externalCIServer }
  - { name: other, type: externalCIServer }
jobs:
  - { name: elsewhere, type: externalCI }
  - { name: after, type: runSh, steps: [{ IN: elsewhere }, { TASK: [after] }] }`;

const BUILD = {
  jobName: "elsewhere",
  externalCIServerId: "jenkins",
  externalBuildUrl: "https://ci.example.com/17",
  externalBuildId: "17",
};
const [PROCESSING, SUCCESS, FAILURE] = [4001, 4002, 4003];

function tell(
  { client }: TestServer,
  statusCode: number | undefined,
  told: Partial<typeof BUILD> & { versionData?: object } = {},
) {
  const versionData = (told.versionData ?? {}) as Record<string, string>;
  return client.tellBuild({ ...BUILD, ...told, statusCode: statusCode ?? 0, versionData });
}

test("a build that begins and ends elsewhere is one run, and its success starts the consumers with its data", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const worker = await server.agent();
  expect(await tell(server, PROCESSING, { versionData: { key1: "early", only: "here" } })).toMatchObject({
    job: "elsewhere",
    number: 1,
    status: "processing",
    cause: { kind: "external", resource: "jenkins", url: "https://ci.example.com/17" },
  });
  expect(await tell(server, PROCESSING)).toMatchObject({ number: 1, status: "processing" });
  expect(worker.runs).toEqual([]);

  const versionData = { key1: "v", count: 3, deep: { a: [1] }, versionName: "1.4.2" };
  expect(await tell(server, SUCCESS, { versionData })).toMatchObject({
    number: 1,
    status: "success",
    versionName: "1.4.2",
  });
  const { plan } = await worker.take("after");
  expect(plan.inputs[0]).toMatchObject({
    name: "elsewhere",
    kind: "job",
    versionNumber: 1,
    versionName: "1.4.2",
    values: { key1: "v", count: "3", deep: '{"a":[1]}', only: "here" },
  });
  const { rows } = await server.pool.query("select data from external_builds");
  expect(rows).toEqual([{ data: { ...versionData, only: "here" } }]);

  // What is told again, or told otherwise, of a run that has ended changes nothing.
  expect(await tell(server, SUCCESS)).toMatchObject({ number: 1, status: "success" });
  expect(await tell(server, FAILURE)).toMatchObject({ number: 1, status: "success" });
  const [newest] = await server.client.listJobRuns({ workspace: WORKSPACE, job: "after" });
  expect(newest).toMatchObject({ number: 1 });
});

test("an end without a beginning makes the run and ends it; a failure starts nothing", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  expect(await tell(server, FAILURE)).toMatchObject({
    number: 1,
    status: "failure",
    reason: { code: "external-failure", text: "jenkins told that its build 17 failed." },
  });
  expect(await server.client.listJobRuns({ workspace: WORKSPACE, job: "after" })).toEqual([]);
  const many = await Promise.all(
    Array.from({ length: 5 }, () => tell(server, SUCCESS, { externalBuildId: "18" })),
  );
  expect(many.map(({ number }) => number)).toEqual([2, 2, 2, 2, 2]);
  expect(await server.client.listJobRuns({ workspace: WORKSPACE, job: "after" })).toHaveLength(1);
  // Another server may number its builds alike.
  expect(await tell(server, SUCCESS, { externalCIServerId: "other" })).toMatchObject({ number: 3 });
});

test("the identifier of the server resource does as well as its name, and so does an old way to give the token", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const { id } = await server.client.getResource({ workspace: WORKSPACE, resource: "jenkins" });
  const tellAs = async (authorization: string) =>
    server.request("/api/v1/externalCI", {
      method: "POST",
      headers: { authorization },
      body: JSON.stringify({ ...BUILD, externalBuildId: 17, externalCIServerId: id, statusCode: SUCCESS }),
    });
  const answer = await tellAs(`apiToken ${await tokenOf(server, "operator")}`);
  expect(await answer.json()).toMatchObject({ number: 1, status: "success" });
  expect((await tellAs(`Bearer ${await tokenOf(server, "viewer")}`)).status).toBe(403);
  expect((await tellAs("Bearer nobody")).status).toBe(401);
});

test.each([
  [{ jobName: "nobody" }, SUCCESS, "JOB_NOT_FOUND", "There is no job named nobody."],
  [{ jobName: "after" }, SUCCESS, "RUN_REFUSED", "after is of type runSh; only jobs of type externalCI"],
  [
    { externalCIServerId: "nobody" },
    SUCCESS,
    "RESOURCE_NOT_FOUND",
    "There is no externalCIServer resource nobody.",
  ],
  [{}, 4004, "BAD_REQUEST", "statusCode is 4004: one of 4001 processing, 4002 success, 4003 failure."],
  [{ versionData: { a: "\0" } }, SUCCESS, "BAD_REQUEST", "The body holds a NUL character"],
  [
    { versionData: { a: "x".repeat(1_100_000) } },
    SUCCESS,
    "REQUEST_TOO_LARGE",
    "versionData may have 1048576 bytes.",
  ],
  [{ externalBuildId: "" }, SUCCESS, "BAD_REQUEST", "externalBuildId"],
])("%.80j is refused and makes no run", async (told, code, expected, text) => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const refused = await tell(server, code, told).catch((error: unknown) => error);
  expect(refused).toMatchObject({ view: { code: expected, detail: expect.stringContaining(text) } });
  expect(await server.client.listRuns({ workspace: WORKSPACE })).toEqual([]);
});

test("a run of a build outlives the server and agents, and is canceled at once", async () => {
  const databaseUrl = await databaseOfTest();
  const server = await startTestServer({ databaseUrl, leaseMs: 100, workflow: WORKFLOW });
  await tell(server, PROCESSING);
  await tell(server, PROCESSING, { externalBuildId: "18" });
  await server.close();
  const next = await startTestServer({ databaseUrl, leaseMs: 100 });
  // An agent that joins is told of runs that it should carry: of this one nobody is.
  const worker = await next.agent();
  expect(worker.runs).toEqual([]);
  expect(await tell(next, SUCCESS)).toMatchObject({ number: 1, status: "success" });
  const canceled = await next.client.cancelRun({ workspace: WORKSPACE, job: "elsewhere", number: 2 });
  expect(canceled).toMatchObject({ status: "canceled", reason: { code: "canceled" } });
  expect(await tell(next, SUCCESS, { externalBuildId: "18" })).toMatchObject({ status: "canceled" });
});

test("a build whose end is not told in time ends as timeout, and not before", async () => {
  let now = new Date("2026-05-01T12:00:00Z");
  const { engine, sync, agents, database } = await startEngine(await databaseOfTest(), { now: () => now });
  await sync(`
resources: [{ name: jenkins, type: externalCIServer }]
jobs:
  - { name: short, type: externalCI, runtime: { timeoutMinutes: 90 } }
  - { name: long, type: externalCI }`);
  // A run without an agent is not one that lost it.
  const reap = createReaper({ engine, agents, query: database.query, leaseMs: 1, uptimeMs: () => 1_000_000 });
  for (const job of ["short", "long"]) {
    const build = { server: "jenkins", buildId: "1", buildUrl: "", data: {} };
    await engine.submit({ type: "build-told", job, status: "processing", ...build });
  }
  const statusAt = async (text: string) => {
    now = new Date(text);
    await reap();
    await engine.submit({ type: "deadline" });
    const { jobs } = await engine.current();
    return ["short", "long"].map((job) => jobs.get(job)?.newestRun?.status);
  };
  expect(await statusAt("2026-05-01T13:29:59Z")).toEqual(["processing", "processing"]);
  expect(await statusAt("2026-05-01T13:30:00Z")).toEqual(["timeout", "processing"]);
  expect(await statusAt("2026-05-02T12:00:00Z")).toEqual(["timeout", "timeout"]);
  const short = (await engine.current()).jobs.get("short")?.newestRun;
  expect(short?.reason).toEqual({
    code: "timed-out",
    text: "The end of the build was not told in time.",
  });
});

test("a build of another server is neither repeated nor retried here, whatever its job became", async () => {
  const { engine, sync, addAgent } = await startEngine(await databaseOfTest());
  addAgent(1);
  const workflow = (job: string): string => `
resources: [{ name: jenkins, type: externalCIServer }]
jobs: [{ name: build, ${job} }]`;
  await sync(workflow("type: externalCI"));
  const told = { job: "build", server: "jenkins", buildId: "1", buildUrl: "", data: {} };
  await engine.submit({ type: "build-told", ...told, status: "processing" });
  await sync(workflow("type: runSh, retry: { attempts: 2, on: [failure] }, steps: [{ TASK: [make] }]"));
  await engine.submit({ type: "build-told", ...told, status: "failure" });
  const runs = async () => (await engine.current()).facts.job("build").lastRunNumber;
  expect(await runs()).toBe(1);
  const rerun = (how: "same" | "today" | "failed-step") =>
    engine.submit({ type: "rerun-asked", job: "build", number: 1, how, by: "ada" });
  await expect(rerun("same")).rejects.toMatchObject({ code: "RUN_NOT_REPEATABLE" });
  await expect(rerun("failed-step")).rejects.toMatchObject({ code: "RUN_NOT_REPEATABLE" });
  await rerun("today");
  expect((await engine.current()).jobs.get("build")?.newestRun).toMatchObject({ status: "processing" });
});

test("what is told of a build while it is under way is there at its end", async () => {
  const { engine, sync } = await startEngine(await databaseOfTest());
  await sync(`
resources: [{ name: jenkins, type: externalCIServer }]
jobs: [{ name: build, type: externalCI }]`);
  const tell = (status: "processing" | "success", data: Readonly<Record<string, string>>) =>
    engine.submit({
      type: "build-told",
      job: "build",
      server: "jenkins",
      buildId: "1",
      buildUrl: "",
      status,
      data,
    });
  await tell("processing", { COMMIT: "abc" });
  await tell("processing", { STAGE: "test" });
  await tell("success", { RESULT: "fine" });
  expect((await engine.current()).jobs.get("build")?.version?.state.values).toEqual({
    COMMIT: "abc",
    STAGE: "test",
    RESULT: "fine",
  });
});
