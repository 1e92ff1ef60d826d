import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../packages/server/src/store/postgres/embedded-postgres.ts";
import { connectFakeAgent } from "../packages/server/test/support/fake-agent.ts";
import type { AgentRun } from "../packages/server/test/support/fake-agent.ts";
import { makeBenchDirectory } from "./directories.ts";
import { inTurn, timed } from "./measure.ts";
import type { Row } from "./measure.ts";
import { startServerProcess } from "./server-process.ts";
import type { ServerProcess } from "./server-process.ts";

const ROOTS = 60;
const LEAVES = 8;
const VERSIONS = 120;
const SLOTS = 100;
const WARM_UPS = 3;
/** Of 80 characters each. */
const LOG_LINES = 400;
const RUNS = ROOTS * (1 + LEAVES + 1) + VERSIONS;
const WORKSPACE = "main";
/** The step after `prepare`. */
const FIRST_TASK = 1;

/** Fans that come together again, and a job that takes each version from outside. */
function workflow(): string {
  const task = { TASK: { name: "nothing", script: ["true"] } };
  const fans = Array.from({ length: ROOTS }, (_, root) => {
    const leaves = Array.from({ length: LEAVES }, (__, leaf) => `leaf_${String(root)}_${String(leaf)}`);
    const from = (names: readonly string[]) => names.map((name) => ({ IN: name }));
    return [
      { name: `root_${String(root)}`, type: "runSh", steps: [task] },
      ...leaves.map((name) => ({ name, type: "runSh", steps: [...from([`root_${String(root)}`]), task] })),
      {
        name: `join_${String(root)}`,
        type: "runSh",
        dependencyMode: "strict",
        steps: [...from(leaves), task],
      },
    ];
  });
  const news = { name: "news", type: "params", versionTemplate: { params: { A: "1" } } };
  const reader = { name: "reader", type: "runSh", steps: [{ IN: "news" }, task] };
  return JSON.stringify({ resources: [news], jobs: [...fans.flat(), reader] });
}

interface Cluster {
  /** Plays the whole load once, spread over the servers. */
  play(): Promise<void>;
  close(): Promise<void>;
}

/**
 * So many servers on one PostgreSQL, and two agents that end each run as soon as they have it, or have sent a log of
 * so many lines.
 */
async function startCluster(count: number, logLines: number): Promise<Cluster> {
  const directory = await makeBenchDirectory();
  const postgres = await startEmbeddedPostgres({ dataDir: directory });
  const { user, port, database, host } = postgres.connection;
  const databaseUrl = `postgres://${user}@localhost:${String(port)}/${database}?host=${encodeURIComponent(host)}`;
  const servers: ServerProcess[] = [];
  for (let n = 0; n < count; n++) {
    servers.push(await startServerProcess({ databaseUrl, dataDir: await makeBenchDirectory() }));
  }
  const serverOf = (n: number): ServerProcess => servers[n % count] as ServerProcess;
  const source = await makeBenchDirectory();
  await writeFile(join(source, "landbridge.yml"), workflow());
  await serverOf(0).client.addSource({
    workspace: WORKSPACE,
    name: "bench",
    kind: "directory",
    location: source,
  });
  const text = `${"x".repeat(79)}\n`.repeat(logLines);
  const carryOut = async (run: AgentRun): Promise<void> => {
    if (text !== "") await run.log(FIRST_TASK, text);
    run.report();
  };
  let ended = 0;
  let onEnd = (): void => undefined;
  for (const n of [0, 1]) {
    const { url, agentToken: token } = serverOf(n);
    await connectFakeAgent(url, {
      token,
      slots: SLOTS,
      name: `agent ${String(n)}`,
      onAssign: (run) => void carryOut(run),
      onAck: () => {
        ended += 1;
        onEnd();
      },
    });
  }
  return {
    async play() {
      ended = 0;
      const all = new Promise<void>((resolve) => {
        onEnd = () => ended === RUNS && resolve();
      });
      await Promise.all([
        ...Array.from({ length: ROOTS }, (_, n) =>
          serverOf(n).client.startRun({ workspace: WORKSPACE, job: `root_${String(n)}` }),
        ),
        ...Array.from({ length: VERSIONS }, (_, n) =>
          serverOf(n).client.postVersion({ workspace: WORKSPACE, resource: "news", values: {} }),
        ),
      ]);
      await all;
    },
    async close() {
      for (const server of servers) await server.close();
      await postgres.stop();
    },
  };
}

/** Two servers on one PostgreSQL against one, with the same two agents, where nothing but scheduling is done. */
export function serversRow(rounds: number): Promise<Row> {
  return compareServers(rounds, 0);
}

/** The same where each run writes a log. */
export function serversWithLogsRow(rounds: number): Promise<Row> {
  return compareServers(rounds, LOG_LINES);
}

/** Rates, so the ratio is turned round. */
async function compareServers(rounds: number, logLines: number): Promise<Row> {
  const two = await startCluster(2, logLines);
  const one = await startCluster(1, logLines);
  // Of two processes each does half of the work, and is warm later.
  for (let round = 0; round < WARM_UPS; round++) {
    await one.play();
    await two.play();
  }
  const measured = await inTurn(
    rounds,
    () => timed(() => two.play()),
    () => timed(() => one.play()),
  );
  await two.close();
  await one.close();
  const rate = (milliseconds: number): string => `${((RUNS / milliseconds) * 1000).toFixed(0)} runs/s`;
  const logs = logLines === 0 ? "" : `, each with a log of ${String((logLines * 80) / 1000)} kB`;
  const { median, min, max } = measured.ratio;
  return {
    what: `${String(RUNS)} runs with fan-out, joins and versions${logs}: two servers on one PostgreSQL ÷ one`,
    goal: "≥ 1",
    ratio: { median: 1 / median, min: 1 / max, max: 1 / min },
    ours: rate(measured.ours.median),
    baseline: rate(measured.baseline.median),
    isMet: 1 / median >= 1,
  };
}
