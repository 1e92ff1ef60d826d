import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { jsonLines, runCli } from "./support/cli-process.ts";
import { makeDirectory } from "./support/workspace.ts";

const CHAIN = `resources:
  - {name: settings, type: params, versionTemplate: {params: {A: "1"}}}
jobs:
  - {name: first, type: runSh, steps: [{IN: settings}, {TASK: {script: [echo]}}]}
  - {name: second, type: runSh, steps: [{IN: first}, {TASK: {script: [echo]}}]}
`;

describe("validate", () => {
  test("a sound configuration: exit 0, counts, exactly these keys", async () => {
    const directory = makeDirectory({ "landbridge.yml": CHAIN });
    const { code, stdout, stderr } = await runCli(["validate", directory, "--json"]);
    expect(stdout).toBe('{"ok":true,"jobs":2,"resources":1,"problems":[]}\n');
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("errors: exit 1, each with its place, as the path was given", async () => {
    const directory = makeDirectory({
      "landbridge.yml": "jobs:\n  - name: a\n    type: runSh\n    steps: 5\n",
    });
    const { code, stdout } = await runCli(["validate", ".", "--json"], { cwd: directory });
    const [answer] = jsonLines(stdout);
    expect(code).toBe(1);
    expect(answer).toMatchObject({
      ok: false,
      problems: [{ severity: "error", file: "landbridge.yml", line: 4, column: 12 }],
    });
  });

  test("for people, a problem shows the line that it is about", async () => {
    const directory = makeDirectory({
      "landbridge.yml": "jobs:\r\n  - name: a\r\n    type: runSh\r\n    steps: 5\r\n",
    });
    const { code, stdout } = await runCli(["validate", directory]);
    expect(code).toBe(1);
    expect(stdout).toContain(`${join(directory, "landbridge.yml")}:4:12 error`);
    expect(stdout).toMatch(/> 4 \| {5}steps: 5\n.*\^/);
    expect(stdout).not.toContain("\u001b[");
  });

  test("several files of a directory are one configuration; .git and node_modules are no part of it", async () => {
    const broken = "jobs: [\n";
    const directory = makeDirectory({
      "landbridge.yml": 'jobs:\n  - {name: b, type: runSh, steps: [{IN: a}, {TASK: {script: ["true"]}}]}\n',
      "deeper/shippable.jobs.yml": 'jobs:\n  - {name: a, type: runSh, steps: [{TASK: {script: ["true"]}}]}\n',
      "node_modules/x/landbridge.yml": broken,
      ".git/landbridge.yml": broken,
      "notes.yml": broken,
    });
    const { code, stdout } = await runCli(["validate", directory, "--json"]);
    expect({ code, answer: jsonLines(stdout)[0] }).toEqual({
      code: 0,
      answer: { ok: true, jobs: 2, resources: 0, problems: [] },
    });
  });

  test("one file may be given, whatever its name", async () => {
    const directory = makeDirectory({ "flow.yaml": CHAIN });
    const { stdout } = await runCli(["validate", join(directory, "flow.yaml"), "--json"]);
    expect(jsonLines(stdout)[0]).toMatchObject({ ok: true, jobs: 2 });
  });

  test.each([
    ["a path that does not exist", ["validate", "no-such-place"], "PATH_NOT_FOUND"],
    ["a directory without configuration", ["validate", "docs"], "NO_CONFIGURATION"],
  ])("%s: exit 2 and a sentence", async (_, args, expected) => {
    const human = await runCli(args);
    expect(human).toMatchObject({ code: 2, stdout: "" });
    expect(human.stderr).toMatch(new RegExp(`^${expected}: There is no .+\\.\\n`));
    const machine = await runCli([...args, "--json"]);
    expect(machine).toMatchObject({ code: 2, stderr: "" });
    expect(jsonLines(machine.stdout)[0]).toMatchObject({ error: { code: expected } });
  });
});

describe("graph", () => {
  test("text, dot, mermaid and JSON tell of the same graph", async () => {
    const directory = makeDirectory({ "landbridge.yml": CHAIN });
    const text = await runCli(["graph", directory]);
    expect(text.stdout).toBe("settings (params)\n└─ first [runSh]\n   └─ second [runSh]\n");
    const dot = await runCli(["graph", directory, "--format", "dot"]);
    expect(dot.stdout).toContain('"first" -> "second";');
    const json = await runCli(["graph", directory, "--json"]);
    expect(jsonLines(json.stdout)[0]).toEqual({
      vertices: [
        { name: "settings", kind: "resource", type: "params" },
        { name: "first", kind: "job", type: "runSh" },
        { name: "second", kind: "job", type: "runSh" },
      ],
      edges: [
        { from: "settings", to: "first", kind: "in", isSwitchedOn: true },
        { from: "first", to: "second", kind: "in", isSwitchedOn: true },
      ],
      unknown: [],
    });
  });

  test("more files than one are named beside the answer, and not with --json", async () => {
    const job = (name: string): string =>
      `jobs:\n  - {name: ${name}, type: runSh, steps: [{TASK: {script: [echo]}}]}\n`;
    const names = ["a", "b", "c", "d"];
    const directory = makeDirectory(
      Object.fromEntries(names.map((name) => [`${name}/landbridge.yml`, job(name)])),
    );
    const named = ["a", "b", "c"].map((name) => join(directory, name, "landbridge.yml")).join(", ");
    const text = await runCli(["graph", directory]);
    expect(text.stderr).toBe(`4 files, read as one configuration: ${named} and 1 more\n`);
    expect((await runCli(["graph", directory, "--json"])).stderr).toBe("");
  });

  test("a format that there is not is refused with those that there are", async () => {
    const { code, stderr } = await runCli(["graph", "--format", "png"]);
    expect(code).toBe(2);
    expect(stderr).toContain("text, dot, mermaid, json");
  });
});

describe("what is asked for wrongly", () => {
  test("an unknown command: exit 2, the nearest name", async () => {
    const { code, stderr, stdout } = await runCli(["vaildate"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe("USAGE: Unknown command 'vaildate'.\n  Did you mean validate?\n");
  });

  test("an unknown option: exit 2, the nearest name, as JSON where that was asked for", async () => {
    const { code, stdout, stderr } = await runCli(["validate", "--jsn", "--json"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(jsonLines(stdout)).toEqual([
      { error: { code: "USAGE", message: "Unknown option '--jsn'.", hint: "Did you mean --json?" } },
    ]);
  });

  test("no command at all: the help, on standard error, exit 2", async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: landbridge");
  });

  test("a command that is fixed but not built yet says so, with what to do instead", async () => {
    const { code, stderr } = await runCli(["where", "somewhere", "--whatever"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^NOT_BUILT: "landbridge where" is not in this version yet\.\n {2}landbridge resources/,
    );
  });

  test("a number out of its range: the option and the range, before a server is asked or started", async () => {
    const limit = await runCli(["runs", "--limit", "0"]);
    expect(limit).toMatchObject({
      code: 2,
      stderr: 'USAGE: --limit takes a number from 1 to 500, not "0".\n',
    });
    const port = await runCli(["up", "--port", "99999"]);
    expect(port).toMatchObject({
      code: 2,
      stderr: 'USAGE: --port takes a number from 0 to 65535, not "99999".\n',
    });
  });

  test("help and version: standard output, exit 0", async () => {
    const help = await runCli(["--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("Not in this version yet:\n  where,");
    expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: "0.1.0\n" });
  });

  test("a server that is not there: exit 3, where it was looked for and how to start one", async () => {
    const { code, stderr } = await runCli(["jobs", "--server", "http://127.0.0.1:9"]);
    expect(code).toBe(3);
    expect(stderr).toContain("SERVER_UNREACHABLE: No Landbridge server answers at http://127.0.0.1:9");
    expect(stderr).toContain("landbridge up");
  });

  test("a server that is not there: others that one is signed in to are named, without their tokens", async () => {
    const servers = { "http://127.0.0.1:9": { token: "one" }, "http://127.0.0.1:8": { token: "two" } };
    const config = makeDirectory({
      "landbridge/credentials.json": JSON.stringify({ latest: "http://127.0.0.1:9", servers }),
    });
    const { code, stderr } = await runCli(["jobs"], { env: { XDG_CONFIG_HOME: config } });
    expect(code).toBe(3);
    expect(stderr).toMatch(/names another\. You are also signed in to http:\/\/127\.0\.0\.1:8\.\n$/);
  });
});
