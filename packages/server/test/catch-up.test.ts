import { expect, test } from "vitest";
import type { EngineEvent } from "../src/engine/engine-event.ts";
import type { WorkspaceCache } from "../src/engine/workspace-cache.ts";
import { startEngine } from "./support/engine-harness.ts";
import type { EngineHarness } from "./support/engine-harness.ts";
import { resultOf } from "./support/fake-agent.ts";
import { databaseOfTest } from "./support/test-server.ts";

const WORKFLOW = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: "1" } }
  - { name: news, type: params, versionTemplate: { params: { A: "1" } } }
jobs:
  - { name: build, type: runSh, triggerMode: parallel, steps: [{ TASK: [build] }, { OUT: app }] }
  - { name: deploy, type: runSh, steps: [{ IN: app }, { TASK: [deploy] }] }
  - { name: check, type: runSh, steps: [{ IN: build }, { TASK: [check] }] }
  - { name: join, type: runSh, dependencyMode: strict, steps: [{ IN: deploy }, { IN: check }, { TASK: [join] }] }
  - { name: release, type: runSh, steps: [{ IN: app, passed: [deploy] }, { TASK: [release] }] }
  - { name: onlooker, type: runSh, steps: [{ IN: app, switch: off }, { TASK: [look] }] }
  - { name: reader, type: runSh, steps: [{ IN: news }, { IN: app, versionName: "2" }, { TASK: [read] }] }
${Array.from({ length: 20 }, (_, n) => `  - { name: other_${String(n)}, type: runSh, steps: [{ TASK: [wait] }] }`).join("\n")}
`;

/** Everything that a cache holds, but for what is looked up again when it is needed. */
function contentOf({ facts, jobs, resources, runs, revision, workflow }: WorkspaceCache): object {
  return {
    revision,
    nextOrder: facts.nextOrder(),
    jobs: [...jobs],
    resources: [...resources],
    runs: [...runs].sort(([one], [other]) => (one < other ? -1 : 1)),
    jobFacts: [...jobs.keys()].map((name) => facts.job(name)),
    resourceFacts: [...resources.keys()].map((name) => facts.resource(name)),
    busy: [[...facts.queuedJobs()].sort(), [...facts.waitingJobs()].sort()],
    names: [...workflow.jobs.keys()],
  };
}

/** The end of a run of this job that is under way, or of any. */
async function finished({ engine }: EngineHarness, job?: string): Promise<EngineEvent> {
  const record = [...(await engine.current()).runs.values()].find(
    (run) => (job ?? run.live.job) === run.live.job && run.status === "processing",
  );
  if (!record?.plan) throw new Error(`no run of ${job ?? "any job"} is under way`);
  const postings =
    record.live.job === "build" ? [{ name: "app", isCleared: false, values: { versionName: "2" } }] : [];
  return {
    type: "run-finished",
    runId: record.live.id,
    leaseToken: record.leaseToken ?? "",
    result: resultOf(record.plan, { postings }),
  };
}

const asked = (job: string): EngineEvent => ({ type: "run-asked", job, by: "a test", env: {} });

test("what a server takes up of another one's commits is what it would read of the whole", async () => {
  const harness = await startEngine(await databaseOfTest());
  const { engine, sent } = harness;
  harness.addAgent(3);
  await harness.sync(WORKFLOW);
  const follower = harness.addServer();
  await follower.current();
  const steps: readonly (() => Promise<EngineEvent> | EngineEvent)[] = [
    () => asked("build"),
    () => asked("build"),
    () => finished(harness, "build"),
    () => ({ type: "pause-asked", job: "reader", isPaused: true, by: "a test" }),
    () => finished(harness, "deploy"),
    () => finished(harness, "build"),
    () => finished(harness, "check"),
    () => ({ type: "version-posted", resource: "news", posted: { values: { A: "2" } }, by: "a test" }),
    () => ({ type: "pause-asked", job: "reader", isPaused: false, by: "a test" }),
    () => ({ type: "version-posted", resource: "news", posted: { values: { A: "3" } }, by: "a test" }),
    () => asked("other_1"),
    () => asked("other_1"),
    () => finished(harness),
    () => finished(harness),
    () => finished(harness),
  ];
  for (const [index, step] of steps.entries()) {
    await engine.submit(await step());
    // Every other time it is more than one commit behind.
    if (index % 3 === 2) continue;
    const [followed, whole] = [await follower.current(), await harness.addServer().current()];
    expect(contentOf(followed), `after step ${String(index)}`).toEqual(contentOf(whole));
  }
  // Under the lock too, and with a commit of its own on top.
  const from = sent.length;
  await follower.submit(asked("other_2"));
  // What was told is enough, and comes with the lock.
  expect(sent.slice(from).map(({ kind }) => kind)).toEqual(["lock", "save", "commit"]);
  expect(contentOf(await follower.current())).toEqual(contentOf(await harness.addServer().current()));
});

test("after a sync by another server, and after more commits than are kept, everything is read again", async () => {
  const harness = await startEngine(await databaseOfTest());
  await harness.sync(WORKFLOW);
  const follower = harness.addServer();
  await follower.current();
  await harness.sync(WORKFLOW.replace("other_0", "another"));
  await harness.engine.submit(asked("another"));
  expect([...(await follower.current()).workflow.jobs.keys()]).toContain("another");
  for (let turn = 0; turn < 260; turn++) {
    await harness.engine.submit({
      type: "pause-asked",
      job: "reader",
      isPaused: turn % 2 === 0,
      by: "a test",
    });
  }
  const { rows } = await harness.database.pool.query<{ n: number }>(
    "select count(*)::int as n from workspace_changes",
  );
  expect(rows).toEqual([{ n: 256 }]);
  expect(contentOf(await follower.current())).toEqual(contentOf(await harness.addServer().current()));
});
