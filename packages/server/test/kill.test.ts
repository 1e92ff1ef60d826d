import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadingOf } from "./support/built-packages.ts";
import { prepareKillableServer, startKillableServer } from "./support/killable-server.ts";
import type { KillableServer } from "./support/killable-server.ts";
import { WORKSPACE, databaseOfTest, temporaryDirectory, writeFiles } from "./support/test-server.ts";
import { until } from "./support/until.ts";

const RUNS = 20;
const KILLS = 10;
const LINES = 25;

const names = Array.from({ length: RUNS }, (_, n) => `link_${String(n + 1).padStart(2, "0")}`);

/** Is there once a server was killed so many times. */
function markOf(file: string, kills: number): string {
  return `${file}-${String(kills)}-kills`;
}

/**
 * Each run writes its name into a file, once if it runs once, and then numbered lines into its log. On a machine
 * that is slow to kill and start servers the chain waits: of the last run not even the lines come before all kills.
 */
function chainInto(file: string): string {
  const jobs = names.map((name, n) => {
    const before = names[n - 1];
    const kills = Math.ceil((n * KILLS) / (RUNS - 1));
    const script = [
      `echo ${name} >> ${file}`,
      ...(kills === 0 ? [] : [`until [ -e ${markOf(file, kills)} ]; do sleep 0.01; done`]),
      `for n in $(seq ${String(LINES)}); do echo "${name} line $n"; sleep 0.008; done`,
    ];
    const steps = [...(before === undefined ? [] : [{ IN: before }]), { TASK: { name: "work", script } }];
    return { name, type: "runSh", runtime: { container: false }, steps };
  });
  return JSON.stringify({ jobs });
}

test(
  "a server that is killed ten times while a chain of 20 runs is under way loses none, doubles none, and keeps every line",
  { timeout: 180_000 },
  async () => {
    const databaseUrl = await databaseOfTest();
    const [dataDir, source, effects] = [
      await temporaryDirectory(),
      await temporaryDirectory(),
      await temporaryDirectory(),
    ];
    const file = join(effects, "ran");
    await writeFiles(source, { "landbridge.yml": chainInto(file) });
    let server = await startKillableServer({ databaseUrl, dataDir, port: 0 });
    await server.client.addSource({
      workspace: WORKSPACE,
      name: "source",
      kind: "directory",
      location: source,
    });
    await startAgentProcess(server);
    await server.client.startRun({ workspace: WORKSPACE, job: names[0] ?? "" });
    let ended = 0;

    const told: string[] = [];
    const next = [0, 1].map(() => prepareKillableServer({ databaseUrl, dataDir, port: server.port }));
    for (let kill = 0; kill < KILLS; kill++) {
      // Each life sees the end of a run, so that the agent is back; then the moment is anywhere in what follows.
      const before = ended;
      await until(async () => (await countEnded(server)) > before);
      const aliveMs = Math.round(Math.random() * 250);
      await new Promise((resolve) => setTimeout(resolve, aliveMs));
      ended = await countEnded(server);
      told.push(`killed ${String(aliveMs)} ms after ${String(ended)} runs`);
      await server.kill();
      await writeFile(markOf(file, kill + 1), "");
      next.push(prepareKillableServer({ databaseUrl, dataDir, port: server.port }));
      server = (await next.shift()?.()) ?? server;
    }
    const story = told.join(", ");
    const { client } = server;
    const runs = await until(async () => {
      const found = await client.listRuns({ workspace: WORKSPACE, limit: 100 });
      return found.some((run) => run.job === names.at(-1) && run.finishedAt !== undefined) && found;
    });
    expect(ended, "the last kill came while the chain was under way").toBeLessThan(RUNS);
    expect(runs.map(({ job, number, status }) => `${job} ${String(number)} ${status}`).sort(), story).toEqual(
      names.map((name) => `${name} 1 success`),
    );
    expect((await readFile(file, "utf8")).trim().split("\n"), story).toEqual(names);
    for (const name of names) {
      const lines = Array.from({ length: LINES }, (_, n) => `${name} line ${String(n + 1)}`);
      expect(
        (await logOf(server, name)).filter((line) => line.startsWith(name)),
        story,
      ).toEqual(lines);
    }
  },
);

async function countEnded({ client }: KillableServer): Promise<number> {
  const runs = await client.listRuns({ workspace: WORKSPACE, limit: 100 });
  return runs.filter((run) => run.finishedAt !== undefined).length;
}

async function logOf({ url, token }: KillableServer, job: string): Promise<readonly string[]> {
  const path = `/api/v1/workspaces/${WORKSPACE}/jobs/${job}/runs/1/steps/1/log`;
  const response = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${token}` } });
  expect(response.headers.get("x-log-complete")).toBe("true");
  return (await response.text()).split("\n");
}

/** The real agent, in a process of its own, which nobody kills before the end. */
async function startAgentProcess({ url, agentToken, client }: KillableServer): Promise<void> {
  const { nodeArguments, fileOf } = loadingOf(["core", "api", "agent"]);
  const directory = await temporaryDirectory();
  const child = spawn(process.execPath, [...nodeArguments, fileOf("agent", "main")], {
    stdio: "ignore",
    env: {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      LANDBRIDGE_SERVER: url,
      LANDBRIDGE_AGENT_TOKEN: agentToken,
      LANDBRIDGE_AGENT_DIR: directory,
      LANDBRIDGE_AGENT_SLOTS: "2",
    },
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  await until(async () =>
    (await client.listAgents({ workspace: WORKSPACE })).some((agent) => agent.isConnected),
  );
}
