import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { isConfigFile } from "./files/files.ts";
import { loadWorkflow } from "./load-workflow.ts";
import type { ConfigFile, LoadedWorkflow } from "./load-workflow.ts";

// Configurations that people wrote for other platforms lie beside the repository, where they are present at all.
const CORPUS = fileURLToPath(new URL("../../../../shared/corpus", import.meta.url));
const INDEX = join(CORPUS, "INDEX.tsv");
const PAGE = fileURLToPath(new URL("../../../docs/reference/compatibility.md", import.meta.url));

/** After a change that is wanted: `LANDBRIDGE_WRITE_COMPATIBILITY=1 npx vitest run --project unit corpus-verdicts`. */
const isWritten = process.env["LANDBRIDGE_WRITE_COMPATIBILITY"] === "1";

/** What is really wrong with the others: every error, with its place and what it advises. */
const BROKEN: Readonly<Record<string, readonly string[]>> = {
  // A key after the items of a list, and a tab further down, after which no column fits.
  "JP-L__jdemo@8f831f7b": [
    "BAD_INDENTATION shippable.yml:22:3 line it up with its neighbours",
    "TAB_INDENTATION shippable.yml:218:1 use blanks",
  ],
  // Four `script:` in one task, and a command with `: ` in it, which is a map.
  "JP-L__jdemo@c7848097": [
    "DUPLICATE_KEY shippable.yml:240:13 remove or rename one of them; the next item of a list begins with `- `",
    "DUPLICATE_KEY shippable.yml:241:13 remove or rename one of them; the next item of a list begins with `- `",
    "DUPLICATE_KEY shippable.yml:242:13 remove or rename one of them; the next item of a list begins with `- `",
    "INVALID_COMMAND shippable.yml:297:17 quote it: `- 'echo \"==== TODO: finish all ====\"'`",
  ],
  // A runSh job with nothing to run.
  RevathiRD__coretest_singlebuildNod: [
    "MISSING_TASK shippable.yml:231:11 for example: `- TASK: {name: compile, script: [make]}`",
  ],
  // A word where `key: value` stands.
  "niranjan-shippable__sample_pipelines@2ec817fd": [
    "YAML_SYNTAX shippable.jobs.yml:13:5 a `:` is missing after `test-flag`",
  ],
  // A job that is nothing but flags.
  "niranjan-shippable__sample_pipelines@b2ed3ade": ["MISSING_KEY shippable.jobs.yml:12:5 add `name: my_job`"],
  // The line that began the third resource is commented out, so its keys fall to the second.
  "qhstest01__pipelines-sample1@d51497d6": [
    "DUPLICATE_KEY shippable.resources.yml:20:5 remove or rename one of them; the next item of a list begins with `- `",
    "DUPLICATE_KEY shippable.resources.yml:21:5 remove or rename one of them; the next item of a list begins with `- `",
    "DUPLICATE_KEY shippable.resources.yml:22:5 remove or rename one of them; the next item of a list begins with `- `",
    "DUPLICATE_KEY shippable.resources.yml:24:5 remove or rename one of them; the next item of a list begins with `- `",
  ],
  // The first item is indented so that its keys stand beside it, and the second is indented less.
  "scriptnull__sample_node@914d96e3": [
    "BAD_INDENTATION shippable.triggers.yml:3:5 line it up with its neighbours",
    "BAD_INDENTATION shippable.triggers.yml:7:3 line it up with its neighbours",
  ],
  // `steps` is a map.
  "scriptnull__sample_node@b826694c": [
    "INVALID_STEP shippable.jobs.yml:17:7 steps: a list, for example `- IN: my_repo` and `- TASK: {name: compile, script: [make]}`",
  ],
};

function listDirectories(): readonly string[] {
  if (!existsSync(INDEX)) return [];
  const [header = "", ...rows] = readFileSync(INDEX, "utf8").trimEnd().split("\n");
  const column = header.split("\t").indexOf("dir");
  return rows.map((row) => row.split("\t")[column] ?? "").toSorted();
}

function readFiles(directory: string): readonly ConfigFile[] {
  const root = join(CORPUS, directory);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => isConfigFile(path))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** As `landbridge validate` does in a clone of the repository. */
function load(directory: string): LoadedWorkflow {
  const project = directory.replace(/^.*?__/, "").replace(/@.*$/, "");
  return loadWorkflow(readFiles(directory), { isAlone: true, project });
}

function errorsOf({ problems }: LoadedWorkflow): readonly string[] {
  return problems
    .filter(({ severity }) => severity === "error")
    .map(({ code, file, line, column, hint }) => `${code} ${file}:${line}:${column} ${hint ?? ""}`);
}

/** One row of the table, as the loader has it today. */
function rowOf(directory: string): string {
  const loaded = load(directory);
  const { jobs, resources } = loaded.definition;
  const [repository = "", commit = ""] = directory.replace("__", "/").split("@");
  const [first = ""] = errorsOf(loaded);
  const [code = "", place = ""] = first.split(" ");
  const verdict = loaded.ok ? "loads" : `**broken**: ${code} at ${place}`;
  const cells = [repository, commit, jobs.length, resources.length, loaded.ci.length > 0 ? "yes" : ""];
  return `| ${[...cells, verdict, warningsOf(loaded)].join(" | ")} |`;
}

/** `LEGACY_KEY 2`, by code. */
function warningsOf({ problems }: LoadedWorkflow): string {
  const counts = new Map<string, number>();
  for (const { code, severity } of problems) {
    if (severity === "warning") counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([code, count]) => `${code} ${count}`).join(", ");
}

const directories = listDirectories();

describe.skipIf(directories.length === 0)(
  "what becomes of each configuration from the field (left out where ../shared/corpus is not there)",
  () => {
    test.each(directories.filter((directory) => !Object.hasOwn(BROKEN, directory)))(
      "%s loads without an error",
      (directory) => {
        expect(errorsOf(load(directory))).toEqual([]);
      },
    );

    test.each(Object.entries(BROKEN))("%s is refused where it is wrong", (directory, errors) => {
      expect(errorsOf(load(directory))).toEqual(errors);
    });

    test("every directory of the index is there", () => {
      expect(directories.length).toBe(64);
      expect(Object.keys(BROKEN).filter((directory) => !directories.includes(directory))).toEqual([]);
    });

    test("what is broken in one file keeps nothing of the other files from being read", () => {
      const { definition } = load("scriptnull__sample_node@914d96e3");
      expect(definition.jobs.filter(({ place }) => place?.file === "shippable.jobs.yml").length).toBe(3);
    });

    test("docs/reference/compatibility.md holds the table as it is today", () => {
      const page = readFileSync(PAGE, "utf8");
      const table = directories.map((directory) => rowOf(directory)).join("\n");
      const written = page.replace(
        /(?<=<!-- table -->\n[^\n]*\n[^\n]*\n)[^]*(?=\n<!-- end of table -->)/,
        () => table,
      );
      if (isWritten) writeFileSync(PAGE, written);
      expect(page.split("\n")).toEqual(written.split("\n"));
    });
  },
);
