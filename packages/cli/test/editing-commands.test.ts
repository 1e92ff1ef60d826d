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
