import type { RunSummaryView } from "@landbridge/api";
import { isFinal } from "@landbridge/core";

/** Of a job's runs, newest first, the one that Cancel means: the oldest under way, else the next in the queue. */
export function runToCancel(runs: readonly RunSummaryView[]): RunSummaryView | undefined {
  return runs.findLast((run) => run.status === "processing") ?? runs.findLast((run) => !isFinal(run.status));
}
