import { expect, test } from "vitest";
import type { AgentRun, FakeAgent } from "./support/fake-agent.ts";
import { WORKSPACE, databaseOfTest, startTestServer } from "./support/test-server.ts";
import type { TestServer } from "./support/test-server.ts";

const JOINS = 50;

/** `left_n` and `right_n` run in pools of their own; `join_n` is strict and takes both. */
function joins(): string {
  const jobs = Array.from({ length: JOINS }, (_, n) => [
    { name: `left_${String(n)}`, type: "runSh", runtime: { nodePool: "left" }, steps: [{ TASK: ["true"] }] },
    {
      name: `right_${String(n)}`,
      type: "runSh",
      runtime: { nodePool: "right" },
      steps: [{ TASK: ["true"] }],
    },
    {
      name: `join_${String(n)}`,
      type: "runSh",
      dependencyMode: "strict",
      steps: [{ IN: `left_${String(n)}` }, { IN: `right_${String(n)}` }, { TASK: ["true"] }],
    },
  ]);
  // YAML is a superset of JSON.
  return JSON.stringify({ jobs: jobs.flat() });
}

interface Side {
  readonly server: TestServer;
  readonly agent: FakeAgent;
  readonly name: "left" | "right";
}

/** Starts all parents, and reports both parents of each join in the same moment. */
async function playRound(left: Side, right: Side, round: number): Promise<void> {
  for (const side of [left, right]) {
    await Promise.all(Array.from({ length: JOINS }, (_, n) => side.server.run(`${side.name}_${String(n)}`)));
  }
  const [lefts, rights] = await Promise.all([left, right].map((side) => runsOf(side, round)));
  for (let n = 0; n < JOINS; n++) {
    lefts?.get(`left_${String(n)}`)?.report();
    rights?.get(`right_${String(n)}`)?.report();
    // Every other pair goes out alone: it meets itself in one transaction, or in two that follow each other.
    if (n % 2 === 0) await new Promise(setImmediate);
  }
  await Promise.all(
    [left, right].map(({ agent }) => agent.until(() => acknowledged(agent) === JOINS * round)),
  );
}

function runsOf({ agent }: Side, round: number): Promise<Map<string, AgentRun>> {
  return agent.until(
    () =>
      agent.runs.length === JOINS * round && new Map(agent.runs.slice(-JOINS).map((run) => [run.job, run])),
  );
}

function acknowledged(agent: FakeAgent): number {
  return agent.heard.filter((message) => message.type === "run-finished-ack").length;
}

async function runsOfJoins({
  pool,
}: TestServer): Promise<readonly { job: string; runs: number; queued: number }[]> {
  const { rows } = await pool.query<{ job: string; runs: number; queued: number }>(
    `select j.name as job, (select count(*)::int from all_runs a where a.job_id = j.id) as runs,
            (select count(*)::int from decisions d where d.job_id = j.id and d.verdict = 'queued') as queued
       from jobs j where j.name like 'join%'`,
  );
  return rows;
}

test("two parents that finish at the same moment start their join exactly once, 1,000 times", async () => {
  const rounds = 20;
  const server = await startTestServer({ workflow: joins() });
  const left: Side = { server, name: "left", agent: await server.agent({ pool: "left", slots: JOINS }) };
  const right: Side = { server, name: "right", agent: await server.agent({ pool: "right", slots: JOINS }) };
  const joiner = await server.agent({ slots: JOINS, onAssign: (run) => run.report() });
  for (let round = 1; round <= rounds; round++) {
    await playRound(left, right, round);
    await joiner.until(() => acknowledged(joiner) >= JOINS * round);
  }
  const joined = await runsOfJoins(server);
  expect(joined).toHaveLength(JOINS);
  expect(joined.filter(({ runs, queued }) => runs !== rounds || queued !== rounds)).toEqual([]);
  const graph = await server.client.getGraph({ workspace: WORKSPACE });
  expect(graph.jobs.filter((job) => job.status !== "success" || job.hasWaitingJob)).toEqual([]);
});

test("the same with two servers on one database, each with the agent of one parent, 200 times", async () => {
  const rounds = 4;
  const databaseUrl = await databaseOfTest();
  const [first, second] = [
    await startTestServer({ databaseUrl, workflow: joins() }),
    await startTestServer({ databaseUrl }),
  ];
  const left: Side = {
    server: first,
    name: "left",
    agent: await first.agent({ pool: "left", slots: JOINS }),
  };
  const right: Side = {
    server: second,
    name: "right",
    agent: await second.agent({ pool: "right", slots: JOINS }),
  };
  for (let round = 1; round <= rounds; round++) await playRound(left, right, round);
  const joined = await runsOfJoins(first);
  expect(joined.filter(({ runs, queued }) => runs !== rounds || queued !== rounds)).toEqual([]);
});
