import { Pool } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createAgentPool } from "../src/engine/agent-pool.ts";
import { createReaper } from "../src/engine/loops/reap.ts";
import { isStoreAway } from "../src/store/database.ts";
import { markAgentsSeen, registerAgent } from "../src/store/agents.ts";
import { startDatabaseProxy } from "./support/database-proxy.ts";
import { startEngine } from "./support/engine-harness.ts";
import { databaseOfTest } from "./support/test-server.ts";
import { until } from "./support/until.ts";

const WORKFLOW = `jobs: [{ name: work, type: runSh, steps: [{ TASK: [work] }] }]`;
const LEASE_MS = 30_000;

/** A server that reaps, and a run on the agent of another one; hours pass when the test says so. */
async function startReaping() {
  const databaseUrl = await databaseOfTest();
  const proxy = await startDatabaseProxy(databaseUrl);
  const harness = await startEngine(proxy.databaseUrl, { retryMs: 5 });
  const { engine, database, addAgent, sync } = harness;
  await sync(WORKFLOW);
  const agent = addAgent(1);
  const details = { name: "agent", pool: "default", slots: 1, version: "0.1.0", os: "linux", arch: "x64" };
  await registerAgent(database.query, agent.id, details);
  const asked = await engine.submit({ type: "run-asked", job: "work", by: "ada", env: {} });
  if (asked.type !== "run") throw new Error("no run was made");
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  onTestFinished(() => pool.end());
  let uptimeMs = 2 * LEASE_MS;
  const reap = createReaper({
    engine,
    agents: createAgentPool(),
    query: database.query,
    leaseMs: LEASE_MS,
    uptimeMs: () => uptimeMs,
  });
  return {
    ...harness,
    proxy,
    reap,
    pass: (milliseconds: number) => void (uptimeMs += milliseconds),
    /** The database's clock, which knows of no outage. */
    async beUnheardFor(hours: number) {
      await pool.query("update agents set last_seen_at = now() - make_interval(hours => $1)", [hours]);
    },
    isHeardByAnother: () => markAgentsSeen(database.query, [{ id: agent.id, silentMs: 0 }]),
    async isUnderWay() {
      return (await engine.current()).runs.get(asked.record.live.id)?.status === "processing";
    },
  };
}

test("after an outage longer than the lease an agent has a lease to be heard of, wherever it is connected", async () => {
  const { proxy, reap, pass, beUnheardFor, isHeardByAnother, isUnderWay } = await startReaping();
  await reap();
  expect(await isUnderWay()).toBe(true);

  proxy.cut();
  await expect(reap()).rejects.toSatisfy(isStoreAway);
  pass(2 * LEASE_MS);
  await expect(reap()).rejects.toSatisfy(isStoreAway);
  await beUnheardFor(1);
  proxy.mend();
  pass(1_000);
  await reap();
  expect(await isUnderWay()).toBe(true);

  // Its own server is there again, or it has dialled another one.
  await isHeardByAnother();
  pass(LEASE_MS);
  await reap();
  expect(await isUnderWay()).toBe(true);
});

test("an agent that is not heard of in the lease after an outage has lost its run", async () => {
  const { proxy, reap, pass, beUnheardFor, isUnderWay } = await startReaping();
  proxy.cut();
  await expect(reap()).rejects.toSatisfy(isStoreAway);
  proxy.mend();
  await beUnheardFor(1);
  pass(LEASE_MS);
  await reap();
  expect(await isUnderWay()).toBe(false);
});

test("that an agent was silent before an outage is no reason to end its run after it", async () => {
  const { proxy, reap, beUnheardFor, isHeardByAnother, isUnderWay, ...rest } = await startReaping();
  await beUnheardFor(1);
  rest.beforeStatement(({ kind }) => {
    if (kind === "lock") proxy.cut();
  });
  const reaping = reap().catch(() => "refused");
  await until(() => proxy.refused() > 0);
  rest.beforeStatement(undefined);
  proxy.mend();
  await isHeardByAnother();
  expect(await reaping).toBe("refused");
  // Whatever was left to be tried again came before this.
  await rest.engine.submit({ type: "dispatch" }, { isDurable: true });
  expect(await isUnderWay()).toBe(true);
});
