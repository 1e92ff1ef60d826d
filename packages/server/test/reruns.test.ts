import { expect, test } from "vitest";
import { startEngine } from "./support/engine-harness.ts";
import { resultOf } from "./support/fake-agent.ts";
import { refusalOf } from "./support/members.ts";
import { WORKSPACE, databaseOfTest, startTestServer } from "./support/test-server.ts";

const job = (name: string, number: number) => ({ workspace: WORKSPACE, job: name, number });

const APP = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
`;

test("a rerun repeats what was: the same plan, or today's definition with the same versions and inputs", async () => {
  const workflow = (script: string) => `${APP}
jobs:
  - name: work
    type: runSh
    inputs: [{ name: WHERE, type: string, default: here }]
    steps: [{ IN: app, switch: off }, { TASK: [${script}] }]
`;
  const server = await startTestServer({ workflow: workflow("first") });
  const { client } = server;
  const worker = await server.agent();
  await client.startRun({ workspace: WORKSPACE, job: "work", inputs: { WHERE: "there" } });
  await (await worker.take()).finish();
  await client.postVersion({ workspace: WORKSPACE, resource: "app", versionName: "two" });
  await server.sync(workflow("second"));

  const same = await client.rerun(job("work", 1));
  expect(same).toMatchObject({ number: 2, replays: { number: 1 }, causedBy: "owner" });
  const again = await worker.take();
  expect(again.plan).toMatchObject({
    inputs: [{ versionNumber: 1 }],
    tasks: [{ script: ["first"] }],
    env: { WHERE: "there" },
  });
  await again.finish();
  const today = await client.rerun({ ...job("work", 1), how: "today" });
  expect(today).not.toHaveProperty("replays");
  const anew = await worker.take();
  expect(anew.plan).toMatchObject({
    inputs: [{ versionNumber: 1 }],
    tasks: [{ script: ["second"] }],
    env: { WHERE: "there" },
  });
  await anew.finish();
  expect((await client.getRun(job("work", 3))).givenInputs).toEqual({ WHERE: "there" });
});

test("a rerun from the failed step says on which step it begins; what did not fail, or has not ended, has none", async () => {
  const server = await startTestServer({
    workflow: "jobs: [{ name: work, type: runSh, steps: [{ TASK: [one] }, { TASK: [two] }] }]",
  });
  const { client } = server;
  const worker = await server.agent();
  await server.run("work");
  const first = await worker.take();
  expect(await refusalOf(client.rerun(job("work", 1)))).toBe("RUN_NOT_REPEATABLE: work #1 has not ended.");
  const failed = first.plan.tasks.length;
  await first.finish({
    status: "failure",
    steps: [
      { index: 0, status: "success", logBytes: 0 },
      { index: 1, status: "success", logBytes: 0 },
      { index: failed, status: "failure", exitCode: 1, logBytes: 0 },
    ],
  });
  const again = await client.rerun({ ...job("work", 1), how: "failed-step" });
  expect(again.replays).toEqual({ number: 1, fromStep: failed });
  const second = await worker.take();
  expect(second.plan.fromStep).toBe(failed);
  await second.finish();
  expect(await refusalOf(client.rerun({ ...job("work", 2), how: "failed-step" }))).toBe(
    "RUN_NOT_REPEATABLE: No step of work #2 failed.",
  );
  expect(await refusalOf(client.rerun(job("work", 9)))).toBe("RUN_NOT_FOUND: There is no run work #9.");
});

test("an old version that is sent down the graph again is what its consumers read", async () => {
  const server = await startTestServer({
    workflow: `${APP}
jobs:
  - { name: make, type: runSh, steps: [{ TASK: [make] }] }
  - { name: work, type: runSh, steps: [{ IN: app }, { TASK: [work] }] }
  - { name: after, type: runSh, steps: [{ IN: make }, { TASK: [after] }] }
`,
  });
  const { client } = server;
  const worker = await server.agent({ onAssign: (run) => run.report() });
  await client.postVersion({ workspace: WORKSPACE, resource: "app", versionName: "two" });
  await server.ended("work", 1, "success");
  const { decisions } = await client.replayVersion({ workspace: WORKSPACE, resource: "app", number: 1 });
  expect(decisions).toMatchObject([{ job: "work", verdict: "queued", reason: "replay", runNumber: 2 }]);
  expect((await server.ended("work", 2, "success")).reads).toEqual({ app: 1 });
  for (const number of [1, 2]) {
    await server.run("make");
    await server.ended("after", number, "success");
  }
  await client.replayRun(job("make", 1));
  expect((await server.ended("after", 3, "success")).reads).toEqual({ make: 1 });
  expect(worker.runs.at(-1)?.plan.cause).toMatchObject({ kind: "replay", name: "make", versionNumber: 1 });
  expect(await refusalOf(client.replayVersion({ workspace: WORKSPACE, resource: "app", number: 7 }))).toBe(
    "VERSION_NOT_FOUND: app has no version 7.",
  );
});

test("an old version reaches who is pinned to its name, and a strict job that has to wait first", async () => {
  const workflow = `${APP}
jobs:
  - { name: slow, type: runSh, steps: [{ TASK: [slow] }] }
  - { name: named, type: runSh, steps: [{ IN: app, versionName: one }, { TASK: [named] }] }
  - name: join
    type: runSh
    dependencyMode: strict
    steps: [{ IN: app }, { IN: slow, switch: off }, { IN: base }, { TASK: [join] }]
  - { name: base, type: runSh, steps: [{ IN: slow }, { TASK: [base] }] }
`;
  const server = await startTestServer({ workflow });
  const { client } = server;
  const worker = await server.agent({ slots: 4 });
  await server.run("slow");
  await (await worker.take("slow")).finish();
  await (await worker.take("base")).finish();
  await (await worker.take("join")).finish();
  await client.postVersion({ workspace: WORKSPACE, resource: "app", versionName: "two" });
  await (await worker.take("join")).finish();
  await server.run("slow");
  const slow = await worker.take("slow");
  const { decisions } = await client.replayVersion({ workspace: WORKSPACE, resource: "app", number: 1 });
  expect(decisions.map(({ job: name, verdict, reason }) => [name, verdict, reason])).toEqual([
    ["named", "queued", "replay"],
    ["join", "waiting", "waits-for-upstream"],
  ]);
  expect((await worker.take("named")).plan.inputs).toMatchObject([{ versionNumber: 1 }]);
  // Another server reads what it waits with from the row.
  const { rows } = await server.pool.query("select waiting_replays from jobs where name = 'join'");
  expect(rows).toEqual([{ waiting_replays: { app: 1 } }]);
  await slow.finish();
  await (await worker.take("base")).finish();
  expect((await worker.take("join")).plan.inputs[0]).toMatchObject({ name: "app", versionNumber: 1 });
});

test("the waiting job of a strict job can be deleted, and then nothing comes of the wait", async () => {
  const server = await startTestServer({
    workflow: `${APP}
jobs:
  - { name: left, type: runSh, steps: [{ IN: app }, { TASK: [left] }] }
  - { name: right, type: runSh, steps: [{ IN: app }, { TASK: [right] }] }
  - name: join
    type: runSh
    dependencyMode: strict
    steps: [{ IN: left }, { IN: right }, { TASK: [join] }]
`,
  });
  const { client } = server;
  const worker = await server.agent();
  await client.postVersion({ workspace: WORKSPACE, resource: "app", versionName: "two" });
  await (await worker.take("left")).finish();
  expect((await client.getJob({ workspace: WORKSPACE, job: "join" })).hasWaitingJob).toBe(true);
  expect((await client.dropWaiting({ workspace: WORKSPACE, job: "join" })).hasWaitingJob).toBe(false);
  expect(await refusalOf(client.dropWaiting({ workspace: WORKSPACE, job: "join" }))).toBe(
    "NOT_WAITING: join has no waiting job.",
  );
});

test("a run that ends in the batch in which it is asked for again is repeated, and its version replayed", async () => {
  const harness = await startEngine(await databaseOfTest());
  harness.addAgent(9);
  const { engine } = harness;
  await harness.sync(`
jobs:
  - { name: make, type: runSh, steps: [{ TASK: [make] }] }
  - { name: use, type: runSh, runtime: { nodePool: empty }, steps: [{ IN: make }, { TASK: [use] }] }`);
  const processing = async (name: string) => {
    const found = [...(await engine.current()).runs.values()].find(
      ({ live, status }) => live.job === name && status === "processing",
    );
    if (!found?.plan) throw new Error(`no run of ${name} is processing`);
    return { runId: found.live.id, leaseToken: found.leaseToken ?? "", plan: found.plan };
  };
  await engine.submit({ type: "run-asked", job: "make", by: "ada", env: { WHERE: "there" } });
  const { plan, ...run } = await processing("make");
  const state = { values: { LEFT: "behind" }, files: [] };
  const [, again, replayed] = await Promise.all([
    engine.submit({
      type: "run-finished",
      ...run,
      result: { ...resultOf(plan, { status: "success" }), state },
    }),
    engine.submit({ type: "rerun-asked", job: "make", number: 1, how: "same", by: "bob" }),
    engine.submit({ type: "replay-asked", kind: "job", name: "make", number: 1, by: "bob" }),
  ]);
  expect(again).toMatchObject({ record: { live: { number: 2, replays: { runId: run.runId } } } });
  expect(replayed).toMatchObject({ decisions: [{ job: "use", verdict: "queued", reason: "replay" }] });
  expect((await processing("make")).plan).toMatchObject({ number: 2, env: { WHERE: "there" } });
});

test("a release that is run again as it was makes the same version, and the next run counts on", async () => {
  const workflow = (bump: string) => `
resources:
  - { name: seed, type: version, versionTemplate: { versionName: 1.0.0 } }
jobs:
  - { name: rel, type: release, bump: ${bump}, steps: [{ IN: seed }] }
`;
  const server = await startTestServer({ workflow: workflow("minor") });
  const { client } = server;
  const named = async (number: number) => (await server.ended("rel", number, "success")).versionName;
  await server.run("rel");
  await server.run("rel");
  expect([await named(1), await named(2)]).toEqual(["1.1.0", "1.2.0"]);
  await server.sync(workflow("major"));
  await client.rerun(job("rel", 1));
  await client.rerun(job("rel", 1));
  await client.rerun({ ...job("rel", 1), how: "today" });
  await server.run("rel");
  expect(await Promise.all([3, 4, 5, 6].map(named))).toEqual(["1.1.0", "1.1.0", "2.0.0", "3.0.0"]);
});
