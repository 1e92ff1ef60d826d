import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCliHome } from "./support/cli-home.ts";
import type { CliHome } from "./support/cli-home.ts";
import { jsonLines, runCli, startCli } from "./support/cli-process.ts";
import type { CliProcess, Finished } from "./support/cli-process.ts";

/** One server for the file; each test has sources with names of its own. Nothing runs: there is no agent. */
let home: CliHome;
let server: CliProcess;
let url: string;

beforeAll(async () => {
  home = makeCliHome();
  const data = join(home.directory, "installation");
  server = startCli(["server", "--data-dir", data, "--port", "0", "--json"], {
    // What is edited here is planned and synced by the tests alone.
    env: { ...home.env, LANDBRIDGE_SYNC_SECONDS: "0" },
  });
  const [line = ""] = await server.says(/^\{"url".*\}$/m);
  ({ url } = JSON.parse(line));
});
afterAll(async () => {
  await server.end();
  await home.close();
});

function landbridge(...args: readonly string[]): Promise<Finished> {
  return runCli([...args, "--server", url], { env: home.env, cwd: home.directory });
}

async function json(...args: readonly string[]): Promise<unknown> {
  const { stdout, stderr } = await landbridge(...args, "--json");
  expect(stderr).toBe("");
  return jsonLines(stdout)[0];
}

/** Writes the whole configuration of a source: jobs with their INs. */
function write(name: string, jobs: Readonly<Record<string, readonly string[]>>): void {
  mkdirSync(join(home.directory, name), { recursive: true });
  const lines = Object.entries(jobs).map(([job, inputs]) => {
    const steps = [...inputs.map((input) => `{ IN: ${input} }`), "{ TASK: { script: [echo] } }"];
    return `  - { name: ${job}, type: runSh, steps: [${steps.join(", ")}] }\n`;
  });
  writeFileSync(join(home.directory, name, "landbridge.yml"), `jobs:\n${lines.join("")}`);
}

describe("adding and syncing", () => {
  test("--plan shows what adding would do and adds nothing; a place counts from where one stands", async () => {
    write("first", { first_job: [] });
    const planned = await landbridge("sources", "add", "first", "first", "--plan");
    expect(planned).toEqual({
      code: 0,
      stderr: "",
      stdout: `Plan for adding ${join(home.directory, "first")} as the source first

Changes
  + job       first_job (runSh)

Starts now  nothing: an edit starts no job

Later starts
  first_job  by hand only

Plan: 1 to add.
`,
    });
    expect(await json("sources")).toEqual([]);
    const added = await landbridge("sources", "add", "first", "first");
    expect(added).toMatchObject({ code: 0, stderr: "" });
    expect(added.stdout).toMatch(
      /^first: 1 job and 0 resources; 1 added\n\nChanges\n {2}\+ job {7}first_job/,
    );
    expect(await json("sources")).toMatchObject([
      { name: "first", kind: "directory", location: join(home.directory, "first"), isPaused: false },
    ]);
    const again = await landbridge("sources", "add", "first", "first", "--plan");
    expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(/^SOURCE_EXISTS: /) });
  });

  test("a job that can't run: exit 1 with the reason, and so again while it is so", async () => {
    write("half", { half_good: [], half_bad: ["half_missing"] });
    const added = await landbridge("sources", "add", "half", "half");
    expect(added.code).toBe(1);
    expect(added.stdout).toMatch(/^half: ⚠ 2 jobs .* half_bad is inconsistent\.\n/);
    expect(added.stdout).toMatch(/\nCan't run\n {2}⚠ half_bad: The IN half_missing names nothing/);
    const again = await landbridge("sources", "sync", "half");
    expect(again.code).toBe(1);
    expect(again.stdout).toMatch(
      /nothing changed\. half_bad is inconsistent\.\n[^]*⚠ half_bad: .*half_missing/,
    );
    write("half", { half_good: [], half_bad: ["half_good"] });
    const mended = await landbridge("sources", "sync", "half");
    expect(mended).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nRuns again\n {2}half_bad\n$/) });
  });

  test("a sync that fails: exit 1, and nothing of it is applied", async () => {
    write("broken", { broken_job: [] });
    await landbridge("sources", "add", "broken", "broken");
    writeFileSync(join(home.directory, "broken", "landbridge.yml"), "jobs: [\n");
    const failed = await landbridge("sources", "sync", "broken");
    expect(failed).toMatchObject({ code: 1, stderr: "" });
    expect(failed.stdout).toMatch(
      /^broken: ✗ Nothing was changed: .*\n {2}landbridge\.yml:1:7 error YAML_SYNTAX /,
    );
    expect(JSON.stringify(await json("jobs"))).toContain('"broken_job"');
  });

  test("--expect: what the plan said, or nothing", async () => {
    write("expected", { expected_one: [] });
    await landbridge("sources", "add", "expected", "expected");
    await landbridge("sources", "pause", "expected");
    write("expected", { expected_one: [], expected_two: [] });
    const plan = await json("sources", "plan", "expected");
    expect(plan).toMatchObject({ outcome: "change", digest: expect.any(String) });
    const { digest } = plan as { digest: string };
    write("expected", { expected_one: [], expected_three: [] });
    const other = await landbridge("sources", "sync", "expected", "--expect", digest);
    expect(other).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/^PLAN_OUTDATED: /) });
    write("expected", { expected_one: [], expected_two: [] });
    expect(await json("sources", "sync", "expected", "--expect", digest)).toMatchObject({
      lastSync: { status: "success" },
      configuration: { number: 2, plan: { changes: [{ name: "expected_two", action: "add" }] } },
    });
  });

  test("an address with a password is refused with what to do, also for --plan", async () => {
    for (const flags of [[], ["--plan"]]) {
      const place = "https://bob:s3cret@git.example.com/x.git";
      const { code, stderr } = await landbridge("sources", "add", "secret", place, ...flags);
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /^BAD_REQUEST: The address has a password in it.*\n {2}Sources with credentials/,
      );
      expect(stderr).not.toContain("s3cret");
    }
  });
});

test("hook: for each kind of host its address, and the secret of this source", async () => {
  write("hooked", { hooked_job: [] });
  await landbridge("sources", "add", "hooked", "hooked");
  const { stdout } = await landbridge("sources", "hook", "hooked");
  expect(stdout).toMatch(/^github +http:\/\/127\.0\.0\.1:\d+\/hooks\/github\/hooked$/m);
  expect(stdout).toMatch(/^secret +\S{20,}$/m);
  expect(await json("sources", "hook", "hooked")).toMatchObject({
    secret: expect.any(String),
    addresses: expect.arrayContaining([{ provider: "gitlab", url: `${url}/hooks/gitlab/hooked` }]),
  });
});

describe("history", () => {
  test("the list, one sync with what it did, and one that there is not", async () => {
    write("past", { past_one: [] });
    await landbridge("sources", "add", "past", "past");
    write("past", { past_one: [], past_two: ["past_one"] });
    await landbridge("sources", "sync", "past");
    // A sync without news leaves no trace.
    await landbridge("sources", "sync", "past");
    expect(await json("sources", "history", "past")).toMatchObject([
      { number: 2, status: "success" },
      { number: 1, status: "success" },
    ]);
    expect(await json("sources", "history", "past", "--limit", "1")).toHaveLength(1);
    const one = await landbridge("sources", "history", "past", "2");
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(/^past #2 ✓ success\n\S+ by \S+\n2 jobs and 0 resources; 1 added\n/);
    expect(one.stdout).toMatch(/\n {2}past_two {2}at a successful run of past_one \(chrono\)\n$/);
    const none = await landbridge("sources", "history", "past", "3");
    expect(none).toMatchObject({ code: 2, stderr: expect.stringMatching(/^USAGE: past has no sync 3/) });
  });
});

describe("moving, removing and deleting", () => {
  test("a job moves to another source while its own is paused, and keeps its runs", async () => {
    write("giver", { stays: [], moves: [] });
    write("taker", { moves: [] });
    await landbridge("sources", "add", "giver", "giver");
    expect(await landbridge("trigger", "moves")).toMatchObject({ code: 0 });
    const early = await landbridge("sources", "add", "taker", "taker", "--plan");
    expect(early.code).toBe(1);
    expect(early.stdout).toMatch(
      /\nRefused: moves belongs to the source giver\. To move it, pause giver first/,
    );
    const paused = await landbridge("sources", "pause", "giver");
    expect(paused.stdout).toMatch(/^giver is paused: /);
    expect((await landbridge("sources")).stdout).toMatch(/^giver .* paused, /m);
    const moved = await landbridge("sources", "add", "taker", "taker");
    expect(moved.stdout).toMatch(
      /⇄ job {7}moves \(runSh\)\n {6}It comes from the source giver with its 1 run\./,
    );
    write("giver", { stays: [] });
    expect((await landbridge("sources", "sync", "giver")).stdout).toContain("nothing changed");
    expect(await json("sources", "resume", "giver")).toMatchObject({ isPaused: false });
    expect(JSON.stringify(await json("runs", "--job", "moves"))).toContain('"moves"');
  });

  test("removal shows what goes and needs a yes; what it declared comes back with its history", async () => {
    write("short", { short_job: [] });
    await landbridge("sources", "add", "short", "short");
    expect(await landbridge("trigger", "short_job")).toMatchObject({ code: 0 });
    const silent = await landbridge("sources", "remove", "short");
    expect(silent.code).toBe(2);
    expect(silent.stdout).toMatch(/^Plan for removing the source short\n\nChanges\n {2}- job {7}short_job/);
    expect(silent.stdout).toMatch(/\nIs canceled\n {2}short_job#1, which had not started\n/);
    expect(silent.stderr).toMatch(
      /^NO_TERMINAL: Nobody can be asked here: Remove the source short with 1 job and 1 run\?\n.*--yes/,
    );
    expect(await json("jobs")).toContainEqual(expect.objectContaining({ name: "short_job" }));
    const removed = await landbridge("sources", "remove", "short", "--yes");
    expect(removed).toMatchObject({ code: 0, stdout: expect.stringMatching(/short is removed/) });
    expect((await landbridge("sources")).stdout).toMatch(
      /^short .*removed \d+s ago; `landbridge sources restore/m,
    );
    expect((await landbridge("sources", "deleted")).stdout).toMatch(
      /^short_job +job +runSh +short +1 run +yes: landbridge jobs delete short_job$/m,
    );
    const restored = await landbridge("sources", "restore", "short");
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringMatching(/↻ job {7}short_job/) });
  });

  test("one whose first sync fails is kept, and forgotten when it is removed", async () => {
    mkdirSync(join(home.directory, "faulty"));
    writeFileSync(join(home.directory, "faulty", "landbridge.yml"), "jobs: [\n");
    const added = await landbridge("sources", "add", "faulty", "faulty");
    expect(added).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^faulty: ✗ /),
      stderr:
        "The source faulty is kept: mend its place and `landbridge sources sync faulty`, or `landbridge sources remove faulty`.\n",
    });
    expect(await landbridge("sources", "remove", "faulty", "--yes")).toEqual({
      code: 0,
      stderr: "",
      stdout:
        "Plan for removing the source faulty\n\nThe source faulty goes; it declares nothing.\n" +
        "faulty is forgotten: it never declared anything.\n",
    });
    expect(JSON.stringify(await json("sources"))).not.toContain('"faulty"');
  });

  test("for good: only what was removed, nothing that is named, and then it is gone", async () => {
    write("base", { base_job: [] });
    write("user", { user_job: ["base_job"] });
    await landbridge("sources", "add", "base", "base");
    await landbridge("sources", "add", "user", "user");
    const inUse = await landbridge("sources", "delete", "base", "--yes");
    expect(inUse).toMatchObject({ code: 1, stderr: expect.stringMatching(/^STILL_DECLARED: /) });
    const declared = await landbridge("jobs", "delete", "base_job", "--yes");
    expect(declared).toMatchObject({ code: 1, stderr: expect.stringMatching(/^STILL_DECLARED: /) });
    expect(await landbridge("resources", "delete", "nothing")).toMatchObject({ code: 2, stdout: "" });
    await landbridge("sources", "remove", "base", "--yes");
    expect(await json("sources", "deleted")).toContainEqual(
      expect.objectContaining({ name: "base_job", keptBecause: expect.stringContaining("user_job") }),
    );
    const named = await landbridge("sources", "delete", "base", "--yes");
    expect(named).toMatchObject({ code: 1, stderr: expect.stringMatching(/^STILL_NAMED: .*user_job/) });
    await landbridge("sources", "remove", "user", "--yes");
    expect(await landbridge("jobs", "delete", "user_job")).toMatchObject({ code: 2, stdout: "" });
    expect(await json("jobs", "delete", "user_job", "--yes")).toEqual({ ok: true });
    const gone = await landbridge("sources", "delete", "base", "--yes");
    expect(gone).toMatchObject({ code: 0, stdout: "base is deleted for good, with 1 job.\n" });
    expect(JSON.stringify(await json("sources"))).not.toContain('"base"');
    expect(JSON.stringify(await json("sources", "deleted"))).not.toMatch(/base_job|user_job/);
  });
});

test("a subcommand that there is not is told which there are", async () => {
  const { code, stdout, stderr } = await landbridge("sources", "bogus", "--yes");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe(
    "USAGE: There is no `landbridge sources bogus`.\n" +
      "  There are: list, add, sync, plan, pause, resume, remove, restore, delete, history, hook, deleted.\n",
  );
  expect(await landbridge("sources", "list", "more")).toMatchObject({ code: 2, stdout: "" });
  expect(await landbridge("sources", "sync", "nowhere")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^SOURCE_NOT_FOUND: /),
  });
});
