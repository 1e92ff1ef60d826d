import { assertNever, isDoneBefore, stepsOf } from "@landbridge/core";
import type { PlannedTask, RunPlan, StepKind } from "@landbridge/core";
import type { StepEnvironment } from "../environment.ts";
import type { RunContext } from "../run-context.ts";
import type { ProcessEnd } from "../runtimes/runtime.ts";
import { firstLineOf, headingOf, quoteWord, stepScript } from "../session-script.ts";
import { statusOfStop } from "../run-outcome.ts";
import { parseReportLine } from "./report-line.ts";
import type { ReportLine } from "./report-line.ts";

/**
 * Carries out the tasks and the sections after them in one shell. When a script brings that shell down (with
 * `exec`, a signal, or an EXIT trap of its own), the sections that are still due get a fresh one.
 */
export async function runScripts(context: RunContext, environment: StepEnvironment): Promise<void> {
  const indexes = scriptedSteps(context.plan);
  // Without a task there is nothing that on_failure could belong to.
  const hasTask = indexes.some((index) => context.board.get(index).kind === "task");
  let due = hasTask ? indexes : dueSections(context);
  while (due.length > 0 && !context.stop.isRequested()) {
    const status = isTaskFailed(context) ? 1 : 0;
    await runSession(context, environment, { status: due === indexes ? 0 : status, indexes: due });
    due = dueSections(context);
  }
}

/** The steps whose scripts are carried out: all but the first and the last, and what was done before. */
function scriptedSteps(plan: RunPlan): readonly number[] {
  return stepsOf(plan)
    .slice(1, -1)
    .filter((step) => !isDoneBefore(plan, step))
    .map((step) => step.index);
}

function scriptOf(plan: RunPlan, kind: StepKind, index: number): string {
  const lines = linesOf(plan, kind, index);
  const env = kind === "task" ? taskAt(plan, index)?.env : undefined;
  return stepScript({ lines, ...(env === undefined ? {} : { env }), isFirstShown: index === FIRST_SCRIPT });
}

/** The step after `prepare`. Its beginning, and its first line, need not be told by the shell. */
const FIRST_SCRIPT = 1;

function linesOf(plan: RunPlan, kind: StepKind, index: number): readonly string[] {
  switch (kind) {
    case "task":
      return taskAt(plan, index)?.script ?? [];
    case "on_success":
      return plan.onSuccess;
    case "on_failure":
      return plan.onFailure;
    case "always":
      return plan.always;
    case "prepare":
    case "finish":
      return [];
    default:
      return assertNever(kind);
  }
}

/** The tasks come right after `prepare`, the step 0. */
function taskAt(plan: RunPlan, index: number): PlannedTask | undefined {
  return plan.tasks[index - 1];
}

interface SessionPart {
  readonly status: number;
  readonly indexes: readonly number[];
}

async function runSession(
  context: RunContext,
  environment: StepEnvironment,
  part: SessionPart,
): Promise<void> {
  const { machine, paths, plan } = context;
  const reports = readReports(context, part.indexes);
  const startedAt = Date.now();
  const process = machine.runtime.startSession({
    runId: plan.runId,
    instructions: instructionsOf(context, part),
    directory: paths.build,
    environment: environment.variables,
    runDirectory: paths.run,
    outputs: part.indexes.map((index) => ({ write: (bytes: Buffer) => context.log(index).write(bytes) })),
    onReport: reports.line,
  });
  // Whatever it writes is read later than this.
  announceFirst(context, part.indexes, startedAt);
  context.attachOutputs(process, part.indexes);
  context.stop.attach(process);
  endUnfinished(context, part.indexes, await process.ended);
}

/** What helpers/session.bash reads. */
function instructionsOf({ board, plan, paths }: RunContext, { status, indexes }: SessionPart): string {
  const scripts: string[] = [];
  const tasks: string[] = [];
  const sections: string[] = [];
  for (const [at, index] of indexes.entries()) {
    const { kind } = board.get(index);
    const log = at === 0 ? 1 : at + 3;
    scripts.push(`[${index}]=${quoteWord(scriptOf(plan, kind, index))}`);
    if (kind === "task") tasks.push(`${index}:${log}`);
    else sections.push(`${kind}:${index}:${log}`);
  }
  return [
    `__lb_dir=${quoteWord(paths.run)} __lb_status=${status}`,
    `__lb_scripts=(${scripts.join(" ")})`,
    `__lb_tasks=(${tasks.join(" ")}) __lb_sections=(${sections.join(" ")})\n`,
  ].join("\n");
}

/** The first step of a session begins with it, and so does the heading of its first line. */
function announceFirst(
  { board, plan, log }: RunContext,
  [index]: readonly number[],
  startedAt: number,
): void {
  if (index === undefined) return;
  board.begin(index, startedAt);
  const [line] = index === FIRST_SCRIPT ? linesOf(plan, board.get(index).kind, index) : [];
  if (line !== undefined) log(index).note(Buffer.from(`${headingOf(line)}\n`));
}

/** Takes what helpers/session.bash tells of the steps that it was given. */
function readReports(
  context: RunContext,
  indexes: readonly number[],
): { readonly line: (text: string) => void } {
  const { board, plan } = context;
  const failedLines = new Map<number, number>();

  function end({ index, at, exitCode, isReached }: Extract<ReportLine, { kind: "ended" }>): void {
    if (exitCode === 0 && isReached) {
      board.end(index, { status: "success", exitCode, at });
      return;
    }
    const cause = context.stop.cause();
    if (cause !== undefined) {
      board.end(index, { status: statusOfStop(cause), exitCode, at });
      return;
    }
    const line = failedLines.get(index) ?? 0;
    const command = linesOf(plan, board.get(index).kind, index)[line - 1];
    board.end(index, { status: "failure", exitCode, message: failureMessage(exitCode, command), at });
  }
  return {
    line(text) {
      const told = parseReportLine(text);
      if (told === undefined || !indexes.includes(told.index)) return;
      if (told.kind === "started") board.begin(told.index, told.at);
      else if (told.kind === "line-failed") failedLines.set(told.index, told.line);
      else end(told);
    },
  };
}

function failureMessage(exitCode: number, command: string | undefined): string {
  if (exitCode === 0) return "The script ended before its last line was reached.";
  if (command === undefined) return `The script exited with ${exitCode}.`;
  return `${firstLineOf(command)} exited with ${exitCode}.`;
}

/** A step that began and never told its end: its shell was ended under it. */
function endUnfinished(context: RunContext, indexes: readonly number[], end: ProcessEnd): void {
  const { board } = context;
  const at = Date.now();
  const cause = context.stop.cause();
  for (const index of indexes) {
    if (board.get(index).status !== "processing") continue;
    if (end.fault !== undefined) {
      board.end(index, { status: "error", message: `The shell did not start: ${end.fault}.`, at });
    } else if (cause === undefined) board.end(index, { status: "failure", ...describeEnd(end), at });
    else board.end(index, { status: statusOfStop(cause), at });
  }
}

function describeEnd(end: ProcessEnd): { readonly exitCode: number; readonly message: string } {
  if (end.signal !== undefined) return { exitCode: 128, message: `The shell was ended by ${end.signal}.` };
  const exitCode = end.code ?? 128;
  return { exitCode, message: failureMessage(exitCode, undefined) };
}

function isTaskFailed({ board, plan }: RunContext): boolean {
  return board
    .steps()
    .some((step) => step.kind === "task" && step.status !== "success" && !isDoneBefore(plan, step));
}

/** The sections that should have run and have not. */
function dueSections(context: RunContext): readonly number[] {
  const wanted: readonly StepKind[] = [isTaskFailed(context) ? "on_failure" : "on_success", "always"];
  return context.board
    .steps()
    .filter((step) => wanted.includes(step.kind) && step.status === "pending")
    .map((step) => step.index);
}
