import { expect, test } from "vitest";
import type { AgentRun } from "./support/fake-agent.ts";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";

test("events are dropped while a job is paused; a manual run is not", async () => {
  const { client, run, agent } = await startTestServer({
    workflow: `
jobs:
  - { name: first, type: runSh, steps: [{ TASK: [first] }] }
  - { name: second, type: runSh, steps: [{ IN: first }, { TASK: [second] }] }
`,
  });
  const worker = await agent();
  const paused = await client.pauseJob({ workspace: WORKSPACE, job: "second" });
  expect(paused).toMatchObject({ isPaused: true, reason: { code: "paused" } });
  await run("first");
  await (await worker.take("first")).finish();
  const why = await client.explainJob({ workspace: WORKSPACE, job: "second" });
  expect(why.decisions).toMatchObject([{ verdict: "none", reason: "paused" }]);

  const resumed = await client.resumeJob({ workspace: WORKSPACE, job: "second" });
  expect(resumed.isPaused).toBe(false);
  expect(await client.listJobRuns({ workspace: WORKSPACE, job: "second" })).toEqual([]);
  await client.pauseJob({ workspace: WORKSPACE, job: "second" });
  await run("second");
  await (await worker.take("second")).finish();
  await client.resumeJob({ workspace: WORKSPACE, job: "second" });
  await run("first");
  await (await worker.take("first")).finish();
  expect((await worker.take("second")).number).toBe(2);
});

test("queued runs start by priority, then in the order in which they were queued", async () => {
  const jobs = [
    ["plain_one", undefined],
    ["urgent", 1],
    ["plain_two", undefined],
    ["early", 5],
  ] as const;
  const workflow = JSON.stringify({
    jobs: jobs.map(([name, priority]) => ({ name, type: "runSh", priority, steps: [{ TASK: ["true"] }] })),
  });
  const { run, agent } = await startTestServer({ workflow });
  for (const [name] of jobs) await run(name);
  const worker = await agent({ slots: 1, onAssign: (assigned) => assigned.report() });
  await worker.until(() => worker.runs.length === jobs.length);
  expect(worker.runs.map(({ job }) => job)).toEqual(["urgent", "early", "plain_one", "plain_two"]);
});

test("a run goes to an agent of its pool, to the one with most free slots, and says when there is none", async () => {
  const { client, run, agent } = await startTestServer({
    workflow: `
jobs:
  - { name: special, type: runSh, runtime: { nodePool: gpu }, steps: [{ TASK: [special] }] }
  - { name: plain, type: runSh, triggerMode: parallel, steps: [{ TASK: [plain] }] }
`,
  });
  const [small, large] = [await agent({ name: "small", slots: 1 }), await agent({ name: "large", slots: 3 })];
  await run("special");
  expect((await client.getJob({ workspace: WORKSPACE, job: "special" })).reason).toMatchObject({
    code: "no-agent",
    text: "Run 1 is queued: waits for an agent of the pool gpu; none is connected.",
  });
  for (let n = 0; n < 5; n++) await run("plain");
  await large.until(() => large.runs.length === 3);
  await small.until(() => small.runs.length === 1);
  expect((await client.getJob({ workspace: WORKSPACE, job: "plain" })).queuedRuns).toBe(1);
  const agents = await client.listAgents({ workspace: WORKSPACE });
  expect(agents.map(({ name, busySlots }) => [name, busySlots])).toEqual([
    ["large", 3],
    ["small", 1],
  ]);
  const gpu = await agent({ pool: "gpu" });
  expect((await gpu.take()).job).toBe("special");
  await (await small.take()).finish();
  expect((await small.take()).number).toBe(5);
});

test.each([
  ["serial", 1],
  ["parallel", 3],
])("of a %s job at most so many runs are processing as it and the slots allow", async (triggerMode, most) => {
  const { run, agent, ended } = await startTestServer({
    workflow: JSON.stringify({
      jobs: [{ name: "work", type: "runSh", triggerMode, steps: [{ TASK: ["true"] }] }],
    }),
  });
  const underWay = new Set<AgentRun>();
  let highest = 0;
  const worker = await agent({
    slots: 3,
    onAssign(assigned) {
      underWay.add(assigned);
      highest = Math.max(highest, underWay.size);
      setImmediate(() => {
        underWay.delete(assigned);
        assigned.report();
      });
    },
  });
  const asked = Array.from({ length: 30 }, () => run("work"));
  await Promise.all(asked);
  await ended("work", 30, "success");
  expect(worker.runs.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
  expect(highest).toBe(most);
});

test("a chrono run waits for the run upstream, and is skipped with the reason when that fails", async () => {
  const { client, run, agent, ended } = await startTestServer({
    workflow: `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: check, type: runSh, steps: [{ TASK: [check] }] }
  - { name: deploy, type: runSh, steps: [{ IN: app }, { IN: check, switch: off }, { TASK: [deploy] }] }
`,
  });
  const worker = await agent();
  await run("check");
  const check = await worker.take("check");
  await client.postVersion({ workspace: WORKSPACE, resource: "app", versionName: "two" });
  const queued = await client.getRun({ workspace: WORKSPACE, job: "deploy", number: 1 });
  expect(queued).toMatchObject({
    status: "queued",
    reasonLine: { code: "upstream-processing", text: "Waits for check #1 to end." },
  });
  await check.finish({ status: "failure" });
  const skipped = await ended("deploy", 1, "skipped");
  expect(skipped.reason).toEqual({
    code: "input-unhealthy-at-start",
    text: "Run 1 was skipped when its turn came because check failed in its last run.",
  });
});

test("a run that can't be made is refused with the reason", async () => {
  const { run } = await startTestServer({
    workflow: "jobs: [{ name: review, type: deploy, steps: [] }]",
  });
  await expect(run("review")).rejects.toMatchObject({ view: { code: "RUN_REFUSED", status: 409 } });
  await expect(run("nothing")).rejects.toMatchObject({ view: { code: "JOB_NOT_FOUND" } });
});

test("what has passed while a job was paused is taken, each version once, when somebody resumes it", async () => {
  const server = await startTestServer({
    workflow: `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: unit, type: runSh, steps: [{ IN: app }, { TASK: [unit] }] }
  - { name: ship, type: runSh, steps: [{ IN: app, passed: [unit], flow: every }, { TASK: [ship] }] }
`,
  });
  const { client } = server;
  await server.agent({ onAssign: (run) => run.report() });
  await client.pauseJob({ workspace: WORKSPACE, job: "ship" });
  for (const number of [2, 3]) {
    await client.postVersion({ workspace: WORKSPACE, resource: "app", versionName: `v${String(number)}` });
    await server.ended("unit", number - 1, "success");
  }
  await client.resumeJob({ workspace: WORKSPACE, job: "ship" });
  expect((await server.ended("ship", 1, "success")).reads).toEqual({ app: 2 });
  expect((await server.ended("ship", 2, "success")).reads).toEqual({ app: 3 });
});
