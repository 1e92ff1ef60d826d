import { assertNever } from "@landbridge/core";
import type { RunReason, RunResult, StepStatus } from "@landbridge/core";
import type { StopCause } from "./run-stop.ts";

/** What went wrong outside of scripts. */
export type RunFault = RunReason & { readonly status: "error" | "failure" };

export interface OutcomeFacts {
  readonly steps: readonly {
    readonly kind: string;
    readonly name: string;
    readonly status: StepStatus;
    readonly message?: string;
  }[];
  readonly stop?: StopCause;
  readonly fault?: RunFault;
}

export type Outcome = Pick<RunResult, "status" | "reason">;

export function statusOfStop(cause: StopCause): "canceled" | "timeout" | "error" {
  switch (cause.kind) {
    case "canceled":
    case "abandoned":
      return "canceled";
    case "timed-out":
      return "timeout";
    case "agent-stopped":
      return "error";
    default:
      return assertNever(cause);
  }
}

/**
 * How a run ended. A stop counts only if it cut something short: a run whose last script had already ended when
 * somebody canceled it ends as its scripts did.
 */
export function decideOutcome({ steps, stop, fault }: OutcomeFacts): Outcome {
  if (stop !== undefined && isCutShort(steps, stop))
    return { status: statusOfStop(stop), reason: reasonOfStop(stop) };
  if (fault?.status === "error") return outcomeOfFault(fault);
  const failed = steps.find((step) => step.status === "failure" || step.status === "error");
  if (failed === undefined) return fault === undefined ? { status: "success" } : outcomeOfFault(fault);
  const message = failed.message ?? "A script failed.";
  if (failed.status === "failure") {
    return { status: "failure", reason: { code: "script-failed", message, step: failed.name } };
  }
  return { status: "error", reason: { code: "agent-fault", message, step: failed.name } };
}

function outcomeOfFault({ status, ...reason }: RunFault): Outcome {
  return { status, reason };
}

function isCutShort(steps: OutcomeFacts["steps"], stop: StopCause): boolean {
  const cut = statusOfStop(stop);
  const isFailed = steps.some((step) => step.kind === "task" && step.status !== "success");
  return steps.some((step) => {
    if (step.status === cut || step.status === "processing") return true;
    if (step.status !== "pending") return false;
    return step.kind === "task"
      ? !isFailureBefore(steps)
      : step.kind !== (isFailed ? "on_success" : "on_failure");
  });
}

/** After a failure the tasks that follow don't run anyway. */
function isFailureBefore(steps: OutcomeFacts["steps"]): boolean {
  return steps.some((step) => step.status === "failure");
}

function reasonOfStop(cause: StopCause): RunReason {
  switch (cause.kind) {
    case "canceled":
      return {
        code: "canceled",
        message: cause.by === "" ? "The run was canceled." : `${cause.by} canceled the run.`,
      };
    case "timed-out":
      return reasonOfTimeout(cause);
    case "agent-stopped":
      return { code: "agent-stopped", message: "The agent was told to stop while the run was under way." };
    case "abandoned":
      return { code: "canceled", message: "The run belongs to another attempt now." };
    default:
      return assertNever(cause);
  }
}

function reasonOfTimeout({ timeoutMs, step }: Extract<StopCause, { kind: "timed-out" }>): RunReason {
  const what = step === undefined ? "The run" : `The task ${step}`;
  const message = `${what} took longer than ${describeDuration(timeoutMs)}.`;
  return { code: "timed-out", message, ...(step === undefined ? {} : { step }) };
}

function describeDuration(ms: number): string {
  if (ms < 1_000) return `${ms} milliseconds`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} seconds`;
  return `${Math.round(ms / 60_000)} minutes`;
}
