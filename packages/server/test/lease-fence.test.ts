import { encodeLogChunk } from "@landbridge/api";
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { resultOf } from "./support/fake-agent.ts";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";

const WORKFLOW = `
resources:
  - { name: out, type: params, versionTemplate: { params: { A: "1" } } }
jobs:
  - { name: work, type: runSh, triggerMode: parallel, steps: [{ TASK: [work] }, { OUT: out }] }
  - { name: after, type: runSh, steps: [{ IN: work }, { TASK: [after] }] }
`;
const POSTED = { postings: [{ name: "out", isCleared: false, values: { A: "2" } }] };

test("a completion with another lease token changes nothing, and frees no slot", async () => {
  const { run, agent, client, ended } = await startTestServer({ workflow: WORKFLOW });
  const worker = await agent({ slots: 1 });
  await run("work");
  const work = await worker.take();
  await run("work");
  worker.say({
    type: "run-finished",
    runId: work.runId,
    leaseToken: randomUUID(),
    result: { ...resultOf(work.plan), steps: [], postings: [], state: { values: {}, files: [] } },
    files: {},
  });
  await worker.hears("run-finished-ack", work.runId);
  const view = await client.getRun({ workspace: WORKSPACE, job: "work", number: 1 });
  expect(view.status).toBe("processing");
  expect(worker.runs).toHaveLength(1);

  await work.finish(POSTED);
  await ended("work", 1, "success");
  expect((await worker.take("work")).number).toBe(2);
});

test("a completion that is sent twice counts once and is acknowledged both times", async () => {
  const { run, agent, client, pool } = await startTestServer({ workflow: WORKFLOW });
  const worker = await agent({ slots: 1 });
  await run("work");
  const work = await worker.take();
  work.report(POSTED);
  work.report({ ...POSTED, status: "failure" });
  await worker.until(
    () => worker.heard.filter((message) => message.type === "run-finished-ack").length === 2,
  );
  await work.finish({ status: "failure" });
  expect((await client.getRun({ workspace: WORKSPACE, job: "work", number: 1 })).status).toBe("success");
  const versions = await client.listVersions({ workspace: WORKSPACE, resource: "out" });
  expect(versions.map(({ number }) => number)).toEqual([2, 1]);
  expect(await client.listJobRuns({ workspace: WORKSPACE, job: "after" })).toHaveLength(1);
  const events = await pool.query("select text from events where kind = 'run-finished' and subject = 'work'");
  expect(events.rows).toEqual([{ text: "work #1 ended: success" }]);
});

test("log frames with another lease token are not kept: the agent is told to abandon the run", async () => {
  const { run, agent, server } = await startTestServer({ workflow: WORKFLOW });
  const [worker, stranger] = [await agent({ slots: 1 }), await agent({ pool: "elsewhere" })];
  await run("work");
  const work = await worker.take();
  await work.log(1, "mine\n");
  stranger.say({ type: "step-started", runId: work.runId, leaseToken: randomUUID(), index: 1, startedAt: 1 });
  const chunk = { runId: work.runId, leaseToken: randomUUID(), index: 1, sequence: 0, offset: 5 };
  stranger.sayRaw(encodeLogChunk({ ...chunk, bytes: Buffer.from("forged\n") }));
  expect(await stranger.hears("abandon")).toEqual({
    type: "abandon",
    runId: work.runId,
    leaseToken: chunk.leaseToken,
  });
  worker.sayRaw(encodeLogChunk({ ...chunk, bytes: Buffer.from("stale\n") }));
  await worker.hears("abandon");
  const { bytes } = await server.readStepLog({ job: "work", number: 1, index: 1 }, 0);
  expect(Buffer.from(bytes).toString()).toBe("mine\n");
});
