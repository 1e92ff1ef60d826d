import { expect, test } from "vitest";
import { resultOf } from "./support/fake-agent.ts";
import { startEngine } from "./support/engine-harness.ts";
import type { EngineHarness } from "./support/engine-harness.ts";
import { databaseOfTest } from "./support/test-server.ts";

/** An engine with an agent, whose clock goes on when the test says so. */
async function startWithClock(yaml: string) {
  let at = Date.parse("2026-01-01T00:00:00Z");
  const now = () => new Date(at);
  const harness = await startEngine(await databaseOfTest(), { now });
  harness.addAgent(2);
  await harness.sync(yaml);
  return {
    ...harness,
    pass: (seconds: number) => void (at += seconds * 1000),
    ask: (job: string) => harness.engine.submit({ type: "run-asked", job, by: "ada", env: {} }),
  };
}

/** The live runs of the workspace, in words. */
async function liveRuns({ engine }: EngineHarness): Promise<string[]> {
  const { runs } = await engine.current();
  return [...runs.values()].map(({ live, status }) => `${live.job} #${String(live.number)} ${status}`);
}

async function finish({ engine }: EngineHarness, job: string, status: "success" | "failure"): Promise<void> {
  const { runs } = await engine.current();
  const record = [...runs.values()].find(({ live, status: now }) => live.job === job && now === "processing");
  if (!record?.plan) throw new Error(`no run of ${job} is under way`);
  const result = resultOf(record.plan, { status });
  await engine.submit({
    type: "run-finished",
    runId: record.live.id,
    leaseToken: record.leaseToken ?? "",
    result,
  });
}

test("a retry starts when its pause is over, though nothing else happens", async () => {
  const harness = await startWithClock(`
jobs:
  - { name: work, type: runSh, retry: { attempts: 2, on: [failure], backoffSeconds: 60 }, steps: [{ TASK: [work] }] }`);
  await harness.ask("work");
  await finish(harness, "work", "failure");
  await harness.engine.submit({ type: "deadline" });
  expect(await liveRuns(harness)).toEqual(["work #2 queued"]);
  harness.pass(61);
  await harness.engine.submit({ type: "deadline" });
  expect(await liveRuns(harness)).toEqual(["work #2 processing"]);
});

test("a run that another one made within its batch starts with it, also when it takes an older version", async () => {
  const harness = await startWithClock(`
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
  await harness.ask("bundle");
  const { runs, jobs } = await harness.engine.current();
  expect(jobs.get("bundle")?.newestRun).toMatchObject({ status: "success" });
  const reads = [...runs.values()].map(({ status, live }) => ({ status, app: live.bound?.["app"] }));
  expect(reads).toEqual([
    { status: "processing", app: 2 },
    { status: "queued", app: 3 },
  ]);
});

test("of thousands of queued runs that take old versions the first one starts", async () => {
  const harness = await startWithClock(`
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
