import type { Workflow } from "@landbridge/core";
import { durationText } from "../words/duration.ts";
import { createLiveLines } from "./live-lines.ts";
import type { Output } from "../output.ts";
import type { Progress, RunSummary } from "./progress.ts";
import { advanceTree, createRunTree, treeLines } from "./run-tree.ts";
import type { RunTree } from "./run-tree.ts";
import { STATUS_MARKS } from "../words/status-mark.ts";

/** Shows what a run of a workflow does: a tree of its part on a terminal, lines elsewhere, JSON for programs. */
export interface RunPrinter {
  /** Whether it wants log lines while they come. */
  readonly hasLogs: boolean;
  readonly hasDecisions: boolean;
  tell(progress: Progress): void;
  /** Ends what is drawn, so that other text may follow. */
  close(): void;
  summary(summary: RunSummary): void;
}

export function createRunPrinter(output: Output, workflow: Workflow, part: ReadonlySet<string>): RunPrinter {
  if (output.isJson) return createJsonPrinter(output);
  return output.isTerminal
    ? createTreePrinter(output, createRunTree(workflow, part))
    : createLinePrinter(output);
}

function createJsonPrinter(output: Output): RunPrinter {
  return {
    hasLogs: true,
    hasDecisions: true,
    tell: (progress) => output.json(progress),
    close: () => undefined,
    summary: (summary) => output.json(summary),
  };
}

function createLinePrinter(output: Output): RunPrinter {
  return {
    hasLogs: false,
    hasDecisions: false,
    tell(progress) {
      if (progress.type === "run-started") output.line(`${progress.job}#${progress.number} processing`);
      if (progress.type === "run-approved")
        output.line(`${progress.job}#${progress.number} approved by ${progress.by}`);
      if (progress.type !== "run-finished") return;
      const { job, number, status, durationMs } = progress;
      const { style } = STATUS_MARKS[status];
      output.line(`${job}#${number} ${output.style(style, status)} ${durationText(durationMs)}`);
    },
    close: () => undefined,
    summary: (summary) => output.line(summarySentence(summary, output)),
  };
}

const FRAME_MS = 100;

function createTreePrinter(output: Output, planned: RunTree): RunPrinter {
  let tree = planned;
  const live = createLiveLines(output);
  const lines = (): readonly string[] =>
    treeLines(tree, { now: Date.now(), width: output.width, style: output.style });
  live.draw(lines());
  const timer = setInterval(() => live.draw(lines()), FRAME_MS);
  let isOpen = true;
  return {
    hasLogs: true,
    hasDecisions: false,
    tell(progress) {
      tree = advanceTree(tree, progress);
    },
    close() {
      clearInterval(timer);
      if (isOpen) live.finish(lines());
      isOpen = false;
    },
    summary: (summary) => output.line(summarySentence(summary, output)),
  };
}

function summarySentence({ runs, ok }: RunSummary, output: Output): string {
  const counts = new Map<string, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts].map(([status, count]) => `${count} ${status}`).join(", ");
  const mark = ok ? output.style("green", "✓") : output.style("red", "✗");
  return `${mark} ${runs.length} run${runs.length === 1 ? "" : "s"}: ${parts}`;
}
