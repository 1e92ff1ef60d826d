import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { saveCredential } from "../src/connection/credentials.ts";
import { makeCliHome } from "./support/cli-home.ts";
import type { CliHome } from "./support/cli-home.ts";
import { jsonLines, runCli, startCli } from "./support/cli-process.ts";
import type { CliProcess, Finished } from "./support/cli-process.ts";
import { startGitServer } from "./support/git-server.ts";
import { makeDirectory } from "./support/workspace.ts";

/** One installation with two sources; every test plans edits of its own and applies none but its own. */
let home: CliHome;
let up: CliProcess;
let url: string;
let ops: string;

const OPS = `resources:
  - { name: settings, type: params, versionTemplate: { params: { A: "1" } } }
  - { name: go, type: trigger, versionTemplate: { counter: 1 } }
jobs:
  - { name: build, type: runSh, steps: [{ IN: settings }, { IN: go }, { TASK: { script: [make] } }] }
  - { name: deploy, type: runSh, steps: [{ IN: build, switch: off }, { TASK: { script: [ship] } }] }
`;
const EDITED = `resources:
  - { name: settings, type: params, versionTemplate: { params: { A: "2" } } }
  - { name: go, type: trigger, versionTemplate: { counter: 2 } }
jobs:
  - { name: build, type: runSh, steps: [{ IN: settings }, { IN: go }, { TASK: { script: [make] } }] }
  - { name: deploy, type: runSh, steps: [{ IN: build }, { TASK: { script: [ship] } }] }
  - { name: stray, type: runSh, steps: [{ IN: nowhere }, { TASK: { script: [echo] } }] }
`;

beforeAll(async () => {
  home = makeCliHome();
  ops = join(home.directory, "ops");
  const second = join(home.directory, "second");
  for (const place of [ops, second]) mkdirSync(place);
  writeFileSync(join(ops, "landbridge.yml"), OPS);
  writeFileSync(join(second, "landbridge.yml"), oneJob("of_second"));
  const data = join(home.directory, "installation");
  up = startCli(["server", ops, second, "--data-dir", data, "--port", "0", "--json"], {
    // What is edited here is planned and synced by the tests alone.
    env: { ...home.env, LANDBRIDGE_SYNC_SECONDS: "0" },
  });
  const [line = ""] = await up.says(/^\{"url".*\}$/m);
  ({ url } = JSON.parse(line));
});
afterAll(async () => {
  await up.end();
  await home.close();
});

function oneJob(name: string): string {
  return `jobs:\n  - { name: ${name}, type: runSh, steps: [{ TASK: { script: [echo] } }] }\n`;
}

function landbridge(...args: readonly string[]): Promise<Finished> {
  return runCli([...args, "--server", url], { env: home.env });
}

async function json(...args: readonly string[]): Promise<{ code: number | null; answer: unknown }> {
  const { code, stdout, stderr } = await landbridge(...args, "--json");
  expect(stderr).toBe("");
  return { code, answer: jsonLines(stdout)[0] };
}

describe("plan of a directory that is a source", () => {
  test("as it was synced: nothing would change, also for --exit-code", async () => {
    const { code, stdout, stderr } = await landbridge("plan", ops, "--exit-code");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      `Plan for the source ops (${ops}), with the files of ${ops}\n\nNothing would change.\n`,
    );
  });

  test("edited elsewhere: what differs, what starts, which gate opens, what can't run", async () => {
    const edited = makeDirectory({ "landbridge.yml": EDITED });
    const { code, stdout } = await landbridge("plan", edited, "--source", "ops");
    expect(code).toBe(0);
    const [, afterProblems = ""] = stdout.split("\n\nChanges\n");
    expect(stdout).toMatch(/^ {2}\S+landbridge\.yml:7:47 error UNKNOWN_REFERENCE$/m);
    expect(stdout).toMatch(/^ {4}> 7 \| {3}- \{ name: stray/m);
    expect(afterProblems).toBe(
      `  ~ resource  settings (params)
      ~ versionTemplate.params.A  "1" → "2"
  ~ resource  go (trigger)
      ~ versionTemplate.counter  1 → 2
  + job       stray (runSh)
  ~ job       deploy (runSh)
      - steps[0].switch  "off"

New versions
  settings #2
  go #2

Starts now
  build  queued   Run 1 was queued because go has version 2. (input-changed)

Later starts
  deploy  at a successful run of build (chrono)

Gates
  loosens   deploy: News of build starts it by itself: the IN is switched on.

Can't run
  ⚠ stray: The IN nowhere names nothing that is declared.

Plan: 1 to add, 3 to change; 1 job starts now, 1 can't run.
`,
    );
    expect((await landbridge("plan", edited, "--source", "ops", "--exit-code")).code).toBe(4);
  });

  test("--json: one object, and plans change nothing", async () => {
    const edited = makeDirectory({ "landbridge.yml": EDITED });
    const { code, answer } = await json("plan", edited, "--source", "ops");
    expect(code).toBe(0);
    expect(answer).toMatchObject({
      outcome: "change",
      text: "3 jobs and 2 resources; 1 added, 3 changed",
      source: "ops",
      digest: expect.stringMatching(/^[0-9a-f]+$/),
      refusals: [],
      problems: [{ code: "UNKNOWN_REFERENCE", file: join(edited, "landbridge.yml"), line: 7 }],
      plan: { isNothing: false, starts: [{ job: "build", verdict: "queued" }] },
    });
    expect((await json("sources", "plan", "ops")).answer).toMatchObject({ outcome: "nothing" });
  });

  test("--markdown: a table, gates in the open, fields folded, nothing that calls or marks up", async () => {
    const edited = makeDirectory({
      "landbridge.yml": EDITED.replace('A: "2"', 'A: "@acme <b>|`x`"'),
    });
    const { stdout, stderr } = await landbridge("plan", edited, "--source", "ops", "--markdown");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^<!-- landbridge plan: ops -->\n### Plan for the source ops /);
    expect(stdout).toContain("\n| `+` add | job | `stray` | `runSh` |  |\n");
    expect(stdout).toContain("\n- **loosens** `deploy`: News of build starts it by itself");
    expect(stdout).toContain("<details><summary>Changed fields (3)</summary>\n\n- `settings` ");
    expect(stdout).toContain('`versionTemplate.params.A` `"1"` → ``"@acme <b>\\|`x`"``');
    expect(await landbridge("plan", edited, "--markdown", "--json")).toMatchObject({ code: 2 });
  });
});

describe("a plan that is refused", () => {
  test("faults of the files: exit 1, also with --exit-code, with the frame", async () => {
    const broken = makeDirectory({ "landbridge.yml": "jobs:\n  - { name: a, type: runSh, steps: 1 }\n" });
    for (const flags of [[], ["--exit-code"]]) {
      const { code, stdout } = await landbridge("plan", broken, "--source", "ops", ...flags);
      expect(code).toBe(1);
      expect(stdout).toMatch(/> 2 \| {3}- \{ name: a/);
      expect(stdout).toMatch(/\nRefused: the configuration has \d errors?\.\n$/);
    }
  });

  test("a name of another source: why, and how it can move", async () => {
    const taking = makeDirectory({ "landbridge.yml": oneJob("deploy") });
    const { code, stdout } = await landbridge("plan", taking, "--source", "second");
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nRefused: deploy belongs to the source ops\. To move it, pause ops first/);
    expect((await json("plan", taking, "--source", "second")).answer).toMatchObject({
      outcome: "refused",
      refusals: [expect.stringMatching(/^deploy belongs to the source ops/)],
    });
  });

  test("a source or a path that there is not: exit 2", async () => {
    const noSource = await landbridge("plan", "--source", "osp");
    expect(noSource).toMatchObject({ code: 2, stdout: "" });
    expect(noSource.stderr).toMatch(/^SOURCE_NOT_FOUND: .*osp.*\n {2}Known names: ops, second\./);
    expect((await landbridge("plan", "no-such-place")).stderr).toMatch(/^PATH_NOT_FOUND: /);
  });
});

describe("which source a directory stands for", () => {
  test("a file of a source is only a part of it: the plan is of all of them, and says so", async () => {
    const { code, stdout, stderr } = await landbridge("plan", join(ops, "landbridge.yml"));
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `ops reads more than ${join(ops, "landbridge.yml")}: these are the files of ${ops}.\n`,
    });
    expect(stdout).toMatch(/\n\nNothing would change\.\n$/);
  });

  test("none of several: it is planned as a new one", async () => {
    const third = makeDirectory({ "landbridge.yml": oneJob("third_job") });
    const { stdout, stderr } = await landbridge("plan", third);
    expect(stderr).toBe(
      `No source reads ${third}: it is planned as a new one; \`--source NAME\` plans it in the place of a source.\n`,
    );
    expect(stdout).toMatch(new RegExp(`^Plan for ${third} as a new source\n`));
    expect(stdout).toMatch(/\nPlan: 1 to add\.\n$/);
  });

  test("a checkout, also a folder of it: the source that reads its origin, as a whole", async () => {
    const repository = await startGitServer();
    repository.push({ "landbridge.yml": oneJob("from_git") }, "first");
    const place = makeDirectory({});
    const checkout = join(place, "checkout");
    // Not synchronously: the repository is served by this very process.
    await promisify(execFile)("git", ["clone", "--quiet", repository.url, checkout]);
    expect(await landbridge("sources", "add", "repository", repository.url)).toMatchObject({ code: 0 });
    onTestFinished(async () => {
      await landbridge("sources", "remove", "repository", "--yes");
      await landbridge("sources", "delete", "repository", "--yes");
    });
    mkdirSync(join(checkout, "more"));
    writeFileSync(join(checkout, "more", "landbridge.yml"), oneJob("in_folder"));
    const folder = await landbridge("plan", join(checkout, "more"));
    expect(folder.stderr).toMatch(
      /^repository reads more than \S+more: these are the files of \S+checkout\.\n$/,
    );
    expect(folder.stdout).toMatch(/^Plan for the source repository \(http/);
    expect(folder.stdout).toMatch(/\nPlan: 1 to add\.\n$/);
    // The server's own reading, at a commit; the digest holds the sync to it. Nothing else syncs it meanwhile.
    expect(await landbridge("sources", "pause", "repository")).toMatchObject({ code: 0 });
    repository.push({ "landbridge.yml": oneJob("renamed") }, "second");
    const planned = await landbridge("plan", "--source", "repository");
    expect(planned.stdout).toMatch(/^Plan for the source repository .*, at commit [0-9a-f]{12}\n/);
    expect(planned.stdout).toContain("\nPlan: 1 to add, 1 to remove.\n");
    const [, digest = ""] = /sources sync repository --expect (\S+)/.exec(planned.stderr) ?? [];
    const synced = await landbridge("sources", "sync", "repository", "--expect", digest);
    expect(synced).toMatchObject({ code: 0, stderr: "" });
    expect(synced.stdout).toMatch(/\+ job {7}renamed[^]*- job {7}from_git/);
  });
});

describe("without a server that answers", () => {
  test("one that was named: exit 3, never a plan against something else", async () => {
    const named = await runCli(["plan", ops, "--server", `http://127.0.0.1:${await freePort()}`], {
      env: home.env,
    });
    expect(named).toMatchObject({ code: 3, stdout: "" });
    const env = { ...home.env, LANDBRIDGE_SERVER: `http://127.0.0.1:${await freePort()}` };
    expect(await runCli(["plan", ops], { env })).toMatchObject({ code: 3, stdout: "" });
  });

  test("no data directory: everything is new; a named source can't be planned", async () => {
    const env = await alone();
    const { code, stdout, stderr } = await runCli(["plan", ops], { env });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "No server answers and no data directory is here: everything is new.\n",
    });
    expect(stdout).toMatch(/ as a new source\n[^]*\nPlan: 4 to add\.\n$/);
    expect(await runCli(["plan", "--source", "ops"], { env })).toMatchObject({ code: 3 });
  });

  test("the data directory of a server that has ended: what that holds, and what it would read", async () => {
    const env = await alone();
    const place = makeDirectory({ "flow/landbridge.yml": OPS, "elsewhere/landbridge.yml": EDITED });
    const ended = startCli(["server", join(place, "flow"), "--port", "0", "--json"], { env });
    await ended.says(/^\{"url".*\}$/m);
    await ended.end();
    expect(await runCli(["plan", join(place, "flow"), "--exit-code", "--json"], { env })).toMatchObject({
      code: 0,
      stderr: "",
    });
    const other = await runCli(["plan", join(place, "elsewhere")], { env });
    expect(other.stderr).toMatch(/No server answers; this is against what \S+ holds\.\n/);
    expect(other.stderr).toMatch(/^The source flow does not read \S+elsewhere: .*`--source flow`/m);
    expect(other).toMatchObject({ code: 1, stdout: expect.stringMatching(/belongs to the source flow/) });
    const asked = await runCli(["plan", join(place, "elsewhere"), "--source", "flow"], { env });
    expect(asked).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\nPlan: 1 to add, 3 to change; /),
    });
  });
});

/** A user of their own, whose command line was signed in to a server that is gone. */
async function alone(): Promise<Readonly<Record<string, string>>> {
  const own = makeDirectory({});
  const env = { ...home.env, XDG_CONFIG_HOME: join(own, "config"), XDG_DATA_HOME: join(own, "data") };
  const file = join(env.XDG_CONFIG_HOME, "landbridge", "credentials.json");
  saveCredential(file, `http://127.0.0.1:${await freePort()}`, { token: "spent" });
  return env;
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
