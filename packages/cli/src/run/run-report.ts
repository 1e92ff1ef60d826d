import type { Server } from "@landbridge/server";
import type { Output } from "../output.ts";
import type { FollowedRun, FollowedStep } from "./progress.ts";
import { createLineSplitter } from "./step-log.ts";

/** On a terminal the last lines are enough to see what went wrong; in a file all of them are wanted. */
const TERMINAL_LINES = 20;

/** Which job failed, in which step, and what that step said. */
export async function tellFailures(
  server: Pick<Server, "readStepLog">,
  output: Output,
  runs: readonly FollowedRun[],
): Promise<void> {
  for (const run of runs) {
    const step = run.steps.find(
      ({ status }) => status === "failure" || status === "error" || status === "timeout",
    );
    const where = step ? ` in step ${step.name}` : "";
    const why = step?.message ?? run.reason?.text;
    const because = why === undefined ? exitText(step) : `: ${why}`;
    output.line(output.style("red", `✗ ${run.job}#${run.number} ${verbOf(run)}${where}${because}`));
    if (!step) continue;
    const lines = await readLines(server, run, step);
    const shown = output.isTerminal ? lines.slice(-TERMINAL_LINES) : lines;
    for (const line of shown)
      output.logLine(`${output.style("dim", `${run.job}#${run.number} ${step.name} |`)} ${line}`);
  }
}

/** Runs that wait for people to let them through. */
export function tellGated(output: Output, runs: readonly FollowedRun[]): void {
  for (const run of runs.filter(({ status }) => status === "gated")) {
    const line = `${run.job}#${run.number} waits for an approval, which a server takes: landbridge up. Here: --approve`;
    output.line(output.style("yellow", `✋ ${line}`));
  }
}

export interface RunOutcome {
  readonly runs: readonly FollowedRun[];
  /** The jobs that could have run. */
  readonly part: ReadonlySet<string>;
  readonly gates: readonly string[];
  readonly path: string;
}

/** Jobs of the part that have not run, with the reason and what would change it. */
export async function tellNotRun(
  { client, workspace }: Pick<Server, "client" | "workspace">,
  output: Output,
  { runs, part, gates, path }: RunOutcome,
): Promise<void> {
  const hasRun = new Set(runs.map(({ job }) => job));
  const jobs = await client.listJobs({ workspace });
  for (const job of jobs.filter(({ name }) => part.has(name) && !hasRun.has(name))) {
    const isGate = gates.includes(job.name);
    const text = isGate
      ? `Only a person starts it: landbridge run ${path} --job ${job.name}`
      : job.reason.text;
    output.line(output.style("dim", `○ ${job.name}: ${text}`));
  }
}

function verbOf({ status }: FollowedRun): string {
  const verbs: Partial<Record<FollowedRun["status"], string>> = {
    failure: "failed",
    error: "ended with an error",
    timeout: "timed out",
    canceled: "was canceled",
    lost: "lost its agent",
  };
  return verbs[status] ?? `ended: ${status}`;
}

function exitText(step: FollowedStep | undefined): string {
  return step?.exitCode === undefined ? "" : ` (exit ${step.exitCode})`;
}

async function readLines(
  server: Pick<Server, "readStepLog">,
  run: FollowedRun,
  step: FollowedStep,
): Promise<readonly string[]> {
  const splitter = createLineSplitter();
  const lines: string[] = [];
  for (let offset = 0; ;) {
    const ref = { job: run.job, number: run.number, index: step.index };
    const { bytes, isComplete } = await server.readStepLog(ref, offset);
    offset += bytes.length;
    const isEnd = isComplete || bytes.length === 0;
    lines.push(...splitter.take(bytes, isEnd));
    if (isEnd) return lines;
  }
}
