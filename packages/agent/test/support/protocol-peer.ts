import { decodeLogChunk, agentMessage } from "@landbridge/api";
import type { AgentMessage, Assignment, LogChunk, ServerMessage } from "@landbridge/api";
import type { RunResult } from "@landbridge/core";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

export interface FinishedRun {
  readonly runId: string;
  readonly result: RunResult;
  readonly files: Readonly<Record<string, string>>;
}

/** The server's side of the agent protocol, with memory instead of a store: what the agent tests talk to. */
export interface ProtocolPeer {
  /** With which agents register; theirs alone. */
  readonly token: string;
  readonly url: string;
  readonly hellos: Extract<AgentMessage, { type: "hello" }>[];
  readonly messages: AgentMessage[];
  readonly finished: FinishedRun[];
  /** Log of a step as the peer has it. A byte that arrives out of place is an error. */
  logOf(runId: string, index: number): string;
  logBytesOf(runId: string, index: number): Buffer;
  assign(assignment: Assignment): void;
  send(message: ServerMessage): void;
  /** Closes the connection, as a server that goes away does. */
  cutConnection(): void;
  /** From now on logs and results are taken, but not kept nor answered, until the connection is cut. */
  setDeaf(isDeaf: boolean): void;
  /** Reads nothing more from this connection: what the agent sends stays on its way. */
  stopReading(): void;
  connected(): Promise<void>;
  finishedRun(runId: string): Promise<FinishedRun>;
  /** Waits until a fact holds; looked at whenever the agent said something. */
  until(fact: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface PeerOptions {
  /** What to hand out right before the acknowledgement of a finished run. */
  readonly next?: (finished: FinishedRun) => readonly Assignment[];
  readonly onChunk?: (chunk: LogChunk) => void;
}

export async function startPeer(options: PeerOptions = {}): Promise<ProtocolPeer> {
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  const logs = new Map<string, Buffer[]>();
  const sizes = new Map<string, number>();
  const hellos: ProtocolPeer["hellos"] = [];
  const messages: AgentMessage[] = [];
  const finished: FinishedRun[] = [];
  const acknowledged = new Set<string>();
  const watchers = new Set<() => void>();
  let socket: WebSocket | undefined;
  let isDeaf = false;
  const [registrationToken, key] = [randomUUID(), randomUUID()];

  http.on("upgrade", (request, connection, head) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    // The agent of another test may dial on where its own peer was: ports are given again.
    if (token !== registrationToken && token !== key) {
      connection.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, connection, head, attend);
  });

  function attend(opened: WebSocket): void {
    socket = opened;
    opened.on("message", (data: Buffer, isBinary: boolean) => {
      // What still arrives over a connection that was cut is of no server any more.
      if (isDeaf || opened !== socket) return;
      if (isBinary) takeLog(data);
      else takeMessage(agentMessage.parse(JSON.parse(data.toString())));
      for (const watcher of watchers) watcher();
    });
  }
  function takeLog(data: Buffer): void {
    const chunk = decodeLogChunk(data);
    if (chunk === undefined) throw new Error("not a log frame");
    options.onChunk?.(chunk);
    const key = `${chunk.runId} ${chunk.index}`;
    const size = sizes.get(key) ?? 0;
    if (chunk.offset > size) throw new Error(`a gap in the log of ${key}: ${size} to ${chunk.offset}`);
    const fresh = Buffer.from(chunk.bytes.subarray(size - chunk.offset));
    logs.set(key, [...(logs.get(key) ?? []), fresh]);
    sizes.set(key, size + fresh.length);
    send({ type: "log-ack", runId: chunk.runId, index: chunk.index, offset: size + fresh.length });
  }
  function assign(assignment: Assignment): void {
    send({ type: "assign", ...assignment });
  }
  function takeMessage(message: AgentMessage): void {
    messages.push(message);
    if (message.type === "hello") welcome(message);
    if (message.type !== "run-finished") return;
    const { runId, result, files } = message;
    if (!acknowledged.has(runId)) finished.push({ runId, result, files });
    const next = acknowledged.has(runId) ? [] : (options.next?.({ runId, result, files }) ?? []);
    acknowledged.add(runId);
    for (const assignment of next) assign(assignment);
    send({ type: "run-finished-ack", runId });
  }
  function welcome(hello: ProtocolPeer["hellos"][number]): void {
    hellos.push(hello);
    const known = hello.runs.flatMap(({ runId }) =>
      [...sizes].flatMap(([key, offset]) => {
        const [of = "", index] = key.split(" ");
        return of === runId ? [{ runId, index: Number(index), offset }] : [];
      }),
    );
    send({
      type: "welcome",
      agentId: "agent-1",
      key,
      heartbeatMs: 5_000,
      leaseMs: 30_000,
      logs: known,
    });
  }
  function send(message: ServerMessage): void {
    socket?.send(JSON.stringify(message));
  }
  function until(fact: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        if (!fact()) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
      watcher();
    });
  }
  const bytesOf = (runId: string, index: number): Buffer =>
    Buffer.concat(logs.get(`${runId} ${index}`) ?? []);

  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token: registrationToken,
    hellos,
    messages,
    finished,
    send,
    until,
    logBytesOf: bytesOf,
    logOf: (runId, index) => bytesOf(runId, index).toString(),
    assign,
    cutConnection() {
      socket?.terminate();
      socket = undefined;
    },
    setDeaf(value) {
      isDeaf = value;
    },
    stopReading: () => socket?.pause(),
    connected: () => until(() => hellos.length > 0),
    async finishedRun(runId) {
      await until(() => finished.some((run) => run.runId === runId));
      const run = finished.find((candidate) => candidate.runId === runId);
      if (run === undefined) throw new Error("the run has not ended");
      return run;
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      await new Promise((resolve) => {
        http.close(resolve);
        http.closeAllConnections();
      });
    },
  };
}
