import type { RunReason, RunStatus, StepStatus } from "@landbridge/core";
import { isFinal } from "@landbridge/core";

/** What `landbridge run` tells while it goes on; with `--json` each is one line. Times are ISO 8601. */
export type Progress =
  | {
      readonly type: "run-queued";
      readonly at: string;
      readonly job: string;
      readonly number: number;
      readonly cause: string;
    }
  | { readonly type: "run-started"; readonly at: string; readonly job: string; readonly number: number }
  | {
      readonly type: "run-approved";
      readonly at: string;
      readonly job: string;
      readonly number: number;
      readonly by: string;
    }
  | ({ readonly type: "step-started"; readonly at: string } & StepName)
  | ({ readonly type: "log"; readonly text: string } & StepName)
  | ({
      readonly type: "step-finished";
      readonly at: string;
      readonly status: StepStatus;
      readonly durationMs: number;
      readonly exitCode?: number;
      readonly message?: string;
    } & StepName)
  | {
      readonly type: "run-finished";
      readonly at: string;
      readonly job: string;
      readonly number: number;
      readonly status: RunStatus;
      readonly durationMs: number;
      readonly reason?: Pick<RunReason, "message"> & { readonly code: string };
    }
  | {
      readonly type: "decision";
      readonly at: string;
      readonly event: string;
      readonly job: string;
      readonly verdict: string;
      readonly reason: string;
      readonly text: string;
      readonly unblock: readonly {
        readonly action: string;
        readonly target: string;
        readonly text: string;
      }[];
      readonly runNumber?: number;
    };

export interface StepName {
  readonly job: string;
  readonly number: number;
  readonly index: number;
  readonly step: string;
}

/** What is known of a run: as much of the API's view as progress is told from. */
export interface FollowedRun {
  readonly job: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly cause: { readonly text: string };
  readonly queuedAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly reason?: { readonly code: string; readonly text: string };
  readonly steps: readonly FollowedStep[];
}

export interface FollowedStep {
  readonly index: number;
  readonly name: string;
  readonly status: StepStatus;
  readonly exitCode?: number;
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

export function queuedProgress(run: FollowedRun): Progress {
  return { type: "run-queued", at: run.queuedAt, job: run.job, number: run.number, cause: run.cause.text };
}

export function startedProgress(run: FollowedRun): Progress {
  return { type: "run-started", at: run.startedAt ?? run.queuedAt, job: run.job, number: run.number };
}

export function stepStartedProgress(run: FollowedRun, step: FollowedStep): Progress {
  return { type: "step-started", at: step.startedAt ?? run.queuedAt, ...stepNameOf(run, step) };
}

export function stepFinishedProgress(run: FollowedRun, step: FollowedStep): Progress {
  const { status, exitCode, message, startedAt, finishedAt } = step;
  return {
    type: "step-finished",
    at: finishedAt ?? run.queuedAt,
    ...stepNameOf(run, step),
    status,
    durationMs: millisecondsBetween(startedAt, finishedAt),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(message === undefined ? {} : { message }),
  };
}

export function finishedProgress(run: FollowedRun): Progress {
  const { job, number, status, finishedAt, queuedAt, reason } = run;
  return {
    type: "run-finished",
    at: finishedAt ?? queuedAt,
    job,
    number,
    status,
    durationMs: durationOf(run),
    ...(reason ? { reason: { code: reason.code, message: reason.text } } : {}),
  };
}

export function stepNameOf(run: Pick<FollowedRun, "job" | "number">, step: FollowedStep): StepName {
  return { job: run.job, number: run.number, index: step.index, step: step.name };
}

/** How long it was processing; 0 for a run that never started. */
export function durationOf(run: FollowedRun): number {
  return millisecondsBetween(run.startedAt, run.finishedAt);
}

export function isStepFinal(status: StepStatus): boolean {
  return status !== "pending" && status !== "processing";
}

/** The last line of `landbridge run --json`. */
export interface RunSummary {
  readonly type: "summary";
  readonly runs: readonly {
    readonly job: string;
    readonly number: number;
    readonly status: RunStatus;
    readonly durationMs: number;
  }[];
  readonly ok: boolean;
}

/** Skipped runs are no failure of their own: what they were skipped for is. Nor is one that waits for an approval. */
export function summarize(runs: readonly FollowedRun[]): RunSummary {
  return {
    type: "summary",
    runs: runs.map((run) => ({
      job: run.job,
      number: run.number,
      status: run.status,
      durationMs: durationOf(run),
    })),
    ok: !runs.some(hasFailed),
  };
}

export function hasFailed({ status }: Pick<FollowedRun, "status">): boolean {
  return isFinal(status) && status !== "success" && status !== "skipped";
}

function millisecondsBetween(from: string | undefined, to: string | undefined): number {
  return from === undefined || to === undefined ? 0 : Math.max(0, Date.parse(to) - Date.parse(from));
}
