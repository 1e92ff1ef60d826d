import type { StepStatus } from "@landbridge/core";
import { expect, test } from "vitest";
import { decideOutcome } from "./run-outcome.ts";
import type { OutcomeFacts } from "./run-outcome.ts";

function steps(text: string): OutcomeFacts["steps"] {
  return text.split(" ").map((word) => {
    const [kind = "", status = ""] = word.split("=");
    return { kind, name: kind, status: status as StepStatus };
  });
}

const canceled = { kind: "canceled", by: "bob" } as const;
const tooLarge = { status: "failure", code: "state-too-large", message: "too large" } as const;

test.each([
  [
    "all went well",
    steps("prepare=success task=success always=success"),
    undefined,
    undefined,
    "success",
    undefined,
  ],
  [
    "a task failed",
    steps("prepare=success task=failure task=pending always=success"),
    undefined,
    undefined,
    "failure",
    "script-failed",
  ],
  [
    "a section failed",
    steps("prepare=success task=success always=failure"),
    undefined,
    undefined,
    "failure",
    "script-failed",
  ],
  [
    "the state is too large",
    steps("prepare=success task=success"),
    undefined,
    tooLarge,
    "failure",
    "state-too-large",
  ],
  [
    "a script failed, and the state is too large",
    steps("task=failure"),
    undefined,
    tooLarge,
    "failure",
    "script-failed",
  ],
  [
    "canceled in a task",
    steps("prepare=success task=canceled always=pending"),
    canceled,
    undefined,
    "canceled",
    "canceled",
  ],
  [
    "canceled before on_success could run",
    steps("prepare=success task=success on_success=pending"),
    canceled,
    undefined,
    "canceled",
    "canceled",
  ],
  [
    "canceled when all had ended",
    steps("prepare=success task=success on_failure=pending always=success"),
    canceled,
    undefined,
    "success",
    undefined,
  ],
  [
    "canceled when all had ended in failure",
    steps("task=failure on_success=pending on_failure=success"),
    canceled,
    undefined,
    "failure",
    "script-failed",
  ],
  [
    "timed out",
    steps("task=timeout"),
    { kind: "timed-out", timeoutMs: 180_000 } as const,
    undefined,
    "timeout",
    "timed-out",
  ],
  [
    "the agent stopped",
    steps("task=error"),
    { kind: "agent-stopped" } as const,
    undefined,
    "error",
    "agent-stopped",
  ],
])("%s", (_, steps, stop, fault, status, code) => {
  const outcome = decideOutcome({
    steps,
    ...(stop === undefined ? {} : { stop }),
    ...(fault === undefined ? {} : { fault }),
  });
  expect([outcome.status, outcome.reason?.code]).toEqual([status, code]);
});
