import {
  AGENT_PROTOCOL_VERSION,
  HEARTBEAT_MS,
  MAX_FRAME_BYTES,
  OLDEST_AGENT_PROTOCOL_VERSION,
  agentMessage,
  decodeLogChunk,
} from "@landbridge/api";
import type { AgentMessage, Assignment, ServerMessage } from "@landbridge/api";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Kysely } from "kysely";
import { timingSafeEqual } from "node:crypto";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import type { RawData, WebSocket } from "ws";
import type { ConnectedAgent } from "../engine/agent-pool.ts";
import type { AgentSessions } from "../engine/agent-sessions.ts";
import { newId } from "../engine/new-id.ts";
import { hashToken } from "../store/accounts.ts";
import { findAgentByKey, registerAgent, updateAgent } from "../store/agents.ts";
import type { Tables } from "../store/schema.ts";

export interface AgentSocketParts {
  readonly query: Kysely<Tables>;
  readonly sessions: AgentSessions;
  readonly registrationToken: string;
  readonly leaseMs: number;
  readonly log: Logger;
}

type Hello = Extract<AgentMessage, { type: "hello" }>;

/** The WebSocket that agents dial. Closes a connection that does not speak the protocol, and says why. */
export interface AgentSocket {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

export function createAgentSocket(parts: AgentSocketParts): AgentSocket {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });
  return {
    handleUpgrade(request, socket, head) {
      const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
      if (token === undefined) {
        socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
        return;
      }
      server.handleUpgrade(request, socket, head, (connection) => attend(parts, connection, token));
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

function attend(parts: AgentSocketParts, connection: WebSocket, token: string): void {
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
  }, heartbeatMs);

  connection.on("error", (err) => log.warn({ err, agentId: agent?.id }, "agent connection failed"));
  connection.on("close", () => {
    clearInterval(watch);
    if (agent) {
      sessions.leave(agent);
      log.info({ agentId: agent.id, agent: agent.name }, "agent disconnected");
    }
  });
  connection.on("message", (data: RawData, isBinary: boolean) => {
    lastHeardAt = performance.now();
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
    const identity = await identify(parts, token, hello);
    const isGone = (): boolean => connection.readyState !== connection.OPEN;
    if (isGone()) return;
    if (!identity) return fail("UNAUTHENTICATED: unknown token");
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

/** An agent comes with the registration token once, and with its own key from then on. */
async function identify(
  { query, registrationToken }: AgentSocketParts,
  token: string,
  hello: Hello,
): Promise<{ readonly id: string; readonly key?: string } | undefined> {
  const { name, pool, slots, version, os, arch } = hello;
  const details = { name, pool, slots, version, os, arch };
  if (timingSafeEqual(hashToken(token), hashToken(registrationToken))) {
    const id = newId();
    return { id, key: await registerAgent(query, id, details) };
  }
  const known = await findAgentByKey(query, token);
  if (known) await updateAgent(query, known.id, details);
  return known;
}

function parseMessage(bytes: Uint8Array): AgentMessage | undefined {
  try {
    return agentMessage.safeParse(JSON.parse(Buffer.from(bytes).toString("utf8"))).data;
  } catch {
    // Not JSON: the caller closes the connection and says so.
    return undefined;
  }
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
