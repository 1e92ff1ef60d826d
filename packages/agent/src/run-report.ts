import type { AgentMessage, Assignment } from "@landbridge/api";
import { stepsOf, storableText } from "@landbridge/core";
import type { StepResult } from "@landbridge/core";
import type { RunEnd, RunObserver } from "./execute-plan.ts";
import type { WorkspacePaths } from "./environment.ts";
import { createLogStream } from "./log-stream.ts";
import type { LogStream, LogWire } from "./log-stream.ts";
import { createMasker, secretPatterns } from "./mask.ts";
import type { RunningProcess } from "./runtimes/runtime.ts";

/** Beginnings and ends of steps only inform; those of a run shorter than this go unsaid, its result says all. */
const EVENT_DELAY_MS = 100;
/** How long a result may go unanswered on a connection that seems to be well. */
const ANSWER_MS = 10_000;

/** The way to the server, as one run sees it. */
export interface ReportWire extends LogWire {
  /** False while there is no connection. */
  send(message: AgentMessage): boolean;
}

/** All that one run tells the server, in order, until the server has it. */
export interface RunReport extends RunObserver {
  readonly runId: string;
  readonly leaseToken: string;
  /** The run has ended; its result goes out behind the last byte of its logs. */
  finish(end: RunEnd): void;
  readonly isFinished: () => boolean;
  /** There is a connection again: the server has that much of each log, and nothing of the rest. */
  resume(offsets: ReadonlyMap<number, number>): void;
  acknowledgeLog(index: number, offset: number): void;
  /** Sends the result again when it has gone unanswered for long. */
  resend(): void;
  /** The wire takes more again. */
  flush(): void;
  /** Nobody wants to hear more: what still comes is dropped. */
  close(): void;
}

export interface RunReportOptions {
  readonly assignment: Assignment;
  readonly paths: WorkspacePaths;
  readonly wire: ReportWire;
  readonly logLimitBytes: number;
}

export function createRunReport({ assignment, paths, wire, logLimitBytes }: RunReportOptions): RunReport {
  const { runId, leaseToken, plan, secrets } = assignment;
  const passwords = Object.values(secrets.clones).map((clone) => clone.password);
  const hidden = new Set([...secrets.masks, ...passwords]);
  let patterns = secretPatterns([...hidden]);
  const logs = new Map<number, LogStream>();
  const readers = new Map<number, { readonly process: RunningProcess; readonly output: number }>();
  const events: AgentMessage[] = [];
  let eventsSent = 0;
  let timer: NodeJS.Timeout | undefined;
  let ended: RunEnd | undefined;
  let isResultSent = false;
  let isClosed = false;
  let sentAt = 0;

  function log(index: number): LogStream {
    const known = logs.get(index);
    if (known !== undefined) return known;
    const stream = createLogStream({
      runId,
      leaseToken,
      index,
      patterns: () => patterns,
      wire,
      limitBytes: logLimitBytes,
      spoolPath: `${paths.run}/log-${index}.spool`,
      onPressure: (isHigh) => press(index, isHigh),
      onSent: sendResult,
    });
    logs.set(index, stream);
    return stream;
  }
  function press(index: number, isHigh: boolean): void {
    if (isClosed && isHigh) return;
    const reader = readers.get(index);
    if (isHigh) reader?.process.pause(reader.output);
    else reader?.process.resume(reader.output);
  }
  function tell(event: AgentMessage): void {
    if (isClosed) return;
    events.push(event);
    timer ??= setTimeout(sendEvents, EVENT_DELAY_MS);
  }
  function sendEvents(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const event of events.slice(eventsSent)) {
      if (!wire.send(event)) return;
      eventsSent += 1;
    }
  }
  function sendResult(): void {
    if (ended === undefined || isResultSent) return;
    for (const stream of logs.values()) if (!stream.isSent()) return;
    clearTimeout(timer);
    sentAt = performance.now();
    isResultSent = wire.send({ type: "run-finished", runId, leaseToken, ...resultOf(ended) });
  }
  function resultOf(end: RunEnd): Pick<Extract<AgentMessage, { type: "run-finished" }>, "result" | "files"> {
    const steps = end.result.steps.map((step) => ({
      ...step,
      logBytes: logs.get(step.index)?.length() ?? 0,
    }));
    // The wire's shapes are writable arrays; core's are read-only views of the same data.
    const { state, postings } = end.result;
    return {
      result: {
        ...end.result,
        steps,
        state: { values: { ...state.values }, files: [...state.files] },
        postings: postings.map(({ files, ...posting }) => ({
          ...posting,
          values: { ...posting.values },
          ...(files === undefined ? {} : { files: [...files] }),
        })),
      },
      files: { ...end.files },
    };
  }
  return {
    runId,
    leaseToken,
    log,
    logBytes: (index) => logs.get(index)?.length() ?? 0,
    attachOutputs(process, steps) {
      for (const [output, index] of steps.entries()) readers.set(index, { process, output });
    },
    stepStarted: (index, startedAt) => tell({ type: "step-started", runId, leaseToken, index, startedAt }),
    stepFinished(step: StepResult) {
      tell({ type: "step-finished", runId, leaseToken, step });
    },
    hide(secret) {
      if (hidden.has(secret)) return;
      hidden.add(secret);
      patterns = secretPatterns([...hidden]);
    },
    mask(text) {
      const masker = createMasker(patterns);
      return storableText(Buffer.concat([masker.push(Buffer.from(text)), masker.end()]).toString());
    },
    finish(end) {
      if (isClosed) return;
      ended = end;
      for (const stream of logs.values()) stream.finish();
      sendResult();
    },
    isFinished: () => ended !== undefined,
    resume(offsets) {
      eventsSent = 0;
      isResultSent = false;
      for (const { index } of stepsOf(plan)) logs.get(index)?.rewind(offsets.get(index) ?? 0);
      if (ended === undefined) sendEvents();
      for (const stream of logs.values()) stream.flush();
      sendResult();
    },
    acknowledgeLog: (index, offset) => logs.get(index)?.acknowledge(offset),
    resend() {
      if (!isResultSent || performance.now() - sentAt < ANSWER_MS) return;
      // It is still on its way, over a slow line.
      if (!wire.canSend()) {
        sentAt = performance.now();
        return;
      }
      isResultSent = false;
      sendResult();
    },
    flush() {
      for (const stream of logs.values()) stream.flush();
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
      for (const [index, stream] of logs) {
        stream.close();
        // Who was held back would wait for ever.
        press(index, false);
      }
    },
  };
}
