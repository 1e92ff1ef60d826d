import { expect, test } from "vitest";
import { member, refusalOf } from "./support/members.ts";
import { startEngine } from "./support/engine-harness.ts";
import { WORKSPACE, databaseOfTest, startTestServer } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const SHIP = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
  - { name: settings, type: params, versionTemplate: { params: { REGION: eu } } }
jobs:
  - name: ship
    type: runSh
    APPROVAL
    steps: [{ IN: app }, { IN: settings, switch: off }, { TASK: [ship] }]
`;

function gated(approval: string): Promise<TestServer> {
  return startTestServer({ workflow: SHIP.replace("APPROVAL", `approval: ${approval}`) });
}

function runOf(number = 1) {
  return { workspace: WORKSPACE, job: "ship", number };
}

test("two of a group and a member must approve, each once, and nobody else's word counts", async () => {
  const server = await gated("{ approvers: [release-managers, alice], required: 2 }");
  const { client } = server;
  const [alice, bob, carol] = [
    await member(server, "alice"),
    await member(server, "bob"),
    await member(server, "carol"),
  ];
  await client.putGroup({ workspace: WORKSPACE, group: "release-managers", members: ["bob", "dora"] });
  await server.run("ship");
  const worker = await server.agent();
  expect((await client.getJob({ workspace: WORKSPACE, job: "ship" })).gatedRuns).toBe(1);

  expect(await refusalOf(carol.approveRun(runOf()))).toBe(
    "NOT_AN_APPROVER: carol is not among the approvers of ship #1: release-managers, alice.",
  );
  const once = await alice.approveRun({ ...runOf(), comment: "looks good" });
  expect(once).toMatchObject({
    status: "gated",
    gate: { required: 2, approvedBy: ["alice"] },
    gateDetail: {
      votes: [{ by: "alice", kind: "approve", comment: "looks good" }],
      mine: { mayApprove: false, whyNotApprove: "alice has approved ship #1 already.", mayReject: true },
    },
  });
  expect(await refusalOf(alice.approveRun(runOf()))).toBe(
    "VOTED_ALREADY: alice has approved ship #1 already.",
  );
  expect((await bob.getRun(runOf())).gateDetail?.mine).toEqual({ mayApprove: true, mayReject: true });
  expect(worker.runs).toHaveLength(0);
  expect((await bob.approveRun(runOf())).gate?.approvedBy).toEqual(["alice", "bob"]);
  await (await worker.take("ship")).finish();
  expect(await refusalOf(alice.approveRun(runOf()))).toMatch(/^RUN_NOT_GATED: /);
  const audit = await server.pool.query(
    "select actor, action, details from audit_log where subject = 'ship' and action = 'approve' order by id",
  );
  expect(audit.rows).toEqual([
    { actor: "alice", action: "approve", details: { number: 1, comment: "looks good" } },
    { actor: "bob", action: "approve", details: { number: 1 } },
  ]);
});

test("whoever syncs a source has caused what that starts", async () => {
  const workflow = (counter: number) => `
resources:
  - { name: go, type: trigger, versionTemplate: { counter: ${String(counter)} } }
jobs:
  - { name: ship, type: runSh, approval: { selfApproval: no }, steps: [{ IN: go }, { TASK: [ship] }] }
`;
  const server = await startTestServer({ workflow: workflow(1) });
  await server.sync(workflow(2));
  await server.ended("ship", 1, "gated");
  expect((await server.client.getRun(runOf())).causedBy).toBe("owner");
  expect(await refusalOf(server.client.approveRun(runOf()))).toMatch(/^SELF_APPROVAL: /);
});

test("who caused a run may not approve it, also further down the chain, but may reject it", async () => {
  const server = await startTestServer({
    workflow: `
jobs:
  - { name: build, type: runSh, steps: [{ TASK: [build] }] }
  - { name: ship, type: runSh, approval: { selfApproval: no }, steps: [{ IN: build }, { TASK: [ship] }] }
`,
  });
  const alice = await member(server, "alice");
  const worker = await server.agent({ onAssign: (run) => run.report() });
  await alice.startRun({ workspace: WORKSPACE, job: "build" });
  await server.ended("ship", 1, "gated");
  const view = await alice.getRun(runOf());
  expect(view.causedBy).toBe("alice");
  expect(view.gateDetail?.mine).toEqual({
    mayApprove: false,
    whyNotApprove: "alice caused ship #1 and may not approve it; somebody else has to.",
    mayReject: true,
  });
  expect(await refusalOf(alice.approveRun(runOf()))).toMatch(/^SELF_APPROVAL: /);
  expect(await alice.rejectRun({ ...runOf(), comment: "wrong branch" })).toMatchObject({
    status: "canceled",
    reason: { code: "gate-rejected", text: "alice rejected it: wrong branch." },
  });
  expect(worker.runs.map((run) => run.job)).toEqual(["build"]);
});

test("a gate that names a viewer lets them vote, though they may run nothing", async () => {
  const server = await gated("{ approvers: [vera, qa], required: 2 }");
  const vera = await member(server, "vera", "viewer");
  const quinn = await member(server, "quinn", "viewer");
  await server.client.putGroup({ workspace: WORKSPACE, group: "qa", members: ["quinn"] });
  await server.run("ship");
  expect(await refusalOf(vera.startRun({ workspace: WORKSPACE, job: "ship" }))).toMatch(/^FORBIDDEN: /);
  expect((await vera.getRun(runOf())).gateDetail?.mine).toEqual({ mayApprove: true, mayReject: true });
  expect((await vera.approveRun(runOf())).gate?.approvedBy).toEqual(["vera"]);
  expect((await quinn.approveRun(runOf())).status).toBe("queued");
});

test("a gate that names nobody is not for viewers, who are told so; a rejection needs a comment", async () => {
  const server = await gated("{ required: 1 }");
  const vera = await member(server, "vera", "viewer");
  await server.run("ship");
  const refusal = "vera is not among the approvers of ship #1: those who may run the job.";
  const given = { ...runOf(), inputs: { NOT_ASKED: "x" } };
  expect(await refusalOf(vera.approveRun(given))).toBe(`NOT_AN_APPROVER: ${refusal}`);
  expect((await vera.getRun(runOf())).gateDetail?.mine).toEqual({
    mayApprove: false,
    whyNotApprove: refusal,
    mayReject: false,
    whyNotReject: refusal,
  });
  expect(await refusalOf(vera.approveRun(runOf()))).toBe(`NOT_AN_APPROVER: ${refusal}`);
  expect(await refusalOf(vera.rejectRun({ ...runOf(), comment: "no" }))).toBe(`NOT_AN_APPROVER: ${refusal}`);
  expect(await refusalOf(server.client.rejectRun({ ...runOf(), comment: " " }))).toMatch(
    /^BAD_REQUEST: comment/,
  );
});

test("a gate that nobody opens in time ends its run", async () => {
  const databaseUrl = await databaseOfTest();
  const { engine, database, sync } = await startEngine(databaseUrl);
  await sync(SHIP.replace("APPROVAL", "approval: { timeoutMinutes: 5 }"));
  await engine.submit({ type: "run-asked", job: "ship", by: "alice", env: {} });
  await engine.submit({ type: "deadline" });
  const gate = [...(await engine.current()).runs.values()][0]?.live.gate;
  expect((gate?.expiresAt ?? 0) - (gate?.since ?? 0)).toBe(300_000);
  // Five minutes go by.
  await database.pool.query(
    `with moved as (update live_runs set gate = jsonb_set(gate, '{expiresAt}', to_jsonb($1::bigint)))
       update workspaces set revision = revision + 1`,
    [Date.now() - 1],
  );
  await engine.submit({ type: "deadline" });
  const { rows } = await database.pool.query("select status, reason_code, reason_text from runs");
  expect(rows).toEqual([
    { status: "canceled", reason_code: "gate-expired", reason_text: "Nobody approved it in time." },
  ]);
});

test("a gate shows the versions that it would let through beside those that it let through last", async () => {
  const server = await gated(
    "{ selfApproval: true, message: 'Ship ${APP_IMAGE_VERSIONNAME} of ${APP_VERSIONNAME} to ${WHERE}?' }",
  );
  const { client } = server;
  const worker = await server.agent({ onAssign: (run) => run.report() });
  await client.startRun({ workspace: WORKSPACE, job: "ship" });
  const first = await server.lastRun("ship");
  expect(first.gateDetail).toMatchObject({
    message: "Ship ${APP_IMAGE_VERSIONNAME} of one to ${WHERE}?",
    difference: [
      { name: "app", kind: "resource", version: { number: 1, name: "one" }, isChanged: true },
      { name: "settings", kind: "resource", version: { number: 1 }, isChanged: true },
    ],
  });
  expect(first.gateDetail).not.toHaveProperty("lastLetThrough");
  await client.approveRun(runOf());
  await server.ended("ship", 1, "success");

  // Rejected: it let nothing through.
  await client.postVersion({ workspace: WORKSPACE, resource: "app", versionName: "two" });
  await client.rejectRun({ ...runOf(2), comment: "not this one" });
  await client.postVersion({ workspace: WORKSPACE, resource: "app", versionName: "three" });
  // Bound to what was newest when it was made: this comes later.
  await client.postVersion({ workspace: WORKSPACE, resource: "settings", values: { REGION: "us" } });
  const third = await client.getRun(runOf(3));
  expect(third.bound).toEqual({ app: 3, settings: 1 });
  expect(third.gateDetail).toMatchObject({
    message: "Ship ${APP_IMAGE_VERSIONNAME} of three to ${WHERE}?",
    lastLetThrough: { number: 1 },
    difference: [
      {
        name: "app",
        version: { number: 3, name: "three" },
        before: { number: 1, name: "one" },
        isChanged: true,
      },
      { name: "settings", version: { number: 1 }, before: { number: 1 }, isChanged: false },
    ],
  });
  await client.approveRun(runOf(3));
  const done = await server.ended("ship", 3, "success");
  expect(done.reads).toEqual({ app: 3, settings: 1 });
  expect(done.gateDetail).toMatchObject({ lastLetThrough: { number: 1 } });
  expect(worker.runs).toHaveLength(2);
});

test("answers that a gate asks for are checked, kept with their votes, and reach the run", async () => {
  const server = await gated(
    "{ required: 2, selfApproval: true, inputs: [{ name: ZONE, type: choice, options: [a, b] }, { name: COUNT, type: number, default: 1 }] }",
  );
  const bob = await member(server, "bob");
  await server.run("ship");
  expect(await refusalOf(bob.approveRun({ ...runOf(), inputs: { ZONE: "c", COUNT: "many", X: 1 } }))).toBe(
    'INPUTS_INVALID: There is no input named "X". (it has ZONE and COUNT) The input ZONE must be one of a and b, but is "c". (give it one of a and b) The input COUNT must be a number, but is "many". (give it a number)',
  );
  expect(await refusalOf(bob.approveRun(runOf()))).toMatch(/^INPUTS_INVALID: The input ZONE has no value/);
  const once = await bob.approveRun({ ...runOf(), inputs: { ZONE: "b", COUNT: "3" } });
  expect(once.gateDetail).toMatchObject({ asks: [], votes: [{ answers: { ZONE: "b", COUNT: 3 } }] });
  // What was answered is not asked again, nor overwritten by a default.
  expect((await server.client.approveRun(runOf())).givenInputs).toEqual({ ZONE: "b", COUNT: 3 });
  // Who may not vote hears that, whatever they answer.
  expect(await refusalOf(bob.approveRun({ ...runOf(), inputs: { ZONE: "c" } }))).toMatch(/^RUN_NOT_GATED: /);
  const worker = await server.agent();
  expect((await worker.take("ship")).plan.env).toMatchObject({ ZONE: "b", COUNT: "3" });
});

test("who belongs to a group counts at the moment of the vote, and groups can be listed and removed", async () => {
  const server = await gated("{ approvers: [ops] }");
  const { client } = server;
  const bob = await member(server, "bob");
  await server.run("ship");
  expect(await refusalOf(bob.approveRun(runOf()))).toMatch(/^NOT_AN_APPROVER: /);
  await client.putGroup({ workspace: WORKSPACE, group: "ops", members: ["bob", "nobody", "bob"] });
  expect(await client.listGroups({ workspace: WORKSPACE })).toEqual([
    { name: "ops", members: ["bob", "nobody"], unknown: ["nobody"], approves: ["ship"] },
  ]);
  expect(await refusalOf(bob.putGroup({ workspace: WORKSPACE, group: "ops", members: [] }))).toMatch(
    /^FORBIDDEN: /,
  );
  await client.removeGroup({ workspace: WORKSPACE, group: "ops" });
  expect(await refusalOf(client.removeGroup({ workspace: WORKSPACE, group: "ops" }))).toBe(
    "GROUP_NOT_FOUND: There is no group named ops.",
  );
  expect(await refusalOf(bob.approveRun(runOf()))).toMatch(/^NOT_AN_APPROVER: /);
  await client.putGroup({ workspace: WORKSPACE, group: "ops", members: ["bob"] });
  expect((await bob.approveRun(runOf())).status).toBe("queued");
});

test("a job tells which of its runs its status is of, and since when, whatever became of newer ones", async () => {
  const server = await gated("{ required: 1 }");
  const { client } = server;
  const worker = await server.agent();
  const standing = async () => {
    const { status, statusRun, lastRun, reason } = await client.getJob({ workspace: WORKSPACE, job: "ship" });
    return [status, statusRun?.number, lastRun?.number, reason.text];
  };
  await server.run("ship");
  await server.run("ship");
  expect(await standing()).toEqual(["gated", 1, 2, "Run 1 is gated: waits for 1 approval."]);
  await client.approveRun(runOf());
  const ship = await worker.take("ship");
  expect(await standing()).toEqual(["processing", 1, 2, expect.stringMatching(/^Run 1 is processing/)]);
  await client.rejectRun({ ...runOf(2), comment: "too much" });
  await ship.finish();
  await server.ended("ship", 1, "success");
  const [status, ended, newest, text] = await standing();
  expect([status, ended, newest]).toEqual(["success", 1, 2]);
  expect(text).not.toContain("too much");
});
