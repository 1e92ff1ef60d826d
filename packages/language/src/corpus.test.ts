import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { isConfigFile } from "./files/files.ts";
import { formatProblem } from "./problems/format-problem.ts";
import { loadWorkflow } from "./load-workflow.ts";
import type { ConfigFile } from "./load-workflow.ts";

// Configurations that people wrote for other platforms lie beside the repository, where they are present at all.
const CORPUS = fileURLToPath(new URL("../../../../shared/corpus", import.meta.url));
const INDEX = join(CORPUS, "INDEX.tsv");

interface Case {
  readonly directory: string;
  readonly jobs: number;
  readonly isValidYaml: boolean;
}

function listCases(): readonly Case[] {
  if (!existsSync(INDEX)) return [];
  const [header = "", ...rows] = readFileSync(INDEX, "utf8").trimEnd().split("\n");
  const columns = header.split("\t");
  return rows.map((row) => {
    const cells = row.split("\t");
    const cell = (name: string): string =>
      cells[columns.findIndex((column) => column.startsWith(name))] ?? "";
    return { directory: cell("dir"), jobs: Number(cell("jobs")), isValidYaml: cell("parse") === "ok" };
  });
}

function readFiles(directory: string): readonly ConfigFile[] {
  const root = join(CORPUS, directory);
  const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return paths
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => isConfigFile(path.slice(root.length + 1)))
    .map((path) => ({ path: path.slice(root.length + 1), text: readFileSync(path, "utf8") }));
}

const SYNTAX: readonly string[] = [
  "YAML_SYNTAX",
  "BAD_INDENTATION",
  "TAB_INDENTATION",
  "DUPLICATE_KEY",
  "INVALID_KEY",
  "UNKNOWN_ANCHOR",
  "MULTIPLE_DOCUMENTS",
  "NESTING_TOO_DEEP",
  "ALIASES_TOO_LARGE",
  "FILE_TOO_LARGE",
  "BINARY_FILE",
  "UNUSABLE_CHARACTER",
];

const cases = listCases();

describe.skipIf(cases.length === 0)(
  "configurations from the field (left out where ../shared/corpus is not there)",
  () => {
    test.each(cases)("$directory", ({ directory, jobs, isValidYaml }) => {
      const files = readFiles(directory);
      const loaded = loadWorkflow(files, { isAlone: true });
      const faults = loaded.problems.filter(
        ({ code, severity }) => severity === "error" && SYNTAX.includes(code),
      );
      expect(faults.length > 0, JSON.stringify(faults, null, 1)).toBe(!isValidYaml);
      // Jobs that are there but do not load are told.
      expect(loaded.definition.jobs.length >= jobs || loaded.problems.length > 0).toBe(true);
      for (const problem of loaded.problems) {
        const text = files.find(({ path }) => path === problem.file)?.text ?? "";
        expect(text.split("\n").length).toBeGreaterThanOrEqual(problem.line);
        expect(formatProblem(problem, text)).toContain(problem.message);
      }
    });

    test("most of them are used as they are", () => {
      const sound = cases.filter(({ directory }) => loadWorkflow(readFiles(directory), { isAlone: true }).ok);
      expect(sound.length).toBeGreaterThan(cases.length * 0.8);
    });
  },
);
