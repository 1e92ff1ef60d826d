import { encodeLogChunk } from "@landbridge/api";
import { expect, test } from "vitest";
import { connectFakeAgent } from "./support/fake-agent.ts";
import type { AgentRun, FakeAgent } from "./support/fake-agent.ts";
import { WORKSPACE, databaseOfTest, startTestServer } from "./support/test-server.ts";

const WORKFLOW = `
jobs:
  - { name: work, type: runSh, triggerMode: parallel, steps: [{ TASK: [work] }] }
  - { name: after, type: runSh, dependencyMode: immediate, steps: [{ IN: work }, { TASK: [after] }] }
`;

const TWO = `
jobs:
  - { name: one, type: runSh, steps: [{ TASK: [one] }] }
  - { name: two, type: runSh, steps: [{ TASK: [two] }] }
`;

/** Long enough for what an agent does before it goes silent, on a machine that has other work. */
const LEASE_MS = 3_000;

function refOf({ runId, leaseToken }: AgentRun) {
  return { runId, leaseToken };
}

/** The same process of an agent, back after its connection broke. */
function again(agent: FakeAgent, runs: readonly AgentRun[] = []) {
  return { token: agent.key, instance: agent.instance, runs: runs.map(refOf) };
}

test("an agent registers once and comes back with its own key", async () => {
  const { agent, client, url, server, until } = await startTestServer();
  const first = await agent({ name: "builder" });
  expect(first.key).toMatch(/^lb_agent_/);
  await first.vanish();
  const second = await agent({ ...again(first), name: "builder-2" });
  expect(second.id).toBe(first.id);
  expect("key" in second.welcome).toBe(false);
  // The welcome goes out before the agent is given runs, and only then it counts as connected.
  const agents = await until(async () => {
    const listed = await client.listAgents({ workspace: WORKSPACE });
    return listed.some(({ isConnected }) => isConnected) && listed;
  });
  expect(agents).toMatchObject([{ id: first.id, name: "builder-2", isConnected: true, busySlots: 0 }]);
  await expect(connectFakeAgent(url, { token: "lb_agent_unknown" })).rejects.toThrow("response: 401");
  await expect(connectFakeAgent(url, { token: server.agentToken, protocol: 99 })).rejects.toThrow(
    "PROTOCOL_MISMATCH",
  );
});

test("runs that a returning agent lists go on, with their log from where the server has it", async () => {
  const { agent, run, ended, server } = await startTestServer({ workflow: WORKFLOW });
  const first = await agent();
  await run("work");
  const work = await first.take();
  await work.log(1, "before\n");
  await first.vanish();
  const second = await agent(again(first, [work]));
  expect(second.welcome.logs).toEqual([{ runId: work.runId, index: 1, offset: 7 }]);
  // Sent again from the start, as an agent does that never heard of the first piece's arrival.
  const bytes = Buffer.from("before\nafter\n");
  second.sayRaw(encodeLogChunk({ ...refOf(work), index: 1, sequence: 1, offset: 0, bytes }));
  await second.hears("log-ack");
  second.say({ type: "run-finished", ...refOf(work), result: { ...SUCCESS }, files: {} });
  await ended("work", 1, "success");
  expect((await second.take()).job).toBe("after");
  const log = await server.readStepLog({ job: "work", number: 1, index: 1 }, 0);
  expect(Buffer.from(log.bytes).toString()).toBe("before\nafter\n");
});

test("a run that the agent never received is given again under the same lease", async () => {
  const { agent, run } = await startTestServer({ workflow: WORKFLOW });
  const first = await agent();
  await run("work");
  const work = await first.take();
  await first.vanish();
  const second = await agent(again(first));
  expect(refOf(await second.take())).toEqual(refOf(work));
});

test("an agent of one slot that comes back gets the run that was lost on the way to it, and no second one", async () => {
  const { agent, run, client, lastRun, until } = await startTestServer({ workflow: TWO });
  const first = await agent({ slots: 1 });
  await run("one");
  await first.take("one");
  await first.vanish();
  await until(
    async () => !(await client.listAgents({ workspace: WORKSPACE })).some((one) => one.isConnected),
  );
  await run("two");
  const second = await agent({ ...again(first), slots: 1 });
  const one = await second.take("one");
  await until(async () => (await client.listAgents({ workspace: WORKSPACE })).some((it) => it.isConnected));
  // Whatever could start has started with this commit at the latest.
  await client.pauseJob({ workspace: WORKSPACE, job: "one" });
  expect((await lastRun("two")).status).toBe("queued");
  await one.finish();
  await second.take("two");
});

test("an agent that dials again while its old connection still stands is given what the old one got, once", async () => {
  const { agent, run, ended } = await startTestServer({ workflow: WORKFLOW });
  const first = await agent();
  await run("work");
  const work = await first.take();
  const second = await agent(again(first, [work]));
  expect((await first.closed).reason).toBe("replaced by a newer connection");
  await run("work");
  const next = await second.take();
  expect(next.number).toBe(2);
  await next.finish();
  await ended("work", 2, "success");
  expect(second.runs.filter(({ job }) => job === "work")).toHaveLength(1);
});

test("another process of the agent has lost the run: it ends `lost`, and starts nothing", async () => {
  const { agent, run, ended, client } = await startTestServer({ workflow: WORKFLOW });
  const first = await agent({ name: "builder" });
  await run("work");
  await first.take();
  await first.vanish();
  await agent({ token: first.key, name: "builder", instance: "another process" });
  const lost = await ended("work", 1, "lost");
  expect(lost.reason).toEqual({
    code: "agent-lost",
    text: "The agent builder was restarted while the run was under way.",
  });
  const why = await client.explainJob({ workspace: WORKSPACE, job: "after" });
  expect(why.decisions).toMatchObject([{ verdict: "none", reason: "upstream-not-successful" }]);
});

test("a run that is listed with a stale lease is abandoned, and so is one that has ended", async () => {
  const { agent, run, ended } = await startTestServer({ workflow: WORKFLOW });
  const first = await agent();
  await run("work");
  const work = await first.take();
  await work.finish();
  await (await first.take("after")).finish();
  await run("work");
  const other = await first.take("work");
  await first.vanish();
  const stale = { runId: other.runId, leaseToken: "11111111-1111-4111-8111-111111111111" };
  const second = await agent({ token: first.key, instance: "another process", runs: [refOf(work), stale] });
  expect(await second.hears("abandon", work.runId)).toEqual({ type: "abandon", ...refOf(work) });
  expect(await second.hears("abandon", other.runId)).toEqual({ type: "abandon", ...stale });
  await ended("work", 2, "lost");
});

test("an agent that is gone for longer than the lease has lost its runs; one that is back in time has not", async () => {
  const { agent, run, ended, client } = await startTestServer({ workflow: WORKFLOW, leaseMs: LEASE_MS });
  const [gone, back] = [await agent({ name: "gone", slots: 1 }), await agent({ name: "back", slots: 1 })];
  await run("work");
  await run("work");
  const [lost, kept] = [await gone.take(), await back.take()];
  await Promise.all([gone.vanish(), back.vanish()]);
  const returned = await agent(again(back, [kept]));
  const beating = setInterval(() => returned.say({ type: "heartbeat", runs: [kept.runId] }), 100);
  const end = await ended("work", lost.number, "lost").finally(() => clearInterval(beating));
  expect(end.reason).toEqual({ code: "agent-lost", text: "The agent was not heard of for 3 seconds." });
  const view = await client.getRun({ workspace: WORKSPACE, job: "work", number: kept.number });
  expect(view.status).toBe("processing");

  const late = await agent(again(gone, [lost]));
  expect(await late.hears("abandon")).toEqual({ type: "abandon", ...refOf(lost) });
  late.say({ type: "run-finished", ...refOf(lost), result: SUCCESS, files: {} });
  await late.hears("run-finished-ack", lost.runId);
  await ended("work", lost.number, "lost");
});

test("an agent that keeps its connection open and says nothing has lost its run when the lease is over", async () => {
  const { agent, run, ended } = await startTestServer({ workflow: WORKFLOW, leaseMs: LEASE_MS });
  const frozen = await agent();
  await run("work");
  await frozen.take();
  expect((await ended("work", 1, "lost")).reason?.code).toBe("agent-lost");
  await frozen.closed;
});

test("a canceled run whose agent is gone ends `canceled` when the lease is over", async () => {
  const { agent, run, ended, client } = await startTestServer({ workflow: WORKFLOW, leaseMs: LEASE_MS });
  const gone = await agent();
  await run("work");
  await gone.take();
  await gone.vanish();
  await client.cancelRun({ workspace: WORKSPACE, job: "work", number: 1 });
  expect((await ended("work", 1, "canceled")).reason?.code).toBe("agent-lost");
});

test("what is asked of one server is carried out by the agents of another on the same database", async () => {
  const databaseUrl = await databaseOfTest();
  const first = await startTestServer({ databaseUrl, workflow: WORKFLOW });
  const second = await startTestServer({ databaseUrl });
  const worker = await second.agent();
  await first.run("work");
  const work = await worker.take("work");
  await first.client.cancelRun({ workspace: WORKSPACE, job: "work", number: 1 });
  await worker.hears("cancel", work.runId);
  await work.finish({ status: "canceled" });
  await first.ended("work", 1, "canceled");
  expect(first.feed).toContainEqual(expect.objectContaining({ type: "reset" }));
});

test("an agent that drains keeps its runs and gets no more", async () => {
  const { agent, run, ended } = await startTestServer({ workflow: WORKFLOW });
  const draining = await agent({ slots: 2 });
  await run("work");
  const work = await draining.take();
  draining.say({ type: "drain" });
  await work.log(1, "the drain was heard by now\n");
  await run("work");
  const other = await agent({ name: "other" });
  expect((await other.take("work")).number).toBe(2);
  await work.finish();
  await ended("work", 1, "success");
});

const SUCCESS = { status: "success" as const, steps: [], state: { values: {}, files: [] }, postings: [] };
