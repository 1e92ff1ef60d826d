import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { makeCliHome } from "./support/cli-home.ts";
import type { CliHome } from "./support/cli-home.ts";
import { jsonLines, runCli, startCli } from "./support/cli-process.ts";
import type { CliProcess, Finished } from "./support/cli-process.ts";
import { goneWith } from "./support/processes.ts";
import { makeDirectory } from "./support/workspace.ts";

let home: CliHome;

beforeAll(() => {
  home = makeCliHome();
});
afterAll(() => home.close());

interface Ready {
  readonly url: string;
  readonly signInUrl: string;
  readonly pid: number;
  readonly agentPid: number;
  readonly workspace: string;
}

interface Up {
  readonly process: CliProcess;
  readonly ready: Ready;
  landbridge(...args: readonly string[]): Promise<Finished>;
}

async function startUp(dataDir: string, ...args: readonly string[]): Promise<Up> {
  const process = startCli(["up", "--data-dir", dataDir, "--json", ...args], { env: home.env });
  onTestFinished(async () => void (await process.end()));
  const [line = ""] = await process.says(/^\{"url".*\}$/m);
  const ready: Ready = JSON.parse(line);
  return {
    process,
    ready,
    landbridge: (...words) => runCli([...words, "--server", ready.url], { env: home.env }),
  };
}

async function stop({ process }: Up): Promise<Finished> {
  process.kill("SIGINT");
  return process.ended;
}

/** Asks until the last job of the sample has ended; each question takes a process of its own, so it is its own pause. */
async function sampleHasRun(platform: Awaited<ReturnType<typeof startUp>>): Promise<void> {
  for (let asked = 0; asked < 100; asked++) {
    const [run] = answerOf(await platform.landbridge("runs", "--job", "sign", "--json")) as {
      finishedAt?: string;
    }[];
    if (run?.finishedAt !== undefined) return;
  }
  throw new Error("the sample did not come to its end");
}

/** The first JSON value of an answer that went well. */
function answerOf({ code, stdout, stderr }: Finished): unknown {
  expect({ code, stderr, stdout: code === 0 ? "" : stdout }).toEqual({ code: 0, stderr: "", stdout: "" });
  return jsonLines(stdout)[0];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  return port;
}

describe("landbridge up --sample", () => {
  test("says where it is, has run the sample, signs the command line in, and Ctrl-C leaves nothing", async () => {
    const up = await startUp(join(makeDirectory({}), "data"), "--sample", "--port", "0");
    expect(Object.keys(up.ready)).toEqual(["url", "signInUrl", "pid", "agentPid", "workspace"]);
    expect(up.ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(up.ready.signInUrl).toContain(`${up.ready.url}/`);
    expect(up.ready.workspace).toBe("main");

    await sampleHasRun(up);
    // Without a flag, the command line asks the server that it was signed in to last.
    const jobs = answerOf(await runCli(["jobs", "--json"], { env: home.env }));
    expect(jobs).toMatchObject([
      { name: "greet", status: "success" },
      { name: "shout", status: "success" },
      { name: "sign", status: "success" },
    ]);
    const file = join(home.env["XDG_CONFIG_HOME"] ?? "", "landbridge", "credentials.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(`/proc/${up.ready.agentPid}/cmdline`, "utf8")).not.toContain("lb_");

    const { code, stdout } = await stop(up);
    expect({ code, lines: jsonLines(stdout).length }).toEqual({ code: 0, lines: 1 });
    expect(await goneWith(home.directory)).toEqual([]);
  });

  test("a second start keeps the history, and adds nothing twice", async () => {
    const dataDir = join(makeDirectory({}), "data");
    const before = await startUp(dataDir, "--sample", "--port", "0");
    await sampleHasRun(before);
    await stop(before);
    const after = await startUp(dataDir, "--sample", "--port", "0");
    expect(answerOf(await after.landbridge("runs", "--json"))).toMatchObject([
      { job: "sign", number: 1 },
      { job: "shout", number: 1 },
      { job: "greet", number: 1 },
    ]);
    expect(answerOf(await after.landbridge("sources", "--json"))).toHaveLength(1);
    await stop(after);
  });
});

const LONG = `jobs:
  - {name: long, type: runSh, steps: [{TASK: {name: wait, script: [echo begun, 'while ! [ -e "$GO" ]; do sleep 0.1; done', echo ended]}}]}
`;

describe("landbridge up, killed with kill -9 and started again", () => {
  test("takes the agent over that still works, and its run goes on to its end", async () => {
    const place = makeDirectory({ "flow/landbridge.yml": LONG });
    const go = join(place, "go");
    const port = String(await freePort());
    const args = [join(place, "flow"), "--port", port];
    const before = await startUp(join(place, "data"), ...args);
    answerOf(await before.landbridge("trigger", "long", "--set", `GO=${go}`, "--json"));
    const follow = startCli(["logs", "long", "-f", "--server", before.ready.url], { env: home.env });
    await follow.says(/^begun$/m);
    before.process.kill("SIGKILL");
    await Promise.all([before.process.ended, follow.ended]);

    const after = await startUp(join(place, "data"), ...args);
    expect(after.ready.agentPid).toBe(before.ready.agentPid);
    writeFileSync(go, "");
    const log = await after.landbridge("logs", "long#1", "--follow");
    expect(log).toMatchObject({ code: 0 });
    expect(log.stdout.match(/^(begun|ended)$/gm)).toEqual(["begun", "ended"]);
    expect(answerOf(await after.landbridge("runs", "--json"))).toHaveLength(1);
    await stop(after);
    expect(await goneWith(place)).toEqual([]);
  });
});

describe("Ctrl-C while a run is under way", () => {
  test("ends its processes with everything else", async () => {
    const place = makeDirectory({ "flow/landbridge.yml": LONG });
    const up = await startUp(join(place, "data"), join(place, "flow"), "--port", "0");
    answerOf(await up.landbridge("trigger", "long", "--set", `GO=${join(place, "never")}`, "--json"));
    const follow = startCli(["logs", "long", "-f", "--server", up.ready.url], { env: home.env });
    await follow.says(/^begun$/m);
    expect(await stop(up)).toMatchObject({ code: 0 });
    await follow.ended;
    expect(await goneWith(place)).toEqual([]);
  });
});

test("Ctrl-C, for people: the runs that it ends are named", async () => {
  const place = makeDirectory({ "flow/landbridge.yml": LONG });
  const args = ["up", join(place, "flow"), "--data-dir", join(place, "data"), "--port", "0"];
  const process = startCli(args, { env: home.env });
  onTestFinished(async () => void (await process.end()));
  await process.says(/is up at /);
  answerOf(
    await runCli(["trigger", "long", "--set", `GO=${join(place, "never")}`, "--json"], { env: home.env }),
  );
  const follow = startCli(["logs", "long", "-f"], { env: home.env });
  await follow.says(/^begun$/m);
  process.kill("SIGINT");
  expect((await process.ended).stderr).toContain("Stopping; ends 1 run: long #1\n");
  await follow.ended;
});

describe("what stands in the way is said in one sentence", () => {
  test("a port that is taken, a data directory in use, a setting that can't be: exit 2", async () => {
    const place = makeDirectory({});
    const up = await startUp(join(place, "data"), "--port", "0");
    const port = new URL(up.ready.url).port;
    const tries: readonly (readonly [string, readonly string[]])[] = [
      ["PORT_IN_USE", ["--data-dir", join(place, "other"), "--port", port]],
      ["DATA_DIR_IN_USE", ["--data-dir", join(place, "data"), "--port", "0"]],
      ["USAGE", ["--data-dir", join(place, "other"), "--port", "many"]],
      ["CONFIGURATION_INVALID", ["--data-dir", join(place, "other"), "--host", "192.0.2.1"]],
    ];
    for (const [expected, args] of tries) {
      const { code, stdout, stderr } = await runCli(["up", ...args], { env: home.env });
      expect({ expected, code, stdout }).toEqual({ expected, code: 2, stdout: "" });
      expect(stderr).toMatch(new RegExp(`^${expected}: .+\\.$`, "m"));
      expect(stderr).not.toContain("    at ");
    }
    const { stderr } = await runCli(["up", "--data-dir", join(place, "data")], { env: home.env });
    expect(stderr).toContain(`It is up at ${up.ready.url}; \`npx landbridge login --link\` prints`);
    await stop(up);
    expect(await goneWith(place)).toEqual([]);
  });
});
