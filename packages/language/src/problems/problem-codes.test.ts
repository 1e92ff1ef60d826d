import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LIMITS } from "../yaml/limits.ts";
import { loadWorkflow } from "../load-workflow.ts";
import type { ConfigFile } from "../load-workflow.ts";
import { PROBLEM_CODES } from "./problem.ts";
import type { ProblemCode } from "./problem.ts";

/** Puts steps into a job that is otherwise right. */
function job(steps: string): string {
  return `resources: [{name: r, type: state}]\njobs:\n  - {name: j, type: runSh, steps: [${steps}]}\n`;
}

function job2(rest: string): string {
  return `jobs:\n  - {name: j, type: runSh, steps: [{TASK: a}], ${rest}}\n`;
}

/** For every code a configuration that has this problem, and how often. */
const EXAMPLES: Readonly<Record<ProblemCode, string | readonly ConfigFile[]>> = {
  FILE_TOO_LARGE: "x".repeat(LIMITS.fileLength + 1),
  TOO_MANY_FILES: Array.from({ length: LIMITS.files + 1 }, (_, index) => ({
    path: `${index}/shippable.yml`,
    text: "",
  })),
  EXTERNAL_NOT_READABLE: "externalReferences: [https://example.com/gone.yml]\n",
  EXTERNAL_NOT_FETCHED: "externalReferences: [https://example.com/common.yml]\n",
  BINARY_FILE: "jobs: \u0000",
  NESTING_TOO_DEEP: `a: ${"[".repeat(100)}`,
  ALIASES_TOO_LARGE: ["a: &a [x, x]", ...chain(30)].join("\n"),
  YAML_SYNTAX: "jobs: 'a",
  BAD_INDENTATION: "jobs:\n    - {name: a}\n  - {name: b}\n",
  TAB_INDENTATION: "jobs:\n\t- {name: a}\n",
  DUPLICATE_KEY: "x-a: 1\nx-a: 2\n",
  INVALID_KEY: "x-a: {{ b }}",
  RESERVED_KEY: "x-a: {__proto__: 1}",
  UNKNOWN_ANCHOR: "x-a: *nothing",
  MULTIPLE_DOCUMENTS: "x-a: 1\n---\nx-b: 2\n",
  UNUSABLE_CHARACTER: job2('flags: ["\\0"]'),
  UNKNOWN_TAG: "x-a: !b c",
  NOTHING_DECLARED: "# later\n",
  TOO_MANY_PROBLEMS: Array.from({ length: LIMITS.problemsPerFile + 1 }, (_, index) => `k${index}: 1`).join(
    "\n",
  ),
  INVALID_VALUE: job2("priority: high"),
  MISSING_KEY: "jobs: [{type: runSh}]",
  UNKNOWN_KEY: job2("dependancyMode: strict"),
  EMPTY_VALUE: "jobs:\n",
  CONFLICTING_KEYS: job("{IN: r, versionName: a, versionNumber: 1}, {TASK: a}"),
  MISPLACED_KEY: job("{TASK: , script: a}"),
  KEY_WITHOUT_EFFECT: "jobs: [{name: j, type: rSync, priority: 5}]",
  REPEATED_VALUE: job2("locks: [a, a]"),
  LEGACY_KEY: "resources: [{name: r, type: trigger, source: {counter: 1}}]",
  INVALID_NAME: "resources: [{name: a/b, type: state}]",
  UNUSUAL_NAME: "resources: [{name: a b, type: state}]",
  DUPLICATE_NAME: "resources: [{name: a, type: state}, {name: a, type: state}]",
  VARIABLE_NAME_COLLISION: "resources: [{name: a-b, type: state}, {name: ab, type: state}]",
  UNKNOWN_RESOURCE_TYPE: "resources: [{name: a, type: gitrepo}]",
  REMOVED_RESOURCE_TYPE: "resources: [{name: a, type: kickStart}]",
  UNKNOWN_JOB_TYPE: "jobs: [{name: a, type: runsh}]",
  LEGACY_TYPE: "resources: [{name: a, type: gkeCluster}]",
  REMOVED_JOB_TYPE: "jobs: [{name: a, type: jenkinsJob}]",
  INVALID_STEP: job("{in: r}, {TASK: a}"),
  COMBINED_STEP: job("{IN: r, TASK: a}"),
  LEGACY_STEP: job("{GET: r}, {TASK: a}"),
  MISSING_TASK: job("{IN: r}"),
  TASK_NOT_ALLOWED: "jobs: [{name: j, type: manifest, steps: [{TASK: a}]}]",
  INVALID_COMMAND: job("{TASK: {script: [{echo a: b}]}}"),
  INVALID_CONDITION: job2("when: branch == 'main'"),
  SCRIPT_NOT_RUN: job2("on_start: {script: a}"),
  UNKNOWN_REFERENCE: job("{IN: nothing}, {TASK: a}"),
  INVALID_OUTPUT: job("{TASK: a}, {OUT: j}"),
  INPUT_IS_OUTPUT:
    "resources: [{name: p, type: params, version: {params: {A: b}}}]\n" +
    "jobs: [{name: j, type: runSh, steps: [{IN: p}, {TASK: a}, {OUT: p}]}]",
  REPLICATE_WITHOUT_INPUT: job("{TASK: a}, {OUT: r, replicate: q}"),
  MISSING_INPUT: "jobs: [{name: j, type: manifest}]",
  CONFLICTING_INPUTS:
    "resources: [{name: a, type: cluster, integration: k}, {name: b, type: cluster, integration: k}]\n" +
    "jobs: [{name: j, type: deploy, steps: [{IN: a}, {IN: b}]}]",
  INVALID_PASSED: `${job("{IN: r, passed: [k]}, {TASK: a}")}  - {name: k, type: runSh, steps: [{TASK: a}]}\n`,
  CIRCULAR_DEPENDENCY:
    "jobs: [{name: a, type: runSh, steps: [{IN: b}, {TASK: a}]}, {name: b, type: runSh, steps: [{IN: a}, {TASK: a}]}]",
  UNRESOLVED_TEMPLATE:
    'resources: [{name: i, type: image, versionTemplate: {sourceName: "${A}", versionName: "1"}}]\n' +
    "jobs: [{name: j, type: runSh, steps: [{IN: i}, {TASK: a}]}]",
  PARAMS_NOT_TEMPLATED: 'resources: [{name: p, type: params, versionTemplate: {params: {A: "${B}"}}}]',
  MATRIX_TOO_LARGE: `language: go\ngo: [${Array.from({ length: 257 }, (_, index) => `"1.${index}"`).join(", ")}]`,
  NOT_YET_IN_EFFECT: job2("artifacts: dist"),
};

function chain(length: number): readonly string[] {
  return Array.from({ length }, (_, index) => {
    const before = index === 0 ? "a" : `a${index}`;
    return `a${index + 1}: &a${index + 1} [*${before}, *${before}]`;
  });
}

const EXTERNALS = new Map([
  ["https://example.com/gone.yml", { ok: false, reason: "Its server answers 404." } as const],
]);

const CODES = Object.keys(PROBLEM_CODES) as ProblemCode[];

test.each(CODES)("%s is said of a configuration that deserves it", (code) => {
  const example = EXAMPLES[code];
  const files = typeof example === "string" ? [{ path: "shippable.yml", text: example }] : example;
  const loaded = loadWorkflow(files, { externals: EXTERNALS });
  const found = loaded.problems.filter((problem) => problem.code === code);
  expect(found.length).toBe(1);
  expect(found[0]?.severity).toBe(PROBLEM_CODES[code].severity);
  const hasError = loaded.problems.some(({ severity }) => severity === "error");
  expect(loaded.ok).toBe(!hasError);
});

test.each(CODES)("%s has its heading in the reference", (code) => {
  const page = new URL("../../../../docs/reference/problems.md", import.meta.url);
  const text = existsSync(page) ? readFileSync(page, "utf8") : "";
  expect(text.split("\n")).toContain(`### ${code}`);
});

test("messages are sentences, hints are not", () => {
  const problems = CODES.flatMap((code) => {
    const example = EXAMPLES[code];
    return typeof example === "string"
      ? loadWorkflow([{ path: "shippable.yml", text: example }], { externals: EXTERNALS }).problems
      : [];
  });
  for (const { message, hint } of problems) {
    expect(message).toMatch(/^(?=[A-Z`])[^]*\.$/);
    expect(hint ?? "").not.toMatch(/\.$/);
  }
});
