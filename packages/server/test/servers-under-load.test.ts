import { Pool } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { startKillableServer } from "./support/killable-server.ts";
import { createResendingAgent } from "./support/resending-agent.ts";
import { WORKSPACE, databaseOfTest, temporaryDirectory, writeFiles } from "./support/test-server.ts";
import { until } from "./support/until.ts";
import { watchedApp } from "./support/watched-bundle.ts";
import { breachesIn } from "./support/workflow-facts.ts";

const FANS = 12;
const LEAVES = 6;
const ROUNDS = 3;
const VERSIONS = 60;

const app = watchedApp();

/** Fans that come together again in two steps, and consumers of a version from outside, one of them switched off. */
function workflow(): string {
  const task = { TASK: ["work"] };
  const fans = Array.from({ length: FANS }, (_, fan) => {
    const leaves = Array.from({ length: LEAVES }, (__, leaf) => `leaf_${String(fan)}_${String(leaf)}`);
    const from = (names: readonly string[]) => names.map((name) => ({ IN: name }));
    return [
      { name: `root_${String(fan)}`, type: "runSh", steps: [task, { OUT: `made_${String(fan)}` }] },
      ...leaves.map((name) => ({
        name,
        type: "runSh",
        triggerMode: "parallel",
        dependencyMode: "immediate",
        steps: [{ IN: `made_${String(fan)}` }, task],
      })),
      {
        name: `join_${String(fan)}`,
        type: "runSh",
        dependencyMode: "strict",
        steps: [...from(leaves), task],
      },
    ];
  });
  const made = Array.from({ length: FANS }, (_, fan) => `made_${String(fan)}`);
  return JSON.stringify({
    resources: ["news", ...made].map((name) => ({
      name,
      type: "params",
      versionTemplate: { params: { A: "1" } },
    })),
    jobs: [
      ...fans.flat(),
      { name: "reader", type: "runSh", dependencyMode: "immediate", steps: [{ IN: "news" }, task] },
      { name: "onlooker", type: "runSh", steps: [{ IN: "news", switch: "off" }, task] },
    ],
  });
}

test(
  "two server processes on one database under load: no run is given twice, none is lost, and every version is decided upon",
  { timeout: 180_000 },
  async () => {
    const databaseUrl = await databaseOfTest();
    const start = async () =>
      startKillableServer({ databaseUrl, dataDir: await temporaryDirectory(), port: 0, app: app() });
    const [first, second] = [await start(), await start()];
    const serverOf = (n: number) => (n % 2 === 0 ? first : second);
    const source = await temporaryDirectory();
    await writeFiles(source, { "landbridge.yml": workflow() });
    const added = { workspace: WORKSPACE, name: "source", kind: "directory", location: source } as const;
    await serverOf(0).client.addSource(added);
    const given = new Map<string, number>();
    const agents = await Promise.all(
      [first, second].map(async ({ url, agentToken }, index) => {
        const agent = createResendingAgent({
          name: `agent ${String(index)}`,
          slots: 10,
          onAssign(run) {
            given.set(run.runId, (given.get(run.runId) ?? 0) + 1);
            const posted = {
              name: run.job.replace("root", "made"),
              isCleared: false,
              values: { A: run.runId },
            };
            agent.report(run, run.job.startsWith("root") ? { postings: [posted] } : {});
          },
        });
        await agent.connect(url, agentToken);
        onTestFinished(() => agent.disconnect());
        return agent;
      }),
    );
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all([
        ...Array.from({ length: FANS }, (_, n) =>
          serverOf(n + round).client.startRun({ workspace: WORKSPACE, job: `root_${String(n)}` }),
        ),
        ...Array.from({ length: VERSIONS / ROUNDS }, (_, n) =>
          serverOf(n).client.postVersion({
            workspace: WORKSPACE,
            resource: "news",
            values: { A: String(n) },
          }),
        ),
      ]);
    }
    const pool = new Pool({ connectionString: databaseUrl, max: 1 });
    onTestFinished(() => pool.end());
    const counts = await until(
      async () => {
        const { rows } = await pool.query<
          Record<"live" | "waiting" | "roots" | "leaves" | "readers" | "news", number>
        >(
          `select (select count(*)::int from live_runs) as live,
                  (select count(*)::int from jobs where waiting_order is not null) as waiting,
                  (select count(*)::int from runs r join jobs j on j.id = r.job_id where j.name like 'root%') as roots,
                  (select count(*)::int from runs r join jobs j on j.id = r.job_id where j.name like 'leaf%') as leaves,
                  (select count(*)::int from runs r join jobs j on j.id = r.job_id where j.name = 'reader') as readers,
                  (select last_version_number from resources where name = 'news') as news`,
        );
        return rows[0]?.live === 0 && rows[0].waiting === 0 && rows[0];
      },
      { what: "nothing is under way, and nothing waits" },
    );
    const roots = FANS * ROUNDS;
    expect(counts).toEqual({
      live: 0,
      waiting: 0,
      roots,
      leaves: roots * LEAVES,
      readers: VERSIONS,
      news: VERSIONS + 1,
    });
    expect(await breachesIn(pool)).toEqual([]);
    const { rows } = await pool.query<{ id: string; name: string; status: string }>(
      "select r.id, j.name, r.status from runs r join jobs j on j.id = r.job_id",
    );
    expect(rows.filter(({ status }) => status !== "success")).toEqual([]);
    expect(rows.filter(({ id }) => given.get(id) !== 1)).toEqual([]);
    expect(given.size).toBe(rows.length);
    // Each join ran, and both servers had their part.
    expect(new Set(rows.filter(({ name }) => name.startsWith("join")).map(({ name }) => name)).size).toBe(
      FANS,
    );
    expect(agents.every(({ acknowledged }) => acknowledged.size > 0)).toBe(true);
  },
);
