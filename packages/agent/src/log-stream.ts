import { MAX_LOG_CHUNK_BYTES } from "@landbridge/api";
import type { LogChunk } from "@landbridge/api";
import { createLogSpool } from "./log-spool.ts";
import { createGrowingMasker } from "./mask.ts";

/** How long output may wait to be sent together with what follows; the first output of a step never waits. */
const COALESCE_MS = 100;
/** So much may wait for a slow server before the step has to wait too. */
const HIGH_WATER_BYTES = 1_048_576;

/** The way out for logs. */
export interface LogWire {
  /** May more be handed over now? While there is no connection: no. */
  canSend(): boolean;
  isConnected(): boolean;
  sendLog(chunk: LogChunk): void;
}

export interface LogStreamOptions {
  readonly runId: string;
  readonly leaseToken: string;
  readonly index: number;
  readonly spoolPath: string;
  readonly limitBytes: number;
  /** Those of the secrets that are known by now. */
  readonly patterns: () => readonly Buffer[];
  readonly wire: LogWire;
  /** Stops or lets go on who writes the log. */
  readonly onPressure: (isHigh: boolean) => void;
  /** Everything up to the end of a finished log was handed over. */
  readonly onSent: () => void;
}

/** One step's log on its way to the server: masked, capped, kept until the server has it, sent in pieces. */
export interface LogStream {
  write(bytes: Buffer): void;
  /** The same, but in no hurry: it goes out with what comes next, or after a moment. */
  note(bytes: Buffer): void;
  /** Nothing more will come. */
  finish(): void;
  /** Length so far. */
  readonly length: () => number;
  readonly isSent: () => boolean;
  /** The server has everything before `offset`. */
  acknowledge(offset: number): void;
  /** After a new connection: the server has everything before `offset`, and nothing behind. */
  rewind(offset: number): void;
  /** Sends what can be sent. */
  flush(): void;
  close(): void;
}

export function createLogStream(options: LogStreamOptions): LogStream {
  const { wire, limitBytes } = options;
  const spool = createLogSpool(options.spoolPath);
  const masker = createGrowingMasker(options.patterns);
  let sent = 0;
  let sequence = 0;
  let isFinished = false;
  let isFull = false;
  let isHigh = false;
  let timer: NodeJS.Timeout | undefined;

  function append(bytes: Buffer, isUrgent = true): void {
    if (bytes.length === 0 || isFull) return;
    const room = limitBytes - spool.end();
    isFull = bytes.length > room;
    const isKept = spool.append(isFull ? bytes.subarray(0, room) : bytes);
    if (!isKept) endHere("the agent's disk takes no more");
    else if (isFull) endHere(`it reached ${describeSize(limitBytes)}`);
    const waiting = spool.end() - sent;
    if ((sent === 0 && isUrgent) || waiting >= MAX_LOG_CHUNK_BYTES) flush();
    else timer ??= setTimeout(flush, COALESCE_MS);
  }
  function endHere(why: string): void {
    isFull = true;
    spool.append(Buffer.from(`\n[The log ends here: ${why}. The step goes on.]\n`));
  }
  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    while (sent < spool.end() && wire.canSend()) {
      const bytes = spool.read(sent, MAX_LOG_CHUNK_BYTES);
      if (bytes.length === 0) break;
      const { runId, leaseToken, index } = options;
      wire.sendLog({ runId, leaseToken, index, sequence, offset: sent, bytes });
      sequence += 1;
      sent += bytes.length;
    }
    tellPressure();
    if (isFinished && sent >= spool.end()) options.onSent();
  }
  /** Without a connection everything goes to the spool: a step must not wait for a server that restarts. */
  function tellPressure(): void {
    const isHighNow = wire.isConnected() && spool.end() - sent > HIGH_WATER_BYTES;
    if (isHighNow === isHigh) return;
    isHigh = isHighNow;
    options.onPressure(isHigh);
  }
  return {
    write: (bytes) => append(masker.push(bytes)),
    note: (bytes) => append(masker.push(bytes), false),
    finish() {
      if (isFinished) return;
      append(masker.end());
      isFinished = true;
      flush();
    },
    length: spool.end,
    isSent: () => sent >= spool.end(),
    // Never more than was sent: the server may still count what an earlier attempt has told it.
    acknowledge: (offset) => spool.drop(Math.min(offset, sent)),
    rewind(offset) {
      sent = Math.max(spool.start(), Math.min(offset, spool.end()));
      spool.drop(sent);
    },
    flush,
    close() {
      clearTimeout(timer);
      isFull = true;
      isFinished = true;
      spool.close();
    },
  };
}

function describeSize(bytes: number): string {
  return bytes >= 1_048_576 ? `${Math.round(bytes / 1_048_576)} MB` : `${bytes} bytes`;
}
