import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { outputOnly, startAgent } from "./support/agent-under-test.ts";
import type { AgentUnderTest } from "./support/agent-under-test.ts";
import { taskOf } from "./support/plans.ts";

const DONE = "Done by the run that this one repeats.";
const TASKS = ["one", "two", "three"].map((name) => ({ ...taskOf(`echo runs ${name}`), name }));

let agent: AgentUnderTest;
beforeAll(async () => {
  agent = await startAgent();
});
afterAll(() => agent.close());

test("a run that begins at a step reports those before it as skipped, but prepares for itself", async () => {
  const { result, log } = await agent.run({
    tasks: TASKS,
    onSuccess: ["echo runs on_success"],
    always: ["echo runs always"],
    fromStep: 2,
  });
  expect(result.status).toBe("success");
  expect(result.steps.map(({ status, message }) => ({ status, message }))).toEqual([
    { status: "success", message: undefined },
    { status: "skipped", message: DONE },
    ...Array.from({ length: 5 }, () => ({ status: "success", message: undefined })),
  ]);
  expect(outputOnly(log)).toBe("runs two\nruns three\nruns on_success\nruns always\n");
  expect(log.match(/▸ echo runs two/g)).toHaveLength(1);
});

test("what fails in it fails as ever", async () => {
  const { result, log } = await agent.run({
    tasks: [...TASKS.slice(0, 2), { ...taskOf("false"), name: "three" }],
    onSuccess: ["echo never"],
    onFailure: ["echo runs on_failure"],
    fromStep: 3,
  });
  expect(result).toMatchObject({ status: "failure", reason: { code: "script-failed", step: "three" } });
  expect(outputOnly(log)).toBe("runs on_failure\n");
});

test.each([
  ["on_success", 4, "runs on_success\nruns always\n"],
  ["always", 5, "runs always\n"],
  ["finish", 6, ""],
])("one that begins at %s carries out no task, and succeeds", async (_, fromStep, output) => {
  const { result, log } = await agent.run({
    tasks: TASKS,
    onSuccess: ["echo runs on_success"],
    always: ["echo runs always"],
    fromStep,
  });
  expect({ status: result.status, reason: result.reason }).toEqual({ status: "success", reason: undefined });
  expect(outputOnly(log)).toBe(output);
});

test("one that is canceled in its first own step is canceled", async () => {
  const { result } = await agent.run({
    tasks: [...TASKS.slice(0, 1), taskOf("sleep 3023")],
    timeoutMs: 300,
    fromStep: 2,
  });
  expect(result.status).toBe("timeout");
  expect(result.steps.map(({ status }) => status)).toEqual(["success", "skipped", "timeout", "success"]);
});

test("JOB_STATE holds what the steps before had put there, posted values stay, SHARED_DIR is empty", async () => {
  const content = "kept";
  const digest = createHash("sha256").update(content).digest("hex");
  const script = [
    "cat $JOB_STATE/a.txt",
    "echo; ls -A $SHARED_DIR",
    "echo more >> $JOB_STATE/b.txt",
    "lb state set NEW 2",
  ];
  const { result } = await agent.run(
    {
      tasks: [taskOf("true"), taskOf(...script)],
      previousState: {
        values: { OLD: "1", NEW: "1" },
        files: [{ path: "a.txt", digest, size: 4, isExecutable: false }],
      },
      fromStep: 2,
    },
    { files: { [digest]: Buffer.from(content).toString("base64") } },
  );
  expect(result.status).toBe("success");
  expect(result.state.values).toEqual({ OLD: "1", NEW: "2" });
  expect(result.state.files.map(({ path }) => path)).toEqual(["a.txt", "b.txt"]);
});
