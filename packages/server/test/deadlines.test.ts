import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { DEADLINE_LIMITS } from "../src/engine/deadlines.ts";
import { watchDeadlines } from "../src/engine/loops/watch-deadlines.ts";
import { startEngine } from "./support/engine-harness.ts";
import { WORKSPACE, databaseOfTest, startTestServer } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

/** As if another server had written it: the change counts for everybody who looks at the revision. */
async function elsewhere({ pool }: TestServer, sql: string): Promise<void> {
  await pool.query(`begin; ${sql}; update workspaces set revision = revision + 1; commit`);
}

test("a retry with backoffSeconds runs again once its pause is over, and not before", async () => {
  const server = await startTestServer({
    workflow: `
jobs:
  - { name: work, type: runSh, retry: { attempts: 3, backoffSeconds: 1 }, steps: [{ TASK: [work] }] }
`,
  });
  const worker = await server.agent();
  await server.run("work");
  const first = await worker.take();
  await first.finish({ status: "failure" });
  const failedAt = Date.now();
  expect(await server.lastRun("work")).toMatchObject({ number: 2, status: "queued" });
  const second = await worker.take();
  expect(Date.now() - failedAt).toBeGreaterThanOrEqual(950);
  expect(second.number).toBe(2);
  await second.finish({ status: "failure" });
  // The second pause is twice as long, and the watch is still awake for it.
  expect((await worker.take()).number).toBe(3);
  expect(Date.now() - failedAt).toBeGreaterThanOrEqual(2_900);
});

test("a gate that nobody opens in time expires: its run is canceled and says so", async () => {
  const server = await startTestServer({
    workflow: `
jobs:
  - { name: ship, type: runSh, approval: { timeoutMinutes: 1 }, steps: [{ TASK: [ship] }] }
  - { name: after, type: runSh, steps: [{ IN: ship }, { TASK: [after] }] }
`,
  });
  const asked = await server.run("ship");
  expect(asked.status).toBe("gated");
  const expiresAt = Date.now() + 1_500;
  await elsewhere(
    server,
    `update live_runs set gate = jsonb_set(gate, '{expiresAt}', '${String(expiresAt)}')`,
  );
  const run = await server.ended("ship", 1, "canceled");
  expect(run.reason).toMatchObject({ code: "gate-expired" });
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
  const why = await server.client.explainJob({ workspace: WORKSPACE, job: "ship", run: 1 });
  expect(why.decisions[0]).toMatchObject({ verdict: "none", reason: "gate-expired" });
  const after = await server.client.explainJob({ workspace: WORKSPACE, job: "after" });
  expect(after.decisions[0]).toMatchObject({ verdict: "none", reason: "upstream-not-successful" });
});

test("a run that its agent does not end after its timeout is asked to end, and ends without the agent", async () => {
  const server = await startTestServer({
    limits: { overtimeMs: 500, graceMs: 500 },
    workflow: `jobs: [{ name: work, type: runSh, runtime: { timeoutMinutes: 1 }, steps: [{ TASK: [work] }] }]`,
  });
  const worker = await server.agent();
  await server.run("work");
  const work = await worker.take();
  await elsewhere(server, "update live_runs set started_at = started_at - interval '1 minute'");
  expect(await worker.hears("cancel", work.runId)).toMatchObject({ by: "its timeout" });
  const run = await server.ended("work", 1, "timeout");
  expect(run.reason).toEqual({
    code: "timed-out",
    text: "Its agent did not end it after its timeout.",
  });
  // Its slot is free again, and its late report is of no use to anybody.
  await server.run("work");
  expect((await worker.take()).number).toBe(2);
  expect((await worker.hears("abandon", work.runId)).leaseToken).toBe(work.leaseToken);
});

const RETRIED = (on: string) => `
jobs:
  - name: work
    type: runSh
    retry: { attempts: 2, on: [${on}], backoffSeconds: 0 }
    runtime: { timeoutMinutes: 1 }
    steps: [{ TASK: [work] }]
`;

async function overdue(on: string, limits: { overtimeMs: number; graceMs: number }) {
  const server = await startTestServer({ limits, workflow: RETRIED(on) });
  const worker = await server.agent();
  await server.run("work");
  const work = await worker.take();
  await elsewhere(server, "update live_runs set started_at = started_at - interval '1 minute'");
  await worker.hears("cancel", work.runId);
  return { server, worker, work };
}

test("a run that is ended at its timeout without its agent gets the retry that its job asks for", async () => {
  const { server, worker } = await overdue("timeout", { overtimeMs: 500, graceMs: 500 });
  await server.ended("work", 1, "timeout");
  const again = await worker.take();
  expect(again.number).toBe(2);
  const why = await server.client.explainJob({ workspace: WORKSPACE, job: "work", run: 2 });
  expect(why.decisions[0]).toMatchObject({ verdict: "queued", reason: "retry" });
});

test("a run that its agent ends when its timeout asks for it has timed out, and is tried again", async () => {
  const { server, worker, work } = await overdue("timeout", { overtimeMs: 500, graceMs: 60_000 });
  await work.finish({ status: "canceled", reason: { code: "canceled", message: "The run was canceled." } });
  const run = await server.ended("work", 1, "timeout");
  expect(run.reason).toEqual({
    code: "timed-out",
    text: "Its agent ended it only when it was told to after its timeout.",
  });
  expect((await worker.take()).number).toBe(2);
});

test("a run that somebody cancels after its timeout is canceled by them, and not tried again", async () => {
  const { server, work } = await overdue("timeout, failure", { overtimeMs: 500, graceMs: 60_000 });
  expect(await server.lastRun("work")).toMatchObject({
    isCancelRequested: false,
    isOverdue: true,
    reasonLine: { text: "It is past its timeout: its agent was asked to end it." },
  });
  const asked = await server.client.cancelRun({ workspace: WORKSPACE, job: "work", number: 1 });
  expect(asked).toMatchObject({ status: "processing", isCancelRequested: true });
  expect(asked.isOverdue).toBeUndefined();
  const audit = await server.pool.query("select actor, subject from audit_log where action = 'cancel'");
  expect(audit.rows).toEqual([{ actor: "owner", subject: "work" }]);
  await work.finish({ status: "failure" });
  await server.ended("work", 1, "failure");
  expect((await server.lastRun("work")).number).toBe(1);
});

test("a run that ends by itself after its timeout is past it no more", async () => {
  const { server, work } = await overdue("timeout", { overtimeMs: 500, graceMs: 60_000 });
  await work.finish();
  await server.ended("work", 1, "success");
  const run = await server.lastRun("work");
  expect(run).toMatchObject({ status: "success", isCancelRequested: false });
  expect(run.isOverdue).toBeUndefined();
  expect(run.reasonLine.text).not.toContain("timeout");
});

test("a run past its timeout whose agent is lost is lost, and is tried again", async () => {
  const { server, worker } = await overdue("lost", { overtimeMs: 500, graceMs: 60_000 });
  // The same agent with nothing of what it did before.
  const restarted = await server.agent({ token: worker.key });
  await server.ended("work", 1, "lost");
  expect((await restarted.take()).number).toBe(2);
});

test("a run that somebody canceled and its agent does not end is canceled all the same", async () => {
  const server = await startTestServer({
    limits: { graceMs: 500 },
    workflow: `jobs: [{ name: work, type: runSh, steps: [{ TASK: [work] }] }]`,
  });
  const worker = await server.agent();
  await server.run("work");
  const work = await worker.take();
  await server.client.cancelRun({ workspace: WORKSPACE, job: "work", number: 1 });
  const run = await server.ended("work", 1, "canceled");
  expect(run.reason).toEqual({
    code: "canceled",
    text: "Its agent did not end it after owner canceled it.",
  });
  await worker.hears("abandon", work.runId);
});

test("what waits for a later moment costs no query, and each moment of its own is kept", async () => {
  const harness = await startEngine(await databaseOfTest());
  const { engine, sync, sent } = harness;
  await sync(`
jobs:
  - { name: soon, type: runSh, approval: { timeoutMinutes: 1 }, steps: [{ TASK: [soon] }] }
  - { name: late, type: runSh, approval: { timeoutMinutes: 2 }, steps: [{ TASK: [late] }] }
`);
  for (const job of ["late", "soon"]) await engine.submit({ type: "run-asked", job, by: "ada", env: {} });
  const [late, soon] = [...(await engine.current()).runs.values()];
  expect([late?.live.job, soon?.live.job]).toEqual(["late", "soon"]);
  const before = sent.length;
  const readings: string[] = [];
  harness.afterReading((text) => void readings.push(text));
  // The watch has a clock and timers of its own: half a minute before the gate of `soon` expires.
  const expiresAt = soon?.live.gate?.expiresAt ?? 0;
  let at = expiresAt - 30_000;
  const pass = async (milliseconds: number): Promise<void> => {
    at += milliseconds;
    await vi.advanceTimersByTimeAsync(milliseconds);
  };
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const submitted: number[] = [];
  const watch = watchDeadlines({
    engine: {
      ...engine,
      async submit(event) {
        if (event.type === "deadline") submitted.push(at);
        return engine.submit(event);
      },
    },
    log: pino({ level: "silent" }),
    now: () => new Date(at),
    limits: DEADLINE_LIMITS,
  });
  onTestFinished(() => watch.close());
  // Its first look, and then nothing until the gate expires.
  await pass(1);
  await pass(29_998);
  expect({ statements: sent.length - before, readings, submitted }).toEqual({
    statements: 0,
    readings: [],
    submitted: [],
  });
  await pass(2);
  vi.useRealTimers();
  expect(submitted).toEqual([expiresAt + 1]);
});
