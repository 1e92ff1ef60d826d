import { expect, test } from "vitest";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const PLAIN = `
resources:
  - { name: settings, type: params, versionTemplate: { params: { A: "1" } } }
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: "1" } }
jobs:
  - { name: build, type: runSh, steps: [{ IN: settings }, { TASK: [make] }, { OUT: app }] }
  - { name: deploy, type: runSh, steps: [{ IN: app }, { TASK: [deploy] }] }
`;

async function namesOf({ client }: TestServer): Promise<{ jobs: string[]; resources: string[] }> {
  const graph = await client.getGraph({ workspace: WORKSPACE });
  return { jobs: graph.jobs.map(({ name }) => name), resources: graph.resources.map(({ name }) => name) };
}

async function revisionOf({ client }: TestServer): Promise<number> {
  return (await client.getGraph({ workspace: WORKSPACE })).revision;
}

test("what a source declares is added, changed, removed and restored, and keeps its history", async () => {
  const server = await startTestServer();
  const { client, sync, run, agent, pool } = server;
  const added = await sync(PLAIN);
  expect(added.lastSync).toMatchObject({
    status: "success",
    text: "2 jobs and 2 resources; 4 added",
    problems: [],
  });
  expect(await namesOf(server)).toEqual({ jobs: ["build", "deploy"], resources: ["settings", "app"] });
  const worker = await agent();
  await run("build");
  await (
    await worker.take("build")
  ).finish({
    postings: [{ name: "app", isCleared: false, values: { versionName: "2" } }],
  });
  await (await worker.take("deploy")).finish();

  const changed = await sync(PLAIN.replace('A: "1"', 'A: "2"').replace("[make]", "[make, test]"));
  // The place of what comes after a change moves not, so nothing else is touched.
  expect(changed.lastSync?.text).toBe("2 jobs and 2 resources; 2 changed");
  expect(await client.listVersions({ workspace: WORKSPACE, resource: "settings" })).toMatchObject([
    { number: 2, origin: "configuration", values: { params: { A: "2" } } },
    { number: 1 },
  ]);
  const unchanged = await sync(PLAIN.replace('A: "1"', 'A: "2"').replace("[make]", "[make, test]"));
  expect(unchanged.lastSync?.text).toBe("2 jobs and 2 resources; nothing changed");

  const removed = await sync(PLAIN.slice(0, PLAIN.indexOf("jobs:")));
  expect(removed.lastSync?.text).toMatch(/2 removed/);
  expect((await namesOf(server)).jobs).toEqual([]);
  await expect(run("deploy")).rejects.toMatchObject({ view: { code: "JOB_NOT_FOUND" } });

  const restored = await sync(PLAIN);
  expect(restored.lastSync?.text).toMatch(/2 restored/);
  expect(await client.listJobRuns({ workspace: WORKSPACE, job: "build" })).toMatchObject([
    { number: 1, status: "success" },
  ]);
  await run("build");
  expect((await worker.take("build")).number).toBe(2);
  const audit = await pool.query(
    "select count(*)::int as syncs from audit_log where action = 'sync' and actor = 'owner'",
  );
  expect(audit.rows).toEqual([{ syncs: 5 }]);
});

test("an edit of the configuration starts nothing, and the decision says so", async () => {
  const server = await startTestServer({ workflow: PLAIN });
  const worker = await server.agent();
  await server.sync(PLAIN.replace('A: "1"', 'A: "2"'));
  const why = await server.client.explainJob({ workspace: WORKSPACE, job: "build" });
  expect(why.decisions).toMatchObject([{ verdict: "none", reason: "changed-by-configuration" }]);
  await server.run("deploy");
  expect((await worker.take()).job).toBe("deploy");
});

test("a trigger resource starts its consumers when it changes, not when it is first declared", async () => {
  const text = (counter: number): string => `
resources:
  - { name: go, type: trigger, versionTemplate: { counter: ${String(counter)} } }
jobs:
  - { name: nightly, type: runSh, steps: [{ IN: go }, { TASK: [nightly] }] }
`;
  const { sync, agent, client } = await startTestServer({ workflow: text(1) });
  const worker = await agent();
  await sync(text(1));
  expect(await client.listJobRuns({ workspace: WORKSPACE, job: "nightly" })).toEqual([]);
  await sync(text(2));
  const nightly = await worker.take("nightly");
  expect(nightly.plan.cause).toEqual({ kind: "version", resource: "go", versionNumber: 2 });
});

test("a job that is removed does not run, and its consumers stay away from it; a run under way ends", async () => {
  const text = `
jobs:
  - { name: first, type: runSh, steps: [{ TASK: [first] }] }
  - { name: second, type: runSh, steps: [{ IN: first }, { TASK: [second] }] }
`;
  const { sync, run, agent, client, ended } = await startTestServer({ workflow: text });
  const worker = await agent({ slots: 1 });
  await run("first");
  await run("first");
  const first = await worker.take("first");
  await sync("jobs: []");
  await first.finish();
  await ended("first", 1, "success");
  // The queued run of a job that is gone must not start, and must not be forgotten either.
  const [second] = await client.listJobRuns({ workspace: WORKSPACE, job: "first" });
  expect(second).toMatchObject({ number: 2, status: "canceled", reason: { code: "job-deleted" } });
  expect(worker.runs).toHaveLength(1);
  expect(await client.listJobRuns({ workspace: WORKSPACE, job: "second" })).toEqual([]);
});

const REFUSALS: readonly [string, string, string, RegExp][] = [
  [
    "a name of another source",
    "other",
    "jobs: [{ name: build, type: runSh, steps: [{ TASK: [a] }] }]",
    /^build belongs to the source source\./,
  ],
  [
    "another type for a resource that has versions",
    "source",
    PLAIN.replace(
      '{ name: app, type: image, versionTemplate: { sourceName: app, versionName: "1" } }',
      '{ name: app, type: version, versionTemplate: { versionName: "1.0.0" } }',
    ),
    /app was of type image/,
  ],
  [
    "a resource that was a job",
    "source",
    "resources: [{ name: build, type: state }]",
    /build was a job before/,
  ],
  ["a fault of the YAML", "source", "jobs:\n  - name: [unclosed\n", /^Nothing was changed/],
  [
    "a circle",
    "source",
    `
jobs:
  - { name: build, type: runSh, steps: [{ IN: deploy }, { TASK: [a] }] }
  - { name: deploy, type: runSh, steps: [{ IN: build }, { TASK: [b] }] }
`,
    /^Nothing was changed/,
  ],
];

test.each(REFUSALS)(
  "%s refuses the whole sync: everything stays as it was, and the source says why",
  async (_, source, text, sentence) => {
    const server = await startTestServer({ workflow: PLAIN });
    const before = { names: await namesOf(server), revision: await revisionOf(server) };
    const refused = await server.sync(text, source);
    expect(refused.lastSync).toMatchObject({
      status: "failure",
      text: expect.stringMatching(sentence) as string,
    });
    expect({ names: await namesOf(server), revision: await revisionOf(server) }).toEqual(before);
    const listed = await server.client.listSources({ workspace: WORKSPACE });
    expect(listed.find(({ name }) => name === source)?.lastSync?.status).toBe("failure");
  },
);

test("problems of a sync are placed", async () => {
  const { sync } = await startTestServer();
  const refused = await sync(
    "jobs:\n  - name: build\n    type: runSh\n    steps:\n      - IN: nothing_of_that_name\n      - TASK: [a]\n",
  );
  expect(refused.lastSync?.problems).toContainEqual(
    expect.objectContaining({
      file: "landbridge.yml",
      line: 5,
      message: expect.stringContaining("nothing_of_that_name") as string,
    }),
  );
});

test("a directory that is gone is said to be", async () => {
  const { client } = await startTestServer();
  const source = await client.addSource({
    workspace: WORKSPACE,
    name: "gone",
    kind: "directory",
    location: "/nowhere/at/all",
  });
  expect(source.lastSync).toMatchObject({
    status: "failure",
    text: "/nowhere/at/all can't be read. There is no such directory.",
  });
});
