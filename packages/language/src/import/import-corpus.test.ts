import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createWorkflow, graphOf } from "@landbridge/core";
import type { WorkflowDefinition } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { isCiKey } from "../ci.ts";
import { isConfigFile } from "../files.ts";
import { loadWorkflow } from "../load-workflow.ts";
import type { ConfigFile } from "../load-workflow.ts";
import type { Problem } from "../problem.ts";
import { importWorkflow } from "./import-workflow.ts";

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
  return loadWorkflow(files, { isAlone: true });
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

function checkImport(files: readonly ConfigFile[]): void {
  const imported = importWorkflow(files);
  const old = load(files);
  expect(imported.ok).toBe(old.isApplicable);
  if (!imported.ok) return;
  const { text, report } = imported;
  const again = [{ path: "landbridge.yml", text }];
  const today = load(again);
  expect(contentOf(today.definition)).toEqual(contentOf(old.definition));
  expect(graphOf(createWorkflow(today.definition))).toEqual(graphOf(createWorkflow(old.definition)));
  const stale = today.problems.filter(
    (each) => /^(LEGACY_|MISPLACED_KEY|COMBINED_STEP)/.test(each.code) && !isOfCi(each, text),
  );
  expect(stale).toEqual([]);
  if (text !== "") expect(importWorkflow(again)).toMatchObject({ ok: true, text });
  for (const { file, lines } of report.files) {
    const written = files.find(({ path }) => path === file)?.text.split("\n") ?? [];
    const told = lines.map(({ line }) => line);
    const expected = written.flatMap((each, index) => (each.trim() === "" ? [] : [index + 1]));
    expect(told).toEqual(expected);
    expect(lines.filter(({ code }) => code === "NOT_CARRIED")).toEqual([]);
  }
}

const corpus = corpusCases();
const reference = referenceCases();

describe.skipIf(corpus.length === 0)(
  "configurations from the field mean the same when they are imported (left out where ../shared/corpus is not there)",
  () => {
    test.each(corpus)("$name", ({ files }) => checkImport(files));

    test("nearly all of their lines are exact", () => {
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
    test.each(reference)("$name", ({ files }) => checkImport(files));

    test("all eleven are there", () => expect(reference).toHaveLength(11));
  },
);

describe("our own examples mean the same when they are imported", () => {
  test.each(exampleCases())("$name", ({ files }) => checkImport(files));

  test("there are examples", () => expect(exampleCases().length).toBeGreaterThan(8));
});
