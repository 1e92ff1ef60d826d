import { loadWorkflow } from "@landbridge/language";
import { Client } from "pg";
import type { Pool } from "pg";
import { pino } from "pino";
import { createAgentPool } from "../packages/server/src/engine/agent-pool.ts";
import { createEngine } from "../packages/server/src/engine/engine.ts";
import type { Engine } from "../packages/server/src/engine/engine.ts";
import { newId } from "../packages/server/src/engine/new-id.ts";
import { openStore } from "../packages/server/src/store/open-store.ts";
import { insertSource } from "../packages/server/src/store/sources.ts";
import { ensureWorkspace } from "../packages/server/src/store/workspaces.ts";
import { makeBenchDirectory } from "./directories.ts";
import { inTurn, medianOf, spreadOf, timed } from "./measure.ts";
import type { Row } from "./measure.ts";

const EVENTS = 200;
const SMALL_HISTORY = 1_000;
const LARGE_HISTORY = 1_000_000;

/** What an event meets: a consumer behind a switch, and one that runs each time and is canceled at once. */
const YAML = `
resources:
  - {name: news, type: params, versionTemplate: {params: {A: "1"}}}
jobs:
  - {name: reader, type: runSh, steps: [{IN: news, switch: off}, {TASK: {name: read, script: ["true"]}}]}
  - {name: runner, type: runSh, dependencyMode: immediate, steps: [{IN: news}, {TASK: {name: read, script: ["true"]}}]}
`;

interface Scheduler {
  readonly engine: Engine;
  readonly pool: Pool;
  readonly workspaceId: string;
  /** A connection of its own for the baseline, as the scheduler has. */
  readonly bare: Client;
  close(): Promise<void>;
}

async function startScheduler(): Promise<Scheduler> {
  const dataDir = await makeBenchDirectory();
  const log = pino({ level: "error" });
  const store = await openStore({
    dataDir,
    log,
    onProgress: () => undefined,
    onLost: (error) => log.error(error.message),
  });
  const { pool, query, address } = store.database;
  const workspace = await ensureWorkspace(query, { id: newId(), name: "bench" });
  const engine = createEngine({
    database: store.database,
    workspaceId: workspace.id,
    agents: createAgentPool(),
    log,
    now: () => new Date(),
    urlOfRun: () => "",
  });
  const sourceId = newId();
  await insertSource(query, workspace.id, {
    id: sourceId,
    name: "bench",
    kind: "directory",
    location: dataDir,
  });
  const { definition } = loadWorkflow([{ path: "landbridge.yml", text: YAML }]);
  const read = {
    type: "configuration-read",
    sourceId,
    sourceName: "bench",
    definition,
    heads: new Map(),
    by: "bench",
    generation: 1,
    problems: [],
  } as const;
  await engine.submit(read);
  const bare = new Client(address);
  await bare.connect();
  await bare.query(
    "create table if not exists bench_rows (id bigint generated always as identity primary key, text text)",
  );
  return {
    engine,
    pool,
    workspaceId: workspace.id,
    bare,
    async close() {
      await bare.end();
      await engine.close();
      await store.close();
    },
  };
}

let counter = 0;

/** A new version with two consumers: two decisions, a queued run, a version and an event, committed. */
function decideOne({ engine }: Scheduler): Promise<unknown> {
  counter += 1;
  const content = { values: { params: { A: String(counter) } }, files: [] };
  return engine.submit({
    type: "version-arrived",
    resource: "news",
    content,
    // Nobody else looks.
    seen: Number.MAX_SAFE_INTEGER,
    by: "bench",
  });
}

function commitOne({ bare }: Scheduler): Promise<unknown> {
  return bare.query({
    name: "bench-row",
    text: "insert into bench_rows (text) values ($1)",
    values: ["a row"],
  });
}

/** The medians of one round, event and bare commit in turn. */
async function roundOf(scheduler: Scheduler): Promise<{ event: number; commit: number }> {
  const events: number[] = [];
  const commits: number[] = [];
  for (let index = 0; index < EVENTS; index++) {
    commits.push(await timed(() => commitOne(scheduler)));
    events.push(await timed(() => decideOne(scheduler)));
    await clearQueue(scheduler);
  }
  return { event: medianOf(events), commit: medianOf(commits) };
}

/** The run that the event made ends, not timed: a queue that grows is another measurement. */
async function clearQueue({ engine }: Scheduler): Promise<void> {
  for (const run of (await engine.current()).facts.job("runner").live) {
    await engine.submit({ type: "cancel-asked", job: "runner", number: run.number, by: "bench" });
  }
}

/** DESIGN row 3: an event decided and committed against one single-row durable commit. */
export async function eventRow(rounds: number): Promise<Row> {
  const scheduler = await startScheduler();
  const pairs: { event: number; commit: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const pair = await roundOf(scheduler);
    if (round > 0) pairs.push(pair);
  }
  await scheduler.close();
  const ratio = spreadOf(pairs.map((pair) => pair.event / pair.commit));
  return {
    what: "event decided and committed, p50 ÷ one single-row durable commit, p50",
    goal: "≤ 5",
    ratio,
    ours: `${medianOf(pairs.map((pair) => pair.event)).toFixed(2)} ms`,
    baseline: `${medianOf(pairs.map((pair) => pair.commit)).toFixed(2)} ms`,
    isMet: ratio.median <= 5,
  };
}

/** The same many at once, as they share commits: events each second against single-row commits each second. */
export async function eventsAtOnceRow(rounds: number): Promise<Row> {
  const scheduler = await startScheduler();
  const measured = await inTurn(
    rounds,
    async () => {
      const ms = await timed(() => Promise.all(Array.from({ length: EVENTS }, () => decideOne(scheduler))));
      await clearQueue(scheduler);
      return ms;
    },
    () =>
      timed(async () => {
        for (let index = 0; index < EVENTS; index++) await commitOne(scheduler);
      }),
  );
  await scheduler.close();
  const rate = (milliseconds: number): string => `${((EVENTS / milliseconds) * 1000).toFixed(0)}/s`;
  const { median, min, max } = measured.ratio;
  return {
    what: `events decided and committed, ${String(EVENTS)} at once: events/s ÷ single-row durable commits/s`,
    goal: "≥ 1",
    ratio: { median: 1 / median, min: 1 / max, max: 1 / min },
    ours: rate(measured.ours.median),
    baseline: rate(measured.baseline.median),
    isMet: 1 / median >= 1,
  };
}

/** DESIGN row 4: what an event costs with a million past runs against a thousand. Two databases, in turn. */
export async function historyRow(rounds: number): Promise<Row> {
  const small = await startScheduler();
  const large = await startScheduler();
  await writeHistory(small, SMALL_HISTORY);
  await writeHistory(large, LARGE_HISTORY);
  const measured = await inTurn(
    rounds,
    async () => (await roundOf(large)).event,
    async () => (await roundOf(small)).event,
  );
  await small.close();
  await large.close();
  return {
    what: "event cost with 1,000,000 past runs ÷ with 1,000",
    goal: "≤ 1.3",
    ratio: measured.ratio,
    ours: `${measured.ours.median.toFixed(2)} ms`,
    baseline: `${measured.baseline.median.toFixed(2)} ms`,
    isMet: measured.ratio.median <= 1.3,
  };
}

/**
 * The past as events leave it: for each run a version, its event, and the decision that queued the run.
 */
async function writeHistory({ pool, workspaceId }: Scheduler, count: number): Promise<void> {
  const id = (kind: string): string => `(lpad(to_hex(n), 24, '0') || '${kind}')::uuid`;
  const job = "(select id from jobs where name = case n % 2 when 0 then 'reader' else 'runner' end)";
  const past = `now() - make_interval(secs => ${String(count)} - n)`;
  const fill = (columns: string, values: string): Promise<unknown> =>
    pool.query(`insert into ${columns} select ${values} from generate_series(1, ${String(count)}) n`);
  const of = `'${workspaceId}'`;
  await fill(
    "events (id, workspace_id, kind, subject, text, at)",
    `${id("e0000000")}, ${of}, 'version-arrived', 'news', 'news has version ' || n + 1 || ', from bench', ${past}`,
  );
  await fill(
    "resource_versions (id, resource_id, number, content, origin, created_at)",
    `${id("f0000000")}, (select id from resources where name = 'news'), n + 1,
     jsonb_build_object('params', jsonb_build_object('A', n::text)), 'external', ${past}`,
  );
  await fill(
    "decisions (id, workspace_id, event_id, job_id, verdict, reason, text, inputs, unblock, run_number, versions, at)",
    `${id("d0000000")}, ${of}, ${id("e0000000")}, ${job}, 'queued', 'input-changed', 'news has a new version', '[]', '[]',
     n, array['news@' || n + 1], ${past}`,
  );
  await fill(
    `runs (id, workspace_id, job_id, number, status, mode, cause, priority, queue_order, decision_id, queued_at,
       started_at, finished_at)`,
    `${id("a0000000")}, ${of}, ${job}, n, 'success', 'chrono', '{"kind":"manual","by":"bench"}', 9999, n,
     ${id("d0000000")}, ${past}, ${past}, ${past}`,
  );
  // The scheduler reads the workspace anew when its revision moved.
  await pool.query("update jobs set last_run_number = $1", [count]);
  await pool.query(
    `update resources set last_version_number = $1,
       latest_version_id = (select id from resource_versions where number = $1)`,
    [count + 1],
  );
  await pool.query("update workspaces set revision = revision + 1");
  for (const table of ["events", "resource_versions", "decisions", "runs"]) {
    await pool.query(`vacuum analyze ${table}`);
  }
  await pool.query("checkpoint");
}
