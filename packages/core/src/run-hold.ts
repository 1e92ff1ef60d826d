import type { Facts } from "./facts.ts";
import { approvalOf, sentenceOfGate } from "./gate.ts";
import { isManaged } from "./job.ts";
import type { LiveRun } from "./run.ts";
import { compareRuns, holdByCapacity, holdByPause, holdOf } from "./start.ts";
import type { AgentCapacity, Hold } from "./start.ts";
import { DEFAULT_POOL } from "./pool.ts";
import { approveRun } from "./unblock.ts";
import type { Workflow } from "./workflow.ts";

/** What a run may find when its turn comes. */
export interface HoldContext {
  readonly agents: readonly AgentCapacity[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a run waits for: its gate, its pause, what the start rule says, or an agent. */
export function explainRun(
  workflow: Workflow,
  facts: Facts,
  run: LiveRun,
  { agents, now }: HoldContext,
): Hold {
  if (run.status === "gated") return holdByGate(workflow, run);
  const job = workflow.jobs.get(run.job);
  const held = holdByPause(run, now) ?? holdOf(workflow, facts, run);
  if (held) return held;
  if (job && isManaged(job)) return { reason: "ready-to-start", text: "Starts at once.", unblock: [] };
  return holdByCapacity(run, agents);
}

function holdByGate(workflow: Workflow, run: LiveRun): Hold {
  const approval = approvalOf(workflow.jobs.get(run.job));
  return {
    reason: "needs-approval",
    text: sentenceOfGate(approval, run.gate),
    unblock: [approveRun(run)],
  };
}

/** What is known of the times of a run, milliseconds since 1970. */
export interface HoldTimes {
  readonly queuedAt: number;
  /** When a run started; absent where it has not. */
  readonly startedAt: (run: { readonly job: string; readonly number: number }) => number | undefined;
}

/** Since when a run waits for what holds it: not before it was there itself, nor before what holds it was. */
export function sinceOfHold(run: LiveRun, hold: Hold, { queuedAt, startedAt }: HoldTimes): number {
  if (run.status === "gated") return run.gate?.since ?? queuedAt;
  const holder = hold.run && startedAt(hold.run);
  return Math.max(queuedAt, holder ?? queuedAt);
}

/** How many queued runs the agents of its pool take before this one. */
export function runsAhead(facts: Facts, run: LiveRun): number {
  if (run.status !== "queued") return 0;
  const pool = run.nodePool ?? DEFAULT_POOL;
  return facts
    .queuedJobs()
    .flatMap((name) => facts.job(name).live)
    .filter(
      (other) =>
        other.status === "queued" && (other.nodePool ?? DEFAULT_POOL) === pool && compareRuns(other, run) < 0,
    ).length;
}
