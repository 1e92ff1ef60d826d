import { ApiError } from "@landbridge/api";
import { expect, test } from "vitest";
import { startDatabaseProxy } from "./support/database-proxy.ts";
import { WORKSPACE, databaseOfTest, startTestServer } from "./support/test-server.ts";
import { endsWithin } from "./support/until.ts";

const WORKFLOW = `
jobs:
  - { name: work, type: runSh, steps: [{ TASK: [work] }] }
  - { name: after, type: runSh, steps: [{ IN: work }, { TASK: [after] }] }
`;

test("while the database is away users are told so, reports wait, and everything goes on when it is back", async () => {
  const proxy = await startDatabaseProxy(await databaseOfTest());
  const { client, agent, run, ended, request } = await startTestServer({
    databaseUrl: proxy.databaseUrl,
    workflow: WORKFLOW,
  });
  const worker = await agent();
  await run("work");
  const work = await worker.take();
  expect((await request("/readyz")).status).toBe(200);

  proxy.cut();
  await expect(run("work")).rejects.toMatchObject({ view: { code: "STORE_UNAVAILABLE", status: 503 } });
  const graph = client.getGraph({ workspace: WORKSPACE }).then(
    () => "answered",
    (error: unknown) => (error instanceof ApiError ? error.view.code : String(error)),
  );
  expect(await graph).toBe("STORE_UNAVAILABLE");
  const asked = await request("/api/v1/me", { headers: { authorization: "Bearer lb_pat_anything" } });
  expect({ status: asked.status, code: ((await asked.json()) as { code: string }).code }).toEqual({
    status: 503,
    code: "STORE_UNAVAILABLE",
  });
  expect((await request("/healthz")).status).toBe(200);
  expect((await request("/readyz")).status).toBe(503);
  work.report();
  await expect(run("work")).rejects.toMatchObject({ view: { code: "STORE_UNAVAILABLE" } });
  expect(worker.heard.filter(({ type }) => type === "run-finished-ack")).toEqual([]);

  proxy.mend();
  await worker.hears("run-finished-ack", work.runId);
  await ended("work", 1, "success");
  expect((await worker.take("after")).number).toBe(1);
  expect((await request("/readyz")).status).toBe(200);
});

test("a commit whose answer is lost: what it started reaches its agent, whoever asked for it", async () => {
  const proxy = await startDatabaseProxy(await databaseOfTest());
  const { agent, run, client } = await startTestServer({
    databaseUrl: proxy.databaseUrl,
    workflow: WORKFLOW,
  });
  const worker = await agent();
  proxy.loseNextCommit();
  // The database is asked what became of it: trying again would make a second run.
  expect(await run("work")).toMatchObject({ job: "work", number: 1 });
  const work = await worker.take("work");
  proxy.loseNextCommit();
  await work.finish();
  await worker.take("after");
  expect(worker.runs.map(({ job, number }) => `${job} ${String(number)}`)).toEqual(["work 1", "after 1"]);
  expect((await client.listRuns({ workspace: WORKSPACE })).map(({ status }) => status)).toEqual([
    "processing",
    "success",
  ]);
});

test("a server ends in order while its database is away", async () => {
  const proxy = await startDatabaseProxy(await databaseOfTest());
  const { agent, run, close } = await startTestServer({ databaseUrl: proxy.databaseUrl, workflow: WORKFLOW });
  const worker = await agent();
  await run("work");
  const work = await worker.take();
  proxy.cut();
  work.report();
  await expect(close()).resolves.toBeUndefined();
  await worker.closed;
});

test("a server ends in order while its reaper waits to hear what became of a commit", async () => {
  const proxy = await startDatabaseProxy(await databaseOfTest());
  const { agent, run, close, client, until, request } = await startTestServer({
    databaseUrl: proxy.databaseUrl,
    workflow: WORKFLOW,
    leaseMs: 3_000,
  });
  const worker = await agent();
  await run("work");
  await worker.take();
  await worker.vanish();
  await until(
    async () => !(await client.listAgents({ workspace: WORKSPACE })).some((one) => one.isConnected),
  );
  proxy.loseNextCommit({ andCut: true });
  await until(async () => (await request("/readyz")).status === 503);
  // It would wait for 10 seconds, and then for the queue of effects.
  expect(await endsWithin(8_000, close())).toBe(true);
});

test("a server starts only when its database answers, and says so when not", async () => {
  const proxy = await startDatabaseProxy(await databaseOfTest());
  proxy.cut();
  await expect(startTestServer({ databaseUrl: proxy.databaseUrl })).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
  });
});
