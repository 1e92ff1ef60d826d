import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { JOB_TYPES } from "@landbridge/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  ADDITION_FIELDS,
  APPROVAL_FIELDS,
  CACHE_FIELDS,
  INPUT_FIELDS,
  MATRIX_FIELDS,
  REPORTS_FIELDS,
  RETRY_FIELDS,
} from "../jobs/addition-schema.ts";
import { CI_BUILD_FIELDS, CI_BUILD_STRUCTURES, CI_KEY_FIELDS, CI_SECTION_FIELDS } from "../ci/ci.ts";
import type { Field, Fields } from "../fields/field.ts";
import { isConfigFile, roleOfFile } from "../files/files.ts";

import { JOB_TYPE_SHAPES, LEGACY_JOB_KEYS } from "../jobs/job-types.ts";
import { CI_BUILD_DESCRIPTIONS, CI_DESCRIPTIONS } from "./json-schema-ci-descriptions.ts";
import * as words from "./json-schema-descriptions.ts";
import { VALUE_DESCRIPTIONS } from "./json-schema-value-descriptions.ts";
import { createJsonSchema } from "./json-schema.ts";
import { loadWorkflow } from "../load-workflow.ts";
import type { ConfigFile } from "../load-workflow.ts";
import { parseFile } from "../yaml/parse.ts";
import type { Problem, ProblemCode } from "../problems/problem.ts";
import type { Anchors } from "../yaml/resolve-nodes.ts";
import { RESOURCE_TYPE_NAMES, VALUES_SHAPES } from "../resources/resource-types.ts";
import * as tables from "../fields/schema.ts";
import { createSourceText } from "../yaml/source-text.ts";
import { toJson } from "../yaml/yaml-node.ts";

const schema = createJsonSchema();
const accepts = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
  .addVocabulary(["defaultSnippets", "enumDescriptions"])
  .compile(schema);

/** Errors that lie in the shape of one file alone, which is all that a schema can see. */
const SHAPE_CODES: readonly ProblemCode[] = [
  "INVALID_VALUE",
  "MISSING_KEY",
  "INVALID_NAME",
  "INVALID_STEP",
  "INVALID_COMMAND",
  "UNKNOWN_JOB_TYPE",
  "MISSING_TASK",
];

function errorsOf(files: readonly ConfigFile[]): readonly Problem[] {
  return loadWorkflow(files, { isAlone: true }).problems.filter(({ severity }) => severity === "error");
}

/** What the schema says of a text: its complaints, as `place: message`. */
function complaintsOf(text: string, anchors?: Anchors): readonly string[] {
  const { root } = parseFile(createSourceText("landbridge.yml", text), anchors);
  if (root === undefined || accepts(toJson(root))) return [];
  return (accepts.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

function errorCodesOf(text: string): readonly ProblemCode[] {
  return errorsOf([{ path: "landbridge.yml", text }]).map(({ code }) => code);
}

/** One field in a configuration that is right but for it: `%` is where its value stands. */
interface Case {
  readonly name: string;
  readonly field: Field;
  readonly frame: string;
}

const JOB =
  "resources: [{name: my_repo, type: state}]\njobs:\n  - {name: j, type: runSh, steps: [{TASK: a}], ";
const STEP =
  "resources: [{name: my_repo, type: state}]\njobs:\n  - {name: j, type: runSh, steps: [{TASK: a}, {IN: my_repo}, {";

const CASES: readonly Case[] = [
  ...casesOf("resource", tables.RESOURCE_FIELDS, (key) => `resources: [{name: r, type: state, ${key}: %}]`),
  ...casesOf("job", tables.JOB_FIELDS, (key) => `${JOB}${key}: %}`),
  ...casesOf("job", ADDITION_FIELDS, (key) => `${JOB}${key}: %}`),
  ...casesOf("approval", APPROVAL_FIELDS, (key) => `${JOB}approval: {approvers: [a, b], ${key}: %}}`),
  ...casesOf("retry", RETRY_FIELDS, (key) => `${JOB}retry: {attempts: 3, ${key}: %}}`),
  ...casesOf("reports", REPORTS_FIELDS, (key) => `${JOB}reports: {${key}: %}}`),
  ...casesOf("in", tables.IN_FIELDS, (key) => `${STEP}IN: r, ${key}: %}]}`),
  ...casesOf("out", tables.OUT_FIELDS, (key) => `${STEP}OUT: r, ${key}: %}]}`),
  ...casesOf("task", tables.TASK_FIELDS, (key) => `${STEP}TASK: {script: a, ${key}: %}}]}`),
  ...casesOf("notify", tables.NOTIFY_FIELDS, (key) => `${JOB}on_success: {NOTIFY: [{name: r, ${key}: %}]}}`),
  ...casesOf("runtime", tables.RUNTIME_FIELDS, (key) => `${JOB}runtime: {${key}: %}}`),
  ...casesOf("options", tables.IMAGE_FIELDS, (key) => `${JOB}runtime: {options: {imageName: a, ${key}: %}}}`),
  ...Object.entries(JOB_TYPE_SHAPES).flatMap(([type, { fields }]) =>
    casesOf(type, fields, (key) => `jobs: [{name: j, type: ${type}, steps: [{IN: r}], ${key}: %}]`),
  ),
  ...Object.entries(VALUES_SHAPES).flatMap(([type, { fields, required, together }]) =>
    casesOf(type, fields, (key) => {
      const partners = together.find((group) => group.includes(key)) ?? [];
      const others = [...required, ...partners].filter((other) => other !== key);
      const given = others.map((other) => `${other}: ${fields[other]?.example}, `).join("");
      return `resources: [{name: r, type: ${type}, integration: i, versionTemplate: {${given}${key}: %}}]`;
    }),
  ),
];

/** Keys that their frame has already are looked at on their own, below. */
function casesOf(table: string, fields: Fields, frame: (key: string) => string): readonly Case[] {
  return Object.entries(fields)
    .map(([key, field]) => ({ name: `${table}.${key}`, field, frame: frame(key) }))
    .filter(({ name, frame: text }) => new RegExp(`[{ ]${name.split(".")[1]}: (?!%)`).test(text) === false);
}

const VALUES = [
  "{a: {b: 1}}",
  "[[a]]",
  "[{a: 1}]",
  "maybe",
  "-7",
  "1.5",
  "true",
  "OFF",
  "5",
  "text",
  '""',
  "[]",
  "[a, b]",
  "~",
  "{}",
];

describe("each field of each table", () => {
  test.each(CASES)("$name: its example is accepted by loader and schema", ({ frame, field }) => {
    const text = frame.replace("%", () => JSON.stringify(parse(field.example)));
    expect(errorCodesOf(text).filter((code) => SHAPE_CODES.includes(code) || code === "YAML_SYNTAX")).toEqual(
      [],
    );
    expect(complaintsOf(text)).toEqual([]);
  });

  test.each(CASES)(
    "$name: the schema accepts what the loader accepts, and refuses what it refuses",
    ({ frame, field }) => {
      const disagreements: string[] = [];
      for (const value of VALUES) {
        const text = frame.replace("%", () => value);
        const codes = errorCodesOf(text);
        const isRefused = complaintsOf(text).length > 0;
        if (codes.length === 0 && isRefused) disagreements.push(`only the schema refuses ${value}`);
        // Rules that are more than a shape are the loader's alone.
        const isShape = codes.some((code) => SHAPE_CODES.includes(code)) && field.fault === undefined;
        if (isShape && !isRefused) disagreements.push(`only the loader refuses ${value}`);
      }
      expect(disagreements).toEqual([]);
    },
  );

  test.each(CASES)("$name: something is refused, unless anything is right", ({ frame, field }) => {
    const refused = VALUES.filter((value) => complaintsOf(frame.replace("%", () => value)).length > 0);
    const isAnything = VALUES.every(
      (value) => !errorCodesOf(frame.replace("%", () => value)).includes("INVALID_VALUE"),
    );
    expect(refused.length > 0 || isAnything || field.fault !== undefined).toBe(true);
  });
});

describe("what has several forms", () => {
  test.each([
    [
      "TASK as text, map, list, nested list",
      "{TASK: make}, {TASK: {script: make}}, {TASK: [make, {script: [a, [b]]}, [c]]}",
    ],
    ["TASK with its script beside it", "{TASK: , script: a}"],
    ["steps that are empty or lists", "{TASK: a}, ~, [{TASK: b}]"],
    ["older verbs", "{TASK: a}, {GET: my_repo}, {PUT: r}"],
    ["numbers as names and commands", "{IN: 7}, {TASK: {name: 1, script: [true, 2.5]}}"],
    [
      "a runtime",
      '{TASK: {script: a, runtime: {container: off, options: {imageName: a, imageTag: 1.5, env: [{A: 1}, "B=2", {secure: x}]}}}}',
    ],
    ["a runtime with a map of variables", "{TASK: {script: a, runtime: {options: {env: {A: 1, B: ~}}}}}"],
  ])("%s: both accept it", (_, steps) => {
    const text = `resources: [{name: my_repo, type: state}]\njobs: [{name: j, type: runSh, steps: [${steps}]}]`;
    expect(errorCodesOf(text)).toEqual([]);
    expect(complaintsOf(text)).toEqual([]);
  });

  test.each([
    ["a file that is a list", "[a]"],
    ["jobs that are a map", "jobs: {a: {type: runSh}}"],
    ["a job that is text", "jobs: [a]"],
    ["a job without a name", "jobs: [{type: runSh, steps: [{TASK: a}]}]"],
    ["a job without a type", "jobs: [{name: a, steps: [{TASK: a}]}]"],
    ["a job of an unknown type", "jobs: [{name: a, type: runsh, steps: [{TASK: a}]}]"],
    ["a name with a slash", "jobs: [{name: a/b, type: runSh, steps: [{TASK: a}]}]"],
    ["steps that are text", "jobs: [{name: a, type: runSh, steps: make}]"],
    ["no task", "jobs: [{name: a, type: runSh, steps: []}]"],
    ["a step of an unknown kind", "jobs: [{name: a, type: runSh, steps: [{TASK: a}, {in: b}]}]"],
    ["a step that is text", 'jobs: [{name: a, type: runSh, steps: [{TASK: a}, "IN:b"]}]'],
    ["an IN that is a list", "jobs: [{name: a, type: runSh, steps: [{TASK: a}, {IN: [b]}]}]"],
    ["a TASK without commands", "jobs: [{name: a, type: runSh, steps: [{TASK: {name: b}}]}]"],
    ["a TASK that is a number", "jobs: [{name: a, type: runSh, steps: [{TASK: 5}]}]"],
    ["a command that is a map", "jobs: [{name: a, type: runSh, steps: [{TASK: {script: [{echo a: b}]}}]}]"],
    [
      "a variable that is a list",
      "jobs: [{name: a, type: runSh, steps: [{TASK: a}], runtime: {options: {env: {A: [1]}}}}]",
    ],
    [
      "a NOTIFY without a name",
      "jobs: [{name: a, type: runSh, steps: [{TASK: a}], always: {NOTIFY: [{sendFailingSnippet: true}]}}]",
    ],
    ["a resource without a type", "resources: [{name: a}]"],
    ["values that are a list", "resources: [{name: a, type: params, versionTemplate: [1]}]"],
    [
      "a repository without an address",
      "resources: [{name: a, type: gitRepo, versionTemplate: {branch: main}}]",
    ],
    ["a repository without values", "resources: [{name: a, type: gitRepo}]"],
    [
      "older values of the wrong kind",
      "resources: [{name: a, type: gitRepo, pointer: {sourceName: x, depth: all}}]",
    ],
    ["earliest values of the wrong kind", "resources: [{name: a, type: gitRepo, source: {name: [x]}}]"],
  ])("%s: both refuse it", (_, text) => {
    expect(errorCodesOf(text).filter((code) => SHAPE_CODES.includes(code))).not.toEqual([]);
    expect(complaintsOf(text)).not.toEqual([]);
  });
});

describe("descriptions", () => {
  const valueTables = Object.entries(VALUES_SHAPES).map(
    ([type, { fields }]): [string, readonly string[], words.Descriptions] => [
      type,
      Object.keys(fields),
      VALUE_DESCRIPTIONS[type] ?? {},
    ],
  );
  test.each<[string, readonly string[], words.Descriptions]>([
    ["file", tables.TOP_LEVEL_KEYS, words.FILE_DESCRIPTIONS],
    [
      "resource",
      [...Object.keys(tables.RESOURCE_FIELDS), ...tables.VALUE_SECTIONS],
      words.RESOURCE_DESCRIPTIONS,
    ],
    [
      "job",
      [
        ...Object.keys(tables.JOB_FIELDS),
        ...tables.JOB_STRUCTURES,
        ...Object.keys(ADDITION_FIELDS),
        ...Object.keys(LEGACY_JOB_KEYS),
      ],
      words.JOB_DESCRIPTIONS,
    ],
    [
      "job options",
      Object.values(JOB_TYPE_SHAPES).flatMap(({ fields }) => Object.keys(fields)),
      words.JOB_OPTION_DESCRIPTIONS,
    ],
    ["inputs", Object.keys(INPUT_FIELDS), words.INPUT_DESCRIPTIONS],
    ["approval", Object.keys(APPROVAL_FIELDS), words.APPROVAL_DESCRIPTIONS],
    ["retry", Object.keys(RETRY_FIELDS), words.RETRY_DESCRIPTIONS],
    ["matrix", Object.keys(MATRIX_FIELDS), words.MATRIX_DESCRIPTIONS],
    ["cache", Object.keys(CACHE_FIELDS), words.CACHE_DESCRIPTIONS],
    ["reports", Object.keys(REPORTS_FIELDS), words.REPORT_DESCRIPTIONS],
    ["in", Object.keys(tables.IN_FIELDS), words.IN_DESCRIPTIONS],
    ["out", Object.keys(tables.OUT_FIELDS), words.OUT_DESCRIPTIONS],
    ["task", [...Object.keys(tables.TASK_FIELDS), ...tables.TASK_STRUCTURES], words.TASK_DESCRIPTIONS],
    ["section", tables.SECTION_KEYS, words.SECTION_DESCRIPTIONS],
    ["notify", Object.keys(tables.NOTIFY_FIELDS), words.NOTIFY_DESCRIPTIONS],
    [
      "runtime",
      [...Object.keys(tables.RUNTIME_FIELDS), ...tables.LEGACY_RUNTIME_KEYS],
      words.RUNTIME_DESCRIPTIONS,
    ],
    ["image", [...Object.keys(tables.IMAGE_FIELDS), "env"], words.IMAGE_DESCRIPTIONS],
    ["job types", JOB_TYPES, words.JOB_TYPE_DESCRIPTIONS],
    ["resource types", RESOURCE_TYPE_NAMES, words.RESOURCE_TYPE_DESCRIPTIONS],
    ["CI", Object.keys(CI_KEY_FIELDS), CI_DESCRIPTIONS],
    [
      "build",
      [
        ...Object.keys(CI_SECTION_FIELDS),
        ...Object.keys(CI_BUILD_FIELDS),
        ...Object.keys(CI_BUILD_STRUCTURES),
      ],
      CI_BUILD_DESCRIPTIONS,
    ],
    ...valueTables,
  ])("every key of the table %s has one, as a sentence", (_, keys, table) => {
    expect(keys.filter((key) => !Object.hasOwn(table, key))).toEqual([]);
    for (const text of Object.values(table)) expect(text).toMatch(/^[^]+[.…`]$/);
  });
});

describe("the names of a workflow", () => {
  const text = `
resources:
  - {name: repo, type: gitRepo, versionTemplate: {sourceName: https://git.example.com/a.git}}
  - {name: chat, type: notification, integration: slack}
jobs: [{name: build, type: runSh, steps: [{TASK: make}]}]
`;
  const { $defs } = createJsonSchema(loadWorkflow([{ path: "landbridge.yml", text }]).definition);

  test.each([
    ["anyName", ["repo", "chat", "build"]],
    ["resourceName", ["repo", "chat"]],
    ["jobName", ["build"]],
    ["notificationName", ["chat"]],
  ])("%s offers them, and takes any other text", (definition, names) => {
    expect($defs).toMatchObject({ [definition]: { anyOf: [{ enum: names }, { pattern: "\\S" }] } });
  });
});

/** Every configuration file below a directory; templates first, as the loader reads them. */
function readDirectory(root: string): readonly ConfigFile[] {
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return found
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter(isConfigFile)
    .sort((a, b) => Number(isTemplates(b)) - Number(isTemplates(a)))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

function isTemplates(path: string): boolean {
  return roleOfFile(path) === "templates";
}

/** Where loader and schema are of two minds about a file. */
function disagreementsIn(root: string): readonly string[] {
  const files = readDirectory(root);
  const errors = errorsOf(files);
  let anchors: Anchors = new Map();
  return files.flatMap(({ path, text }) => {
    if (isTemplates(path)) anchors = parseFile(createSourceText(path, text), anchors).anchors;
    const codes = errors.filter(({ file }) => file === path).map(({ code }) => code);
    const isBroken = codes.some((code) => !SHAPE_CODES.includes(code));
    const complaints = complaintsOf(text, anchors);
    if (codes.length === 0 && complaints.length > 0)
      return [`${path}: only the schema refuses: ${complaints.join("; ")}`];
    return !isBroken && codes.length > 0 && complaints.length === 0
      ? [`${path}: only the loader refuses: ${codes.join()}`]
      : [];
  });
}

test("the examples validate", () => {
  const root = fileURLToPath(new URL("../../../../examples", import.meta.url));
  expect(readdirSync(root).flatMap((name) => disagreementsIn(join(root, name)))).toEqual([]);
});

const CORPUS = fileURLToPath(new URL("../../../../../shared/corpus", import.meta.url));
const directories = existsSync(CORPUS)
  ? readdirSync(CORPUS, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  : [];

describe.skipIf(directories.length === 0)(
  "configurations from the field (left out where they are not there)",
  () => {
    test.each(directories)("%s: loader and schema agree", (name) => {
      expect(disagreementsIn(join(CORPUS, name))).toEqual([]);
    });
  },
);
