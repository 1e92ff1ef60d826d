import { AGENT_PROTOCOL_VERSION, encodeLogChunk, serverMessage } from "@landbridge/api";
import type { AgentMessage, Assignment, ServerMessage } from "@landbridge/api";
import { stepsOf } from "@landbridge/core";
import type { RunPlan, RunResult } from "@landbridge/core";
import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import { until } from "./until.ts";
import type { Fact } from "./until.ts";

export interface FakeAgentOptions {
  /** Registration token, or the agent's own key. */
  readonly token: string;
  readonly name?: string;
  readonly pool?: string;
  readonly slots?: number;
  readonly instance?: string;
  readonly protocol?: number;
  /** Runs that it says to carry from before. */
  readonly runs?: readonly { readonly runId: string; readonly leaseToken: string }[];
  /** What to do with each run at once; without it the test decides. */
  readonly onAssign?: (run: AgentRun) => void;
  readonly onAck?: (runId: string) => void;
}

/** A run as the agent has it. The test decides what becomes of it. */
export interface AgentRun {
  readonly runId: string;
  readonly leaseToken: string;
  readonly job: string;
  readonly number: number;
  readonly plan: RunPlan;
  readonly files: Assignment["files"];
  stepStarted(index: number): void;
  stepFinished(index: number, status: "success" | "failure"): void;
  /** Sends a piece of log, by default after what was sent before; resolves with what the server has then. */
  log(index: number, text: string, offset?: number): Promise<number>;
  /** Reports the end and waits until the server has it. */
  finish(ending?: Ending): Promise<void>;
  /** Reports the end and does not wait. */
  report(ending?: Ending): void;
}

export type Ending = Partial<RunResult> & { readonly files?: Readonly<Record<string, string>> };
export type Welcome = Extract<ServerMessage, { type: "welcome" }>;

/** A client of the agents' protocol over a real WebSocket, without anything that runs. */
export interface FakeAgent {
  readonly id: string;
  readonly key: string;
  readonly instance: string;
  readonly welcome: Welcome;
  /** Everything that the server said, in order. */
  readonly heard: readonly ServerMessage[];
  /** Runs that it was given, in order. */
  readonly runs: readonly AgentRun[];
  /** The next run that was not taken yet, of this job if one is named. */
  take(job?: string): Promise<AgentRun>;
  /** The first message of a type, for a run if one is named. */
  hears<Type extends ServerMessage["type"]>(
    type: Type,
    runId?: string,
  ): Promise<Extract<ServerMessage, { type: Type }>>;
  until<Found>(fact: Fact<Found>): Promise<Found>;
  say(message: AgentMessage): void;
  sayRaw(data: string | Uint8Array): void;
  /** How often the server has shown that it is there. */
  pings(): number;
  /** Ends the connection without a word, as a machine that lost its network. */
  vanish(): Promise<void>;
  isClosed(): boolean;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Dials a server and waits for its welcome; rejects with the reason when there is none. */
export async function connectFakeAgent(serverUrl: string, options: FakeAgentOptions): Promise<FakeAgent> {
  const url = new URL("/api/v1/agents/connect", serverUrl);
  url.protocol = "ws:";
  const socket = new WebSocket(url, {
    headers: { authorization: `Bearer ${options.token}` },
    // It says what the test lets it say, and is silent otherwise.
    autoPong: false,
  });
  const heard: ServerMessage[] = [];
  const runs: AgentRun[] = [];
  const taken = new Set<AgentRun>();
  const listeners = new Set<() => void>();
  const instance = options.instance ?? randomUUID();
  let pings = 0;
  socket.on("ping", () => {
    pings += 1;
  });
  const tell = (message: object): void => socket.send(JSON.stringify(message));
  const say = (message: AgentMessage): void => tell(message);
  const changes = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const wait = <Found>(fact: Fact<Found>, what?: string): Promise<Found> =>
    until(fact, { changes, ...(what === undefined ? {} : { what }) });
  const hears: FakeAgent["hears"] = (type, runId) =>
    wait(() => {
      const found = heard.find(
        (message) => message.type === type && (runId === undefined || refersTo(message, runId)),
      );
      // The type was compared a line above.
      return found as Extract<ServerMessage, { type: typeof type }> | undefined;
    }, `the server says ${type}`);

  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  socket.on("open", () => say(helloOf(options, instance)));
  socket.on("message", (data: Buffer) => {
    const message = serverMessage.parse(JSON.parse(data.toString()));
    heard.push(message);
    if (message.type === "assign") {
      const run = agentRun(message, { socket, say, tell, wait, heard });
      runs.push(run);
      options.onAssign?.(run);
    }
    if (message.type === "run-finished-ack") options.onAck?.(message.runId);
    for (const listener of listeners) listener();
  });
  const welcome = await new Promise<Welcome>((resolve, reject) => {
    socket.on("error", reject);
    void closed.then(({ code, reason }) => reject(new Error(`closed with ${String(code)}: ${reason}`)));
    void hears("welcome").then(resolve, reject);
  });
  return {
    id: welcome.agentId,
    key: welcome.key ?? options.token,
    instance,
    welcome,
    heard,
    runs,
    hears,
    async take(job) {
      const run = await wait(
        () => runs.find((candidate) => !taken.has(candidate) && (job === undefined || candidate.job === job)),
        `a run of ${job ?? "any job"} is assigned`,
      );
      taken.add(run);
      return run;
    },
    until: (fact) => wait(fact),
    say,
    sayRaw: (data) => socket.send(data),
    pings: () => pings,
    async vanish() {
      socket.terminate();
      await closed;
    },
    isClosed: () => socket.readyState !== socket.OPEN,
    closed,
  };
}

/** What an agent reports whose every step went well. */
export function resultOf(plan: RunPlan, ending: Ending = {}): RunResult {
  const { files: _beside, ...result } = ending;
  const status = result.status === undefined || result.status === "success" ? "success" : "failure";
  return {
    status: "success",
    steps: stepsOf(plan).map(({ index, kind }) => ({
      index,
      status: kind === "task" ? status : "success",
      startedAt: 1_700_000_000_000,
      finishedAt: 1_700_000_000_500,
      logBytes: 0,
    })),
    state: { values: {}, files: [] },
    postings: [],
    ...result,
  };
}

function helloOf(options: FakeAgentOptions, instance: string): AgentMessage {
  return {
    type: "hello",
    protocol: options.protocol ?? AGENT_PROTOCOL_VERSION,
    name: options.name ?? "fake agent",
    version: "0.1.0",
    instance,
    os: "linux",
    arch: "x64",
    slots: options.slots ?? 4,
    pool: options.pool ?? "default",
    labels: [],
    runtimes: ["host"],
    runs: [...(options.runs ?? [])],
  };
}

function refersTo(message: ServerMessage, runId: string): boolean {
  return "runId" in message && message.runId === runId;
}

interface Wire {
  readonly socket: WebSocket;
  readonly say: (message: AgentMessage) => void;
  readonly tell: (message: object) => void;
  readonly wait: <Found>(fact: Fact<Found>, what?: string) => Promise<Found>;
  readonly heard: readonly ServerMessage[];
}

function agentRun(assignment: Assignment, { socket, say, tell, wait, heard }: Wire): AgentRun {
  const { runId, leaseToken, plan, files } = assignment;
  const sizes = new Map<number, number>();
  let sequence = 0;
  const countAcks = (index?: number): number =>
    heard.filter(
      (message) =>
        refersTo(message, runId) &&
        (index === undefined
          ? message.type === "run-finished-ack"
          : message.type === "log-ack" && message.index === index),
    ).length;
  // As JSON: a result's lists are read-only, and the message's type speaks of what was parsed.
  const report = (ending: Ending = {}): void =>
    tell({
      type: "run-finished",
      runId,
      leaseToken,
      result: resultOf(plan, ending),
      files: { ...ending.files },
    });
  return {
    runId,
    leaseToken,
    job: plan.job,
    number: plan.number,
    plan,
    files,
    stepStarted: (index) =>
      say({ type: "step-started", runId, leaseToken, index, startedAt: 1_700_000_000_000 }),
    stepFinished: (index, status) =>
      say({ type: "step-finished", runId, leaseToken, step: { index, status, exitCode: 0, logBytes: 0 } }),
    async log(index, text, offset = sizes.get(index) ?? 0) {
      const bytes = Buffer.from(text);
      const before = countAcks(index);
      socket.send(encodeLogChunk({ runId, leaseToken, index, sequence: sequence++, offset, bytes }));
      sizes.set(index, Math.max(sizes.get(index) ?? 0, offset + bytes.length));
      await wait(() => countAcks(index) > before, `the log of step ${String(index)} is acknowledged`);
      const last = heard.findLast(
        (message) => message.type === "log-ack" && message.runId === runId && message.index === index,
      );
      return last?.type === "log-ack" ? last.offset : 0;
    },
    async finish(ending) {
      const before = countAcks();
      report(ending);
      await wait(
        () => countAcks() > before,
        `the end of ${plan.job} #${String(plan.number)} is acknowledged`,
      );
    },
    report,
  };
}
