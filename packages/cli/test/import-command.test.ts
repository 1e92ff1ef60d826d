import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { jsonLines, runCli } from "./support/cli-process.ts";
import { makeDirectory } from "./support/workspace.ts";

const RESOURCES = `# what we watch
resources:
  - name: settings
    type: params
    version:
      params:
        RELEASE: 5.10
`;
const JOBS = `jobs:
  - name: first
    type: runCLI
    steps:
      - IN: settings
        switch: off
      - TASK:
        - script: make # all
  - name: gone
    type: jenkinsJob
`;
const OLD = { "shippable.resources.yml": RESOURCES, "deep/shippable.jobs.yml": JOBS };
const NEW = `# what we watch
resources:
  - name: settings
    type: params
    versionTemplate:
      params:
        RELEASE: "5.10"

jobs:
  - name: first
    type: runSh
    steps:
      - IN: settings
        switch: off
      - TASK:
          script:
            - make # all
`;

function namesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
}

describe("import", () => {
  test("writes one file beside the old ones, and says what is lost and what is left to do", async () => {
    const directory = makeDirectory(OLD);
    const { code, stdout, stderr } = await runCli(["import", "."], { cwd: directory });
    expect(stdout).toBe(`deep/shippable.jobs.yml
   9  unsupported  - name: gone      Jobs of type \`jenkinsJob\` no longer exist; \`gone\` is left out.
  10  unsupported  type: jenkinsJob

17 lines: 15 exact (88.2 %), 0 approximate (0.0 %), 2 unsupported (11.8 %)
Wrote landbridge.yml. The old files are still there: read together, every name would be declared twice.
Remove them, or have them renamed to *.imported: landbridge import . --replace --force
`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readFileSync(join(directory, "landbridge.yml"), "utf8")).toBe(NEW);
    expect(namesIn(directory)).toEqual([
      "deep",
      "deep/shippable.jobs.yml",
      "landbridge.yml",
      "shippable.resources.yml",
    ]);
  });

  test("--replace renames the old files, after which the directory is sound and importing again changes nothing", async () => {
    const directory = makeDirectory(OLD);
    const { code, stdout } = await runCli(["import", directory, "--replace"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Wrote .*landbridge\.yml, and renamed 2 old files to \*\.imported\.\n$/);
    expect(namesIn(directory)).toEqual([
      "deep",
      "deep/shippable.jobs.yml.imported",
      "landbridge.yml",
      "shippable.resources.yml.imported",
    ]);
    expect(readFileSync(join(directory, "deep/shippable.jobs.yml.imported"), "utf8")).toBe(JOBS);
    const validated = await runCli(["validate", directory, "--json"]);
    expect(jsonLines(validated.stdout)[0]).toMatchObject({ ok: true, jobs: 1, resources: 1 });
    expect((await runCli(["import", directory, "--force"])).code).toBe(0);
    expect(readFileSync(join(directory, "landbridge.yml"), "utf8")).toBe(NEW);
  });

  test("--check writes nothing but the report that is asked for", async () => {
    const directory = makeDirectory(OLD);
    const report = join(directory, "report.md");
    const { code, stdout } = await runCli(["import", directory, "--check", "--report", report]);
    expect(code).toBe(0);
    expect(stdout).toContain("Nothing was written: --check only reports.");
    expect(existsSync(join(directory, "landbridge.yml"))).toBe(false);
    expect(readFileSync(report, "utf8")).toContain(
      "| 9 | unsupported | `- name: gone` | Jobs of type `jenkinsJob` no longer exist; `gone` is left out. |  |",
    );
  });

  test("--json: every line with verdict, reason and its place in the new file", async () => {
    const directory = makeDirectory({ "shippable.resources.yml": RESOURCES });
    const { code, stdout } = await runCli(["import", ".", "--json", "--output", "new.yml"], {
      cwd: directory,
    });
    const [answer] = jsonLines(stdout);
    expect(code).toBe(0);
    expect(answer).toMatchObject({
      ok: true,
      output: "new.yml",
      isWritten: true,
      replaced: [],
      summary: { lines: 7, exact: 7, approximate: 0, unsupported: 0 },
    });
    expect(answer?.["files"]).toMatchObject([
      {
        file: "shippable.resources.yml",
        lines: [
          { line: 1, verdict: "exact", code: "COMMENT_CARRIED", to: 1 },
          { line: 2, code: "CARRIED_OVER", to: 2 },
          { line: 3, code: "CARRIED_OVER", to: 3 },
          { line: 4, code: "CARRIED_OVER", to: 4 },
          { line: 5, code: "WRITTEN_ANEW", text: "    version:", to: 5 },
          { line: 6, code: "CARRIED_OVER", to: 6 },
          { line: 7, code: "WRITTEN_ANEW", to: 7 },
        ],
      },
    ]);
    expect(existsSync(join(directory, "new.yml"))).toBe(true);
  });

  test("--strict: exit 1 and nothing written when something is unsupported, else as without it", async () => {
    const lossy = makeDirectory(OLD);
    const refused = await runCli(["import", lossy, "--strict", "--replace", "--json"]);
    expect(refused.code).toBe(1);
    expect(jsonLines(refused.stdout)[0]).toMatchObject({ ok: false, isWritten: false, replaced: [] });
    expect(namesIn(lossy)).toEqual(["deep", "deep/shippable.jobs.yml", "shippable.resources.yml"]);
    const exact = makeDirectory({ "shippable.resources.yml": RESOURCES });
    expect((await runCli(["import", exact, "--strict"])).code).toBe(0);
  });

  test("broken files: exit 2, their problems, nothing written", async () => {
    const directory = makeDirectory({ ...OLD, "shippable.yml": "jobs:\n  - name: a\n   type: runSh\n" });
    const human = await runCli(["import", "."], { cwd: directory });
    expect(human).toMatchObject({ code: 2, stdout: "" });
    expect(human.stderr).toMatch(/^shippable\.yml:3:\d+ error/);
    expect(human.stderr).toMatch(
      /CONFIG_REFUSED: shippable\.yml:3:.*\n {2}Nothing was written\. Mend the old files first\.\n$/,
    );
    expect(existsSync(join(directory, "landbridge.yml"))).toBe(false);
    const machine = await runCli(["import", ".", "--json"], { cwd: directory });
    expect(machine).toMatchObject({ code: 2, stderr: "" });
    expect(jsonLines(machine.stdout)[0]).toMatchObject({
      error: { code: "CONFIG_REFUSED", problems: [{ file: "shippable.yml", line: 3 }] },
    });
  });

  test("what is there is overwritten with --force only; files in today's syntax are left alone", async () => {
    const native = "jobs:\n  - {name: own, type: runSh, steps: [{TASK: {script: [x]}}]}\n";
    const directory = makeDirectory({ ...OLD, "landbridge.own.yml": native, "landbridge.yml": "# mine\n" });
    const refused = await runCli(["import", ".", "--replace"], { cwd: directory });
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(
      /^FILE_EXISTS: landbridge\.yml is there already, and nothing was written\.\n/,
    );
    expect(readFileSync(join(directory, "landbridge.yml"), "utf8")).toBe("# mine\n");
    expect(existsSync(join(directory, "shippable.resources.yml"))).toBe(true);
    const forced = await runCli(["import", ".", "--replace", "--force"], { cwd: directory });
    expect(forced.code).toBe(0);
    expect(forced.stdout).toContain("In today's syntax already, and left alone: landbridge.own.yml.");
    expect(readFileSync(join(directory, "landbridge.yml"), "utf8")).toBe(NEW);
    expect(readFileSync(join(directory, "landbridge.own.yml"), "utf8")).toBe(native);
  });

  test("an earlier *.imported is not overwritten either", async () => {
    const directory = makeDirectory({ ...OLD, "shippable.resources.yml.imported": "earlier" });
    const { code, stderr } = await runCli(["import", directory, "--replace"]);
    expect(code).toBe(2);
    expect(stderr).toContain("shippable.resources.yml.imported is there already");
    expect(existsSync(join(directory, "landbridge.yml"))).toBe(false);
  });

  test("one file may be given, whatever its name", async () => {
    const directory = makeDirectory({ "old.txt": RESOURCES, "shippable.yml": "jobs: [" });
    const { code, stdout } = await runCli(["import", join(directory, "old.txt")]);
    expect(code).toBe(0);
    expect(stdout).toContain("7 lines: 7 exact (100.0 %)");
    expect(readFileSync(join(directory, "landbridge.yml"), "utf8")).toContain("- name: settings\n");
  });

  test("files that declare nothing: exit 2, and nothing written", async () => {
    const directory = makeDirectory({ "shippable.yml": "# later\n" });
    const { code, stderr } = await runCli(["import", directory]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^NO_CONFIGURATION: The configuration files of .* declare nothing\.\n/);
    writeFileSync(join(directory, "shippable.yml"), RESOURCES);
    expect((await runCli(["import", directory])).code).toBe(0);
  });

  test("without a path: exit 2", async () => {
    expect(await runCli(["import"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Missing required argument 'path'") as unknown,
    });
  });
});
