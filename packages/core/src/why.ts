import type { JobDecision, ReasonCode, Unblock } from "./decision.ts";
import { REASONS } from "./decision.ts";
import { processingRuns } from "./facts.ts";
import type { Facts, JobFacts } from "./facts.ts";
import { inputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import { RUN_STATUSES } from "./run.ts";
import type { FinalRunStatus, LiveRun } from "./run.ts";
import { explainRun } from "./run-hold.ts";
import type { HoldContext } from "./run-hold.ts";
import { sentenceOfCause } from "./trigger-cause.ts";
import { mendConfiguration, resumeJob, runByHand, waitForJob } from "./unblock.ts";
import { busyUpstream, sentenceOfWait } from "./upstream.ts";
import type { Workflow } from "./workflow.ts";
import { withReason } from "./with-reason.ts";

/** What a job shows: the status of one of its runs, or what stands in its place. */
export const JOB_STATUSES = ["never-run", "waiting", "inconsistent", ...RUN_STATUSES] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** The reason line of a job: one sentence that says where it stands and what would change it. */
export interface ReasonLine {
  readonly code?: ReasonCode;
  readonly text: string;
  readonly unblock: readonly Unblock[];
}

export function statusOfJob(facts: Facts, name: string): JobStatus {
  const own = facts.job(name);
  if (own.inconsistent !== undefined) return "inconsistent";
  if (own.waiting && own.live.length === 0) return "waiting";
  return runOfStatus(facts, name)?.status ?? "never-run";
}

/**
 * The run that the status of a job is of: one under way, else one that waits, else the one that ended last. None
 * where the job never ran, or where its status is that of the job itself or of its waiting job.
 */
export function runOfStatus(facts: Facts, name: string): LiveRun | JobFacts["lastEnded"] {
  const own = facts.job(name);
  if (own.inconsistent !== undefined) return undefined;
  return processingRuns(own)[0] ?? heldRun(own) ?? (own.waiting ? undefined : own.lastEnded);
}

function heldRun({ live }: JobFacts): LiveRun | undefined {
  return live.find((run) => run.status === "queued") ?? live.find((run) => run.status === "gated");
}

export interface ExplainContext extends HoldContext {
  /** The newest stored decision about the job, which may be newer than its last run. */
  readonly lastDecision?: JobDecision;
  /** Why the run that ended last ended as it did, one sentence. */
  readonly lastEndedReason?: string;
}

/**
 * Why a job stands where it stands. `lastDecision` is the newest stored decision about it, which may be newer
 * than its last run.
 */
export function explainJob(workflow: Workflow, facts: Facts, job: Job, context: ExplainContext): ReasonLine {
  const own = facts.job(job.name);
  if (own.isDeleted) return lineOfRemoved(job);
  if (own.inconsistent !== undefined) {
    const text = withReason("Can't run", own.inconsistent);
    return { code: "inconsistent", text, unblock: [mendConfiguration(job.name)] };
  }
  const processing = processingRuns(own)[0];
  if (processing) {
    return {
      text: `Run ${processing.number} is processing because ${sentenceOfCause(processing.cause)}.`,
      unblock: [],
    };
  }
  const held = heldRun(own);
  if (held) {
    const { reason, text, unblock } = explainRun(workflow, facts, held, context);
    return { code: reason, text: `Run ${held.number} is ${held.status}: ${lowerFirst(text)}`, unblock };
  }
  const { lastDecision } = context;
  if (own.waiting) return lineOfWaiting(workflow, facts, { job, lastDecision });
  // A pause outlasts the decisions that were made before it.
  if (own.isPaused) {
    return {
      code: "paused",
      text: "Paused: no event starts it until somebody resumes it.",
      unblock: [resumeJob(job.name)],
    };
  }
  // What a pause kept from starting is no reason any more once the job was resumed.
  // That nothing new has passed says less than how the last run ended.
  const isOld = lastDecision?.reason === "passed-nothing-new" && own.lastEnded !== undefined;
  const isOver = lastDecision?.verdict === "queued" || lastDecision?.reason === "paused" || isOld;
  if (lastDecision && !isOver) return lineOf(lastDecision);
  if (own.lastEnded) return { text: sentenceOfEnd(own.lastEnded, context.lastEndedReason), unblock: [] };
  return neverTriggered(job);
}

function lineOfRemoved({ name }: Job): ReasonLine {
  return {
    code: "job-deleted",
    text: "It was removed from the configuration; its history is kept.",
    unblock: [
      { action: "mend-configuration", target: name, text: `Declare ${name} in a source again and sync.` },
    ],
  };
}

/** What the job waits for now: some of what the stored decision names may have ended since. */
function lineOfWaiting(
  workflow: Workflow,
  facts: Facts,
  { job, lastDecision }: { readonly job: Job; readonly lastDecision: JobDecision | undefined },
): ReasonLine {
  const busy = busyUpstream(workflow, facts, job);
  const code = lastDecision?.verdict === "waiting" ? lastDecision.reason : "waits-for-upstream";
  return { code, text: sentenceOfWait(busy), unblock: busy.map(waitForJob) };
}

const ENDED: Readonly<Record<FinalRunStatus, string>> = {
  success: "succeeded",
  failure: "failed",
  error: "ended with an error",
  unstable: "was unstable",
  timeout: "timed out",
  canceled: "was canceled",
  skipped: "was skipped",
  lost: "lost its agent",
};

/** "Run 4 failed: the command npm test of the step test exited with 1." */
function sentenceOfEnd(
  ended: { number: number; status: FinalRunStatus },
  reason: string | undefined,
): string {
  const text = `Run ${ended.number} ${ENDED[ended.status]}`;
  return reason === undefined || reason === "" ? `${text}.` : withReason(text, reason);
}

function neverTriggered(job: Job): ReasonLine {
  const starters = inputsOf(job).filter((input) => input.isSwitchedOn);
  const byHand = runByHand(job.name);
  if (starters.length === 0) {
    return { code: "never-triggered", text: "Never ran: only a person can start it.", unblock: [byHand] };
  }
  const names = starters.map((input) => input.from).join(" or ");
  const change: Unblock = { action: "change-input", target: names, text: `A change of ${names} starts it.` };
  return {
    code: "never-triggered",
    text: `Never ran: nothing has changed ${names} yet.`,
    unblock: [change, byHand],
  };
}

function lineOf(decision: JobDecision): ReasonLine {
  return {
    code: decision.reason,
    text: decision.text || REASONS[decision.reason],
    unblock: decision.unblock,
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
