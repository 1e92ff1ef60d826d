import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { createWorkflow, graphOf } from "@landbridge/core";
import type { Graph, WorkflowDefinition } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { isCiKey } from "../ci/ci.ts";
import { isConfigFile } from "../files/files.ts";
import { loadWorkflow } from "../load-workflow.ts";
import type { ConfigFile } from "../load-workflow.ts";
import type { Problem } from "../problems/problem.ts";
import { importWorkflow } from "./import-workflow.ts";
import type { ImportedWorkflow } from "./import-workflow.ts";

// Configurations and examples of the reference lie beside the repository, where they are present at all.
const CORPUS = fileURLToPath(new URL("../../../../../shared/corpus", import.meta.url));
const REFERENCE = fileURLToPath(new URL("../../../../../shared/spec/language.md", import.meta.url));
const EXAMPLES = fileURLToPath(new URL("../examples.test.ts", import.meta.url));

interface Case {
  readonly name: string;
  readonly files: readonly ConfigFile[];
}

function corpusCases(): readonly Case[] {
  if (!existsSync(CORPUS)) return [];
  const directories = readdirSync(CORPUS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return directories.map(({ name }) => ({ name, files: readFiles(join(CORPUS, name)) }));
}

function readFiles(root: string): readonly ConfigFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => isConfigFile(path.slice(root.length + 1)))
    .map((path) => ({ path: path.slice(root.length + 1), text: readFileSync(path, "utf8") }));
}

/** The examples of the reference, as they are written there. */
function referenceCases(): readonly Case[] {
  if (!existsSync(REFERENCE)) return [];
  const [, examples = ""] = readFileSync(REFERENCE, "utf8").split(/^## 9\. .*$/m);
  const [own = ""] = examples.split(/^## /m);
  return own
    .split(/^### /m)
    .slice(1)
    .map((part) => ({
      name: part.slice(0, part.indexOf("\n")),
      files: [...part.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = ""]) => ({
        path: text.startsWith("# shippable.templates.yml") ? "shippable.templates.yml" : "shippable.yml",
        text,
      })),
    }));
}

/** Our own examples, out of the file that tests them. */
function exampleCases(): readonly Case[] {
  return readFileSync(EXAMPLES, "utf8")
    .split(/^test\(/m)
    .slice(1)
    .map((part) => ({
      name: /"(.*?)"/.exec(part)?.[1] ?? "",
      files: [...part.matchAll(/"([\w./-]+\.yml)": `([^]*?)`/g)].map(([, path = "", text = ""]) => ({
        path,
        text: text.replaceAll("\\$", "$").replaceAll("\\\\", "\\"),
      })),
    }))
    .filter(({ files }) => files.length > 0);
}

function load(files: readonly ConfigFile[]): ReturnType<typeof loadWorkflow> {
  // Nothing is fetched: aliases of what external references bring stand for themselves.
  return loadWorkflow(files, { isAlone: true, externals: new Map() });
}

/** Everything but the places; and without what has no effect and is not carried over. */
function contentOf({ resources, jobs }: WorkflowDefinition): unknown {
  return {
    resources: resources.map(({ place: _place, ...content }) => content),
    jobs: jobs.map(({ place: _place, ...job }) => {
      const { serial: _serial, notify: _notify, ...options } = job.options;
      return { ...job, options };
    }),
  };
}

/** CI keys of other systems are read as they are. */
function isOfCi({ line }: Problem, text: string): boolean {
  const keys = text.split("\n").slice(0, line);
  const key = /^([\w-]+):/.exec(keys.findLast((each) => /^[\w-]+:/.test(each)) ?? "")?.[1];
  return key !== undefined && isCiKey(key);
}

/** In what the imported files differ from the old ones, or the report from them. */
function faultsOf(files: readonly ConfigFile[]): readonly string[] {
  const imported = importWorkflow(files);
  const old = load(files);
  if (imported.ok !== old.isApplicable) return ["only one of import and loader refuses the files"];
  if (!imported.ok) return [];
  const { text } = imported;
  const again = [{ path: "landbridge.yml", text }];
  const today = load(again);
  const stale = today.problems.filter(
    (each) => /^(LEGACY_|MISPLACED_KEY|COMBINED_STEP)/.test(each.code) && !isOfCi(each, text),
  );
  const twice = text === "" ? imported : importWorkflow(again);
  const facts: Readonly<Record<string, boolean>> = {
    "the definitions differ": isDeepStrictEqual(contentOf(today.definition), contentOf(old.definition)),
    "the graphs differ": isDeepStrictEqual(graphIn(today), graphIn(old)),
    "the new file is in old syntax": stale.length === 0,
    "importing again changes the new file": twice.ok && twice.text === text,
    "the report leaves lines out": isDeepStrictEqual(toldLines(imported), linesOf(files)),
    "a line is lost without a reason": imported.report.files.every(({ lines }) =>
      lines.every(({ code }) => code !== "NOT_CARRIED"),
    ),
  };
  return Object.keys(facts).filter((fault) => facts[fault] !== true);
}

function graphIn({ definition }: ReturnType<typeof loadWorkflow>): Graph {
  return graphOf(createWorkflow(definition));
}

/** `shippable.yml:12` for every line that has a verdict. */
function toldLines({ report }: Extract<ImportedWorkflow, { ok: true }>): readonly string[] {
  return report.files.flatMap(({ file, lines }) => lines.map(({ line }) => `${file}:${line}`));
}

/** The same for every line that is not blank. */
function linesOf(files: readonly ConfigFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [`${path}:${index + 1}`])),
  );
}

const corpus = corpusCases();
const reference = referenceCases();

describe.skipIf(corpus.length === 0)(
  "configurations from the field mean the same when they are imported (left out where ../shared/corpus is not there)",
  () => {
    test.each(corpus)("$name", ({ files }) => expect(faultsOf(files)).toEqual([]));

    test("nearly all of their lines are exact", { timeout: 60_000 }, () => {
      let lines = 0;
      let exact = 0;
      for (const { files } of corpus) {
        const imported = importWorkflow(files);
        if (!imported.ok) continue;
        lines += imported.report.summary.lines;
        exact += imported.report.summary.exact;
      }
      expect(exact / lines).toBeGreaterThan(0.95);
    });
  },
);

describe.skipIf(reference.length === 0)(
  "examples of the reference mean the same when they are imported (left out where ../shared/spec is not there)",
  () => {
    test.each(reference)("$name", ({ files }) => expect(faultsOf(files)).toEqual([]));

    test("all eleven are there", () => expect(reference).toHaveLength(11));
  },
);

describe("our own examples mean the same when they are imported", () => {
  test.each(exampleCases())("$name", ({ files }) => expect(faultsOf(files)).toEqual([]));

  test("there are examples", () => expect(exampleCases().length).toBeGreaterThan(8));
});
