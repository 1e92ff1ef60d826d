import type { AgentMessage, ServerMessage } from "@landbridge/api";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import { createServerConnection } from "./server-connection.ts";
import type { ServerConnection } from "./server-connection.ts";

const HEARTBEAT_MS = 5_000;

let server: WebSocketServer;
beforeEach(async () => {
  // What an agent asks may wait on the way for long; here for ever.
  server = new WebSocketServer({ host: "127.0.0.1", port: 0, autoPong: false });
  await once(server, "listening");
});
afterEach(async () => {
  vi.useRealTimers();
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
});

interface Dialled {
  readonly connection: ServerConnection;
  /** The server's side. */
  readonly peer: WebSocket;
  /** What the connection has told its owner. */
  readonly told: readonly string[];
}

/** A connection whose hello has arrived. */
async function dial(): Promise<Dialled> {
  const told: string[] = [];
  const { port } = server.address() as AddressInfo;
  const connection = createServerConnection({
    server: `http://127.0.0.1:${port}`,
    token: () => "token",
    hello: () => ({
      instance: "instance-1",
      name: "builder-1",
      pool: "default",
      labels: [],
      slots: 1,
      version: "1",
      os: "linux",
      arch: "x64",
      runtimes: ["host"],
      runs: [],
    }),
    runIds: () => [],
    onWelcome: () => void told.push("welcome"),
    onMessage: () => void told.push("message"),
    onState: ({ kind }) => void told.push(kind),
    onDrain: () => void told.push(connection.isConnected() ? "drain" : "drain without connection"),
    onHeartbeat: () => void told.push("heartbeat"),
    log: pino({ level: "silent" }),
  });
  const arrival = new Promise<WebSocket>((resolve) => server.once("connection", resolve));
  connection.open();
  const peer = await arrival;
  await once(peer, "message");
  return { connection, peer, told };
}

async function connect(): Promise<Dialled> {
  const dialled = await dial();
  welcome(dialled.peer);
  await answered(dialled.peer);
  return dialled;
}

function welcome(peer: WebSocket): void {
  const message: ServerMessage = {
    type: "welcome",
    agentId: "agent-1",
    heartbeatMs: HEARTBEAT_MS,
    leaseMs: 30_000,
    logs: [],
  };
  peer.send(JSON.stringify(message));
}

/** Resolves when the agent has read all that was sent before, and its answer has come behind all of its own. */
async function answered(peer: WebSocket): Promise<void> {
  peer.ping();
  await once(peer, "pong");
}

/** More than any network takes at once. */
const LARGE_RESULT: AgentMessage = {
  type: "run-finished",
  runId: "run-1",
  leaseToken: "lease-1",
  result: { status: "success", steps: [], state: { values: {}, files: [] }, postings: [] },
  files: { ["0".repeat(64)]: "x".repeat(24 * 1_048_576) },
};

describe("who was refused by a full wire", () => {
  test("is told when nothing but a large result was on its way, and is there", async () => {
    const { connection, peer, told } = await connect();
    connection.send(LARGE_RESULT);
    expect(connection.canSend()).toBe(false);
    await answered(peer);
    expect(told).toEqual(["connecting", "connected", "welcome", "drain"]);
    expect(connection.canSend()).toBe(true);
    await connection.close();
  });

  test("is told when the connection is lost, and not only when there is another one", async () => {
    const { connection, peer, told } = await connect();
    peer.pause();
    connection.send(LARGE_RESULT);
    expect(connection.canSend()).toBe(false);
    peer.terminate();
    await expect.poll(() => told, { timeout: 4_000 }).toContain("disconnected");
    // What waits for a server that is there has to wait; what waits for one that is away must not.
    expect(told[told.indexOf("disconnected") + 1]).toBe("drain without connection");
    await connection.close();
  });
});

describe("a connection that is closed", () => {
  test("does not heed a welcome that was on its way", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { connection, peer, told } = await dial();
    const closed = connection.close();
    welcome(peer);
    await closed;
    expect(told).toEqual(["connecting", "closed"]);
    // A heartbeat would keep the process alive.
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a server that does not answer", () => {
  test("counts as there while it asks itself", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
    const { connection, peer, told } = await connect();
    for (let beat = 1; beat <= 5; beat += 1) {
      await answered(peer);
      vi.advanceTimersByTime(HEARTBEAT_MS);
      expect(told.filter((what) => what === "heartbeat")).toHaveLength(beat);
    }
    await connection.close();
  });

  test("is given up after three heartbeats without a sign of it", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
    const { connection, told } = await connect();
    vi.advanceTimersByTime(3 * HEARTBEAT_MS);
    expect(told.filter((what) => what === "heartbeat")).toHaveLength(3);
    vi.advanceTimersByTime(HEARTBEAT_MS);
    await expect.poll(() => told, { timeout: 4_000 }).toContain("disconnected");
    expect(told.filter((what) => what === "heartbeat")).toHaveLength(3);
    await connection.close();
  });
});
