import { afterAll, beforeAll, expect, test } from "vitest";
import { startAgent } from "./support/agent-under-test.ts";
import type { AgentUnderTest } from "./support/agent-under-test.ts";
import { taskOf } from "./support/plans.ts";

let agent: AgentUnderTest;
beforeAll(async () => {
  agent = await startAgent();
});
afterAll(() => agent.close());

test("a task that takes longer than it alone may ends, and with it the run, which names it", async () => {
  const { result, log } = await agent.run({
    tasks: [
      { ...taskOf("echo quick"), name: "quick" },
      { ...taskOf("echo begun", "sleep 3021"), name: "slow", timeoutMs: 300 },
      { ...taskOf("echo never"), name: "next" },
    ],
    onFailure: ["echo never"],
    always: ["echo never"],
  });
  expect(result.status).toBe("timeout");
  expect(result.reason).toEqual({
    code: "timed-out",
    message: "The task slow took longer than 300 milliseconds.",
    step: "slow",
  });
  expect(result.steps.map((step) => step.status)).toEqual([
    "success",
    "success",
    "timeout",
    "skipped",
    "skipped",
    "skipped",
    "success",
  ]);
  expect(log).toContain("begun\n");
  expect(log).not.toContain("never");
});

test("the limit of a task counts from its own beginning, and ends with it", async () => {
  const timeoutMs = 700;
  const { result } = await agent.run({
    tasks: [
      { ...taskOf("sleep 0.5"), timeoutMs },
      { ...taskOf("sleep 0.5"), timeoutMs },
    ],
    always: ["sleep 0.5"],
  });
  expect(result.status).toBe("success");
});

test("the limit of the run holds for a task that may take longer", async () => {
  const { result } = await agent.run({
    tasks: [{ ...taskOf("sleep 3022"), timeoutMs: 60_000 }],
    timeoutMs: 300,
  });
  expect(result.reason).toEqual({
    code: "timed-out",
    message: "The run took longer than 300 milliseconds.",
  });
});
