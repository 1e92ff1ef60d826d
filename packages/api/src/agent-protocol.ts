import { RUN_REASON_CODES, STEP_STATUSES } from "@landbridge/core";
import type { Posting, RunPlan, RunResult } from "@landbridge/core";
import { z } from "zod";

/**
 * What agent and server say to each other over one WebSocket (`/api/v1/agents/connect`, opened by the agent,
 * header `Authorization: Bearer <registration token or agent key>`).
 *
 * Control messages are text frames: one JSON object with a `type`. Logs are binary frames (`encodeLogChunk`).
 * The server speaks version N and N-1; the agent says which one it speaks in `hello`.
 *
 * A run's life on the wire: assign → step-started / log / step-finished … → run-finished → run-finished-ack.
 * After a lost connection the agent says in `hello` which runs it carries; the server answers with `abandon` for
 * those whose lease token is no longer theirs, and with the log offsets that it has. `run-finished` is sent again
 * until acknowledged; it counts once.
 */
export const AGENT_PROTOCOL_VERSION = 1;
export const OLDEST_AGENT_PROTOCOL_VERSION = 1;
export const HEARTBEAT_MS = 5_000;
export const LEASE_MS = 30_000;
/** Largest frame either side accepts: a state of 1 MB in base64 for several INs. */
export const MAX_FRAME_BYTES = 64 * 1_048_576;
/** Largest piece of log in one frame. */
export const MAX_LOG_CHUNK_BYTES = 64 * 1024;

const runRef = { runId: z.string(), leaseToken: z.string() };

const fileRef = z.object({
  path: z.string(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
  isExecutable: z.boolean(),
});
const stateSnapshot = z.object({ values: z.record(z.string(), z.string()), files: z.array(fileRef) });
/** Contents of files, base64, keyed by SHA-256. */
const fileContents = z.record(z.string(), z.string());

const stepResult = z.object({
  index: z.number().int().nonnegative(),
  status: z.enum(STEP_STATUSES),
  exitCode: z.number().int().exactOptional(),
  message: z.string().exactOptional(),
  startedAt: z.number().exactOptional(),
  finishedAt: z.number().exactOptional(),
  logBytes: z.number().int().nonnegative(),
});

const posting = z.object({
  name: z.string(),
  isCleared: z.boolean(),
  values: z.record(z.string(), z.string()),
  files: z.array(fileRef).exactOptional(),
  replicateOf: z.string().exactOptional(),
}) satisfies z.ZodType<Posting>;

const runResult = z.object({
  status: z.enum(["success", "failure", "error", "timeout", "canceled", "unstable"]),
  reason: z
    .object({
      code: z.enum(Object.keys(RUN_REASON_CODES) as [keyof typeof RUN_REASON_CODES]),
      message: z.string(),
      step: z.string().exactOptional(),
    })
    .exactOptional(),
  message: z.string().exactOptional(),
  steps: z.array(stepResult),
  state: stateSnapshot,
  postings: z.array(posting),
}) satisfies z.ZodType<RunResult>;

/** Agent → server. */
export const agentMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    protocol: z.number().int(),
    name: z.string().min(1).max(200),
    version: z.string(),
    /** Identifies this process of the agent: a run that it doesn't list and was given to another instance is lost. */
    instance: z.string().min(1),
    os: z.string(),
    arch: z.string(),
    /** How many runs at once. */
    slots: z.number().int().min(1).max(1000),
    pool: z.string(),
    labels: z.array(z.string()),
    /** Runtimes that this agent has, e.g. ["host", "docker"]. */
    runtimes: z.array(z.string()),
    /** Runs that it still carries from before. */
    runs: z.array(z.object(runRef)),
  }),
  z.object({ type: z.literal("heartbeat"), runs: z.array(z.string()) }),
  z.object({ type: z.literal("step-started"), ...runRef, index: z.number().int(), startedAt: z.number() }),
  z.object({ type: z.literal("step-finished"), ...runRef, step: stepResult }),
  z.object({ type: z.literal("run-finished"), ...runRef, result: runResult, files: fileContents }),
  /** The agent stops taking runs (drain); it finishes what it has. */
  z.object({ type: z.literal("drain") }),
]);
export type AgentMessage = z.infer<typeof agentMessage>;

/** Credentials and other secrets of a run: beside the plan, kept in memory only. */
const runSecrets = z.object({
  /** Name of a gitRepo IN → how to sign in there. */
  clones: z.record(z.string(), z.object({ username: z.string(), password: z.string() })),
  /** Texts to mask in logs. */
  masks: z.array(z.string()),
});
export type RunSecrets = z.infer<typeof runSecrets>;

const assignment = z.object({
  ...runRef,
  /** The plan was made by the server that the agent dialled and trusts; its shape is `RunPlan`. */
  plan: z.custom<RunPlan>((value) => typeof value === "object" && value !== null),
  files: fileContents,
  secrets: runSecrets,
});
export type Assignment = z.infer<typeof assignment>;

/** Server → agent. */
export const serverMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("welcome"),
    agentId: z.string(),
    /** Given once, when the agent came with a registration token: its own key from now on. */
    key: z.string().exactOptional(),
    heartbeatMs: z.number(),
    leaseMs: z.number(),
    /** Bytes of log that the server has, for the runs that the agent said it carries. */
    logs: z.array(z.object({ runId: z.string(), index: z.number().int(), offset: z.number().int() })),
  }),
  z.object({ type: z.literal("assign"), ...assignment.shape }),
  /** End the processes of the run: TERM, grace, KILL; then report `canceled`. */
  z.object({ type: z.literal("cancel"), ...runRef, by: z.string(), graceMs: z.number() }),
  /** The run belongs to nobody or to another attempt: end its processes, report nothing. */
  z.object({ type: z.literal("abandon"), ...runRef }),
  /** The server has `offset` bytes of this step's log; the agent may drop them from its spool, or send from there. */
  z.object({
    type: z.literal("log-ack"),
    runId: z.string(),
    index: z.number().int(),
    offset: z.number().int(),
  }),
  z.object({ type: z.literal("run-finished-ack"), runId: z.string() }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;

/** One piece of a step's log. `offset` counts bytes from the start of the step's log. */
export interface LogChunk {
  readonly runId: string;
  readonly leaseToken: string;
  readonly index: number;
  readonly sequence: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Binary frame: 4 bytes big-endian length of the header, the header as JSON, then the raw bytes. */
export function encodeLogChunk(chunk: LogChunk): Uint8Array {
  const { bytes, ...header } = chunk;
  const head = new TextEncoder().encode(JSON.stringify(header));
  const frame = new Uint8Array(4 + head.length + bytes.length);
  new DataView(frame.buffer).setUint32(0, head.length);
  frame.set(head, 4);
  frame.set(bytes, 4 + head.length);
  return frame;
}

const logHeader = z.object({
  ...runRef,
  index: z.number().int().nonnegative(),
  sequence: z.number().int().nonnegative(),
  offset: z.number().int().nonnegative(),
});

/** Reads what `encodeLogChunk` wrote; `undefined` when the frame is not one. */
export function decodeLogChunk(frame: Uint8Array): LogChunk | undefined {
  if (frame.length < 4) return undefined;
  const length = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0);
  if (length > frame.length - 4) return undefined;
  const header = parseHeader(frame.subarray(4, 4 + length));
  return header && { ...header, bytes: frame.subarray(4 + length) };
}

function parseHeader(bytes: Uint8Array): Omit<LogChunk, "bytes"> | undefined {
  try {
    return logHeader.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    // Not JSON: not a log frame. The caller closes such a connection.
    return undefined;
  }
}
