import type { JobView } from "@landbridge/api";
import { ageText } from "./duration.ts";

type Standing = Pick<
  JobView,
  "status" | "statusRun" | "lastRun" | "processingRuns" | "queuedRuns" | "gatedRuns"
>;

/** The run whose status stands beside it, and what else is under way: "#3 4s ago, 2 more queued". */
export function lastRunText(job: Standing, now: number): string {
  const run = job.statusRun ?? job.lastRun;
  if (!run) return "";
  const at = run.finishedAt ?? run.queuedAt;
  const others = [
    moreText(job, "processing", job.processingRuns),
    moreText(job, "queued", job.queuedRuns),
    moreText(job, "gated", job.gatedRuns),
  ];
  return [`#${String(run.number)}${at === undefined ? "" : ` ${ageText(at, now)}`}`, ...others]
    .filter(Boolean)
    .join(", ");
}

function moreText(job: Standing, status: JobView["status"], count: number): string {
  if (job.status !== status) return count === 0 ? "" : `${String(count)} ${status}`;
  return count <= 1 ? "" : `${String(count - 1)} more ${status}`;
}
