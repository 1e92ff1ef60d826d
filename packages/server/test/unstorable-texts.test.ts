import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";

const WORKFLOW = `
resources:
  - { name: settings, type: params }
jobs:
  - { name: work, type: runSh, steps: [{ TASK: [work] }, { OUT: settings }] }
`;

test("a report with NUL and halves of characters is stored without them, whole, and acknowledged", async () => {
  const { agent, run, ended, client } = await startTestServer({ workflow: WORKFLOW });
  const worker = await agent({ name: "work\0er", instance: "one\0two", pool: "default" });
  await run("work");
  const work = await worker.take();
  const [bytes, path] = [Buffer.from("kept\0as it is"), "no\0tes"];
  const digest = createHash("sha256").update(bytes).digest("hex");
  await work.finish({
    status: "failure",
    reason: { code: "script-failed", message: "make\0 exited with \ud83d", step: "work\0" },
    message: "half a \ude80 and 🚀",
    steps: [{ index: 1, status: "failure", exitCode: 2, message: "step\0 failed", logBytes: 0 }],
    state: {
      values: { "K\0EY": "a\0b" },
      files: [{ path, digest, size: bytes.length, isExecutable: false }],
    },
    files: { [digest]: bytes.toString("base64") },
  });
  const view = await ended("work", 1, "failure");
  expect(view).toMatchObject({
    agent: "worker",
    reason: { code: "script-failed", text: "make exited with \uFFFD" },
    message: "half a \uFFFD and 🚀",
    state: { values: { KEY: "ab" }, files: [{ path: "notes", size: bytes.length, digest }] },
  });
  expect(view.steps[1]).toMatchObject({ status: "failure", exitCode: 2, message: "step failed" });

  await run("work");
  await (
    await worker.take()
  ).finish({
    postings: [{ name: "settings", isCleared: false, values: { "A\0": "1\0", versionName: "v\u00001" } }],
  });
  await ended("work", 2, "success");
  const { latest } = await client.getResource({ workspace: WORKSPACE, resource: "settings" });
  expect(latest).toMatchObject({ name: "v1", values: { params: { A: "1" } } });
});
