import { describe, expect, test } from "vitest";
import { resultOf } from "./support/fake-agent.ts";
import { startEngine } from "./support/engine-harness.ts";
import type { EngineHarness } from "./support/engine-harness.ts";
import { databaseOfTest } from "./support/test-server.ts";

const WORKFLOW = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: stable } }
  - { name: lib, type: params, versionTemplate: { params: { A: "1" } } }
jobs:
  - { name: before, type: runSh, locks: [one], steps: [{ TASK: [before] }] }
  - { name: named, type: runSh, locks: [one], steps: [{ IN: app, versionName: stable }, { TASK: [named] }] }
  - { name: both, type: runSh, approval: { selfApproval: false }, steps: [{ IN: app, flow: every }, { IN: lib, flow: every }, { TASK: [x] }] }
  - { name: up, type: runSh, steps: [{ TASK: [up] }] }
  - { name: behind, type: runSh, locks: [one], steps: [{ IN: lib, flow: every }, { IN: up }, { TASK: [x] }] }
  - { name: guarded, type: runSh, approval: { selfApproval: false }, steps: [{ IN: app, flow: every }, { TASK: [x] }] }`;

async function runOf({ engine }: EngineHarness, job: string) {
  const { runs } = await engine.current();
  const record = [...runs.values()].find(({ live }) => live.job === job);
  if (!record) throw new Error(`no run of ${job}`);
  return record;
}

async function start(): Promise<EngineHarness> {
  const harness = await startEngine(await databaseOfTest());
  harness.addAgent(2);
  await harness.sync(WORKFLOW);
  return harness;
}

test("a run that starts in the batch of a quarantine keeps to the name that it is pinned to", async () => {
  const harness = await start();
  const { engine } = harness;
  await engine.submit({
    type: "version-posted",
    resource: "app",
    posted: { values: {}, versionName: "other" },
    by: "ada",
  });
  await engine.submit({ type: "run-asked", job: "before", by: "ada", env: {} });
  await engine.submit({ type: "run-asked", job: "named", by: "ada", env: {} });
  const before = await runOf(harness, "before");
  if (!before.plan) throw new Error("before has not started");
  await Promise.all([
    engine.submit({
      type: "quarantine-asked",
      kind: "resource",
      name: "app",
      number: 2,
      by: "ada",
      reason: "bad",
      isQuarantined: true,
    }),
    engine.submit({
      type: "run-finished",
      runId: before.live.id,
      leaseToken: before.leaseToken ?? "",
      result: resultOf(before.plan, { status: "success" }),
    }),
  ]);
  expect((await runOf(harness, "named")).plan?.inputs).toMatchObject([
    { versionNumber: 1, versionName: "stable" },
  ]);
});

test("who resumes a job or releases a version has caused the runs that follow, and may not approve them", async () => {
  const harness = await start();
  const { engine } = harness;
  await engine.submit({ type: "pause-asked", job: "guarded", isPaused: true, by: "bob" });
  await engine.submit({
    type: "version-posted",
    resource: "app",
    posted: { values: {}, versionName: "other" },
    by: "ada",
  });
  await engine.submit({ type: "pause-asked", job: "guarded", isPaused: false, by: "bob" });
  expect((await runOf(harness, "guarded")).live).toMatchObject({ status: "gated", by: "bob" });
  const vote = engine.submit({
    type: "voted",
    job: "guarded",
    number: 1,
    voter: { name: "bob", groups: [], mayRun: true },
    kind: "approve",
  });
  await expect(vote).rejects.toMatchObject({ code: "SELF_APPROVAL" });
});

test("who unpins an input has caused the runs of what is left", async () => {
  const harness = await start();
  const { engine } = harness;
  const pin = { kind: "number", versionNumber: 1 } as const;
  await engine.submit({ type: "pause-asked", job: "guarded", isPaused: true, by: "cem" });
  await engine.submit({ type: "version-posted", resource: "app", posted: { values: {} }, by: "ada" });
  await engine.submit({ type: "pin-asked", job: "guarded", input: "app", pin, by: "bob" });
  await engine.submit({ type: "pause-asked", job: "guarded", isPaused: false, by: "cem" });
  await engine.submit({ type: "pin-asked", job: "guarded", input: "app", by: "bob" });
  expect((await runOf(harness, "guarded")).live).toMatchObject({ by: "bob", bound: { app: 2 } });
});

test("a version whose run was ended by a quarantine gets another one when it is released", async () => {
  const harness = await start();
  const { engine } = harness;
  const posted = { values: {}, versionName: "other" };
  await engine.submit({ type: "version-posted", resource: "app", posted, by: "ada" });
  const change = (isQuarantined: boolean) => {
    const about = { kind: "resource", name: "app", number: 2, by: "ada", reason: "bad" } as const;
    return engine.submit({ type: "quarantine-asked", ...about, isQuarantined });
  };
  await change(true);
  expect([...(await engine.current()).runs.values()]).toEqual([]);
  await change(false);
  expect((await runOf(harness, "guarded")).live).toMatchObject({ number: 2, bound: { app: 2 } });
});

describe("versions of a run that never started", () => {
  const post = ({ engine }: EngineHarness, resource: string) =>
    engine.submit({ type: "version-posted", resource, posted: { values: {} }, by: "ada" });
  const pause = ({ engine }: EngineHarness, isPaused: boolean) =>
    engine.submit({ type: "pause-asked", job: "both", isPaused, by: "ada" });
  const quarantine = ({ engine }: EngineHarness, number: number, isQuarantined: boolean) => {
    const about = { kind: "resource", name: "app", number, by: "ada", reason: "bad" } as const;
    return engine.submit({ type: "quarantine-asked", ...about, isQuarantined });
  };

  test("are taken by the next one where only one of them went into quarantine", async () => {
    const harness = await start();
    await pause(harness, true);
    await post(harness, "app");
    await post(harness, "lib");
    await pause(harness, false);
    expect((await runOf(harness, "both")).live).toMatchObject({ number: 1, bound: { app: 2, lib: 2 } });
    await quarantine(harness, 2, true);
    expect((await runOf(harness, "both")).live).toMatchObject({ number: 2, bound: { app: 1, lib: 2 } });
    await quarantine(harness, 2, false);
    expect((await harness.engine.current()).facts.job("both").live).toMatchObject([
      { number: 2, bound: { app: 1, lib: 2 } },
      { number: 3, bound: { app: 2, lib: 2 } },
    ]);
  });

  test("are not taken again where another run took them, also one that somebody canceled", async () => {
    const harness = await start();
    const { engine } = harness;
    await post(harness, "lib");
    await engine.submit({ type: "cancel-asked", job: "both", number: 1, by: "ada" });
    await post(harness, "app");
    expect((await runOf(harness, "both")).live).toMatchObject({ number: 2, bound: { app: 2, lib: 2 } });
    await quarantine(harness, 2, true);
    const { facts } = await engine.current();
    expect(facts.job("both")).toMatchObject({ live: [], backlog: { app: [[2, 2]] } });
  });

  test("are left to take where it was skipped because another input was unhealthy", async () => {
    const harness = await start();
    const { engine } = harness;
    const end = async (job: string, status: "success" | "failure") => {
      const { live, leaseToken = "", plan } = await runOf(harness, job);
      if (!plan) throw new Error(`${job} has not started`);
      await engine.submit({
        type: "run-finished",
        runId: live.id,
        leaseToken,
        result: resultOf(plan, { status }),
      });
    };
    const ask = (job: string) => engine.submit({ type: "run-asked", job, by: "ada", env: {} });
    await ask("up");
    await end("up", "success");
    await end("behind", "success");
    await ask("before");
    await post(harness, "lib");
    await ask("up");
    await end("up", "failure");
    await end("before", "success");
    const { facts } = await engine.current();
    expect(facts.job("behind")).toMatchObject({ lastRunNumber: 2, live: [], backlog: { lib: [[2, 2]] } });
    await ask("up");
    await end("up", "success");
    expect((await runOf(harness, "behind")).live).toMatchObject({ number: 3, bound: { lib: 2 } });
  });

  test("are left to take although a canceled retry repeated a run that had merely read them", async () => {
    const harness = await startEngine(await databaseOfTest());
    harness.addAgent(3);
    await harness.sync(`jobs:
  - { name: early, type: runSh, steps: [{ TASK: [early] }] }
  - { name: late, type: runSh, steps: [{ TASK: [late] }] }
  - name: tried
    type: runSh
    retry: { attempts: 2, on: [failure], backoffSeconds: 60 }
    steps: [{ IN: early, flow: every }, { IN: late, flow: every }, { TASK: [x] }]`);
    const { engine } = harness;
    const ask = (job: string) => engine.submit({ type: "run-asked", job, by: "ada", env: {} });
    const end = async (job: string, status: "success" | "failure") => {
      const { runs } = await engine.current();
      const run = [...runs.values()].find((one) => one.live.job === job && one.status === "processing");
      if (!run?.plan) throw new Error(`${job} has not started`);
      const { live, leaseToken = "", plan } = run;
      const result = resultOf(plan, { status });
      await engine.submit({ type: "run-finished", runId: live.id, leaseToken, result });
    };
    const tried = async () => (await engine.current()).facts.job("tried");
    await ask("late");
    await ask("early");
    await end("early", "success");
    await end("late", "success");
    expect((await tried()).live).toMatchObject([
      { number: 1, bound: { early: 1 }, reads: { early: 1, late: 1 } },
      { number: 2, bound: { early: 1, late: 1 }, takes: ["late"] },
    ]);
    await ask("early");
    await end("tried", "failure");
    await engine.submit({ type: "cancel-asked", job: "tried", number: 3, by: "ada" });
    await end("early", "failure");
    expect(await tried()).toMatchObject({ lastRunNumber: 3, live: [], backlog: { late: [[1, 1]] } });
  });
});

test("what is in quarantine does not come back because it is still there outside", async () => {
  const { engine } = await start();
  const look = (name: string, seen: number) =>
    engine.submit({
      type: "version-arrived",
      resource: "app",
      content: contentOf(name),
      seen,
      by: "the registry",
    });
  const contentOf = (name: string) => ({ name, values: { versionName: name }, files: [] });
  const found = async () => {
    const { facts, resources } = await engine.current();
    return { last: facts.resource("app").lastVersionNumber, latest: resources.get("app")?.latest?.name };
  };
  await look("bad", 1);
  const bad = { kind: "resource", name: "app", number: 2, by: "ada", reason: "bad" } as const;
  await engine.submit({ type: "quarantine-asked", ...bad, isQuarantined: true });
  await look("bad", 2);
  expect(await found()).toEqual({ last: 2, latest: "stable" });
  // A look that began before the bad one came tells nothing either.
  await look("mended", 1);
  expect(await found()).toEqual({ last: 2, latest: "stable" });
  await look("mended", 2);
  await look("mended", 3);
  expect(await found()).toEqual({ last: 3, latest: "mended" });
});
