import { RAW_ROUTES, feedMessage } from "@landbridge/api";
import { Hono } from "hono";
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createLiveSteps } from "../src/engine/live-steps.ts";
import { createFeedHub } from "../src/http/feed-hub.ts";
import { addFeedRoute } from "../src/http/feed-route.ts";
import { ensureOwner } from "../src/store/accounts.ts";
import { createLogFiles } from "../src/store/log-files.ts";
import { startEngine } from "./support/engine-harness.ts";
import { openEventStream } from "./support/event-stream.ts";
import type { ServerSentEvent } from "./support/event-stream.ts";
import { WORKSPACE, databaseOfTest, startTestServer, temporaryDirectory } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const WORKFLOW = `
jobs:
  - { name: first, type: runSh, steps: [{ TASK: [first] }] }
  - { name: second, type: runSh, steps: [{ IN: first }, { TASK: [second] }] }
  - { name: aside, type: runSh, steps: [{ TASK: [aside] }] }
`;

async function openFeed({ server, url }: TestServer, lastEventId?: number) {
  const authorization = `Bearer ${await server.createCommandLineToken()}`;
  return openEventStream(new URL(`/api/v1/feed?workspace=${WORKSPACE}`, url), {
    authorization,
    ...(lastEventId === undefined ? {} : { "last-event-id": String(lastEventId) }),
  });
}

const messageOf = ({ data }: ServerSentEvent) => feedMessage.parse(data);
const isOf = (type: string) => (event: ServerSentEvent) => messageOf(event).type === type;

async function revisionOf({ client }: TestServer): Promise<number> {
  return (await client.getGraph({ workspace: WORKSPACE })).revision;
}

test("the feed begins with where the workspace stands, and tells each change with the jobs whose line it alters", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const revision = await revisionOf(server);
  const feed = await openFeed(server);
  const hello = await feed.next(isOf("hello"));
  expect([messageOf(hello), hello.id]).toEqual([{ type: "hello", revision }, String(revision)]);
  await server.run("first");
  const changed = await feed.next(isOf("changed"));
  const message = messageOf(changed);
  expect(changed.id).toBe(String(revision + 1));
  expect(message).toMatchObject({
    type: "changed",
    revision: revision + 1,
    runs: [{ job: "first", status: "queued" }],
  });
  expect("jobs" in message && message.jobs.map(({ name }) => name).sort()).toEqual(["first", "second"]);
  expect("jobs" in message && message.jobs.find(({ name }) => name === "first")).toMatchObject({
    status: "queued",
    reason: { code: "no-agent" },
  });
});

test("a sync tells that the graph has other vertices", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const feed = await openFeed(server);
  await server.sync("jobs: [{ name: only, type: runSh, steps: [{ TASK: [a] }] }]");
  const told = messageOf(await feed.next(isOf("configuration")));
  expect(told).toMatchObject({
    type: "configuration",
    source: { name: "source", lastSync: { status: "success" } },
  });
});

test("a reader that comes back with its last event catches up on what it missed", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const first = await openFeed(server);
  const hello = await first.next(isOf("hello"));
  first.close();
  const revision = Number(hello.id);
  for (const job of ["first", "aside", "first"]) await server.run(job);
  const again = await openFeed(server, revision);
  await again.next(({ id }) => Number(id) === revision + 3);
  expect(again.events.map(({ id }) => Number(id))).toEqual([1, 2, 3].map((n) => revision + n));
  expect(again.events.map((event) => messageOf(event).type)).toEqual(["changed", "changed", "changed"]);
});

test("a reader that missed nothing is greeted; one that missed too much reads anew", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const revision = await revisionOf(server);
  const same = await openFeed(server, revision);
  expect(messageOf(await same.next(() => true))).toEqual({ type: "hello", revision });
  const ahead = await openFeed(server, revision + 100);
  expect(messageOf(await ahead.next(() => true))).toEqual({ type: "reset", revision });
  // As many changes as are kept for those who come back, and one more.
  for (let n = 0; n <= 500; n++) {
    const job = { workspace: WORKSPACE, job: "aside" };
    await (n % 2 === 0 ? server.client.pauseJob(job) : server.client.resumeJob(job));
  }
  const behind = await openFeed(server, revision);
  expect(messageOf(await behind.next(() => true))).toEqual({ type: "reset", revision: revision + 501 });
});

test("a reader that was away while nobody watched, and somebody synced, reads anew", async () => {
  const server = await startTestServer({ workflow: WORKFLOW, isWatched: false });
  const revision = await revisionOf(server);
  await server.sync("jobs: [{ name: only, type: runSh, steps: [{ TASK: [a] }] }]");
  const feed = await openFeed(server, revision);
  expect(messageOf(await feed.next(() => true))).toEqual({ type: "reset", revision: revision + 1 });
});

test("so does one that missed a run before a sync that failed", async () => {
  const server = await startTestServer({ workflow: WORKFLOW, isWatched: false });
  const revision = await revisionOf(server);
  await server.run("aside");
  expect((await server.sync("jobs: [{")).lastSync?.status).toBe("failure");
  const feed = await openFeed(server, revision);
  expect(messageOf(await feed.next(() => true))).toEqual({ type: "reset", revision: revision + 1 });
});

test("a reader that does not read is sent away when more than 1,000 messages wait for it", async () => {
  const { engine, agents, database, workspaceId } = await startEngine(await databaseOfTest());
  const feed = createFeedHub(agents);
  const own = { token: "secret", account: await ensureOwner(database.query, randomUUID()) };
  const app = new Hono();
  addFeedRoute(app, {
    database,
    engine,
    agents,
    feed,
    own,
    steps: createLiveSteps(),
    logs: createLogFiles(await temporaryDirectory()),
    workspace: { id: workspaceId, name: WORKSPACE },
    url: () => "http://localhost",
    log: pino({ level: "silent" }),
    now: () => new Date(),
    closing: new AbortController().signal,
    planSource: () => Promise.reject(new Error("nobody plans here")),
    simulate: () => Promise.reject(new Error("nobody simulates here")),
    syncSource: () => Promise.reject(new Error("nobody syncs here")),
    doctor: () => Promise.reject(new Error("nobody is examined here")),
    lookLater: () => undefined,
    tellSource: () => Promise.resolve(),
    secretKey: { derive: () => "secret" },
  });
  // Without a network in between, which would take some megabytes before it is full.
  const { body } = await app.request(RAW_ROUTES.feed, { headers: { authorization: "Bearer secret" } });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error("there is no feed");
  expect((await reader.read()).value).toContain('"type":"hello"');
  for (let revision = 1; revision <= 1_010; revision++) {
    feed.reset(revision);
    // The first of them are on their way by then, and hold up the rest.
    await setImmediate();
  }
  let rest = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    rest += piece.value;
    if (rest.includes('"revision":1010}')) break;
  }
  const revisions = [...rest.matchAll(/"revision":(\d+)/g)].map(([, revision]) => Number(revision));
  expect(revisions.length).toBeLessThan(10);
});

test("after a restart of the server the feed goes on from the workspace's revision", async () => {
  const databaseUrl = await databaseOfTest();
  const before = await startTestServer({ databaseUrl, workflow: WORKFLOW });
  await before.run("first");
  const revision = await revisionOf(before);
  await before.close();
  const server = await startTestServer({ databaseUrl });
  const feed = await openFeed(server, revision);
  expect(messageOf(await feed.next(() => true))).toEqual({ type: "hello", revision });
  await server.run("aside");
  expect(messageOf(await feed.next(isOf("changed")))).toMatchObject({ revision: revision + 1 });
});

test("steps are told while they happen, without a place to come back to", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const worker = await server.agent();
  const feed = await openFeed(server);
  await server.run("aside");
  const aside = await worker.take();
  aside.stepStarted(1);
  const step = await feed.next(isOf("step"));
  expect([messageOf(step), step.id]).toEqual([
    { type: "step", runId: aside.runId, job: "aside", number: 1, index: 1 },
    undefined,
  ]);
});
