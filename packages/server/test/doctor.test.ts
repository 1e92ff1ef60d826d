import { BREACHES } from "@landbridge/core";
import { randomUUID } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { createAgentPool } from "../src/engine/agent-pool.ts";
import { DEADLINE_LIMITS } from "../src/engine/deadlines.ts";
import { createDoctor } from "../src/engine/doctor/doctor.ts";
import { registerAgent } from "../src/store/agents.ts";
import { createLogFiles } from "../src/store/log-files.ts";
import { startEngine } from "./support/engine-harness.ts";
import type { EngineHarness } from "./support/engine-harness.ts";
import { WORKSPACE, databaseOfTest, startTestServer, temporaryDirectory } from "./support/test-server.ts";
import type { TestServer, TestServerOptions } from "./support/test-server.ts";

const WORKFLOW = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: one } }
jobs:
  - { name: work, type: runSh, steps: [{ IN: app }, { TASK: [work] }] }
  - { name: after, type: runSh, dependencyMode: strict, steps: [{ IN: work }, { TASK: [after] }] }
`;

function examine({ client }: TestServer, mend = false) {
  return client.examineWorkspace({ workspace: WORKSPACE, mend });
}

/** Changes rows behind the back of every server; with the revision, so that they read them. */
async function breakRows({ pool }: TestServer, ...statements: readonly string[]): Promise<void> {
  const told = "update workspaces set revision = revision + 1";
  await pool.query(["begin", ...statements, told, "commit"].join("; "));
}

/** A server on which work has succeeded twice and failed once. */
async function startWithHistory(options: TestServerOptions = {}) {
  const server = await startTestServer({ workflow: WORKFLOW, ...options });
  const worker = await server.agent();
  for (const status of ["success", "success", "failure"] as const) {
    await server.run("work");
    await (await worker.take("work")).finish({ status });
    if (status === "success") await (await worker.take("after")).finish();
  }
  return { server, worker };
}

/** Finds just these, changes nothing by looking, mends them, and finds nothing then. */
async function expectMended(server: TestServer, expected: readonly (readonly [string, string])[]) {
  const namesOf = ({ breaches }: Awaited<ReturnType<typeof examine>>) =>
    breaches.map(({ code, subject }) => [code, subject]);
  const found = await examine(server);
  expect(found.isHealthy).toBe(false);
  expect(namesOf(found)).toEqual(expected);
  expect(namesOf(await examine(server))).toEqual(expected);
  const mended = await examine(server, true);
  expect(mended.isHealthy, JSON.stringify(mended)).toBe(true);
  expect(mended.breaches.map((breach) => breach.isMended)).not.toContain(false);
  expect(namesOf(mended)).toEqual(expect.arrayContaining([...expected]));
  expect(await examine(server)).toEqual({ breaches: [], isHealthy: true });
  const { rows } = await server.pool.query<{ code: string; subject: string; actor: string }>(
    "select details ->> 'code' as code, subject, actor from audit_log where action = 'mend'",
  );
  for (const [code, subject] of expected) expect(rows).toContainEqual({ code, subject, actor: "owner" });
  return mended;
}

test("a workspace at work and after it is healthy", async () => {
  const { server, worker } = await startWithHistory();
  await server.run("work");
  expect(await examine(server, true)).toEqual({ breaches: [], isHealthy: true });
  await (await worker.take("work")).finish();
  await worker.take("after");
  expect(await examine(server, true)).toEqual({ breaches: [], isHealthy: true });
});

test("what jobs and resources keep of their runs and versions is set right by those", async () => {
  const { server, worker } = await startWithHistory();
  await server.client.postVersion({ workspace: WORKSPACE, resource: "app", versionName: "two" });
  await (await worker.take("work")).finish();
  await (await worker.take("after")).finish();
  await breakRows(
    server,
    `update jobs set last_run_number = 1, last_ended_number = 1, last_ended_status = 'timeout',
       last_success_number = 3, last_success_run_id = (select id from runs where status = 'failure')
      where name = 'work'`,
    `update resources set last_version_number = 7,
       latest_version_id = (select id from resource_versions where number = 1)`,
    "update workspaces set next_order = 1",
    `update jobs set waiting_order = 4, waiting_because = 'work', waiting_since = now() where name = 'after'`,
  );
  await expectMended(server, [
    ["run-number-behind", "work"],
    ["last-end-wrong", "work"],
    ["last-success-wrong", "work"],
    ["latest-version-wrong", "app"],
    ["order-behind", "main"],
    ["waiting-settled", "after"],
  ]);
  const { rows } = await server.pool.query(
    "select last_run_number, last_ended_number, last_ended_status, last_success_number from jobs where name = 'work'",
  );
  expect(rows).toEqual([
    { last_run_number: 4, last_ended_number: 4, last_ended_status: "success", last_success_number: 4 },
  ]);
  const app = await server.client.getResource({ workspace: WORKSPACE, resource: "app" });
  expect(app.latest).toMatchObject({ number: 2, name: "two" });
  // The waiting job was answered as the end of the last run upstream would have done.
  expect(await worker.take("after")).toMatchObject({ number: 4 });
});

test("a run that is kept twice has ended, and those behind it start", async () => {
  const { server, worker } = await startWithHistory();
  await breakRows(
    server,
    `insert into live_runs (id, workspace_id, job_id, number, status, mode, cause, priority, queue_order, queued_at,
       started_at, agent_id, lease_token)
     select id, workspace_id, job_id, number, 'processing', mode, cause, priority, queue_order, queued_at, started_at,
       agent_id, lease_token from runs where status = 'failure'`,
  );
  const asked = await server.run("work");
  expect(asked).toMatchObject({ number: 4, status: "queued" });
  await expectMended(server, [["run-live-and-ended", "work #3"]]);
  expect((await worker.take("work")).number).toBe(4);
  expect((await server.client.getRun({ workspace: WORKSPACE, job: "work", number: 3 })).status).toBe(
    "failure",
  );
});

test("a run of a removed job, and one that is bound to a version in quarantine, are canceled", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  await server.run("work");
  await breakRows(
    server,
    `update live_runs set bound = '{"app": 1}'`,
    `insert into quarantines (workspace_id, subject_id, number, by, reason)
       select workspace_id, id, 1, 'ada', 'bad' from resources`,
  );
  // Nothing is left that may be chosen: the newest version is wrong as well.
  await expectMended(server, [
    ["latest-version-wrong", "app"],
    ["run-bound-to-quarantined", "work #1"],
  ]);
  expect(await server.lastRun("work")).toMatchObject({
    status: "canceled",
    reason: {
      code: "version-quarantined",
      text: "It was bound to version 1 of app, which is in quarantine.",
    },
  });
  await server.run("after");
  await breakRows(server, "update jobs set deleted_at = now() where name = 'after'");
  await expectMended(server, [["run-of-removed-job", "after #1"]]);
  const { rows } = await server.pool.query(
    "select status, reason_code from runs where number = 1 order by id",
  );
  expect(rows.at(-1)).toEqual({ status: "canceled", reason_code: "job-deleted" });
});

test("runs of agents that are not there any more are lost", async () => {
  const { server, worker } = await startWithHistory();
  await server.run("work");
  const work = await worker.take("work");
  await server.pool.query("delete from agents");
  await expectMended(server, [["agent-gone", "work #4"]]);
  expect(await server.lastRun("work")).toMatchObject({ number: 4, status: "lost" });
  await worker.hears("abandon", work.runId);
});

test("a run that nobody ended at its deadline is", async () => {
  // As if the loop that does it stood still: its server has other limits than the rows say.
  const server = await startTestServer({ workflow: WORKFLOW });
  await server.run("work");
  await server.pool.query("update live_runs set queued_at = now() - interval '8 days'");
  await expectMended(server, [
    ["memory-differs", "work"],
    ["run-overdue", "work #1"],
  ]);
  expect(await server.lastRun("work")).toMatchObject({
    status: "canceled",
    reason: { code: "queue-expired" },
  });
});

test("memory that differs from the database is read anew", async () => {
  const { server, worker } = await startWithHistory();
  await server.pool.query("update jobs set is_paused = true where name = 'after'");
  await expectMended(server, [["memory-differs", "after"]]);
  const after = await server.client.getJob({ workspace: WORKSPACE, job: "after" });
  expect(after.isPaused).toBe(true);
  await server.run("work");
  expect((await worker.take("work")).number).toBe(4);
});

test("effects that were given up, or that a server took and did not finish, are queued again", async () => {
  const server = await startTestServer({ workflow: WORKFLOW });
  const { rows: workspaces } = await server.pool.query<{ id: string }>("select id from workspaces");
  const task = `no-such-task:${workspaces[0]?.id ?? ""}`;
  await server.pool.query(`select graphile_worker.add_job('${task}', '{}', max_attempts := 3)`);
  await server.pool.query(`select graphile_worker.add_job('${task}', '{}')`);
  const { rows: jobs } = await server.pool.query<{ id: string }>(
    "select id::text from graphile_worker.jobs order by id",
  );
  const [givenUp = "", taken = ""] = jobs.map(({ id }) => id);
  await server.pool.query(`update graphile_worker._private_jobs set attempts = 3 where id = ${givenUp}`);
  await server.pool.query(
    `update graphile_worker._private_jobs set locked_at = now() - interval '1 hour', locked_by = 'gone'
      where id = ${taken}`,
  );
  await expectMended(server, [
    ["effect-stuck", `no-such-task ${givenUp}`],
    ["effect-stuck", `no-such-task ${taken}`],
  ]);
  const { rows } = await server.pool.query("select attempts, locked_by from graphile_worker.jobs");
  expect(rows).toEqual([
    { attempts: 0, locked_by: null },
    { attempts: 0, locked_by: null },
  ]);
});

test("logs of runs that do not exist are deleted, and no others", async () => {
  const { server, worker } = await startWithHistory();
  await server.run("work");
  const work = await worker.take("work");
  await work.log(1, "still here\n");
  const orphan = randomUUID();
  const logs = join(server.dataDir, "logs");
  await mkdir(join(logs, orphan));
  await writeFile(join(logs, orphan, "1.log"), "whose?");
  await expectMended(server, [["log-of-no-run", orphan]]);
  expect(await readdir(logs)).toContain(work.runId);
  expect(await readdir(logs)).not.toContain(orphan);
});

/** A doctor beside a scheduler without loops, which would mend some things by themselves. */
async function doctorOf({ engine, database, workspaceId }: EngineHarness, isSteady: () => boolean) {
  return createDoctor({
    engine,
    database,
    workspaceId,
    // Those of this server: agents of the harness are connected to another one.
    agents: createAgentPool(),
    logs: createLogFiles(await temporaryDirectory()),
    limits: DEADLINE_LIMITS,
    leaseMs: 30_000,
    lockedMs: 600_000,
    now: () => new Date(),
    isSteady,
  });
}

test("a database that is older than the memory, as after a restore under a server, is read anew", async () => {
  const harness = await startEngine(await databaseOfTest());
  const { engine, database, sync } = harness;
  await sync("jobs: [{ name: work, type: runSh, steps: [{ TASK: [work] }] }]");
  const doctor = await doctorOf(harness, () => true);
  const before = (await engine.current()).revision;
  await sql`update workspaces set revision = revision - 1`.execute(database.query);
  const breaches = [{ code: "revision-behind", subject: "main", isMended: false }];
  expect(await doctor({ by: "ada", mend: false })).toMatchObject({ breaches, isHealthy: false });
  const mended = await doctor({ by: "ada", mend: true });
  expect(mended).toMatchObject({ breaches: [{ ...breaches[0], isMended: true }], isHealthy: true });
  expect((await engine.current()).revision).toBeGreaterThan(before);
});

test("a run whose agent was silent for two leases is lost, once agents had the time to dial again", async () => {
  const harness = await startEngine(await databaseOfTest());
  const { engine, database, addAgent, sync } = harness;
  await sync(`jobs: [{ name: work, type: runSh, steps: [{ TASK: [work] }] }]`);
  const agent = addAgent(1);
  const details = { name: "agent", pool: "default", slots: 1, version: "0.1.0", os: "linux", arch: "x64" };
  await registerAgent(database.query, agent.id, details);
  await engine.submit({ type: "run-asked", job: "work", by: "ada", env: {} });
  let isSteady = false;
  const doctor = await doctorOf(harness, () => isSteady);
  const ask = async (seconds: number) => {
    await sql`update agents set last_seen_at = now() - make_interval(secs => ${seconds})`.execute(
      database.query,
    );
    return doctor({ by: "ada", mend: true });
  };
  expect(await ask(61)).toEqual({ breaches: [], isHealthy: true });
  isSteady = true;
  expect(await ask(59)).toEqual({ breaches: [], isHealthy: true });
  expect(await ask(61)).toMatchObject({
    breaches: [{ code: "agent-silent", subject: "work #1", isMended: true }],
    isHealthy: true,
  });
});

test("the guide lists every breach with what mends it", () => {
  const guide = readFileSync(
    fileURLToPath(new URL("../../../docs/guide/operating.md", import.meta.url)),
    "utf8",
  );
  for (const [code, { text, remedy }] of Object.entries(BREACHES))
    expect(guide).toContain(`| \`${code}\` | ${text} | ${remedy} |`);
});
