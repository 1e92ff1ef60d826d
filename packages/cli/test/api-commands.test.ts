import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdirSync, writeFileSync } from "node:fs";
import { runCli, startCli } from "./support/cli-process.ts";
import { startInstallation } from "./support/installation.ts";
import type { Installation } from "./support/installation.ts";

/** One installation for the whole file: the tests read, and each changes what is its own. */
let installation: Installation;

const FLOW = `resources:
  - {name: settings, type: params, versionTemplate: {params: {A: "1"}}}
  - {name: tag, type: image, versionTemplate: {sourceName: acme/app, versionName: none}}
jobs:
  - {name: quick, type: runSh, steps: [{IN: settings}, {TASK: {name: say, script: ['echo "says \${WORD:-nothing}"', lb set tag versionName=7]}}, {OUT: tag}]}
  - {name: gate, type: runSh, steps: [{IN: tag, switch: off}, {TASK: {script: [echo]}}]}
  - {name: broken, type: runSh, steps: [{TASK: {name: fall, script: ["sh -c 'exit 3'"]}}]}
  - {name: endless, type: runSh, steps: [{TASK: {name: wait, script: [echo begun, sleep 600]}}]}
  - {name: resting, type: runSh, steps: [{IN: quick}, {TASK: {script: [echo]}}]}
`;

beforeAll(async () => {
  installation = await startInstallation(FLOW);
});
afterAll(() => installation?.close());

const landbridge: Installation["landbridge"] = (...args) => installation.landbridge(...args);
const json: Installation["json"] = (...args) => installation.json(...args);

describe("a run by hand", () => {
  test("trigger --follow prints its log and ends as it does, with the variables that were set", async () => {
    const good = await landbridge("trigger", "quick", "--set", "WORD=hello there", "--follow");
    expect(good).toMatchObject({ code: 0, stderr: "" });
    expect(good.stdout).toMatch(/── say\n[^]*says hello there\n[^]*quick#\d+ ✓ success\n$/);
    const bad = await landbridge("trigger", "broken", "--follow");
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/broken#\d+ ✗ failure: /);
  });

  test("cancel ends a run, and who follows it is told", async () => {
    const follow = startCli(["trigger", "endless", "-f", "--server", installation.url], {
      env: installation.home.env,
    });
    await follow.says(/^begun$/m);
    const { code } = await landbridge("cancel", "endless#1");
    expect(code).toBe(0);
    const ended = await follow.ended;
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain("endless#1 ■ canceled");
    expect(await landbridge("cancel", "endless#1")).toMatchObject({ code: 1 });
  });

  test("its log is there afterwards: all of it, of one step, as JSON", async () => {
    await landbridge("trigger", "broken", "--follow");
    const whole = await landbridge("logs", "broken#1");
    expect(whole.stdout).toContain("exit 3");
    expect(whole.stderr).toBe("broken#1 ✗ failure: sh -c 'exit 3' exited with 3.\n");
    const view = await json("logs", "broken#1", "--step", "fall");
    expect(view).toMatchObject({
      job: "broken",
      number: 1,
      status: "failure",
      steps: [{ name: "fall", status: "failure", exitCode: 3 }],
    });
    const none = await landbridge("logs", "broken#1", "--step", "fell");
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("Its steps are: prepare, fall, finish.");
  });
});

describe("what is there", () => {
  test("jobs, resources, sources and agents: tables for people, the API's views for programs", async () => {
    const table = await landbridge("jobs");
    expect(table.stdout).toMatch(/^job +status +last run +reason\n/);
    expect(table.stdout).toMatch(/^gate +○ never-run/m);
    expect(await json("jobs")).toMatchObject([
      { name: "quick", type: "runSh" },
      { name: "gate" },
      { name: "broken" },
      { name: "endless" },
      { name: "resting" },
    ]);
    expect(await json("resources")).toMatchObject([{ name: "settings", type: "params" }, { name: "tag" }]);
    expect(await json("sources")).toMatchObject([{ name: "flow", kind: "directory" }]);
    expect(await json("agents")).toMatchObject([{ name: "local", pool: "default", isConnected: true }]);
  });

  test("a resource with its versions, and the run that made them", async () => {
    await json("trigger", "quick", "--follow");
    expect(await json("resources", "tag")).toMatchObject({
      name: "tag",
      versions: [{ name: "7", origin: "run", producedBy: { job: "quick" } }, { origin: "configuration" }],
    });
  });

  test("what is not there: exit 2 and its name", async () => {
    const { code, stderr } = await landbridge("trigger", "biuld");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^JOB_NOT_FOUND: .*biuld/);
  });
});

describe("why", () => {
  test("a job behind a gate: what happened, what was decided and what would change it", async () => {
    await json("trigger", "quick", "--set", "WORD=again", "--follow");
    const { stdout, code } = await landbridge("why", "gate");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^gate: Did not start: the input tag is switched off\.\n→ Run gate by hand\.\n/);
    expect(stdout).toContain("(switched-off)");
    expect(await json("why", "gate")).toMatchObject({
      job: "gate",
      decisions: [{ job: "gate", verdict: "none", reason: "switched-off" }],
    });
  });

  test("--version asks for the decisions about one version, not for the program's", async () => {
    await json("trigger", "quick", "--set", "WORD=version", "--follow");
    expect(await json("why", "gate", "--version", "tag@2")).toMatchObject({
      decisions: [{ event: expect.stringContaining("quick"), reason: "switched-off" }],
    });
    const { code, stderr } = await landbridge("why", "gate", "--version", "tag@99");
    expect({ code, stderr: stderr.split("\n")[0] }).toEqual({
      code: 2,
      stderr: "VERSION_NOT_FOUND: tag has no version 99.",
    });
  });

  test("a job shows each input; that one is switched off is nothing against it", async () => {
    await json("trigger", "quick", "--set", "WORD=inputs", "--follow");
    const { stdout } = await landbridge("why", "gate");
    expect(stdout).toMatch(/\nInputs\n  ✓ tag  version \d+ \(7\), switched off\n\n/);
  });

  test("--run tells the chain of causes back to the first event", async () => {
    await json("trigger", "quick", "--set", "WORD=chain", "--follow");
    const [{ number }] = (await json("runs", "--job", "resting", "--limit", "1")) as [{ number: number }];
    const { stdout, code } = await landbridge("why", "resting", "--run", String(number));
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /\nChain of causes\n  resting #\d+, because quick #\d+ succeeded[^\n]*\n    ↳ quick #\d+, because owner asked for it[^\n]*\n      ↳ owner asked for a run of quick/,
    );
    expect(await json("why", "resting", "--run", String(number))).toMatchObject({
      run: { job: "resting", number },
      chain: [{ kind: "run" }, { kind: "run" }, { kind: "person", by: "owner" }],
    });
  });

  test("--version without a job tells of all its consumers, also of the version of a job", async () => {
    await json("trigger", "quick", "--set", "WORD=fate", "--follow");
    const { stdout } = await landbridge("why", "--version", "tag@2");
    expect(stdout).toMatch(
      /^tag@2 \(7\)[^\n]*\n  ✗ gate  did not take it\n {6}[^\n]*switched off\. \(switched-off\)\n/,
    );
    expect(stdout).toMatch(/\nChain of causes\n  tag has version 2 \(7\), which quick #1 made/);
    expect(await json("why", "--version", "quick@1")).toMatchObject({
      kind: "job",
      consumers: [{ job: "resting" }],
    });
    expect(await json("why", "gate", "--version", "tag@2")).toMatchObject({ fate: { outcome: "did-not" } });
  });

  test("a question that names nothing, or two things, is refused", async () => {
    for (const args of [["why"], ["why", "--run", "1"], ["why", "gate", "--run", "1", "--version", "tag@2"]])
      expect((await landbridge(...args)).code).toBe(2);
  });

  test("a run that there is not, and a version without its number, are refused", async () => {
    const noRun = await landbridge("why", "gate", "--run", "99");
    expect(noRun).toMatchObject({ code: 1, stdout: "" });
    expect(noRun.stderr).toMatch(/^RUN_NOT_FOUND: /);
    const noNumber = await landbridge("why", "gate", "--version", "tag");
    expect(noNumber).toMatchObject({ code: 2, stdout: "" });
    expect(noNumber.stderr).toMatch(/^USAGE: "tag" names no version\.\n.*RESOURCE@NUMBER/);
  });

  test("a paused job says so until it is resumed", async () => {
    expect(await json("pause", "resting")).toMatchObject({ name: "resting", isPaused: true });
    expect((await landbridge("why", "resting")).stdout).toMatch(/^resting: Paused/);
    expect(await json("resume", "resting")).toMatchObject({ isPaused: false });
  });
});

describe("simulate --from server", () => {
  test("begins with the runs and versions that there are, and changes none of them", async () => {
    await json("trigger", "quick", "--set", "WORD=simulated", "--follow");
    const runsOf = async (job: string) => await json("runs", "--job", job, "--limit", "1");
    const before = await runsOf("quick");
    const [{ number }] = before as [{ number: number }];
    const tried = await json(
      "simulate",
      "--from",
      "server",
      "--event",
      "success:quick",
      "pause:resting",
      "run:no",
    );
    expect(tried).toMatchObject({
      decisions: expect.arrayContaining([
        expect.objectContaining({ job: "quick", reason: "manual", runNumber: number + 1 }),
      ]),
      events: [{ ok: true }, { ok: true }, { ok: false, reason: "job-unknown" }],
    });
    expect(await runsOf("quick")).toEqual(before);
  });

  test("takes the files of a path in the place of their source", async () => {
    const more = "  - {name: later, type: runSh, steps: [{IN: quick}, {TASK: {script: [echo]}}]}\n";
    const flow = join(installation.home.directory, "flow");
    writeFileSync(join(flow, "landbridge.yml"), `${FLOW}${more}`);
    const { code, stdout } = await landbridge(
      "simulate",
      flow,
      "--from",
      "server",
      "--event",
      "success:quick",
    );
    writeFileSync(join(flow, "landbridge.yml"), FLOW);
    expect(code).toBe(0);
    expect(stdout).toMatch(/later  queued   Run 1 was queued because quick #\d+ succeeded/);
  });
});

describe("sources", () => {
  test("a broken source is refused with the place, and exit 1; mended, it syncs", async () => {
    const place = join(installation.home.directory, "second");
    mkdirSync(place);
    writeFileSync(join(place, "landbridge.yml"), "jobs: [\n");
    const added = await landbridge("sources", "add", "second", place);
    expect(added).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The source second is kept: .*`landbridge sources sync second`/),
    });
    expect(added.stdout).toMatch(
      /^second: ✗ Nothing was changed: .*\n {2}landbridge\.yml:1:7 error YAML_SYNTAX /,
    );
    writeFileSync(
      join(place, "landbridge.yml"),
      'jobs:\n  - {name: new_one, type: runSh, steps: [{TASK: {script: ["true"]}}]}\n',
    );
    await json("sources", "sync", "second");
    expect(JSON.stringify(await json("jobs"))).toContain('"new_one"');
  });
});

describe("login", () => {
  test("with a one-time link, once; a stranger is told how", async () => {
    const env = { ...installation.home.env, XDG_CONFIG_HOME: join(installation.home.directory, "stranger") };
    const before = await runCli(["jobs", "--server", installation.url], { env });
    expect(before.code).toBe(2);
    expect(before.stderr).toMatch(/^NOT_SIGNED_IN: You are not signed in to .*\n.*landbridge login/);
    const first = await runCli(["login", installation.signInUrl], { env });
    expect(first.stdout).toMatch(/^Signed in to http:\/\/127\.0\.0\.1:\d+ as owner/);
    expect(await runCli(["jobs", "--server", installation.url], { env })).toMatchObject({ code: 0 });
    expect(await runCli(["pause", "gate", "--server", installation.url], { env })).toMatchObject({ code: 0 });
    const second = await runCli(["login", installation.signInUrl], { env });
    expect(second.code).toBe(2);
    expect(second.stderr).toContain("SIGN_IN_LINK_SPENT");
  });

  test("--link makes another link for the page", async () => {
    expect((await landbridge("login", "--link")).stdout).toMatch(
      new RegExp(`^${installation.url}/sign-in\\?token=`),
    );
  });
});
