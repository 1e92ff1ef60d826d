import { expect, test } from "vitest";
import { WORKSPACE, startTestServer } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const workspace = WORKSPACE;

function postVersion({ client }: TestServer, resource: string, versionName: string) {
  return client.postVersion({ workspace, resource, versionName });
}

const APP = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: build, type: runSh, steps: [{ IN: app }, { TASK: [build] }] }
  - { name: check, type: runSh, steps: [{ IN: build }, { IN: app, switch: off }, { TASK: [check] }] }
`;

test("a run tells the chain of its causes, from itself back to the first event", async () => {
  const server = await startTestServer({ workflow: APP });
  await server.agent({ onAssign: (run) => run.report() });
  await postVersion(server, "app", "two");
  await server.ended("check", 1, "success");
  const why = await server.client.explainRun({ workspace, job: "check", number: 1 });
  expect(why.chain.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    "run: check #1, because build #1 succeeded",
    "run: build #1, because app has version 2 (two)",
    "version: app has version 2 (two), from owner",
  ]);
  expect(why.hold).toBeUndefined();
  expect(why.decisions).toMatchObject([{ verdict: "queued", runNumber: 1 }]);
});

test("the chain of a run that a person asked for ends with the person, also over a version that a run made", async () => {
  const server = await startTestServer({
    workflow: `
resources:
  - { name: notes, type: params, versionTemplate: { params: { A: 1 } } }
jobs:
  - { name: write, type: runSh, steps: [{ TASK: [write] }, { OUT: notes }] }
  - { name: read, type: runSh, steps: [{ IN: notes }, { TASK: [read] }] }
`,
  });
  const worker = await server.agent();
  await server.run("write");
  const values = { A: "2" };
  await (await worker.take("write")).finish({ postings: [{ name: "notes", isCleared: false, values }] });
  await (await worker.take("read")).finish();
  const { chain } = await server.client.explainRun({ workspace, job: "read", number: 1 });
  expect(chain.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    "run: read #1, because notes has version 2",
    "version: notes has version 2, which write #1 made",
    "run: write #1, because owner asked for it",
    "person: owner asked for a run of write",
  ]);
  const version = await server.client.explainVersion({ workspace, resource: "notes", number: 2 });
  expect(version.chain).toEqual(chain.slice(1));
});

test("a job says of each IN what stands in the way, and what would change it", async () => {
  const server = await startTestServer({
    workflow: `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
  - { name: base, type: image, versionTemplate: { sourceName: base, versionName: one } }
jobs:
  - { name: unit, type: runSh, steps: [{ IN: app }, { TASK: [unit] }] }
  - { name: never, type: runSh, steps: [{ TASK: [never] }] }
  - name: ship
    type: runSh
    steps: [{ IN: app, passed: [unit] }, { IN: never }, { IN: base, versionNumber: 1 }, { IN: unit, switch: off }, { TASK: [ship] }]
`,
  });
  const worker = await server.agent();
  await postVersion(server, "app", "two");
  const unit = await worker.take("unit");
  const before = await server.client.explainJob({ workspace, job: "ship" });
  const reasonsOf = ({ inputs }: typeof before) =>
    inputs.map(({ from, reasons }) => `${from}: ${reasons.map(({ code }) => code).join(" ")}`);
  expect(reasonsOf(before)).toEqual([
    "app: not-passed",
    "never: input-unhealthy",
    "base: input-pinned",
    "unit: switched-off upstream-processing",
  ]);
  expect(before.inputs[0]?.reasons[0]).toMatchObject({
    text: "No successful run of unit has a version of app yet.",
    unblock: [{ action: "run-job", target: "unit" }],
  });
  expect(before.inputs[1]).toMatchObject({
    health: "unhealthy",
    healthText: "never has not finished a run yet",
  });
  await unit.finish();
  const after = await server.client.explainJob({ workspace, job: "ship" });
  expect(reasonsOf(after)).toEqual([
    "app: ",
    "never: input-unhealthy",
    "base: input-pinned",
    "unit: switched-off",
  ]);
  expect(after.inputs).toMatchObject([
    { from: "app", passed: ["unit"], version: 2, versionName: "two", reasons: [] },
    { from: "never" },
    { from: "base", pin: "1", version: 1 },
    { from: "unit", version: 1 },
  ]);
  expect(after.reason.code).toBe("input-unhealthy");
});

test("a queued run says what holds it and since when: another run, a lock, its gate, an agent", async () => {
  const server = await startTestServer({
    workflow: `
jobs:
  - { name: one, type: runSh, locks: [cluster], steps: [{ TASK: [one] }] }
  - { name: two, type: runSh, locks: [cluster], steps: [{ TASK: [two] }] }
  - { name: big, type: runSh, runtime: { nodePool: big }, steps: [{ TASK: [big] }] }
  - { name: gated, type: runSh, approval: { approvers: [alice], required: 2 }, steps: [{ TASK: [go] }] }
`,
  });
  const worker = await server.agent();
  await server.run("one");
  const one = await worker.take("one");
  for (const job of ["one", "two", "big", "gated"]) await server.run(job);
  const holdOf = async (job: string, number: number) =>
    (await server.client.explainRun({ workspace, job, number })).hold;
  const { startedAt } = await server.client.getRun({ workspace, job: "one", number: 1 });
  expect(await holdOf("one", 1)).toBeUndefined();
  expect(await holdOf("one", 2)).toMatchObject({
    code: "own-run-processing",
    run: { job: "one", number: 1 },
  });
  const two = await holdOf("two", 1);
  expect(two).toMatchObject({
    code: "lock-held",
    text: "Waits for the lock cluster, which one #1 holds.",
    run: { job: "one", number: 1 },
  });
  // The lock was held before the run was there: it waits since it is there.
  expect(Date.parse(two?.since ?? "")).toBeGreaterThanOrEqual(Date.parse(startedAt ?? ""));
  expect(await holdOf("big", 1)).toMatchObject({ code: "no-agent", unblock: [{ target: "big" }] });
  expect(await holdOf("gated", 1)).toMatchObject({
    code: "needs-approval",
    text: "Waits for 2 approvals of alice.",
    unblock: [{ action: "approve", text: "Approve gated #1." }],
  });
  const gated = await server.client.explainJob({ workspace, job: "gated" });
  expect(gated).toMatchObject({
    status: "gated",
    reason: { code: "needs-approval", text: "Run 1 is gated: waits for 2 approvals of alice." },
    held: [{ number: 1, status: "gated", hold: { code: "needs-approval" } }],
  });
  await one.finish();
});

test("a version says which jobs took it, which will, and the first reason of those that did not", async () => {
  const server = await startTestServer({
    workflow: `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: takes, type: runSh, steps: [{ IN: app }, { TASK: [takes] }] }
  - { name: off, type: runSh, steps: [{ IN: app, switch: off }, { TASK: [off] }] }
  - { name: pinned, type: runSh, steps: [{ IN: app, versionNumber: 1 }, { TASK: [pinned] }] }
  - { name: far, type: runSh, runtime: { nodePool: far }, steps: [{ IN: app }, { TASK: [far] }] }
  - { name: narrow, type: runSh, steps: [{ IN: app, passed: [far] }, { TASK: [narrow] }] }
`,
  });
  await server.agent({ onAssign: (run) => run.report() });
  await postVersion(server, "app", "two");
  await server.ended("takes", 1, "success");
  const fatesOf = async (number: number) => {
    const why = await server.client.explainVersion({ workspace, resource: "app", number });
    return why.consumers.map(({ job, outcome, runs, reason }) => {
      const numbers = runs.map((run) => `#${String(run.number)}`).join(" ");
      return `${job}: ${[outcome, numbers, reason?.code].filter(Boolean).join(" ")}`;
    });
  };
  expect(await fatesOf(1)).toEqual([
    "takes: did-not never-offered",
    "off: did-not never-offered",
    "pinned: did-not never-offered",
    "far: did-not never-offered",
    "narrow: did-not never-offered",
  ]);
  const second = ["takes: took #1", "off: did-not switched-off", "pinned: did-not input-pinned"];
  expect(await fatesOf(2)).toEqual([...second, "far: will-take #1", "narrow: did-not not-passed"]);
  // A newer version comes while the run of far waits: it will read that one.
  await postVersion(server, "app", "three");
  await server.ended("takes", 2, "success");
  expect((await fatesOf(2))[3]).toBe("far: did-not newer-version-read");
  expect((await fatesOf(3))[3]).toBe("far: will-take #1 #2");
  await server.client.cancelRun({ workspace, job: "far", number: 1 });
  expect((await fatesOf(2))[3]).toBe("far: did-not run-ended-unstarted");
});

test("the version of a job says who took it, and a run that failed made none", async () => {
  const server = await startTestServer({ workflow: APP });
  const worker = await server.agent();
  await server.run("build");
  await (await worker.take("build")).finish();
  await (await worker.take("check")).finish();
  const why = await server.client.explainJobVersion({ workspace, job: "build", number: 1 });
  expect(why).toMatchObject({
    kind: "job",
    latest: 1,
    consumers: [{ job: "check", outcome: "took", runs: [{ number: 1, status: "success" }], runCount: 1 }],
  });
  expect(why.consumers[0]?.decision).toMatchObject({ verdict: "queued", event: "build #1 ended: success" });
  await server.run("build");
  await (await worker.take("build")).finish({ status: "failure" });
  await expect(server.client.explainJobVersion({ workspace, job: "build", number: 2 })).rejects.toThrow(
    "build #2 made no version.",
  );
});

test("what is not there is refused", async () => {
  const server = await startTestServer({ workflow: APP });
  const { client } = server;
  await expect(client.explainRun({ workspace, job: "build", number: 1 })).rejects.toThrow(
    "There is no run build #1.",
  );
  await expect(client.explainVersion({ workspace, resource: "app", number: 9 })).rejects.toThrow(
    "app has no version 9.",
  );
  await expect(client.explainVersion({ workspace, resource: "no", number: 1 })).rejects.toThrow(
    "There is no resource named no.",
  );
});

test("a long history is found by its indexes", async () => {
  const server = await startTestServer({ workflow: APP });
  const plans = async (sql: string, values: readonly unknown[]): Promise<string> => {
    const client = await server.pool.connect();
    try {
      await client.query("set enable_seqscan = off");
      const { rows } = await client.query<{ "QUERY PLAN": string }>(`explain ${sql}`, [...values]);
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    } finally {
      client.release(true);
    }
  };
  expect(
    await plans("select id from decisions where versions <> '{}' and versions @> array[$1]", ["app@1"]),
  ).toContain("decisions_by_version");
  expect(await plans("select id from runs where reads @> $1::jsonb limit 10000", ['{"app":1}'])).toContain(
    "runs_by_read",
  );
});
