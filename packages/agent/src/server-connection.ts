import { AGENT_PROTOCOL_VERSION, MAX_FRAME_BYTES, encodeLogChunk, serverMessage } from "@landbridge/api";
import type { AgentMessage, ServerMessage } from "@landbridge/api";
import type { Logger } from "pino";
import { WebSocket } from "ws";
import type { RawData } from "ws";
import type { ReportWire } from "./run-report.ts";

/** More than this on its way means that the network or the server is slower than the steps. */
const HIGH_WATER_BYTES = 1_048_576;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5_000;
const HANDSHAKE_MS = 10_000;
/** So many heartbeats without a sign of life, and the connection counts as broken. */
const SILENT_HEARTBEATS = 3;

export type ConnectionState =
  | { readonly kind: "connecting" }
  | { readonly kind: "connected"; readonly agentId: string }
  /** The server does not want us: a wrong token (401, 403) or another protocol (426). */
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "disconnected"; readonly message: string }
  | { readonly kind: "closed" };

type Welcome = Extract<ServerMessage, { type: "welcome" }>;

export interface ConnectionOptions {
  readonly server: string;
  readonly token: () => string;
  readonly hello: () => Omit<Extract<AgentMessage, { type: "hello" }>, "type" | "protocol">;
  readonly runIds: () => string[];
  readonly onWelcome: (welcome: Welcome) => void;
  readonly onMessage: (message: Exclude<ServerMessage, Welcome>) => void;
  readonly onState: (state: ConnectionState) => void;
  /** The wire takes more logs again. */
  readonly onDrain: () => void;
  readonly onHeartbeat: () => void;
  readonly log: Logger;
}

/** One WebSocket to the server, opened again for as long as it takes. */
export interface ServerConnection extends ReportWire {
  open(): void;
  close(): Promise<void>;
}

export function createServerConnection(options: ConnectionOptions): ServerConnection {
  const { log } = options;
  let socket: WebSocket | undefined;
  let isWelcome = false;
  let isClosing = false;
  let isBlocked = false;
  let attempts = 0;
  let retry: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let lastSign = 0;

  function dial(): void {
    options.onState({ kind: "connecting" });
    const opened = new WebSocket(connectUrl(options.server), {
      headers: { authorization: `Bearer ${options.token()}` },
      maxPayload: MAX_FRAME_BYTES,
      handshakeTimeout: HANDSHAKE_MS,
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    socket = opened;
    let failure = "the server closed the connection";
    opened.on("open", () => {
      const hello: AgentMessage = { type: "hello", protocol: AGENT_PROTOCOL_VERSION, ...options.hello() };
      opened.send(JSON.stringify(hello));
    });
    const noteSign = (): void => {
      lastSign = performance.now();
    };
    opened.on("message", (data, isBinary) => {
      noteSign();
      if (!isBinary) receive(opened, data);
    });
    opened.on("pong", noteSign);
    // While a large result goes out over a slow line, our own pings wait behind it; those of the server do not.
    opened.on("ping", noteSign);
    opened.on("unexpected-response", (request, response) => {
      const status = response.statusCode ?? 0;
      failure = `the server answered ${status}`;
      if ([401, 403, 426].includes(status)) options.onState({ kind: "refused", status });
      request.destroy();
      opened.terminate();
    });
    opened.on("error", (error) => {
      failure = error.message;
    });
    opened.on("close", (code, reason) => {
      const status = refusalOf(code, String(reason));
      if (status !== undefined) options.onState({ kind: "refused", status });
      lose(opened, reason.length > 0 ? String(reason) : failure);
    });
  }
  function receive(from: WebSocket, data: RawData): void {
    // What was still on its way when we closed: nobody of ours is there for it.
    if (from !== socket) return;
    const message = parseMessage(data);
    if (message === undefined) {
      log.warn("a message of the server can't be read");
      from.close(1002);
      return;
    }
    if (message.type !== "welcome") {
      options.onMessage(message);
      return;
    }
    isWelcome = true;
    attempts = 0;
    beat(message.heartbeatMs);
    options.onState({ kind: "connected", agentId: message.agentId });
    options.onWelcome(message);
  }
  function beat(everyMs: number): void {
    clearInterval(heartbeat);
    lastSign = performance.now();
    heartbeat = setInterval(() => {
      if (performance.now() - lastSign > SILENT_HEARTBEATS * everyMs) {
        socket?.terminate();
        return;
      }
      socket?.ping();
      send({ type: "heartbeat", runs: options.runIds() });
      options.onHeartbeat();
    }, everyMs);
  }
  function lose(lost: WebSocket, message: string): void {
    if (lost !== socket) return;
    clearInterval(heartbeat);
    socket = undefined;
    isWelcome = false;
    isBlocked = false;
    if (isClosing) return;
    options.onState({ kind: "disconnected", message });
    // Who was held back by a slow server must not wait for its return.
    options.onDrain();
    // Somewhere between half of it and all of it: a thousand agents must not come back in one moment.
    const delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 1.5 ** attempts) * (0.5 + Math.random() / 2);
    attempts += 1;
    retry = setTimeout(dial, delayMs);
  }
  function send(message: AgentMessage): boolean {
    if (socket === undefined || !isWelcome || socket.readyState !== WebSocket.OPEN) return false;
    const over = socket;
    over.send(JSON.stringify(message), () => written(over));
    return true;
  }
  /** Some of what was on its way has gone out, be it log or not: who was refused may go on. */
  function written(over: WebSocket): void {
    if (!isBlocked || over !== socket || over.bufferedAmount > HIGH_WATER_BYTES) return;
    isBlocked = false;
    options.onDrain();
  }
  function canSend(): boolean {
    if (socket === undefined || !isWelcome || socket.readyState !== WebSocket.OPEN) return false;
    if (socket.bufferedAmount <= HIGH_WATER_BYTES) return true;
    isBlocked = true;
    return false;
  }
  return {
    open: dial,
    send,
    canSend,
    isConnected: () => isWelcome,
    sendLog(chunk) {
      const over = socket;
      over?.send(encodeLogChunk(chunk), { binary: true }, () => written(over));
    },
    async close() {
      isClosing = true;
      clearTimeout(retry);
      clearInterval(heartbeat);
      const open = socket;
      socket = undefined;
      isWelcome = false;
      if (open !== undefined) await closeSocket(open);
      options.onState({ kind: "closed" });
    },
  };
}

/** What only hello tells is refused once the connection is open: policy violation, and a code before the reason. */
function refusalOf(code: number, reason: string): number | undefined {
  return code === 1008 && reason.startsWith("PROTOCOL_MISMATCH") ? 426 : undefined;
}

function connectUrl(server: string): string {
  const url = new URL("/api/v1/agents/connect", server);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

function parseMessage(data: RawData): ServerMessage | undefined {
  try {
    return serverMessage.safeParse(JSON.parse(String(data))).data;
  } catch {
    // Not JSON. The caller closes such a connection.
    return undefined;
  }
}

const CLOSE_MS = 2_000;

function closeSocket(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSE_MS);
    socket.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
    if (socket.readyState === WebSocket.CLOSED) resolve();
    socket.close(1000);
  });
}
