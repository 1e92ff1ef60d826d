import { expect, test } from "vitest";
import { startEngine } from "./support/engine-harness.ts";
import { databaseOfTest } from "./support/test-server.ts";

async function startWith(yaml: string) {
  const harness = await startEngine(await databaseOfTest());
  harness.addAgent(2);
  await harness.sync(yaml);
  return harness;
}

test("a run that another one made within its batch starts with it, also when it takes an older version", async () => {
  const harness = await startWith(`
resources:
  - { name: app, type: params, version: { params: { A: "1" } } }
  - { name: box, type: image, versionTemplate: { sourceName: box, versionName: one } }
jobs:
  - { name: bundle, type: manifest, steps: [{ IN: box, switch: off }] }
  - { name: use, type: runSh, steps: [{ IN: app, flow: every }, { IN: bundle }, { TASK: [use] }] }`);
  // While bundle has never run, use keeps what comes; this server has not read what came to another one.
  const other = harness.addServer();
  for (const value of ["2", "3"]) {
    await other.submit({
      type: "version-posted",
      resource: "app",
      posted: { values: { A: value } },
      by: "ada",
    });
  }
  await harness.engine.submit({ type: "run-asked", job: "bundle", by: "ada", env: {} });
  const { runs, jobs } = await harness.engine.current();
  expect(jobs.get("bundle")?.newestRun).toMatchObject({ status: "success" });
  const reads = [...runs.values()].map(({ status, live }) => ({ status, app: live.bound?.["app"] }));
  expect(reads).toEqual([
    { status: "processing", app: 2 },
    { status: "queued", app: 3 },
  ]);
});

test("of thousands of queued runs that take old versions the first one starts", async () => {
  const harness = await startWith(`
resources:
  - { name: app, type: params, version: { params: { A: "1" } } }
jobs:
  - { name: use, type: runSh, steps: [{ IN: app, flow: every }, { TASK: [use] }] }`);
  const { engine, agents } = harness;
  for (const agent of agents.all()) agents.remove(agent);
  const posts = Array.from({ length: 2_300 }, (_, index) =>
    engine.submit({
      type: "version-posted",
      resource: "app",
      posted: { values: { A: `v${String(index)}` } },
      by: "ada",
    }),
  );
  await Promise.all(posts);
  harness.addAgent(1);
  await engine.submit({ type: "dispatch" });
  await engine.submit({ type: "dispatch" });
  const [first] = (await engine.current()).runs.values();
  expect(first?.live).toMatchObject({ number: 1, status: "processing", bound: { app: 2 } });
});
