import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { startDatabaseProxy } from "./support/database-proxy.ts";
import { connectFakeAgent } from "./support/fake-agent.ts";
import { startSlowProxy } from "./support/slow-proxy.ts";
import { databaseOfTest, startTestServer } from "./support/test-server.ts";

test.each([
  ["text that is not JSON", "hello?", "not a message of the protocol"],
  ["a message of no known type", '{"type":"surprise"}', "not a message of the protocol"],
  ["bytes that are no log", Buffer.from([0, 0, 0, 9, 1]), "not a log frame"],
  ["a second hello", undefined, "hello was said already"],
])("an agent that sends %s is told what is wrong and let go", async (_, data, reason) => {
  const { agent } = await startTestServer();
  const worker = await agent();
  worker.sayRaw(data ?? JSON.stringify({ ...HELLO, instance: worker.instance }));
  expect(await worker.closed).toEqual({ code: 1008, reason });
});

test("anything before hello ends the connection", async () => {
  const { url, server } = await startTestServer();
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/agents/connect`, {
    headers: { authorization: `Bearer ${server.agentToken}` },
  });
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "heartbeat", runs: [] }));
  const [code, reason] = (await once(socket, "close")) as [number, Buffer];
  expect([code, reason.toString()]).toEqual([1008, "hello comes first"]);
});

test.each([
  ["without a token", "/api/v1/agents/connect", {}, 401, "UNAUTHENTICATED"],
  ["with a token of nobody", "/api/v1/agents/connect", { authorization: "Bearer x" }, 401, "UNAUTHENTICATED"],
  ["with another scheme", "/api/v1/agents/connect", { authorization: "Basic x" }, 401, "UNAUTHENTICATED"],
  ["on another path", "/api/v1/agents", { authorization: "Bearer x" }, 404, "NOT_FOUND"],
])(
  "a connection %s is refused with a problem before a frame of it is read",
  async (_, path, headers, status, code) => {
    const { url } = await startTestServer();
    expect(await dial(url + path, headers)).toEqual({ status, type: "application/problem+json", code });
  },
);

test("while tokens can't be looked up, a connection is refused for now and not for its token", async () => {
  const proxy = await startDatabaseProxy(await databaseOfTest());
  const { agent, url } = await startTestServer({ databaseUrl: proxy.databaseUrl });
  const { key } = await agent();
  proxy.cut();
  const answer = await dial(`${url}/api/v1/agents/connect`, { authorization: `Bearer ${key}` });
  expect(answer).toMatchObject({ status: 503, code: "STORE_UNAVAILABLE" });
});

test("an agent whose large message takes longer than the lease is heard all the time, and hears the server", async () => {
  const { url, server, run, ended } = await startTestServer({
    workflow: "jobs: [{ name: work, type: runSh, steps: [{ TASK: [work] }] }]",
    leaseMs: 3_000,
  });
  const line = await startSlowProxy(url);
  const worker = await connectFakeAgent(line.url, { token: server.agentToken });
  await run("work");
  const work = await worker.take();
  const text = "x".repeat(400_000);
  line.slowDown({ bytes: 10_000, everyMs: 100 });
  const pings = worker.pings();
  const finished = work.finish({ state: { values: { TEXT: text }, files: [] } }).then(() => "finished");
  const closed = worker.closed.then(() => "the connection was closed");
  expect(await Promise.race([finished, closed])).toBe("finished");
  // One in a sixth of the lease; on a busy machine some of them come late.
  expect(worker.pings() - pings).toBeGreaterThan(3);
  expect((await ended("work", 1, "success")).state?.values["TEXT"]).toBe(text);
});

test("a registration token is that of this start of the server only; keys outlive it", async () => {
  const first = await startTestServer();
  const worker = await first.agent();
  await first.close();
  const second = await startTestServer({ databaseUrl: first.databaseUrl, dataDir: first.dataDir });
  await expect(connectFakeAgent(second.url, { token: first.server.agentToken })).rejects.toThrow(
    "response: 401",
  );
  const back = await connectFakeAgent(second.url, { token: worker.key });
  expect(back.id).toBe(worker.id);
});

test.each([
  [
    "has a file that is not what its digest says",
    { files: { ["0".repeat(64)]: Buffer.from("forged").toString("base64") } },
    `A file of the report does not have the digest ${"0".repeat(64)}.`,
  ],
  [
    "holds a number that PostgreSQL can't keep",
    { steps: [{ index: 1, status: "failure", exitCode: 2 ** 40, logBytes: 0 }] } as const,
    "The agent's report could not be saved; the server's log says why.",
  ],
])(
  "a report that %s ends its run with an error, so that it is not sent for ever",
  async (_, ending, text) => {
    const { agent, run, ended } = await startTestServer({
      workflow: "jobs: [{ name: work, type: runSh, steps: [{ TASK: [work] }] }]",
    });
    const worker = await agent();
    await run("work");
    const work = await worker.take();
    await work.finish(ending);
    expect((await ended("work", 1, "error")).reason).toEqual({ code: "agent-fault", text });
    await run("work");
    await (await worker.take()).finish();
    expect((await ended("work", 2, "success")).number).toBe(2);
  },
);

/** What a server answers that does not open the connection. */
async function dial(url: string, headers: Readonly<Record<string, string>>): Promise<object> {
  const socket = new WebSocket(url.replace("http", "ws"), { headers });
  const [, response] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
  const { code } = (await json(response)) as { readonly code: string };
  return { status: response.statusCode, type: response.headers["content-type"], code };
}

const HELLO = {
  type: "hello",
  protocol: 1,
  name: "again",
  version: "0.1.0",
  os: "linux",
  arch: "x64",
  slots: 1,
  pool: "default",
  labels: [],
  runtimes: [],
  runs: [],
};
