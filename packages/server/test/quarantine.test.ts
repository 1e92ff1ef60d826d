import { expect, test } from "vitest";
import { refusalOf } from "./support/members.ts";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";

const WORKFLOW = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: make, type: runSh, steps: [{ TASK: [make] }] }
  - { name: work, type: runSh, approval: {}, steps: [{ IN: app }, { IN: make, switch: off }, { TASK: [work] }] }
`;

test("nobody chooses a version in quarantine, and what was bound to it ends", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const { client } = server;
  await server.agent({ onAssign: (run) => run.report() });
  await server.run("make");
  await server.ended("make", 1, "success");
  const version = { workspace: WORKSPACE, resource: "app", number: 2 };
  await client.postVersion({ workspace: WORKSPACE, resource: "app", versionName: "two" });
  expect((await server.lastRun("work")).bound).toMatchObject({ app: 2 });
  expect(await refusalOf(client.quarantineVersion({ ...version, reason: " " }))).toMatch(/^BAD_REQUEST: /);
  await client.quarantineVersion({ ...version, reason: "leaks memory" });
  expect((await server.lastRun("work")).reason).toEqual({
    code: "version-quarantined",
    text: "It was bound to version 2 of app, which is in quarantine.",
  });
  const versions = await client.listVersions({ workspace: WORKSPACE, resource: "app" });
  expect(versions[0]).toMatchObject({
    number: 2,
    quarantined: { by: "owner", reason: "leaks memory" },
  });
  expect(versions[1]).not.toHaveProperty("quarantined");
  expect((await client.getResource({ workspace: WORKSPACE, resource: "app" })).latest?.number).toBe(1);
  await server.run("work");
  expect((await server.lastRun("work")).bound).toMatchObject({ app: 1 });
  expect(await refusalOf(client.quarantineVersion({ ...version, reason: "again" }))).toMatch(
    /^QUARANTINE_UNCHANGED: /,
  );
  expect(
    await refusalOf(client.pinInput({ workspace: WORKSPACE, job: "work", input: "app", versionNumber: 2 })),
  ).toBe("VERSION_QUARANTINED: Version 2 of app is in quarantine.");
  expect(await refusalOf(client.replayVersion(version))).toMatch(/^VERSION_QUARANTINED: /);
  await client.releaseVersion(version);
  expect((await client.getResource({ workspace: WORKSPACE, resource: "app" })).latest?.number).toBe(2);
});

test("what a run left can be put into quarantine too", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const { client } = server;
  await server.agent({ onAssign: (run) => run.report() });
  for (const number of [1, 2]) {
    await server.run("make");
    await server.ended("make", number, "success");
  }
  const run = { workspace: WORKSPACE, job: "make", number: 2 };
  await client.quarantineRun({ ...run, reason: "wrong flags" });
  expect((await client.getRun(run)).quarantined).toMatchObject({ by: "owner", reason: "wrong flags" });
  expect((await client.getJob({ workspace: WORKSPACE, job: "make" })).quarantined).toMatchObject([
    { number: 2, by: "owner", reason: "wrong flags" },
  ]);
  await server.run("work");
  expect((await server.lastRun("work")).bound).toMatchObject({ make: 1 });
  await client.releaseRun({ ...run, reason: "flags were fine" });
  expect(await client.getRun(run)).not.toHaveProperty("quarantined");
  await server.run("work");
  expect((await server.lastRun("work")).bound).toMatchObject({ make: 2 });
  expect(await refusalOf(client.quarantineRun({ ...run, number: 9, reason: "x" }))).toBe(
    "VERSION_NOT_FOUND: make has no version 9.",
  );
});

test("the version of a parallel job is its last success by place, before and after a quarantine", async () => {
  const server = await startTestServer({
    workflow: `
jobs:
  - { name: make, type: runSh, triggerMode: parallel, steps: [{ TASK: [make] }] }
  - { name: use, type: runSh, steps: [{ IN: make, switch: off }, { TASK: [use] }] }
`,
  });
  const { client } = server;
  const worker = await server.agent({ slots: 4 });
  for (let number = 1; number <= 3; number += 1) await server.run("make");
  const makes = [await worker.take("make"), await worker.take("make"), await worker.take("make")];
  // The oldest ends last.
  for (const make of makes.reverse()) await make.finish();
  const readBy = async (number: number): Promise<unknown> => {
    await server.run("use");
    await (await worker.take("use")).finish();
    return (await server.ended("use", number, "success")).reads;
  };
  expect(await readBy(1)).toEqual({ make: 3 });
  await client.quarantineRun({ workspace: WORKSPACE, job: "make", number: 3, reason: "bad" });
  expect(await readBy(2)).toEqual({ make: 2 });
  await client.releaseRun({ workspace: WORKSPACE, job: "make", number: 3 });
  expect(await readBy(3)).toEqual({ make: 3 });
  // Another server reads the same from the rows, and the doctor agrees.
  expect(await client.examineWorkspace({ workspace: WORKSPACE, mend: false })).toEqual({
    breaches: [],
    isHealthy: true,
  });
});

test("a retry in the place of an older run is no newer version than what came behind it", async () => {
  const server = await startTestServer({
    workflow: `
jobs:
  - { name: make, type: runSh, retry: { attempts: 2, backoffSeconds: 0 }, steps: [{ TASK: [make] }] }
  - { name: use, type: runSh, steps: [{ IN: make, switch: off }, { TASK: [use] }] }
`,
  });
  const worker = await server.agent();
  await server.run("make");
  const first = await worker.take();
  await server.run("make");
  await first.finish({ status: "failure" });
  const second = await worker.take();
  expect(second.number).toBe(3);
  await second.finish();
  const third = await worker.take();
  expect(third.number).toBe(2);
  await third.finish();
  await server.run("use");
  expect((await worker.take("use")).plan.inputs).toMatchObject([{ versionNumber: 2 }]);
});
