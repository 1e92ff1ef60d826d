import { inputsOf, jobsBehind } from "@landbridge/core";
import type { JobStatus, Workflow } from "@landbridge/core";
import { durationText } from "../words/duration.ts";
import { widthOf } from "../output.ts";
import type { Output } from "../output.ts";
import type { Progress } from "./progress.ts";
import { STATUS_MARKS } from "../words/status-mark.ts";

/** One line of the tree: a job, where it stands for the whole time, and how it goes. */
export interface TreeRow {
  readonly job: string;
  /** Branches drawn before the name. */
  readonly branch: string;
  readonly status: JobStatus;
  readonly number?: number;
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  readonly durationMs?: number;
  /** The step that is on. */
  readonly step?: string;
  readonly lastLine?: string;
}

export type RunTree = readonly TreeRow[];

/** Deeper levels are drawn at this one: a chain of forty jobs must fit a screen's width. */
const DEEPEST = 12;

/**
 * The rows of the jobs that take part, upstream first, each below the last of the jobs that lead to it. Rows never
 * move: progress only changes what they say.
 */
export function createRunTree(workflow: Workflow, part: ReadonlySet<string>): RunTree {
  const { roots, children } = branchesOf(workflow, part);
  const rows: TreeRow[] = [];
  const stack = roots.toReversed().map((job) => ({ job, branch: "", below: "", depth: 0 }));
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { job, branch, below, depth } = top;
    rows.push({ job, branch, status: "never-run" });
    const own = children.get(job) ?? [];
    const isDeep = depth >= DEEPEST;
    for (const [index, child] of [...own.entries()].toReversed()) {
      const isLast = index === own.length - 1;
      stack.push({
        job: child,
        branch: isDeep ? branch : `${below}${isLast ? "└─ " : "├─ "}`,
        below: isDeep ? below : `${below}${isLast ? "   " : "│  "}`,
        depth: depth + 1,
      });
    }
  }
  return rows;
}

interface Branches {
  readonly roots: readonly string[];
  readonly children: ReadonlyMap<string, readonly string[]>;
}

function branchesOf(workflow: Workflow, part: ReadonlySet<string>): Branches {
  const rankOf = (name: string): number => workflow.rank.get(name) ?? 0;
  const jobs = [...workflow.jobs.values()].filter(({ name }) => part.has(name));
  const children = new Map<string, string[]>();
  const roots: string[] = [];
  for (const job of jobs.sort((a, b) => rankOf(a.name) - rankOf(b.name))) {
    const upstream = inputsOf(job).flatMap((input) => jobsBehind(workflow, input).map(({ name }) => name));
    const parent = upstream
      .filter((name) => part.has(name) && rankOf(name) < rankOf(job.name))
      .sort((a, b) => rankOf(b) - rankOf(a))[0];
    if (parent === undefined) roots.push(job.name);
    else children.set(parent, [...(children.get(parent) ?? []), job.name]);
  }
  return { roots, children };
}

/** The tree after one more thing was told. */
export function advanceTree(tree: RunTree, progress: Progress): RunTree {
  if (progress.type === "decision" || progress.type === "run-approved") return tree;
  return tree.map((row) => (row.job === progress.job ? advanceRow(row, progress) : row));
}

function advanceRow(
  row: TreeRow,
  progress: Exclude<Progress, { type: "decision" | "run-approved" }>,
): TreeRow {
  const { job, branch } = row;
  // A later run takes the row over when it starts; until then the row shows the one before.
  if (progress.type === "run-queued") {
    const isFree = row.status !== "processing" && row.status !== "queued";
    return isFree ? { job, branch, status: "queued", number: progress.number } : row;
  }
  if (progress.type === "run-started") {
    return { job, branch, status: "processing", number: progress.number, startedAt: Date.parse(progress.at) };
  }
  if (progress.number !== row.number) return row;
  switch (progress.type) {
    case "step-started": {
      const { lastLine: _, ...rest } = row;
      return { ...rest, step: progress.step };
    }
    case "log":
      return progress.text.trim() === "" ? row : { ...row, lastLine: progress.text };
    case "step-finished":
      return row;
    case "run-finished":
      return {
        job,
        branch,
        status: progress.status,
        number: progress.number,
        durationMs: progress.durationMs,
      };
  }
}

export interface TreeForm {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly width: number;
  readonly style: Output["style"];
}

/** The tree as lines no wider than the screen. */
export function treeLines(tree: RunTree, form: TreeForm): readonly string[] {
  return tree.map((row) => rowLine(row, form));
}

function rowLine(row: TreeRow, { now, width, style }: TreeForm): string {
  const { mark, style: colour } = STATUS_MARKS[row.status];
  const number = row.number === undefined ? "" : ` #${row.number}`;
  const name = `${style("dim", row.branch)}${style(colour, mark)} ${row.job}${style("dim", number)}`;
  const passed = row.durationMs ?? (row.startedAt === undefined ? undefined : now - row.startedAt);
  const isPlain = row.status === "success" || row.status === "processing" || row.status === "never-run";
  const parts = [
    name,
    ...(isPlain ? [] : [style(colour, row.status)]),
    ...(passed === undefined ? [] : [style("dim", durationText(passed))]),
    ...(row.step === undefined ? [] : [style("dim", row.step)]),
  ];
  const line = parts.join("  ");
  const room = width - widthOf(line) - 5;
  if (row.lastLine === undefined || room < 8) return line;
  return `${line}  ${style("dim", `│ ${shortened(printable(row.lastLine), room)}`)}`;
}

/** Without colours and cursor movements of the step's own, which would tear the tree. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u001f\u007f-\u009f]/g, " ").trim();
}

function shortened(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join("")}…`;
}
