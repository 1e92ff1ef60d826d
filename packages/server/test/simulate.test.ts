import { expect, test } from "vitest";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";

const workspace = WORKSPACE;

const LINE = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
  - { name: nightly, type: time, versionTemplate: { interval: "0 3 * * *" } }
jobs:
  - { name: build, type: runSh, steps: [{ IN: app }, { TASK: [build] }] }
  - { name: sweep, type: runSh, steps: [{ IN: nightly }, { TASK: [sweep] }] }
  - { name: ship, type: runSh, steps: [{ IN: app, passed: [build] }, { TASK: [ship] }] }
`;

test("events are tried on what the workspace is now, and nothing of it is kept", async () => {
  const server = await startTestServer({ workflow: LINE });
  const { client } = server;
  const worker = await server.agent();
  await server.run("build");
  const build = await worker.take("build");
  await client.pauseJob({ workspace, job: "ship" });
  const before = await client.getGraph({ workspace });
  const { decisions, events } = await client.simulate({
    workspace,
    events: ["success:build", "resume:ship", "version:app", "success:build", "quarantine:build@1", "run:no"],
  });
  expect(decisions.map(({ event, job, reason }) => `${event}: ${job} ${reason}`)).toEqual([
    "success:build: ship paused",
    "version:app: build input-changed",
    "version:app: ship not-passed",
    "success:build: ship input-changed",
  ]);
  expect(events.at(-1)).toMatchObject({ ok: false, reason: "job-unknown" });
  expect(await client.getGraph({ workspace })).toEqual(before);
  await build.finish();
});

test("schedules tick while the simulated time passes", async () => {
  const server = await startTestServer({ workflow: LINE });
  const { decisions } = await server.client.simulate({ workspace, events: ["advance:2d"] });
  expect(decisions.map(({ job, reason }) => `${job} ${reason}`)).toEqual([
    "sweep input-changed",
    "sweep input-changed",
  ]);
  const [first, second] = decisions.map(({ afterSeconds }) => afterSeconds ?? 0);
  expect((second ?? 0) - (first ?? 0)).toBe(86_400);
});

test("files are tried in the place of their source, and faulty ones refused", async () => {
  const server = await startTestServer({ workflow: LINE });
  const { client } = server;
  const more = "  - { name: later, type: runSh, steps: [{ IN: build }, { TASK: [later] }] }\n";
  const tried = (text: string) =>
    client.simulate({
      workspace,
      source: "source",
      files: [{ path: "landbridge.yml", text }],
      events: ["success:build"],
    });
  expect((await tried(`${LINE}${more}`)).decisions.map(({ job }) => job)).toContain("later");
  expect((await client.listJobs({ workspace })).map(({ name }) => name)).not.toContain("later");
  await expect(tried("jobs: 7")).rejects.toThrow("The configuration can't be applied");
});
