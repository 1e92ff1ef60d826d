import { expect, test } from "vitest";
import { refusalOf } from "./support/members.ts";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";

const PIN = { workspace: WORKSPACE, job: "work", input: "app" };

test("a pin by command counts before the configuration's until it is taken away", async () => {
  const server = await startTestServer({
    workflow: `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: work, type: runSh, steps: [{ IN: app, versionNumber: 2, switch: off }, { TASK: [work] }] }
`,
  });
  const { client } = server;
  const worker = await server.agent({ onAssign: (run) => run.report() });
  for (const versionName of ["two", "three", "one"]) {
    await client.postVersion({ workspace: WORKSPACE, resource: "app", versionName });
  }
  const read = async () => {
    const { number } = await server.run("work");
    return (await server.ended("work", number, "success")).reads["app"];
  };
  const pinned = await client.pinInput({ ...PIN, versionNumber: 3, comment: "the last good one" });
  expect(pinned.inputs).toMatchObject([
    {
      pin: "3",
      declaredPin: { versionNumber: 2 },
      commandPin: { versionNumber: 3, by: "owner", comment: "the last good one" },
    },
  ]);
  expect(await read()).toBe(3);
  expect((await client.pinInput({ ...PIN, versionName: "one" })).inputs[0]?.pin).toBe("one");
  expect(await read()).toBe(4);
  const unpinned = await client.unpinInput(PIN);
  expect(unpinned.inputs[0]).toMatchObject({ pin: "2" });
  expect(unpinned.inputs[0]).not.toHaveProperty("commandPin");
  expect(await read()).toBe(2);
  expect(worker.runs).toHaveLength(3);
});

test("a pin to what is not there, or that says two things, is refused and changes nothing", async () => {
  const server = await startTestServer({
    workflow: `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: work, type: runSh, steps: [{ IN: app, switch: off }, { TASK: [work] }] }
`,
  });
  const { client } = server;
  expect(await refusalOf(client.pinInput({ ...PIN, versionNumber: 9 }))).toBe(
    "VERSION_NOT_FOUND: app has no version 9.",
  );
  expect(await refusalOf(client.pinInput({ ...PIN, versionName: "nine" }))).toMatch(/^VERSION_NOT_FOUND: /);
  expect(await refusalOf(client.pinInput({ ...PIN, input: "other", versionNumber: 1 }))).toBe(
    "INPUT_NOT_FOUND: work has no input named other.",
  );
  expect(await refusalOf(client.pinInput({ ...PIN, versionNumber: 1, versionName: "one" }))).toMatch(
    /^BAD_REQUEST: /,
  );
  expect(await refusalOf(client.pinInput(PIN))).toMatch(/^BAD_REQUEST: /);
  expect(await refusalOf(client.unpinInput(PIN))).toBe("NOT_PINNED: Nobody pinned app of work by command.");
  const { inputs } = await client.getJob({ workspace: WORKSPACE, job: "work" });
  expect(inputs[0]).not.toHaveProperty("pin");
});
