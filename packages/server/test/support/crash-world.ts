import { createHash, randomUUID } from "node:crypto";
import { Pool } from "pg";
import { onTestFinished } from "vitest";
import type { CrashPoint } from "./crash-points.ts";
import type { AgentRun } from "./fake-agent.ts";
import { prepareKillableServer } from "./killable-server.ts";
import type { KillableServer } from "./killable-server.ts";
import { createResendingAgent } from "./resending-agent.ts";
import type { ResendingAgent } from "./resending-agent.ts";
import { WORKSPACE, databaseOfTest, temporaryDirectory, writeFiles } from "./test-server.ts";
import { endsWithin, until } from "./until.ts";
import { workflowFacts } from "./workflow-facts.ts";
import type { WorkflowFacts } from "./workflow-facts.ts";

/** A kind of run's end, version, fan-out, join, switch and pool each. */
const WORKFLOW = `
resources:
  - { name: app, type: image, versionTemplate: { sourceName: app, versionName: "1" } }
  - { name: memory, type: state }
  - { name: news, type: params, versionTemplate: { params: { A: "1" } } }
  - { name: changed, type: params, versionTemplate: { params: { A: "CHANGED" } } }
jobs:
  - { name: build, type: runSh, steps: [{ TASK: [build] }, { OUT: app }, { OUT: memory }] }
  - { name: deploy, type: runSh, steps: [{ IN: app }, { TASK: [deploy] }] }
  - { name: check, type: runSh, steps: [{ IN: build }, { TASK: [check] }] }
  - { name: join, type: runSh, dependencyMode: strict, steps: [{ IN: deploy }, { IN: check }, { TASK: [join] }] }
  - { name: onlooker, type: runSh, steps: [{ IN: app, switch: off }, { TASK: [look] }] }
  - { name: reader, type: runSh, steps: [{ IN: news }, { TASK: [read] }] }
  - { name: parked, type: runSh, runtime: { nodePool: nobody }, steps: [{ TASK: [park] }] }
  - { name: late, type: runSh, runtime: { nodePool: late }, steps: [{ TASK: [be late] }] }
  - { name: fragile, type: runSh, runtime: { nodePool: fragile }, steps: [{ TASK: [break] }] }
  - { name: after, type: runSh, steps: [{ IN: fragile }, { TASK: [go on] }] }
`;

/** How long a process may take to where it ends. */
const PATIENCE_MS = 30_000;

/** A server that is killed and started again on one database, and agents that outlive it. */
export interface CrashWorld {
  readonly pool: Pool;
  readonly agents: Readonly<Record<"main" | "late" | "fragile", ResendingAgent>>;
  server(): KillableServer;
  /** The run of a job that an agent has in hand, once it has it. */
  inHand(job: string): Promise<AgentRun>;
  connect(agent: ResendingAgent): Promise<void>;
  /** What the source declares from now on; the server learns of it by a sync. */
  writeSource(value: string): Promise<void>;
  facts(): Promise<WorkflowFacts>;
  /** Every run that is under way is in its agent's hand. */
  handedOut(): Promise<void>;
  /** Ends everything that is under way. */
  settle(): Promise<void>;
  watch(crashAt?: CrashPoint): Promise<void>;
  /** After the process is gone and its transactions with it. */
  gone(): Promise<void>;
  /** The next process; agents dial again. */
  startAgain(): Promise<void>;
}

export async function startCrashWorld(app: string): Promise<CrashWorld> {
  const databaseUrl = await databaseOfTest();
  const [dataDir, source] = [await temporaryDirectory(), await temporaryDirectory()];
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  pool.on("error", () => undefined);
  onTestFinished(() => pool.end());
  const writeSource = (value: string): Promise<void> =>
    writeFiles(source, { "landbridge.yml": WORKFLOW.replace("CHANGED", value) });
  await writeSource("0");
  const first = prepareKillableServer({ databaseUrl, dataDir, port: 0, app });
  let server = await first();
  const prepare = () => prepareKillableServer({ databaseUrl, dataDir, port: server.port, app });
  // Two are ready: loading takes longer than a life.
  const next = [prepare(), prepare()];
  await server.client.addSource({
    workspace: WORKSPACE,
    name: "source",
    kind: "directory",
    location: source,
  });
  const agents = {
    main: createResendingAgent({ name: "main" }),
    late: createResendingAgent({ name: "late", pool: "late" }),
    fragile: createResendingAgent({ name: "fragile", pool: "fragile" }),
  };
  const connected = new Set<ResendingAgent>();
  const connect = async (agent: ResendingAgent): Promise<void> => {
    connected.add(agent);
    await agent.connect(server.url, server.agentToken);
  };
  onTestFinished(async () => {
    for (const agent of connected) await agent.disconnect();
  });
  const handedOut = async (): Promise<void> => {
    await until(
      async () => {
        const { rows } = await pool.query<{ id: string }>(
          "select id from live_runs where status = 'processing'",
        );
        return rows.every(({ id }) => Object.values(agents).some(({ runs }) => runs.has(id)));
      },
      { what: "every run that is under way is in its agent's hand" },
    );
  };
  return {
    pool,
    agents,
    server: () => server,
    inHand: (job) =>
      until(
        () =>
          Object.values(agents)
            .flatMap(({ runs }) => [...runs.values()])
            .find((run) => run.job === job),
        { what: `a run of ${job} is in an agent's hand` },
      ),
    connect,
    writeSource,
    facts: () => workflowFacts(pool),
    handedOut,
    settle: () => settle({ pool, agents: Object.values(agents), handedOut, server: () => server }),
    watch: async (crashAt) => void (await server.tell({ watch: crashAt ? { crashAt } : {} })),
    async gone() {
      if (!(await endsWithin(PATIENCE_MS, server.gone)))
        throw new Error("the server never came to where it should end");
      await until(async () => {
        const { rows } = await pool.query<{ n: number }>(
          `select count(*)::int as n from pg_stat_activity
            where datname = current_database() and application_name = 'landbridge'`,
        );
        return rows[0]?.n === 0;
      });
    },
    async startAgain() {
      next.push(prepare());
      const start = next.shift();
      if (!start) throw new Error("no process is prepared");
      server = await start();
      for (const agent of connected) await agent.connect(server.url, server.agentToken);
    },
  };
}

async function settle(world: {
  readonly pool: Pool;
  readonly agents: readonly ResendingAgent[];
  readonly handedOut: () => Promise<void>;
  readonly server: () => KillableServer;
}): Promise<void> {
  const { client } = world.server();
  for (;;) {
    await world.handedOut();
    for (const agent of world.agents) for (const run of agent.runs.values()) agent.report(run);
    const { rows } = await world.pool.query<{ job: string; number: number; node_pool: string | null }>(
      `select j.name as job, l.number, l.node_pool from live_runs l join jobs j on j.id = l.job_id`,
    );
    if (rows.length === 0) return;
    for (const { job, number, node_pool: pool } of rows) {
      if (pool === "nobody") await client.cancelRun({ workspace: WORKSPACE, job, number });
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A report's ending with everything in it that is written: versions, values and a file of a state, a log. */
export function fullEnding() {
  const text = randomUUID();
  const digest = createHash("sha256").update(text).digest("hex");
  const file = { path: "kept", digest, size: text.length, isExecutable: false };
  return {
    log: `a line about ${text}\n`,
    state: { values: { TEXT: text }, files: [file] },
    files: { [digest]: Buffer.from(text).toString("base64") },
    postings: [
      { name: "app", isCleared: false, values: { versionName: text } },
      { name: "memory", isCleared: false, values: { TEXT: text }, files: [file] },
    ],
  };
}
