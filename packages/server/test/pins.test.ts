import { expect, test } from "vitest";
import { startEngine } from "./support/engine-harness.ts";
import { WORKSPACE, databaseOfTest, startTestServer } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

function postVersion({ client }: TestServer, resource: string, versionName: string) {
  return client.postVersion({ workspace: WORKSPACE, resource, versionName });
}

test("an IN that is pinned by number reads that version; one pinned by name reads the newest of that name", async () => {
  const server = await startTestServer({
    workflow: `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: numbered, type: runSh, steps: [{ IN: app, versionNumber: 2 }, { TASK: [a] }] }
  - { name: named, type: runSh, steps: [{ IN: app, versionName: stable }, { TASK: [b] }] }
  - { name: newest, type: runSh, steps: [{ IN: app }, { TASK: [c] }] }
`,
  });
  const worker = await server.agent({ onAssign: (run) => run.report() });
  // 2 stable, 3 other, 4 stable, 5 other
  for (const name of ["stable", "other", "stable", "other"]) await postVersion(server, "app", name);
  for (const job of ["numbered", "named", "newest"]) await server.run(job);
  const inputOf = (job: string) =>
    worker.until(() => {
      const manual = worker.runs.find((run) => run.job === job && run.plan.cause.kind === "manual");
      const input = manual?.plan.inputs[0];
      return input && { number: input.versionNumber, name: input.versionName };
    });
  expect(await inputOf("numbered")).toEqual({ number: 2, name: "stable" });
  expect(await inputOf("named")).toEqual({ number: 4, name: "stable" });
  expect(await inputOf("newest")).toEqual({ number: 5, name: "other" });
});

test("a pinned IN starts its job only for the pinned version itself", async () => {
  const server = await startTestServer({
    workflow: `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: work, type: runSh, steps: [{ IN: app, versionName: stable }, { TASK: [work] }] }
`,
  });
  const worker = await server.agent({ onAssign: (run) => run.report() });
  await postVersion(server, "app", "other");
  const why = await server.client.explainJob({ workspace: WORKSPACE, job: "work" });
  expect(why.decisions).toMatchObject([{ verdict: "none", reason: "input-pinned" }]);
  await postVersion(server, "app", "stable");
  expect((await worker.take("work")).plan.inputs).toMatchObject([
    { versionNumber: 3, versionName: "stable" },
  ]);
});

test("a pin on a job reads that run's state", async () => {
  const server = await startTestServer({
    workflow: `
jobs:
  - { name: make, type: runSh, steps: [{ TASK: [make] }] }
  - { name: use, type: runSh, steps: [{ IN: make, versionNumber: 1, switch: off }, { TASK: [use] }] }
`,
  });
  const worker = await server.agent();
  for (const value of ["first", "second"]) {
    await server.run("make");
    const make = await worker.take("make");
    await make.finish({ state: { values: { WHICH: value }, files: [] } });
  }
  await server.run("use");
  const use = await worker.take("use");
  expect(use.plan.inputs).toMatchObject([{ versionNumber: 1, values: { WHICH: "first" } }]);
});

test("news over a switched-off IN start nothing, are noted, and are taken up by the next run", async () => {
  const server = await startTestServer({
    workflow: `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: upstream, type: runSh, steps: [{ TASK: [up] }] }
  - name: deploy
    type: runSh
    steps: [{ IN: app, switch: off }, { IN: upstream, switch: off }, { TASK: [deploy] }]
`,
  });
  const worker = await server.agent();
  const newsOn = async () => (await server.client.getJob({ workspace: WORKSPACE, job: "deploy" })).newsOn;
  await server.run("upstream");
  await (await worker.take("upstream")).finish();
  expect(await newsOn()).toEqual(["upstream"]);
  await postVersion(server, "app", "two");
  expect(await newsOn()).toEqual(["upstream", "app"]);
  const why = await server.client.explainJob({ workspace: WORKSPACE, job: "deploy", limit: 1 });
  expect(why.decisions).toMatchObject([{ verdict: "none", reason: "switched-off" }]);
  expect(await server.client.listJobRuns({ workspace: WORKSPACE, job: "deploy" })).toEqual([]);

  await server.run("deploy");
  const deploy = await worker.take("deploy");
  expect(deploy.plan.inputs).toMatchObject([{ versionNumber: 2 }, { versionNumber: 1 }]);
  expect(await newsOn()).toEqual([]);
});

test("a name that the configuration pins is found when a pin by command is taken away", async () => {
  const harness = await startEngine(await databaseOfTest());
  await harness.sync(`
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: list, type: manifest, steps: [{ IN: app, versionName: one }] }`);
  const posted = { values: {}, versionName: "two" };
  await harness.engine.submit({ type: "version-posted", resource: "app", posted, by: "ada" });
  const pin = { kind: "number", versionNumber: 2 } as const;
  await harness.engine.submit({ type: "pin-asked", job: "list", input: "app", pin, by: "ada" });
  // One that has not looked for the name.
  const other = harness.addServer();
  await other.submit({ type: "pin-asked", job: "list", input: "app", by: "ada" });
  await other.submit({ type: "run-asked", job: "list", by: "ada", env: {} });
  const { jobs } = await other.current();
  expect(jobs.get("list")?.newestRun).toMatchObject({ status: "success", live: { reads: { app: 1 } } });
});

test("a run has not read the version that its pin names before there is one", async () => {
  const server = await startTestServer({
    workflow: `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: trial, type: runSh, steps: [{ IN: app, versionNumber: 3 }, { TASK: [a] }] }
  - { name: ship, type: runSh, steps: [{ IN: app, passed: [trial] }, { TASK: [b] }] }
`,
  });
  const worker = await server.agent();
  await server.run("trial");
  const run = await worker.take("trial");
  expect(run.plan.inputs[0]).not.toHaveProperty("versionNumber");
  await run.finish();
  for (const name of ["two", "three"]) await postVersion(server, "app", name);
  const { rows } = await server.pool.query("select reads from runs");
  expect(rows).toEqual([{ reads: {} }]);
  // The pinned one came: its run is the first that has it.
  await expect(server.run("ship")).rejects.toMatchObject({ view: { code: "RUN_REFUSED" } });
  await (await worker.take("trial")).finish();
  expect((await worker.take("ship")).plan.inputs[0]).toMatchObject({ versionNumber: 3 });
});

test("a pin by a name holds the version of that name that came in the same batch", async () => {
  const { engine, sync } = await startEngine(await databaseOfTest());
  await sync(`
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: list, type: manifest, steps: [{ IN: app }] }`);
  const post = (versionName: string) =>
    engine.submit({
      type: "version-posted",
      resource: "app",
      posted: { values: {}, versionName },
      by: "ada",
    });
  const pin = { kind: "name", versionName: "one" } as const;
  await Promise.all([
    engine.submit({ type: "dispatch" }),
    post("one"),
    post("two"),
    engine.submit({ type: "pin-asked", job: "list", input: "app", pin, by: "ada" }),
  ]);
  await engine.submit({ type: "run-asked", job: "list", by: "ada", env: {} });
  const { jobs } = await engine.current();
  expect(jobs.get("list")?.newestRun).toMatchObject({ status: "success", live: { reads: { app: 2 } } });
});

test("a version whose name every object has is found by who is pinned to it later", async () => {
  const { engine, sync } = await startEngine(await databaseOfTest());
  const resources = `
resources:
  - { name: valueOf, type: image, versionTemplate: { sourceName: app, versionName: one } }`;
  await sync(resources);
  for (const versionName of ["constructor", "two"]) {
    const posted = { values: {}, versionName };
    await engine.submit({ type: "version-posted", resource: "valueOf", posted, by: "ada" });
  }
  await sync(`${resources}
jobs:
  - { name: list, type: manifest, steps: [{ IN: valueOf, versionName: constructor }] }
  - { name: other, type: manifest, steps: [{ IN: valueOf }] }`);
  await engine.submit({ type: "run-asked", job: "list", by: "ada", env: {} });
  const { jobs } = await engine.current();
  expect(jobs.get("list")?.newestRun).toMatchObject({ status: "success", live: { reads: { valueOf: 2 } } });
  const pin = { kind: "number", versionNumber: 1 } as const;
  await engine.submit({ type: "pin-asked", job: "other", input: "valueOf", pin, by: "ada" });
  await engine.submit({ type: "pin-asked", job: "other", input: "valueOf", by: "ada" });
  await expect(
    engine.submit({ type: "pin-asked", job: "other", input: "valueOf", by: "ada" }),
  ).rejects.toMatchObject({ code: "NOT_PINNED" });
});
