import type { SourceView } from "@landbridge/api";
import { withReason } from "@landbridge/core";
import type { JobStatus } from "@landbridge/core";
import type { Output, Style } from "../output.ts";

/** One sign and colour for every status: the same words as the page, never colour alone. */
export const STATUS_MARKS = {
  "never-run": { mark: "○", style: "gray" },
  waiting: { mark: "⧗", style: "magenta" },
  inconsistent: { mark: "⚠", style: "red" },
  gated: { mark: "✋", style: "yellow" },
  queued: { mark: "◷", style: "gray" },
  processing: { mark: "●", style: "blue" },
  success: { mark: "✓", style: "green" },
  failure: { mark: "✗", style: "red" },
  error: { mark: "✗", style: "red" },
  unstable: { mark: "~", style: "yellow" },
  timeout: { mark: "⊘", style: "yellow" },
  canceled: { mark: "■", style: "gray" },
  skipped: { mark: "↷", style: "gray" },
  lost: { mark: "⊘", style: "yellow" },
} as const satisfies Record<JobStatus, { mark: string; style: Style }>;

/** The same for what came of a sync. `inconsistent`: it was applied, but some jobs can't run as declared. */
export const SYNC_MARKS = {
  success: { mark: "✓", style: "green" },
  inconsistent: { mark: "⚠", style: "yellow" },
  failure: { mark: "✗", style: "red" },
} as const satisfies Record<NonNullable<SourceView["lastSync"]>["status"], { mark: string; style: Style }>;

/** Where a run stands, in one line: `build#3 ✗ failure: make exited with 2.` */
export function standingLine(
  paint: Output["style"],
  run: {
    readonly job: string;
    readonly number: number;
    readonly status: JobStatus;
    readonly why?: string | undefined;
  },
): string {
  const { mark, style } = STATUS_MARKS[run.status];
  const standing = `${run.job}#${run.number} ${paint(style, `${mark} ${run.status}`)}`;
  return run.why === undefined ? standing : withReason(standing, run.why);
}
