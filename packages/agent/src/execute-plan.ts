import type { Assignment } from "@landbridge/api";
import { RUN_PLAN_VERSION, isDoneBefore } from "@landbridge/core";
import type { PlannedInput, RunResult } from "@landbridge/core";
import { writeFileSync } from "node:fs";
import type { Machine, RunContext, StepLog } from "./run-context.ts";
import { decideOutcome, statusOfStop } from "./run-outcome.ts";
import type { Outcome, RunFault } from "./run-outcome.ts";
import { createRunStop } from "./run-stop.ts";
import type { StopCause } from "./run-stop.ts";
import type { RunningProcess } from "./runtimes/runtime.ts";
import { createStepBoard } from "./step-board.ts";
import type { StepObserver } from "./step-board.ts";
import { prepareRun } from "./steps/in.ts";
import { NOTHING_COLLECTED, collectResult } from "./steps/out.ts";
import type { Collected } from "./steps/out.ts";
import { runScripts } from "./steps/task.ts";
import { LONGEST_TIMEOUT_MS, createTaskLimits } from "./task-limits.ts";
import type { WorkspacePaths } from "./environment.ts";
import { stopFile } from "./workspace.ts";

/** What is told while a run goes on. */
export interface RunObserver extends StepObserver {
  log(index: number): StepLog;
  hide(secret: string): void;
  attachOutputs(process: RunningProcess, steps: readonly number[]): void;
}

export interface RunEnd {
  readonly result: RunResult;
  /** Base64, by digest. */
  readonly files: Readonly<Record<string, string>>;
}

export interface RunningRun {
  readonly ended: Promise<RunEnd>;
  stop(cause: StopCause, options: { readonly graceMs: number }): void;
}

export interface ExecuteOptions {
  readonly paths: WorkspacePaths;
  readonly machine: Machine;
  /** How long processes have after the timeout's TERM. */
  readonly graceMs: number;
  readonly observer: RunObserver;
}

/** Carries a plan out: prepare, tasks and sections, finish. Never throws: what goes wrong is in the result. */
export function executePlan(assignment: Assignment, options: ExecuteOptions): RunningRun {
  const { plan, files, secrets } = assignment;
  const { paths, machine, observer, graceMs } = options;
  const stop = createRunStop(() => announceStop(paths));
  const limits = createTaskLimits(plan, { stop, graceMs });
  const board = createStepBoard(plan, {
    logBytes: observer.logBytes,
    mask: observer.mask,
    stepStarted(index, startedAt) {
      limits.begun(index);
      observer.stepStarted(index, startedAt);
    },
    stepFinished(step) {
      limits.ended(step.index);
      observer.stepFinished(step);
    },
  });
  const { log, hide, attachOutputs } = observer;
  const context: RunContext = { plan, files, secrets, paths, machine, board, stop, log, hide, attachOutputs };
  const timer = setTimeout(
    () => stop.request({ kind: "timed-out", timeoutMs: plan.timeoutMs }, { graceMs }),
    Math.min(plan.timeoutMs, LONGEST_TIMEOUT_MS),
  );
  const ended = carryOut(context, observer).finally(() => {
    clearTimeout(timer);
    limits.close();
  });
  return { ended, stop: stop.request };
}

function announceStop(paths: WorkspacePaths): void {
  try {
    writeFileSync(stopFile(paths), "");
  } catch {
    // No workspace yet, so no shell that had to know.
  }
}

async function carryOut(context: RunContext, observer: RunObserver): Promise<RunEnd> {
  let inputs: readonly PlannedInput[] | undefined;
  let fault: RunFault | undefined;
  try {
    fault = refusePlan(context);
    const prepared = fault === undefined ? await prepare(context) : undefined;
    if (prepared?.ok === false) fault = { status: "error", code: prepared.code, message: prepared.message };
    if (prepared?.ok === true) {
      inputs = prepared.environment.inputs;
      if (!context.stop.isRequested()) await runScripts(context, prepared.environment);
    }
  } catch (error) {
    fault = { status: "error", code: "agent-fault", message: messageOf(error) };
    endOpenSteps(context, messageOf(error));
  }
  return finish(context, observer, { inputs, fault });
}

function refusePlan({ plan, machine }: RunContext): RunFault | undefined {
  if (plan.version !== RUN_PLAN_VERSION) {
    return {
      status: "error",
      code: "agent-fault",
      message: `The agent does not know plans of version ${plan.version}.`,
    };
  }
  if (machine.bash !== undefined) return undefined;
  return {
    status: "error",
    code: "runtime-missing",
    message: "This machine has no bash, which scripts run in.",
  };
}

async function prepare(context: RunContext): Promise<Awaited<ReturnType<typeof prepareRun>>> {
  const { board, stop } = context;
  board.begin(0, Date.now());
  const prepared = await prepareRun(context);
  const at = Date.now();
  const cause = stop.cause();
  if (cause !== undefined) board.end(0, { status: statusOfStop(cause), at });
  else if (prepared.ok) board.end(0, { status: "success", at });
  else {
    context.log(0).write(Buffer.from(`${prepared.message}\n`));
    board.end(0, { status: "error", message: prepared.message, at });
  }
  return prepared;
}

function endOpenSteps({ board }: RunContext, message: string): void {
  for (const { index, status } of board.steps()) {
    if (status === "processing") board.end(index, { status: "error", message, at: Date.now() });
  }
}

interface Ending {
  /** Absent when the run did not get as far as its scripts. */
  readonly inputs: readonly PlannedInput[] | undefined;
  readonly fault: RunFault | undefined;
}

function finish(context: RunContext, observer: RunObserver, { inputs, fault }: Ending): RunEnd {
  const { board } = context;
  const index = board.steps().length - 1;
  board.begin(index, Date.now());
  const collected = inputs === undefined ? NOTHING_COLLECTED : collect(context, inputs);
  const ownFault = collected.fault;
  const lines = [...collected.notices, ...(ownFault === undefined ? [] : [ownFault.message])];
  if (lines.length > 0) context.log(index).write(Buffer.from(`${lines.join("\n")}\n`));
  board.end(index, {
    status: ownFault?.status ?? "success",
    ...(ownFault === undefined ? {} : { message: ownFault.message }),
    at: Date.now(),
  });
  const outcome = outcomeOf(context, fault ?? ownFault);
  const { state, postings, contents, message } = collected;
  return {
    result: {
      ...masked(outcome, observer),
      ...(message === undefined ? {} : { message: observer.mask(message) }),
      steps: board.results(),
      state,
      postings,
    },
    files: contents,
  };
}

function collect(context: RunContext, inputs: readonly PlannedInput[]): Collected {
  try {
    return collectResult(context, inputs);
  } catch (error) {
    return {
      ...NOTHING_COLLECTED,
      fault: { status: "error", code: "agent-fault", message: messageOf(error) },
    };
  }
}

function outcomeOf({ board, plan, stop }: RunContext, fault: RunFault | undefined): Outcome {
  const cause = stop.cause();
  return decideOutcome({
    steps: board.steps().filter((step) => step.kind !== "finish" && !isDoneBefore(plan, step)),
    ...(fault === undefined ? {} : { fault }),
    ...(cause === undefined ? {} : { stop: cause }),
  });
}

function masked({ status, reason }: Outcome, observer: RunObserver): Outcome {
  return reason === undefined
    ? { status }
    : { status, reason: { ...reason, message: observer.mask(reason.message) } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
