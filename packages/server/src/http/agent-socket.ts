import {
  AGENT_PROTOCOL_VERSION,
  HEARTBEAT_MS,
  MAX_FRAME_BYTES,
  OLDEST_AGENT_PROTOCOL_VERSION,
  agentMessage,
  decodeLogChunk,
  presentError,
} from "@landbridge/api";
import type { AgentMessage, Assignment, ErrorView, ServerMessage } from "@landbridge/api";
import { storableJson } from "@landbridge/core";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import type { RawData, WebSocket } from "ws";
import type { ConnectedAgent } from "../engine/agent-pool.ts";
import type { AgentSessions } from "../engine/agent-sessions.ts";
import { findAgentCaller, noteHello } from "./agent-caller.ts";
import type { AgentCaller, AgentCallerParts } from "./agent-caller.ts";
import { problemOf } from "./problem.ts";
import { refuseUpgrade } from "./upgrade-refusal.ts";

const AGENTS_PATH = "/api/v1/agents/connect";

export interface AgentSocketParts extends AgentCallerParts {
  readonly sessions: AgentSessions;
  readonly leaseMs: number;
  readonly log: Logger;
}

type Hello = Extract<AgentMessage, { type: "hello" }>;

/** The WebSocket that agents dial. Closes a connection that does not speak the protocol, and says why. */
export interface AgentSocket {
  /** Takes the connection of an agent whose token is good; answers anybody else with a problem before it opens. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  close(): Promise<void>;
}

export function createAgentSocket(parts: AgentSocketParts): AgentSocket {
  const server = new WebSocketServer({
    noServer: true,
    // Only for those with a good token: without one, not a single frame is read.
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });
  return {
    async handleUpgrade(request, socket, head) {
      // Nobody else listens until the connection is open; a peer that resets it must not end the process.
      const onError = (err: Error): void => parts.log.debug({ err }, "a connection broke before it opened");
      socket.on("error", onError);
      const admitted = await admit(parts, request);
      if ("refusal" in admitted) return refuseUpgrade(socket, admitted.refusal);
      socket.off("error", onError);
      server.handleUpgrade(request, socket, head, (connection) => {
        attend(parts, { connection, socket, caller: admitted.caller });
      });
    },
    close: () =>
      new Promise((resolve) => {
        for (const connection of server.clients) connection.close(1001, "the server stops");
        // An agent that does not answer the close frame must not hold the server.
        const timer = setTimeout(() => {
          for (const connection of server.clients) connection.terminate();
        }, 500);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

async function admit(
  parts: AgentSocketParts,
  request: IncomingMessage,
): Promise<{ readonly caller: AgentCaller } | { readonly refusal: ErrorView }> {
  const path = request.url?.split("?")[0] ?? "";
  if (path !== AGENTS_PATH) return { refusal: presentError("NOT_FOUND", `There is nothing at ${path}.`) };
  try {
    const caller = await findAgentCaller(parts, request);
    if (caller) return { caller };
    const hint = "Start the agent with a registration token of this server (LANDBRIDGE_AGENT_TOKEN).";
    return { refusal: presentError("UNAUTHENTICATED", "The agent's token is missing or unknown.", hint) };
  } catch (error) {
    // The database is away, for example: the agent dials again.
    return { refusal: problemOf(error, parts.log) };
  }
}

/** A connection that is open, what it goes over, and whose it is. */
interface OpenConnection {
  readonly connection: WebSocket;
  readonly socket: Duplex;
  readonly caller: AgentCaller;
}

function attend(parts: AgentSocketParts, { connection, socket, caller }: OpenConnection): void {
  const { log, sessions } = parts;
  let agent: ConnectedAgent | undefined;
  let joined: Promise<void> | undefined;
  let lastHeardAt = performance.now();
  const silentMs = (): number => performance.now() - lastHeardAt;
  const heartbeatMs = Math.min(HEARTBEAT_MS, parts.leaseMs / 6);
  const fail = (reason: string): void => connection.close(1008, reason.slice(0, 120));
  // A peer that vanished without a word is let go within the lease.
  const watch = setInterval(() => {
    if (silentMs() > parts.leaseMs) connection.terminate();
    // It hears that we are there also while what it sends keeps its own pings waiting.
    else if (connection.readyState === connection.OPEN) connection.ping();
  }, heartbeatMs);

  connection.on("error", (err) => log.warn({ err, agentId: agent?.id }, "agent connection failed"));
  connection.on("close", () => {
    clearInterval(watch);
    if (agent) {
      sessions.leave(agent);
      log.info({ agentId: agent.id, agent: agent.name }, "agent disconnected");
    }
  });
  // Not only whole messages: a large one over a slow line may take longer than the lease.
  socket.on("data", () => {
    lastHeardAt = performance.now();
  });
  connection.on("message", (data: RawData, isBinary: boolean) => {
    const bytes = toBytes(data);
    if (isBinary) {
      const chunk = decodeLogChunk(bytes);
      if (!chunk || !agent) return fail("not a log frame");
      const current = agent;
      void settle(joined, () => sessions.receiveLog(current, chunk));
      return;
    }
    const message = parseMessage(bytes);
    if (!message) return fail("not a message of the protocol");
    if (message.type === "hello") {
      if (joined) return fail("hello was said already");
      joined = greet(message).catch((err: unknown) => {
        log.error({ err }, "an agent could not be welcomed");
        connection.close(1011, "the server could not welcome the agent");
      });
      return;
    }
    if (!agent) return fail("hello comes first");
    const current = agent;
    void settle(joined, () => sessions.receive(current, message));
  });

  const settle = async (before: Promise<void> | undefined, work: () => Promise<void>): Promise<void> => {
    try {
      if (!isJoined) await before;
      await work();
    } catch (err) {
      log.error({ err, agentId: agent?.id }, "an agent's message could not be handled");
      connection.close(1011, "the message could not be handled");
    }
  };

  let isJoined = false;
  const greet = async (hello: Hello): Promise<void> => {
    if (hello.protocol < OLDEST_AGENT_PROTOCOL_VERSION || hello.protocol > AGENT_PROTOCOL_VERSION) {
      return fail(
        `PROTOCOL_MISMATCH: the server speaks ${String(OLDEST_AGENT_PROTOCOL_VERSION)} to ${String(AGENT_PROTOCOL_VERSION)}`,
      );
    }
    const identity = await noteHello(parts, caller, hello);
    const isGone = (): boolean => connection.readyState !== connection.OPEN;
    if (isGone()) return;
    const current = connectedAgent(connection, { id: identity.id, hello, silentMs });
    agent = current;
    const logs = await sessions.logOffsets(hello.runs);
    current.send({
      type: "welcome",
      agentId: identity.id,
      heartbeatMs,
      leaseMs: parts.leaseMs,
      logs,
      ...(identity.key === undefined ? {} : { key: identity.key }),
    });
    if (isGone()) return;
    await sessions.join(current, hello.runs);
    // It went while it joined: nobody would take it out of the pool any more.
    if (isGone()) return sessions.leave(current);
    isJoined = true;
    log.info({ agentId: identity.id, agent: hello.name, pool: hello.pool }, "agent connected");
  };
}

function connectedAgent(
  connection: WebSocket,
  { id, hello, silentMs }: { readonly id: string; readonly hello: Hello; readonly silentMs: () => number },
): ConnectedAgent {
  const send = (message: ServerMessage): void => {
    if (connection.readyState === connection.OPEN) connection.send(JSON.stringify(message));
  };
  return {
    id,
    instance: hello.instance,
    name: hello.name,
    pool: hello.pool,
    slots: hello.slots,
    version: hello.version,
    isDraining: false,
    runs: new Map(),
    silentMs,
    send,
    assign: (assignment: Assignment) => send({ type: "assign", ...assignment }),
    drop: (reason) => connection.close(1012, reason.slice(0, 120)),
  };
}

function parseMessage(bytes: Uint8Array): AgentMessage | undefined {
  try {
    // An agent that sends what the database can't keep would break the batch that saves it.
    return agentMessage.safeParse(storableJson(JSON.parse(Buffer.from(bytes).toString("utf8")))).data;
  } catch {
    // Not JSON: the caller closes the connection and says so.
    return undefined;
  }
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
