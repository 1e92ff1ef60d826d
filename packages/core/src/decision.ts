import type { DependencyMode } from "./job.ts";

export const VERDICTS = ["queued", "waiting", "gated", "skipped", "none"] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * Every reason a decision or a held run can have. Code = heading in docs/reference/reasons.md; the sentence is
 * for people, `{…}` is filled from the decision.
 */
export const REASONS = {
  "input-changed": "An input changed and every input is healthy.",
  "upstream-busy": "An input changed; the run is queued until the jobs upstream have ended.",
  "immediate-input": "An input changed and its dependency mode is immediate.",
  "upstream-settled": "Nothing upstream is under way any more.",
  manual: "Somebody asked for the run.",
  rerun: "Somebody asked for the run again.",
  replay: "Somebody sent an old version down the graph again.",
  retry: "The job's retry carries the run out again.",
  "every-version": "An input takes every version, and this one had no run yet.",
  approved: "Enough people have approved the run.",
  "needs-approval": "The run waits for its approval before it is queued.",
  "gate-rejected": "Somebody rejected the run at its gate.",
  "gate-expired": "Nobody approved the run in time.",
  "external-build": "Another server told of a build of its own.",
  "waits-for-upstream": "A strict job waits until nothing upstream is under way.",
  "still-waits-for-upstream": "The waiting job goes on waiting: something upstream is still under way.",
  "switched-off": "The input that changed is switched off.",
  paused: "The job is paused.",
  inconsistent: "The job can't run as it is declared.",
  "job-deleted": "The job was removed from the configuration.",
  "input-pinned": "The input is pinned to another version.",
  "input-unhealthy": "Another input is unhealthy.",
  "not-passed": "No version of the input has passed the jobs that it has to pass.",
  "passed-nothing-new": "The versions that have passed were taken by a run already.",
  superseded: "A newer run of the job took its place.",
  "no-retry-left": "Every attempt that the job's retry allows was made.",
  "version-quarantined": "A version that it needs is in quarantine.",
  "condition-false": "The job's condition does not hold.",
  "condition-failed": "The job's condition could not be evaluated.",
  "condition-unknown": "Whether the job's condition holds is not known where nothing has run.",
  "waiting-deleted": "Somebody deleted the waiting job.",
  "waiting-dropped": "Upstream ended, but an input is unhealthy now: the waiting job is gone.",
  "never-fires": "Versions of this resource never start a job.",
  "changed-by-configuration": "The version came from an edit of the configuration; those start nothing.",
  "upstream-not-successful": "The run upstream did not succeed.",
  "type-not-runnable": "Jobs of this type load, but do not run in this version.",
  "job-unknown": "There is no such job.",
  "input-unhealthy-at-start": "An input was unhealthy when the run's turn came.",
  "own-run-processing": "Another run of the same serial job is processing.",
  "earlier-run-first": "An earlier run of the same job goes first.",
  "upstream-processing": "A job directly upstream is processing.",
  "downstream-processing": "A job directly downstream is processing.",
  "lock-held": "Another run holds a lock that it needs.",
  "retry-pause": "A retry waits for its pause to be over.",
  "no-agent": "No agent is connected that may run it.",
  "no-free-slot": "Every slot of the agents that may run it is taken.",
  "ready-to-start": "Nothing holds it; it starts as soon as an agent takes it.",
  "no-such-thing": "The event names something that the workflow does not have.",
  "never-triggered": "Nothing that could start the job has happened yet.",
  "newer-version-read": "The run that was made for the version took another one.",
  "run-ended-unstarted": "The run that was made for the version ended before it started.",
  "never-offered": "The job was never told of the version.",
  "no-such-run": "The job has no run to which that could happen.",
} as const;
export type ReasonCode = keyof typeof REASONS;

/** The state of one IN when a job was looked at. */
export interface InputFact {
  readonly from: string;
  readonly kind: "job" | "resource" | "missing";
  /** Whether the event brought news over this IN. */
  readonly isChanged: boolean;
  readonly isSwitchedOn: boolean;
  readonly mode: DependencyMode;
  readonly health: InputHealth;
}

export type InputHealth =
  | { readonly state: "healthy" }
  | { readonly state: "busy" }
  | { readonly state: "unhealthy"; readonly because: UnhealthyBecause };

export const UNHEALTHY_BECAUSE = {
  "never-run": "has not finished a run yet",
  failure: "failed in its last run",
  error: "ended with an error in its last run",
  unstable: "was unstable in its last run",
  timeout: "timed out in its last run",
  canceled: "was canceled in its last run",
  skipped: "was skipped in its last run",
  lost: "lost its agent in its last run",
  inconsistent: "is inconsistent",
  deleted: "was removed from the configuration",
  missing: "does not exist",
  quarantined: "has only versions that are in quarantine",
} as const;
export type UnhealthyBecause = keyof typeof UNHEALTHY_BECAUSE;

/** One thing that would change the verdict. */
export interface Unblock {
  readonly action:
    | "run-job"
    | "wait-for-job"
    | "resume-job"
    | "mend-configuration"
    | "run-manually"
    | "unpin"
    | "connect-agent"
    | "change-input"
    | "approve"
    | "release-version"
    | "replay"
    | "wait";
  readonly target: string;
  readonly text: string;
}

/** The outcome of evaluating one job for one event: stored as it is. */
export interface JobDecision {
  readonly job: string;
  readonly verdict: Verdict;
  readonly reason: ReasonCode;
  /** One sentence with the names in it. */
  readonly text: string;
  readonly inputs: readonly InputFact[];
  readonly unblock: readonly Unblock[];
  /** The run that was made, or that was skipped. */
  readonly runNumber?: number;
}

type Left = "inputs" | "unblock";

/** A decision: without INs where none was looked at, and without a remedy where there is none. */
export function newDecision(told: Omit<JobDecision, Left> & Partial<Pick<JobDecision, Left>>): JobDecision {
  return { inputs: [], unblock: [], ...told };
}
