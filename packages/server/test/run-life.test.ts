import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";

const PIPELINE = `
resources:
  - name: app
    type: image
    versionTemplate: { sourceName: registry/app, versionName: "1" }
jobs:
  - name: build
    type: runSh
    steps:
      - TASK: { name: compile, script: [make] }
      - OUT: app
  - name: deploy
    type: runSh
    steps:
      - IN: app
      - TASK: [./deploy.sh]
  - name: notify
    type: runSh
    steps:
      - IN: build
      - TASK: [echo done]
`;

test("a manual run is assigned, logs, succeeds, makes a version of its OUT, and starts the consumers", async () => {
  const { client, server, run, agent, ended, feed, pool, until } = await startTestServer({
    workflow: PIPELINE,
  });
  const worker = await agent({ name: "worker" });
  // Welcome, but not in the pool before this: the run would be queued first.
  await until(async () => (await client.listAgents({ workspace: WORKSPACE })).some((one) => one.isConnected));
  const asked = await run("build");
  expect(asked).toMatchObject({
    job: "build",
    number: 1,
    cause: { kind: "manual", text: "owner asked for it" },
  });

  const build = await worker.take("build");
  expect(build.plan).toMatchObject({
    job: "build",
    number: 1,
    url: `${server.url}/jobs/build/runs/1`,
    cause: { kind: "manual", by: "owner" },
    tasks: [{ name: "compile", script: ["make"] }],
    outputs: [{ name: "app", versionNumber: 1, versionName: "1" }],
    previousState: { values: {}, files: [] },
  });
  build.stepStarted(1);
  const processing = await until(async () => {
    const view = await client.getRun({ workspace: WORKSPACE, job: "build", number: 1 });
    return view.steps[1]?.status === "processing" && view;
  });
  expect(processing).toMatchObject({ status: "processing", agent: "worker" });
  expect(await build.log(1, "compiling\n")).toBe(10);
  expect(await build.log(1, "done\n")).toBe(15);
  await build.finish({
    message: "42 files",
    postings: [{ name: "app", isCleared: false, values: { versionName: "2" } }],
  });

  const view = await ended("build", 1, "success");
  expect(view).toMatchObject({
    message: "42 files",
    outputs: [{ name: "app", versionNumber: 2, versionName: "2" }],
  });
  expect(view.steps.map((step) => [step.kind, step.status])).toEqual([
    ["prepare", "success"],
    ["task", "success"],
    ["finish", "success"],
  ]);
  const log = await server.readStepLog({ job: "build", number: 1, index: 1 }, 0);
  expect({ text: Buffer.from(log.bytes).toString(), isComplete: log.isComplete }).toEqual({
    text: "compiling\ndone\n",
    isComplete: true,
  });

  const [latest] = await client.listVersions({ workspace: WORKSPACE, resource: "app" });
  expect(latest).toMatchObject({
    number: 2,
    name: "2",
    origin: "run",
    producedBy: { job: "build", number: 1 },
    values: { sourceName: "registry/app", versionName: "2" },
  });

  const deploy = await worker.take("deploy");
  expect(deploy.plan.inputs).toMatchObject([{ name: "app", versionNumber: 2, versionName: "2" }]);
  expect(deploy.plan.cause).toEqual({ kind: "version", resource: "app", versionNumber: 2, versionName: "2" });
  const notify = await worker.take("notify");
  expect(notify.plan.cause).toEqual({ kind: "run", job: "build", runNumber: 1 });

  const graph = await client.getGraph({ workspace: WORKSPACE });
  expect(Object.fromEntries(graph.jobs.map((job) => [job.name, job.status]))).toEqual({
    build: "success",
    deploy: "processing",
    notify: "processing",
  });
  const why = await client.explainJob({ workspace: WORKSPACE, job: "deploy" });
  expect(why.reason.text).toBe("Run 1 is processing because app has version 2 (2).");
  expect(why.decisions).toMatchObject([
    {
      verdict: "queued",
      reason: "input-changed",
      runNumber: 1,
      event: "build #1 ended: success",
      inputs: [{ from: "app", isChanged: true, health: { state: "healthy" } }],
    },
  ]);
  const ofVersion = await client.explainJob({ workspace: WORKSPACE, job: "deploy", version: "app@2" });
  expect(ofVersion.decisions.map((decision) => decision.runNumber)).toEqual([1]);

  const audit = await pool.query(
    "select actor, action, subject, details from audit_log where action = 'run'",
  );
  expect(audit.rows).toEqual([{ actor: "owner", action: "run", subject: "build", details: { number: 1 } }]);
  const told = feed.flatMap((message) => (message.type === "changed" ? message.runs : []));
  expect(told.filter((one) => one.job === "build").map((one) => one.status)).toEqual([
    "processing",
    "success",
  ]);
  expect(feed).toContainEqual(expect.objectContaining({ type: "step", job: "build", number: 1, index: 1 }));
  const revisions = feed.flatMap((message) => ("revision" in message ? [message.revision] : []));
  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
});

test("a failing run makes no version, starts no consumer, and its consumers' decisions say why", async () => {
  const { client, run, agent, ended, until } = await startTestServer({ workflow: PIPELINE });
  const worker = await agent();
  await run("build");
  const build = await worker.take();
  await build.finish({
    status: "failure",
    reason: { code: "script-failed", message: "make exited with 2", step: "compile" },
    postings: [{ name: "app", isCleared: false, values: { versionName: "2" } }],
  });
  const view = await ended("build", 1, "failure");
  expect(view.reason).toEqual({ code: "script-failed", text: "make exited with 2" });
  const versions = await client.listVersions({ workspace: WORKSPACE, resource: "app" });
  expect(versions.map((version) => version.number)).toEqual([1]);
  const why = await until(() => client.explainJob({ workspace: WORKSPACE, job: "notify" }));
  expect(why.decisions).toMatchObject([
    { verdict: "none", reason: "upstream-not-successful", event: "build #1 ended: failure" },
  ]);
  const graph = await client.getGraph({ workspace: WORKSPACE });
  expect(Object.fromEntries(graph.jobs.map((job) => [job.name, job.status]))).toEqual({
    build: "failure",
    deploy: "never-run",
    notify: "never-run",
  });
  // Runs are assigned right after the commit that starts them: asking for one more shows that there was no other.
  await run("build");
  expect((await worker.take()).job).toBe("build");
  expect(worker.runs.map((one) => `${one.job} ${String(one.number)}`)).toEqual(["build 1", "build 2"]);
});

test("what a run saves reaches its next run and its consumers: values, files with their contents, versions by number", async () => {
  const { client, run, agent, ended } = await startTestServer({
    workflow: `
resources:
  - { name: memory, type: state }
jobs:
  - name: count
    type: runSh
    steps: [{ TASK: [count] }, { OUT: memory }]
  - name: show
    type: runSh
    steps: [{ IN: count }, { IN: memory }, { TASK: [show] }]
`,
  });
  const worker = await agent();
  const [content, other] = [fileOf("notes/total.txt", "41\n"), fileOf("log.txt", "old\n")];
  await run("count");
  await (
    await worker.take("count")
  ).finish({
    state: { values: { TOTAL: "41" }, files: [content.ref] },
    postings: [
      { name: "count", isCleared: false, values: { COLOUR: "blue", versionName: "first" } },
      { name: "memory", isCleared: false, values: { LAST: "count" }, files: [other.ref] },
    ],
    files: { ...content.byDigest, ...other.byDigest },
  });

  const show = await worker.take("show");
  expect(show.plan.inputs).toMatchObject([
    {
      name: "count",
      kind: "job",
      versionNumber: 1,
      versionName: "first",
      values: { TOTAL: "41", COLOUR: "blue" },
      files: [content.ref],
    },
    { name: "memory", kind: "resource", versionNumber: 2, values: { LAST: "count" }, files: [other.ref] },
  ]);
  expect(show.files).toEqual({ ...content.byDigest, ...other.byDigest });

  await show.finish();
  await run("count");
  const again = await worker.take("count");
  expect(again.plan.previousState).toEqual({ values: { TOTAL: "41", COLOUR: "blue" }, files: [content.ref] });
  expect(again.files).toEqual({ ...content.byDigest, ...other.byDigest });
  await again.finish({ status: "failure", state: { values: { TOTAL: "broken" }, files: [] } });
  await ended("count", 2, "failure");

  await run("count");
  const third = await worker.take("count");
  expect(third.plan.previousState.values).toEqual({ TOTAL: "41", COLOUR: "blue" });
  const view = await client.getRun({ workspace: WORKSPACE, job: "count", number: 1 });
  expect(view).toMatchObject({
    versionName: "first",
    state: { values: { TOTAL: "41" }, files: [{ path: "notes/total.txt", size: 3 }] },
  });
});

test("values given with a manual run reach its plan", async () => {
  const { client, agent } = await startTestServer({ workflow: PIPELINE });
  const worker = await agent();
  await client.startRun({ workspace: WORKSPACE, job: "build", env: { REGION: "eu" } });
  expect((await worker.take("build")).plan.env).toEqual({ REGION: "eu" });
});

function fileOf(path: string, text: string) {
  const bytes = Buffer.from(text);
  const digest = createHash("sha256").update(bytes).digest("hex");
  return {
    ref: { path, digest, size: bytes.length, isExecutable: false },
    byDigest: { [digest]: bytes.toString("base64") },
  };
}
