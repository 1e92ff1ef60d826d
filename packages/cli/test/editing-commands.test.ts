import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { jsonLines, runCli } from "./support/cli-process.ts";
import { makeDirectory } from "./support/workspace.ts";

const CROOKED = "jobs:\n    -   {name: a,   type: runSh, steps: [{TASK: make}]}\n";
const STRAIGHT = "jobs:\n  - { name: a, type: runSh, steps: [{ TASK: make }] }\n";

describe("format", () => {
  test("writes the files of a directory, names those that changed, and changes nothing the second time", async () => {
    const directory = makeDirectory({ "landbridge.yml": CROOKED, "landbridge.more.yml": "# nothing\n" });
    const first = await runCli(["format", directory]);
    expect(first).toEqual({
      code: 0,
      stdout: `${join(directory, "landbridge.yml")}\n✓ 1 file formatted, 1 unchanged\n`,
      stderr: "",
    });
    expect(readFileSync(join(directory, "landbridge.yml"), "utf8")).toBe(STRAIGHT);
    const second = await runCli(["format", directory]);
    expect(second).toMatchObject({ code: 0, stdout: "✓ 0 files formatted, 2 unchanged\n" });
  });

  test("--check: exit 1 with what would change, and nothing is written; exit 0 once it is formatted", async () => {
    const directory = makeDirectory({ "landbridge.yml": CROOKED });
    const file = join(directory, "landbridge.yml");
    const before = await runCli(["format", "--check", directory]);
    expect(before).toMatchObject({ code: 1, stdout: `${file}\n✗ 1 file would change, 0 unchanged\n` });
    expect(readFileSync(file, "utf8")).toBe(CROOKED);
    writeFileSync(file, STRAIGHT);
    expect(await runCli(["format", "--check", directory])).toMatchObject({ code: 0 });
  });

  test("a file with a syntax error: exit 1, its place, the others are formatted", async () => {
    const directory = makeDirectory({ "landbridge.yml": CROOKED, "landbridge.broken.yml": "jobs: [\n" });
    const human = await runCli(["format", directory]);
    expect(human.code).toBe(1);
    expect(human.stderr).toContain(`${join(directory, "landbridge.broken.yml")}:`);
    expect(human.stdout).toContain("✗ 1 file formatted, 0 unchanged, 1 left alone\n");
    const machine = await runCli(["format", directory, "--json"]);
    expect(machine).toMatchObject({ code: 1, stderr: "" });
    expect(jsonLines(machine.stdout)).toMatchObject([
      { ok: false, changed: [], unchanged: 1, leftAlone: [{ code: "YAML_SYNTAX", line: 1 }] },
    ]);
  });

  test("--stdin: text in, text out; the fault of a broken one on standard error and no text", async () => {
    expect(await runCli(["format", "--stdin"], { input: CROOKED })).toEqual({
      code: 0,
      stdout: STRAIGHT,
      stderr: "",
    });
    const broken = await runCli(["format", "--stdin"], { input: "jobs: [\n" });
    expect(broken).toMatchObject({ code: 1, stdout: "" });
    expect(broken.stderr).toContain("stdin:");
    const checked = await runCli(["format", "--stdin", "--check"], { input: CROOKED });
    expect(checked).toEqual({ code: 1, stdout: "", stderr: "" });
  });

  test("--stdin together with a path, or a path that is not there: exit 2", async () => {
    expect(await runCli(["format", "--stdin", "."])).toMatchObject({
      code: 2,
      stderr: "USAGE: --stdin takes no PATH.\n",
    });
    expect((await runCli(["format", "no-such-place"])).stderr).toMatch(/^PATH_NOT_FOUND: /);
  });
});

describe("init", () => {
  test("--yes: a workflow from what is there, which validates without a word and is formatted", async () => {
    const directory = join(makeDirectory({ "shop/Makefile": "test:\n\ttrue\n" }), "shop");
    const { code, stdout, stderr } = await runCli(["init", "--yes"], { cwd: directory });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^✓ landbridge\.yml is written: shop_test, shop_deploy\nNext:\n {2}landbridge graph /,
    );
    const checked = await runCli(["validate", "--json"], { cwd: directory });
    expect(jsonLines(checked.stdout)).toEqual([{ ok: true, jobs: 2, resources: 0, problems: [] }]);
    expect(await runCli(["format", "--check"], { cwd: directory })).toMatchObject({ code: 0 });
  });

  test("what it writes runs", async () => {
    const directory = join(makeDirectory({ "shop/Makefile": "test:\n\ttouch made\n" }), "shop");
    await runCli(["init", directory, "--yes"]);
    const { code, stdout } = await runCli(["run", directory, "--json"]);
    expect({ code, last: jsonLines(stdout).at(-1) }).toMatchObject({
      code: 0,
      last: { ok: true, runs: [{ job: "shop_test", status: "success" }] },
    });
    expect(readFileSync(join(directory, "made"), "utf8")).toBe("");
  });

  test("--json says what was written", async () => {
    const directory = join(makeDirectory({ "shop/go.mod": "module x\n" }), "shop");
    const { stdout } = await runCli(["init", "--yes", "--json"], { cwd: directory });
    const text = readFileSync(join(directory, "landbridge.yml"), "utf8");
    expect(text).toContain("- go test ./...\n");
    expect(jsonLines(stdout)).toEqual([
      {
        file: "landbridge.yml",
        jobs: ["shop_test", "shop_deploy"],
        resources: [],
        text,
        next: ["landbridge graph", "landbridge run", "landbridge up ."],
      },
    ]);
  });

  test.each(["landbridge.yml", "shippable.yml", ".landbridge/jobs.yml"])(
    "%s is there already: exit 2, and nothing is written",
    async (file) => {
      const directory = makeDirectory({ [file]: "# mine\n" });
      const { code, stderr } = await runCli(["init", "--yes"], { cwd: directory });
      expect(code).toBe(2);
      expect(stderr).toContain(`ALREADY_CONFIGURED: There is a configuration already: ${file}.\n`);
      expect(readFileSync(join(directory, file), "utf8")).toBe("# mine\n");
    },
  );

  test("without a terminal and without --yes: exit 2, what to do instead", async () => {
    const directory = makeDirectory({});
    const { code, stderr } = await runCli(["init", directory]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^NO_TERMINAL: .+\n {2}landbridge init --yes /);
    expect((await runCli(["init", join(directory, "nowhere"), "--yes"])).stderr).toMatch(/^PATH_NOT_FOUND: /);
  });
});

describe("schema", () => {
  test("prints a JSON Schema, on one line with --json", async () => {
    const { code, stdout, stderr } = await runCli(["schema", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [made] = jsonLines(stdout);
    expect(made).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "Landbridge",
    });
    const human = await runCli(["schema"]);
    expect(JSON.parse(human.stdout)).toEqual(made);
  });

  test("of a directory: with the names that it declares, also while a job is half written", async () => {
    const directory = makeDirectory({ "landbridge.yml": `${STRAIGHT}  - { name: b }\n` });
    const file = join(directory, "schema.json");
    const { code, stdout } = await runCli(["schema", directory, "--output", file]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `✓ ${file} is written\n` });
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      $defs: { jobName: { anyOf: [{ enum: ["a"] }, {}] } },
    });
  });

  test("of a directory without a configuration: exit 2", async () => {
    expect((await runCli(["schema", makeDirectory({})])).stderr).toMatch(/^NO_CONFIGURATION: /);
  });
});

describe("graph of a configuration with mistakes", () => {
  const job = (name: string, steps: string): string =>
    `  - { name: ${name}, type: runSh, steps: [${steps}, { TASK: make }] }\n`;

  test("jobs that a sync would leave out are drawn with the others, and told", async () => {
    const params = "resources: [{ name: p, type: params, version: { params: { A: b } } }]\n";
    const both = job("both", "{ IN: p }, { OUT: p }");
    const directory = makeDirectory({
      "landbridge.yml": `${params}jobs:\n${both}${job("next", "{ IN: both }")}`,
    });
    const { code, stdout, stderr } = await runCli(["graph", directory]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "p (params)\n└─ both [runSh]\n   ├─ p (params) ↺\n   └─ next [runSh]\n",
    });
    expect(stderr).toContain("INPUT_IS_OUTPUT");
  });

  test("what no sync would take is refused", async () => {
    const directory = makeDirectory({ "landbridge.yml": "jobs: [{ name: a, type: runSh, steps: 5 }]\n" });
    const { code, stdout, stderr } = await runCli(["graph", directory]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("CONFIG_REFUSED: ");
  });
});
