import { expect, test } from "vitest";
import { startEngine } from "./support/engine-harness.ts";
import type { EngineHarness, SentStatement } from "./support/engine-harness.ts";
import { resultOf } from "./support/fake-agent.ts";
import { databaseOfTest } from "./support/test-server.ts";

const RUNS = 200;
const WORKFLOW = `
resources:
  - { name: counter, type: params, versionTemplate: { params: { A: "0" } } }
jobs:
  - { name: work, type: runSh, triggerMode: parallel, steps: [{ TASK: [work] }, { OUT: counter }] }
  - { name: join, type: runSh, dependencyMode: strict, steps: [{ IN: work }, { IN: counter }, { TASK: [join] }] }
`;

/** The statements of each transaction that did not roll back, without the words that begin it. */
function transactionsOf(sent: readonly SentStatement[]): readonly SentStatement["kind"][][] {
  const found: SentStatement["kind"][][] = [];
  for (const { kind, text } of sent) {
    if (kind === "lock") found.push([]);
    if (text !== "begin") found.at(-1)?.push(kind);
  }
  return found.filter((kinds) => kinds.includes("commit"));
}

async function processingRuns({ engine }: EngineHarness) {
  const { runs } = await engine.current();
  return [...runs.values()].flatMap((record) =>
    record.plan && record.status === "processing"
      ? [{ runId: record.live.id, leaseToken: record.leaseToken ?? "", plan: record.plan }]
      : [],
  );
}

test("200 completions at once share a few transactions of two statements and a commit, and all are applied", async () => {
  const harness = await startEngine(await databaseOfTest());
  const { engine, sent } = harness;
  harness.addAgent(RUNS);
  await harness.sync(WORKFLOW);
  const asked = Array.from({ length: RUNS }, () =>
    engine.submit({ type: "run-asked", job: "work", by: "a test", env: {} }),
  );
  await Promise.all(asked);
  const runs = await processingRuns(harness);
  expect(runs).toHaveLength(RUNS);

  const from = sent.length;
  const outcomes = await Promise.all(
    runs.map(({ plan, ...ref }, n) =>
      engine.submit({
        type: "run-finished",
        ...ref,
        result: resultOf(plan, {
          postings: [{ name: "counter", isCleared: false, values: { A: String(n + 1) } }],
        }),
      }),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.type === "accepted" && outcome.isAccepted)).toHaveLength(RUNS);
  const transactions = transactionsOf(sent.slice(from));
  expect(transactions.length).toBeLessThanOrEqual(3);
  for (const kinds of transactions) expect(kinds).toEqual(["lock", "save", "commit"]);

  const { rows } = await harness.database.pool.query(
    `select (select count(*)::int from runs where status = 'success') as ended,
            (select count(*)::int from live_runs) as live,
            (select count(*)::int from resource_versions where origin = 'run') as versions,
            (select count(distinct number)::int from resource_versions) as numbers`,
  );
  // The strict join waited for all of them, and runs once.
  expect(rows).toEqual([{ ended: RUNS, live: 1, versions: RUNS, numbers: RUNS + 1 }]);
});

test("a completion that comes alone is one transaction of its own: lock, save, commit", async () => {
  const harness = await startEngine(await databaseOfTest());
  harness.addAgent(4);
  await harness.sync(WORKFLOW);
  await harness.engine.submit({ type: "run-asked", job: "work", by: "a test", env: {} });
  const [run] = await processingRuns(harness);
  if (!run) throw new Error("the run was not started");
  const from = harness.sent.length;
  await harness.engine.submit({
    type: "run-finished",
    runId: run.runId,
    leaseToken: run.leaseToken,
    result: resultOf(run.plan, { postings: [{ name: "counter", isCleared: false, values: { A: "1" } }] }),
  });
  expect(transactionsOf(harness.sent.slice(from))).toEqual([["lock", "save", "commit"]]);
  // The next run was started by the same commit.
  expect((await processingRuns(harness)).map(({ plan }) => plan.job)).toEqual(["join"]);
});

test("an answer comes after its commit", async () => {
  const harness = await startEngine(await databaseOfTest());
  await harness.sync(WORKFLOW);
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let reached: () => void = () => undefined;
  const atCommit = new Promise<void>((resolve) => (reached = resolve));
  harness.beforeStatement(async ({ kind }) => {
    if (kind !== "commit") return;
    reached();
    await held;
  });
  let isAnswered = false;
  const asked = harness.engine
    .submit({ type: "run-asked", job: "work", by: "a test", env: {} })
    .then((outcome) => {
      isAnswered = true;
      return outcome;
    });
  await atCommit;
  await new Promise(setImmediate);
  expect({ isAnswered, told: harness.commits.length }).toEqual({ isAnswered: false, told: 1 });
  release();
  expect(await asked).toMatchObject({ type: "run" });
  expect(harness.commits).toHaveLength(2);
});

test("an event that changes nothing writes nothing", async () => {
  const harness = await startEngine(await databaseOfTest());
  await harness.sync(WORKFLOW);
  const { revision } = await harness.engine.current();
  await harness.engine.submit({ type: "dispatch" });
  expect((await harness.engine.current()).revision).toBe(revision);
});

test("an event that comes in any moment after the last one was answered is applied without waiting for another", async () => {
  const harness = await startEngine(await databaseOfTest());
  await harness.sync(WORKFLOW);
  for (let turns = 0; turns < 12; turns++) {
    await harness.engine.submit({ type: "pause-asked", job: "work", isPaused: true, by: "a test" });
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    const answer = harness.engine.submit({ type: "pause-asked", job: "work", isPaused: false, by: "a test" });
    expect(await answer, `after ${String(turns)} turns`).toEqual({ type: "done" });
  }
});
