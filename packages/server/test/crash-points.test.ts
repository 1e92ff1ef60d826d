import { Pool } from "pg";
import { AppError } from "@landbridge/core";
import { expect, onTestFinished, test } from "vitest";
import type { EngineEvent } from "../src/engine/engine-event.ts";
import { startDatabaseProxy } from "./support/database-proxy.ts";
import { startEngine } from "./support/engine-harness.ts";
import type { EngineHarness, SentStatement } from "./support/engine-harness.ts";
import { BUILD_LINE, finishedBuild } from "./support/finished-build.ts";
import { databaseOfTest } from "./support/test-server.ts";
import { until } from "./support/until.ts";

/** Everything of a workspace that a completion changes, as counts and names. */
async function stateOf(pool: Pool): Promise<object> {
  const { rows } = await pool.query<{ state: object }>(
    `select jsonb_build_object(
       'live', (select jsonb_agg(j.name || ' ' || l.status order by j.name) from live_runs l join jobs j on j.id = l.job_id),
       'ended', (select jsonb_agg(j.name || ' ' || r.status order by j.name) from runs r join jobs j on j.id = r.job_id),
       'versions', (select max(number) from resource_versions),
       'newest', (select v.number from resources r join resource_versions v on v.id = r.latest_version_id),
       'steps', (select count(*) from step_runs), 'decisions', (select count(*) from decisions),
       'events', (select count(*) from events)) as state`,
  );
  return rows[0]?.state ?? {};
}

const BEFORE = {
  live: ["build processing"],
  ended: null,
  versions: 1,
  newest: 1,
  steps: 0,
  decisions: 1,
  events: 2,
};
const AFTER = {
  live: ["deploy processing", "notify processing"],
  ended: ["build success"],
  versions: 2,
  newest: 2,
  steps: 3,
  decisions: 3,
  events: 3,
};

async function processingBuild(harness: EngineHarness) {
  harness.addAgent(4);
  await harness.sync(BUILD_LINE);
  return finishedBuild(harness);
}

const POINTS: readonly [string, Pick<SentStatement, "kind">["kind"], "before" | "after", object][] = [
  ["before the lock", "lock", "before", BEFORE],
  ["between lock and save", "save", "before", BEFORE],
  ["between save and commit", "commit", "before", BEFORE],
  ["right after the commit", "commit", "after", AFTER],
];

test.each(POINTS)(
  "a connection that is terminated %s leaves the state before or after, and the report is applied once",
  async (_, kind, when, expected) => {
    const databaseUrl = await databaseOfTest();
    const pool = poolOfTest(databaseUrl);
    const harness = await startEngine(databaseUrl);
    const finished = await processingBuild(harness);
    expect(await stateOf(pool)).toEqual(BEFORE);
    let found: object | undefined;
    const strike = async (statement: SentStatement): Promise<void> => {
      if (statement.kind !== kind || found) return;
      await pool.query("select pg_terminate_backend($1)", [statement.pid]);
      await until(
        async () =>
          (await pool.query("select 1 from pg_stat_activity where pid = $1", [statement.pid])).rows.length ===
          0,
      );
      found = await stateOf(pool);
    };
    if (when === "before") harness.beforeStatement(strike);
    else harness.afterStatement(strike);

    const outcome = await harness.engine.submit(finished, { isDurable: true });
    expect(found).toEqual(expected);
    expect(outcome).toEqual({ type: "accepted", isAccepted: true });
    expect(await stateOf(pool)).toEqual(AFTER);
    expect(await harness.engine.submit(finished, { isDurable: true })).toEqual({
      type: "accepted",
      isAccepted: false,
    });
    expect(await stateOf(pool)).toEqual(AFTER);
  },
);

test("a commit whose answer is lost is not done again, and what it started is told", async () => {
  const databaseUrl = await databaseOfTest();
  const pool = poolOfTest(databaseUrl);
  const proxy = await startDatabaseProxy(databaseUrl);
  const harness = await startEngine(proxy.databaseUrl);
  const finished = await processingBuild(harness);
  const caughtUp: string[][] = [];
  harness.engine.onChangedElsewhere((cache) =>
    caughtUp.push([...cache.runs.values()].map((run) => run.live.job)),
  );
  proxy.loseNextCommit();
  const outcome = await harness.engine.submit(finished, { isDurable: true });
  expect(outcome).toEqual({ type: "accepted", isAccepted: true });
  expect(await stateOf(pool)).toEqual(AFTER);
  expect(caughtUp.map((jobs) => jobs.sort())).toEqual([["deploy", "notify"]]);
});

const ASKED: readonly [string, EngineEvent, object, readonly string[]][] = [
  [
    "a run",
    { type: "run-asked", job: "build", by: "alice", env: {} },
    { type: "run", record: { live: { job: "build", number: 2 } } },
    ["build #1", "build #2", "app@1", "alice run"],
  ],
  [
    "a version",
    {
      type: "version-posted",
      resource: "app",
      posted: { values: {}, versionName: "9" },
      by: "alice",
    },
    { type: "version", version: { number: 2, name: "9" } },
    ["build #1", "deploy #1", "app@1", "app@2"],
  ],
  [
    "a pause",
    { type: "pause-asked", job: "build", isPaused: true, by: "alice" },
    { type: "done" },
    ["build #1", "app@1", "alice pause"],
  ],
  [
    "a cancel",
    { type: "cancel-asked", job: "build", number: 1, by: "alice" },
    { type: "run", record: { status: "canceled" } },
    ["build #1", "app@1", "alice cancel"],
  ],
];

/** Everything that a user's request makes, by name. */
async function madeIn(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ made: string }>(
    `select j.name || ' #' || a.number as made, 1 as kind from all_runs a join jobs j on j.id = a.job_id
     union all select r.name || '@' || v.number, 2 from resource_versions v join resources r on r.id = v.resource_id
     union all select actor || ' ' || action, 3 from audit_log where actor = 'alice'
     order by kind, made`,
  );
  return rows.map(({ made }) => made);
}

async function askedEngine(databaseUrl: string): Promise<EngineHarness> {
  const harness = await startEngine(databaseUrl, { retryMs: 5 });
  await harness.sync(BUILD_LINE);
  await harness.engine.submit({ type: "run-asked", job: "build", by: "a test", env: {} });
  return harness;
}

test.each(ASKED)(
  "%s that a user asked for, and whose commit's answer is lost, is answered as done, and was done once",
  async (_, event, answer, made) => {
    const databaseUrl = await databaseOfTest();
    const proxy = await startDatabaseProxy(databaseUrl);
    const harness = await askedEngine(proxy.databaseUrl);
    proxy.loseNextCommit();
    await expect(harness.engine.submit(event)).resolves.toMatchObject(answer);
    expect(await madeIn(poolOfTest(databaseUrl))).toEqual(made);
  },
);

test.each(ASKED)(
  "%s that a user asked for, and whose commit never reached the database, is refused, and asked again done once",
  async (_, event, answer, made) => {
    const databaseUrl = await databaseOfTest();
    const pool = poolOfTest(databaseUrl);
    const proxy = await startDatabaseProxy(databaseUrl);
    const harness = await askedEngine(proxy.databaseUrl);
    proxy.breakBeforeNextCommit();
    await expect(harness.engine.submit(event)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await madeIn(pool)).toEqual(["build #1", "app@1"]);
    await expect(harness.engine.submit(event)).resolves.toMatchObject(answer);
    expect(await madeIn(pool)).toEqual(made);
  },
);

test("a batch whose commit's answer is lost: each of its events gets its own answer", async () => {
  const databaseUrl = await databaseOfTest();
  const proxy = await startDatabaseProxy(databaseUrl);
  const harness = await askedEngine(proxy.databaseUrl);
  proxy.loseNextCommit();
  const [first, ...rest] = ["build", "nothing", "notify"].map((job) =>
    harness.engine.submit({ type: "run-asked", job, by: "alice", env: {} }),
  );
  // The first goes alone, the others share the next transaction.
  await expect(first).resolves.toMatchObject({ record: { live: { number: 2 } } });
  proxy.loseNextCommit();
  const together = ["build", "nothing", "build"].map((job) =>
    harness.engine.submit({ type: "run-asked", job, by: "alice", env: {} }),
  );
  const answers = await Promise.allSettled([...rest, ...together]);
  expect(
    answers.map((answer) =>
      answer.status === "rejected"
        ? (answer.reason as AppError).code
        : answer.value.type === "run" &&
          `${answer.value.record.live.job} ${String(answer.value.record.live.number)}`,
    ),
  ).toEqual(["JOB_NOT_FOUND", "notify 1", "build 3", "JOB_NOT_FOUND", "build 4"]);
  const runs = (await madeIn(poolOfTest(databaseUrl))).filter((made) => made.includes("#"));
  expect(runs).toEqual(["build #1", "build #2", "build #3", "build #4", "notify #1"]);
});

test("while the database stays away after a commit, users hear that nobody knows, and a report is answered truly later", async () => {
  const databaseUrl = await databaseOfTest();
  const proxy = await startDatabaseProxy(databaseUrl);
  const harness = await startEngine(proxy.databaseUrl, { retryMs: 5, unknownAfterMs: 20 });
  const finished = await processingBuild(harness);
  proxy.loseNextCommit({ andCut: true });
  const from = harness.sent.length;
  const report = harness.engine.submit(finished, { isDurable: true });
  await until(() => harness.sent.slice(from).some(({ kind }) => kind === "commit"));
  const asked = harness.engine.submit({ type: "run-asked", job: "build", by: "alice", env: {} });
  await expect(asked).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  proxy.mend();
  expect(await report).toEqual({ type: "accepted", isAccepted: true });

  proxy.loseNextCommit({ andCut: true });
  const run = harness.engine.submit({ type: "run-asked", job: "build", by: "alice", env: {} });
  await expect(run).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN", status: 503 });
  proxy.mend();
  // A look that began before the mend may still refuse it; refused is surely not done.
  const askAgain = () =>
    harness.engine
      .submit({ type: "run-asked", job: "build", by: "alice", env: {} })
      .catch((error: unknown) => {
        if (error instanceof AppError && error.code === "STORE_UNAVAILABLE") return undefined;
        throw error;
      });
  expect(await until(askAgain)).toMatchObject({ record: { live: { number: 3 } } });
  const runs = (await madeIn(poolOfTest(databaseUrl))).filter((made) => made.startsWith("build"));
  expect(runs).toEqual(["build #1", "build #2", "build #3"]);
});

test("what a user asked is refused with STORE_UNAVAILABLE when its connection breaks, and nothing of it is there", async () => {
  const databaseUrl = await databaseOfTest();
  const pool = poolOfTest(databaseUrl);
  const harness = await startEngine(databaseUrl);
  await harness.sync(BUILD_LINE);
  const before = await stateOf(pool);
  harness.beforeStatement(async ({ kind, pid }) => {
    if (kind === "commit") await pool.query("select pg_terminate_backend($1)", [pid]);
  });
  const asked = harness.engine.submit({ type: "run-asked", job: "build", by: "a test", env: {} });
  await expect(asked).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", status: 503 });
  expect(await stateOf(pool)).toEqual(before);
  harness.beforeStatement(undefined);
  await expect(
    harness.engine.submit({ type: "run-asked", job: "build", by: "a test", env: {} }),
  ).resolves.toMatchObject({ type: "run", record: { live: { number: 1 } } });
});

test("a sync that breaks before its commit leaves neither declarations nor the work that it queued", async () => {
  const databaseUrl = await databaseOfTest();
  const pool = poolOfTest(databaseUrl);
  const harness = await startEngine(databaseUrl);
  const text =
    'resources: [{ name: code, type: gitRepo, versionTemplate: { sourceName: "file:///nowhere" } }]';
  const counts = async (): Promise<unknown> =>
    (
      await pool.query(
        `select (select count(*)::int from resources) as resources,
                (select count(*)::int from resource_versions) as versions,
                (select count(*)::int from graphile_worker.jobs) as queued,
                (select count(*)::int from audit_log) as audited`,
      )
    ).rows[0];
  harness.beforeStatement(async ({ kind, pid }) => {
    if (kind === "commit") await pool.query("select pg_terminate_backend($1)", [pid]);
  });
  await expect(harness.sync(text)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  expect(await counts()).toEqual({ resources: 0, versions: 0, queued: 0, audited: 0 });
  harness.beforeStatement(undefined);
  await harness.sync(text);
  expect(await counts()).toEqual({ resources: 1, versions: 1, queued: 1, audited: 1 });
});

test("an event that can't be saved is refused alone: the others of its batch are applied", async () => {
  const databaseUrl = await databaseOfTest();
  const harness = await startEngine(databaseUrl);
  await harness.sync(BUILD_LINE);
  // PostgreSQL keeps no NUL in a text: the one saving statement fails, whoever else is in it.
  const ask = (job: string, by: string) => harness.engine.submit({ type: "run-asked", job, by, env: {} });
  const answers = await Promise.allSettled([
    ask("build", "alice"),
    ask("deploy", "nul \0"),
    ask("notify", "bob"),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  const jobs = (await harness.engine.current()).facts.queuedJobs();
  expect([...jobs].sort()).toEqual(["build", "notify"]);
});

function poolOfTest(databaseUrl: string): Pool {
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  pool.on("error", () => undefined);
  onTestFinished(() => pool.end());
  return pool;
}
