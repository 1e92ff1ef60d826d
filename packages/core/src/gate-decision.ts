import { newDecision } from "./decision.ts";
import type { InputFact, JobDecision } from "./decision.ts";
import { sentenceOfGate } from "./gate.ts";
import type { Gate } from "./gate.ts";
import type { Approval } from "./job.ts";
import type { LiveRun } from "./run.ts";
import { sentenceOfCause } from "./trigger-cause.ts";
import { approveRun } from "./unblock.ts";

/** What is written down of a run that was made and waits at its gate. */
export function decisionOnGated(
  run: LiveRun,
  { approval, inputs }: { readonly approval: Approval; readonly inputs: readonly InputFact[] },
): JobDecision {
  const made = `Run ${String(run.number)} was made because ${sentenceOfCause(run.cause)}.`;
  return newDecision({
    job: run.job,
    verdict: "gated",
    reason: "needs-approval",
    text: `${made} ${sentenceOfGate(approval, run.gate)}`,
    inputs,
    unblock: [approveRun(run)],
    runNumber: run.number,
  });
}

/** What is written down of a vote on a gated run. */
export function decisionOnVote(
  { job, number: runNumber }: LiveRun,
  vote: {
    readonly approval: Approval;
    readonly gate: Gate;
    readonly result: "open" | "approved" | "rejected";
    readonly by: string;
  },
): JobDecision {
  const { approval, gate, result, by } = vote;
  const run = `Run ${String(runNumber)}`;
  if (result === "rejected")
    return newDecision({
      job,
      verdict: "none",
      reason: "gate-rejected",
      text: `${run} was rejected by ${by}.`,
      runNumber,
    });
  if (result === "open")
    return newDecision({
      job,
      verdict: "gated",
      reason: "needs-approval",
      text: sentenceOfGate(approval, gate),
      runNumber,
    });
  const text = `${run} was queued: enough people approved it.`;
  return newDecision({ job, verdict: "queued", reason: "approved", text, runNumber });
}

/** What is written down when nobody approved a gated run in time. */
export function decisionOnExpiry({ job, number: runNumber }: LiveRun): JobDecision {
  const text = `Run ${String(runNumber)} was canceled: nobody approved it in time.`;
  return newDecision({ job, verdict: "none", reason: "gate-expired", text, runNumber });
}

/** What is written down when somebody takes a waiting job away. */
export function decisionOnDropped(job: string, by: string): JobDecision {
  const text = `${by} deleted the waiting job.`;
  return newDecision({ job, verdict: "none", reason: "waiting-deleted", text });
}
