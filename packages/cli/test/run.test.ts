import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { makeCliHome } from "./support/cli-home.ts";
import type { CliHome } from "./support/cli-home.ts";
import { CHECKOUT, jsonLines, runCli, startCli } from "./support/cli-process.ts";
import type { Finished } from "./support/cli-process.ts";
import { goneWith, processesWith } from "./support/processes.ts";
import { makeDirectory } from "./support/workspace.ts";

let home: CliHome;

beforeAll(() => {
  home = makeCliHome();
});
afterAll(() => home.close());

function run(...args: readonly string[]): Promise<Finished> {
  return runCli(["run", ...args], { env: home.env });
}

interface RunOf {
  readonly job: string;
  readonly number: number;
  readonly status: string;
  readonly durationMs: number;
}

function summaryOf({ stdout }: Finished): {
  readonly type: string;
  readonly ok: boolean;
  readonly runs: readonly RunOf[];
} {
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  return JSON.parse(last);
}

function statusesOf(finished: Finished): readonly string[] {
  return summaryOf(finished).runs.map(({ job, number, status }) => `${job}#${number} ${status}`);
}

function logOf({ stdout }: Finished, job: string): readonly unknown[] {
  return jsonLines(stdout)
    .filter((event) => event["type"] === "log" && event["job"] === job)
    .map((event) => event["text"]);
}

describe("landbridge run examples/hello", () => {
  test("--json: every job once, state passed on for real, the summary as the last line", async () => {
    const finished = await run(join(CHECKOUT, "examples/hello"), "--set", "WHO=Ada", "--json");
    expect(finished.stderr).toBe("");
    expect(finished.code).toBe(0);
    expect(statusesOf(finished)).toEqual(["greet#1 success", "shout#1 success", "sign#1 success"]);
    const last = finished.stdout.trimEnd().split("\n").at(-1) ?? "";
    expect(last).toMatch(
      /^\{"type":"summary","runs":\[(\{"job":"\w+","number":1,"status":"success","durationMs":\d+\},?){3}\],"ok":true\}$/,
    );
    expect(logOf(finished, "shout")).toEqual(
      expect.arrayContaining(["HELLO, ADA!", "Ada was greeted in English."]),
    );
    expect(logOf(finished, "sign")).toEqual(
      expect.arrayContaining(["HELLO, ADA!", "Letter 1, signed in run 1"]),
    );
  });

  test("--json: each run is told from its queueing to its end, each thing once", async () => {
    const { stdout } = await run(join(CHECKOUT, "examples/hello"), "--job", "greet", "--json");
    const told = jsonLines(stdout)
      .filter((event) => event["job"] === "greet" && event["type"] !== "log")
      .map((event) => [event["type"], event["step"]].filter(Boolean).join(" "));
    expect([told[0], told.at(-1)]).toEqual(["run-queued", "run-finished"]);
    const steps = ["prepare", "write", "finish"];
    expect(told.toSorted()).toEqual(
      [
        "run-queued",
        "run-started",
        "run-finished",
        "decision",
        ...steps.flatMap((step) => [`step-started ${step}`, `step-finished ${step}`]),
      ].toSorted(),
    );
    for (const step of steps) {
      expect(told.indexOf(`step-started ${step}`)).toBeLessThan(told.indexOf(`step-finished ${step}`));
    }
  });

  test("for a pipe: plain lines, and nothing is left of it afterwards", async () => {
    const { code, stdout, stderr } = await run(join(CHECKOUT, "examples/hello"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const plain = stdout.replaceAll(/\d+\.\ds/g, "0.0s");
    expect(plain.split("\n").filter((line) => / (processing|success) ?/.test(line))).toEqual([
      "greet#1 processing",
      "greet#1 success 0.0s",
      "shout#1 processing",
      "shout#1 success 0.0s",
      "sign#1 processing",
      "sign#1 success 0.0s",
      "✓ 3 runs: 3 success",
    ]);
    expect(await goneWith(home.directory)).toEqual([]);
    expect(home.runDirectories()).toEqual([]);
  });
});

const FAILING = `jobs:
  - {name: first, type: runSh, steps: [{TASK: {script: [echo fine]}}]}
  - {name: second, type: runSh, steps: [{IN: first}, {TASK: {name: explode, script: [echo before, "sh -c 'exit 7'", echo never]}}]}
  - {name: third, type: runSh, steps: [{IN: second}, {TASK: {script: [echo]}}]}
  - {name: gate, type: runSh, steps: [{IN: first, switch: off}, {TASK: {script: [echo]}}]}
`;

describe("a failing script", () => {
  test("exit 1, and the summary says which job", async () => {
    const finished = await run(makeDirectory({ "landbridge.yml": FAILING }), "--json");
    expect(finished.code).toBe(1);
    expect(summaryOf(finished).ok).toBe(false);
    expect(statusesOf(finished)).toEqual(["first#1 success", "second#1 failure"]);
  });

  test("people are told the job, the step and what it printed, and why others did not run", async () => {
    const { code, stdout } = await run(makeDirectory({ "landbridge.yml": FAILING }));
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ second#1 failed in step explode: .*7/);
    expect(stdout).toContain("second#1 explode | before\n");
    expect(stdout).not.toContain("| never\n");
    expect(stdout).toContain("○ third: Did not start: second did not succeed.");
    expect(stdout).toContain("○ gate: Only a person starts it:");
  });
});

describe("a task that asks for a container", () => {
  const CONTAINER = `jobs:
  - {name: plain, type: runSh, steps: [{TASK: {script: [echo plain]}}]}
  - {name: boxed, type: runSh, runtime: {container: true}, steps: [{TASK: {name: work, script: [echo on $0]}}]}
`;

  test("runs on this machine, and people are warned before", async () => {
    const { code, stdout, stderr } = await run(makeDirectory({ "landbridge.yml": CONTAINER }));
    expect({ code, success: stdout.includes("boxed#1 success") }).toEqual({ code: 0, success: true });
    expect(stderr).toBe(
      "warning: boxed asks for a container, but there is no Docker runtime here: the host runs it all.\n",
    );
  });

  test("is not spoken of when another job is run", async () => {
    const { stderr } = await run(makeDirectory({ "landbridge.yml": CONTAINER }), "--job", "plain");
    expect(stderr).toBe("");
  });

  test("--json: the log of its first step says so", async () => {
    const finished = await run(makeDirectory({ "landbridge.yml": CONTAINER }), "--json");
    expect({ code: finished.code, stderr: finished.stderr }).toEqual({ code: 0, stderr: "" });
    const notice = "work asks for a container, and this agent has no Docker runtime; it runs on the host.";
    expect(logOf(finished, "boxed")).toContain(notice);
    expect(logOf(finished, "plain")).not.toContain(notice);
  });
});

describe("what can't be run", () => {
  test("broken YAML: exit 2 with file, line and column, before anything is started", async () => {
    const directory = makeDirectory({ "landbridge.yml": "jobs:\n  - name: a\n    steps: [\n" });
    const place = new RegExp(`${join(directory, "landbridge.yml")}:\\d+:\\d+ `);
    const human = await run(directory);
    expect(human.code).toBe(2);
    expect(human.stdout).toBe("");
    expect(human.stderr).toMatch(place);
    const machine = await run(directory, "--json");
    expect({ code: machine.code, stderr: machine.stderr }).toEqual({ code: 2, stderr: "" });
    expect(jsonLines(machine.stdout)[0]).toMatchObject({
      error: { code: "CONFIG_REFUSED", message: expect.stringMatching(place) },
    });
  });

  test.each([
    ["a job that there is not", ["--job", "biuld"], "There is no job named biuld."],
    ["a pair that is none", ["--set", "WHO"], '"WHO" is not KEY=VALUE.'],
    [
      "an input that nothing asks for",
      ["--input", "REGION=eu"],
      "No job that is started has an input named REGION.",
    ],
  ])("%s: exit 2 and one sentence", async (_, args, sentence) => {
    const { code, stdout, stderr } = await run(makeDirectory({ "landbridge.yml": FAILING }), ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`USAGE: ${sentence}`);
  });
});

test("an agent that can't start: exit 1, what it said, and nobody waits for ever", async () => {
  const { code, stderr } = await runCli(["run", makeDirectory({ "landbridge.yml": FAILING })], {
    env: { ...home.env, LANDBRIDGE_AGENT_SLOTS: "many" },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^AGENT_LOST: The agent ended before its runs did\.\n {2}It said: .*LANDBRIDGE_AGENT_SLOTS/m,
  );
});

describe("options", () => {
  test("--job starts that job and what it triggers, also a gate", async () => {
    const directory = makeDirectory({ "landbridge.yml": FAILING });
    expect(statusesOf(await run(directory, "--job", "gate", "--json"))).toEqual(["gate#1 success"]);
  });

  test("with --job people are told of the jobs that it comes to, not of those beside it", async () => {
    const directory = makeDirectory({ "landbridge.yml": FAILING });
    const { code, stdout } = await run(directory, "--job", "second");
    expect(code).toBe(1);
    expect(stdout.match(/^○ \w+/gm)).toEqual(["○ third"]);
    expect((await run(directory, "--job", "gate")).stdout).not.toContain("○");
  });

  test("a single file may be given, whatever its name", async () => {
    const directory = makeDirectory({
      "flow.yaml": 'jobs:\n  - {name: only, type: runSh, steps: [{TASK: {script: ["true"]}}]}\n',
    });
    expect(statusesOf(await run(join(directory, "flow.yaml"), "--json"))).toEqual(["only#1 success"]);
  });

  test("jobs of several node pools run, each on an agent of its own", async () => {
    const directory = makeDirectory({
      "landbridge.yml": `jobs:
  - {name: small, type: runSh, runtime: {nodePool: small}, steps: [{TASK: {script: ["true"]}}]}
  - {name: large, type: runSh, runtime: {nodePool: large}, steps: [{IN: small}, {TASK: {script: ["true"]}}]}
`,
    });
    expect(statusesOf(await run(directory, "--json"))).toEqual(["small#1 success", "large#1 success"]);
  });

  test("--keep keeps the runs' directories and says where they are", async () => {
    const directory = makeDirectory({
      "landbridge.yml":
        "jobs:\n  - {name: only, type: runSh, steps: [{TASK: {script: [echo kept > note.txt]}}]}\n",
    });
    // Also when this test fails: others look for directories that are left.
    onTestFinished(home.clearRunDirectories);
    const { code, stdout, stderr } = await run(directory, "--keep");
    expect({ code, said: code === 0 ? "" : stdout + stderr }).toEqual({ code: 0, said: "" });
    const [, kept = ""] = /^The runs' directories are kept in (.+)\.$/m.exec(stderr) ?? [];
    const notes = readdirSync(kept, { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith("note.txt"),
    );
    expect(notes.map((path) => readFileSync(join(kept, path), "utf8"))).toEqual(["kept\n"]);
  });
});

describe("typed inputs and gates", () => {
  const FLOW = `jobs:
  - name: build
    type: runSh
    inputs: [{name: REGION, type: choice, options: [eu, us]}, {name: COUNT, type: number, default: 2}]
    steps: [{TASK: {script: ['echo "to \${REGION} \${COUNT} times"']}}]
  - {name: ship, type: runSh, approval: {}, steps: [{IN: build}, {TASK: {script: ["true"]}}]}
`;

  test("a value reaches the job that declares it, and a run behind a gate is told and ends nothing", async () => {
    const finished = await run(makeDirectory({ "landbridge.yml": FLOW }), "--input", "REGION=us", "--json");
    expect(finished).toMatchObject({ code: 0, stderr: "" });
    expect(logOf(finished, "build")).toContain("to us 2 times");
    expect(statusesOf(finished)).toEqual(["build#1 success", "ship#1 gated"]);
    expect(summaryOf(finished).ok).toBe(true);
    const { stdout } = await run(makeDirectory({ "landbridge.yml": FLOW }), "--input", "REGION=eu");
    expect(stdout).toContain("ship#1 waits for an approval");
  });

  const GUARDED = `jobs:
  - {name: build, type: runSh, steps: [{TASK: {script: ["true"]}}]}
  - name: ship
    type: runSh
    approval:
      approvers: [release-managers, alice]
      required: 2
      inputs: [{name: WHERE, type: string}, {name: FAST, type: boolean, default: true}]
    steps: [{IN: build}, {TASK: {script: ['echo "to \${WHERE} \${FAST}"']}}]
  - {name: after, type: runSh, steps: [{IN: ship}, {TASK: {script: ["true"]}}]}
`;

  test("--approve lets runs through their gates, whoever those ask for, and says who did", async () => {
    const directory = makeDirectory({ "landbridge.yml": GUARDED });
    const finished = await run(directory, "--approve", "--input", "WHERE=moon", "--json");
    expect(finished).toMatchObject({ code: 0, stderr: "" });
    expect(statusesOf(finished)).toEqual(["build#1 success", "ship#1 success", "after#1 success"]);
    expect(logOf(finished, "ship")).toContain("to moon true");
    const by = userInfo().username;
    expect(jsonLines(finished.stdout)).toContainEqual(
      expect.objectContaining({ type: "run-approved", job: "ship", number: 1, by }),
    );
    const { stdout } = await run(directory, "--approve", "--input", "WHERE=moon");
    expect(stdout).toContain(`ship#1 approved by ${by}\n`);
    expect(stdout).not.toContain("waits for an approval");
  });

  test("--approve wants what the gates ask for before anything runs", async () => {
    const directory = makeDirectory({ "landbridge.yml": GUARDED });
    const missing = await run(directory, "--approve");
    expect(missing).toMatchObject({ code: 2, stdout: "" });
    expect(missing.stderr).toBe(
      "USAGE: ship: The input WHERE has no value.\n  Give values with --input NAME=VALUE. Inputs: WHERE (ship), FAST (ship).\n",
    );
    expect((await run(directory, "--input", "WHERE=moon")).code).toBe(2);
  });

  test("a value that is missing or does not fit: exit 2 before anything runs", async () => {
    const missing = await run(makeDirectory({ "landbridge.yml": FLOW }));
    expect(missing).toMatchObject({ code: 2, stdout: "" });
    expect(missing.stderr).toBe(
      "USAGE: build: The input REGION has no value.\n  Give values with --input NAME=VALUE. Inputs: REGION (build), COUNT (build).\n",
    );
  });
});

describe("Ctrl-C", () => {
  test("ends every run and every process, exit 130", async () => {
    const marker = join(makeDirectory({}), "started");
    const directory = makeDirectory({
      "landbridge.yml": `jobs:
  - {name: endless, type: runSh, steps: [{TASK: {script: [touch ${marker}, sleep 600]}}]}
  - {name: after, type: runSh, steps: [{IN: endless}, {TASK: {script: [echo]}}]}
`,
    });
    const cli = startCli(["run", directory, "--json"], { env: home.env });
    await cli.says(/"text":"[^"]*sleep 600/);
    expect(existsSync(marker)).toBe(true);
    cli.kill("SIGINT");
    const finished = await cli.ended;
    expect(finished.code).toBe(130);
    expect(statusesOf(finished)).toEqual(["endless#1 canceled"]);
    expect(await goneWith(home.directory)).toEqual([]);
    expect(home.runDirectories()).toEqual([]);
  });

  test("while it closes after its last run: nothing is left to cancel, and it ends as that run did", async () => {
    const gate = join(makeDirectory({}), "open");
    const directory = makeDirectory({
      "landbridge.yml": `jobs:
  - {name: only, type: runSh, steps: [{TASK: {script: ["until [ -e ${gate} ]; do sleep 0.02; done"]}}]}
  - {name: aside, type: runSh, runtime: {nodePool: aside}, steps: [{TASK: {script: [echo]}}]}
`,
    });
    const cli = startCli(["run", directory, "--job", "only", "--json"], { env: home.env });
    onTestFinished(async () => void (await cli.end()));
    await cli.says(/"type":"log"/);
    // An agent that does not end at once: the command still waits for it when server and database are gone.
    const aside = processesWith(home.directory).find((command) => command.includes("--pool=aside")) ?? "";
    const agent = Number.parseInt(aside, 10);
    process.kill(agent, "SIGSTOP");
    const database = `postgres -D ${join(home.directory, "tmp")}`;
    expect(processesWith(database)).not.toEqual([]);
    writeFileSync(gate, "");
    await cli.says(/"type":"summary"/);
    expect(await goneWith(database)).toEqual([]);
    cli.kill("SIGINT");
    process.kill(agent, "SIGCONT");
    const { code, stderr } = await cli.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("kill -9 of the command leaves no process either, and the next run clears up behind it", async () => {
    const directory = makeDirectory({
      "landbridge.yml": "jobs:\n  - {name: endless, type: runSh, steps: [{TASK: {script: [sleep 600]}}]}\n",
    });
    const cli = startCli(["run", directory, "--json"], { env: home.env });
    await cli.says(/"text":"[^"]*sleep 600/);
    expect(processesWith(home.directory).length).toBeGreaterThan(2);
    cli.kill("SIGKILL");
    await cli.ended;
    expect(await goneWith(home.directory, 30_000)).toEqual([]);
    expect(home.runDirectories().length).toBeGreaterThan(0);
    await run(join(CHECKOUT, "examples/hello"), "--job", "sign");
    expect(home.runDirectories()).toEqual([]);
  });
});

test("a file that is not configuration does not disturb", async () => {
  const directory = makeDirectory({
    "landbridge.yml": 'jobs:\n  - {name: only, type: runSh, steps: [{TASK: {script: ["true"]}}]}\n',
  });
  writeFileSync(join(directory, "values.yml"), "not: [closed");
  expect(statusesOf(await run(directory, "--json"))).toEqual(["only#1 success"]);
});
