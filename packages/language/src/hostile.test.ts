import { expect, test } from "vitest";
import { formatProblem } from "./problems/format-problem.ts";
import { HOSTILE_INPUTS } from "./testing/hostile-inputs.ts";
import { LIMITS } from "./yaml/limits.ts";
import { loadWorkflow } from "./load-workflow.ts";
import type { LoadedWorkflow } from "./load-workflow.ts";

/** Five times what the bench promises, for machines that have other things to do. */
const LONGEST_MS = 1000;

function load(text: string): LoadedWorkflow {
  return loadWorkflow([{ path: "landbridge.yml", text }], { isAlone: true, project: "p" });
}

function verdictOf({ problems }: LoadedWorkflow): string {
  const first = problems.find(({ severity }) => severity === "error");
  return first ? `${first.code} ${first.line}:${first.column}` : "loads";
}

test.each(HOSTILE_INPUTS)("$name: $verdict", { timeout: 60_000 }, ({ text, verdict, isBulk }) => {
  const written = text();
  const times: number[] = [];
  for (let round = 0; round < (isBulk ? 1 : 3); round += 1) {
    const began = performance.now();
    const loaded = load(written);
    times.push(performance.now() - began);
    expect(verdictOf(loaded)).toBe(verdict);
    expect(loaded.problems.length).toBeLessThanOrEqual(LIMITS.problemsPerFile + 1);
    for (const each of loaded.problems.slice(0, 3)) {
      expect(each.message.length + (each.hint?.length ?? 0)).toBeLessThan(2100);
      expect(formatProblem(each, written)).toContain(each.code);
    }
  }
  expect(isBulk ? 0 : Math.min(...times)).toBeLessThan(LONGEST_MS);
});

test("a byte order mark is no part of the first key", () => {
  const text = "jobs:\n  - {name: a, type: runSh, steps: [{TASK: x}]}\n";
  expect(load(`\ufeff${text}`)).toEqual(load(text));
  expect(load(`\ufeff${text}`).definition.jobs.map(({ name }) => name)).toEqual(["a"]);
});

test("names that JavaScript's objects have of themselves are names like others, and pollute nothing", () => {
  const names = ["constructor", "toString", "hasOwnProperty", "valueOf"];
  const resources = names.map((name) => `  - {name: ${name}, type: state}\n`).join("");
  const inputs = names.map((name) => `{IN: ${name}}`).join(", ");
  const steps = `{IN: isPrototypeOf}, ${inputs}, {TASK: x}`;
  const loaded = load(
    `resources:\n${resources}jobs:\n  - {name: a, type: runSh, __proto__: {polluted: 1}, steps: [${steps}]}\n`,
  );
  expect(loaded.problems.map(({ code, line }) => `${code} ${line}`)).toEqual([
    "RESERVED_KEY 7",
    "UNKNOWN_REFERENCE 7",
  ]);
  expect(loaded.definition.resources.map(({ name }) => name)).toEqual(names);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
  const values = load(
    "resources:\n  - {name: r, type: params, versionTemplate: {params: {__proto__: {a: 1}, constructor: x}}}\n",
  );
  expect(values.definition.resources[0]?.values).toEqual({ params: { constructor: "x" } });
  expect(values.problems.map(({ code }) => code)).toEqual(["RESERVED_KEY"]);
});

test.each([
  "$(reboot)",
  "`id`",
  "a; reboot",
  "a && b",
  "a|b",
  "a'b",
  'a"b',
  "a\\nb",
  "../a",
  "a/b",
  "${HOME}",
])("a name with shell code in it is refused, or told to be unusual: %s", (name) => {
  const { problems } = load(
    `jobs:\n  - name: ${JSON.stringify(name)}\n    type: runSh\n    steps: [{TASK: x}]\n`,
  );
  expect(problems.map(({ line, column }) => `${line}:${column}`)).toEqual(["2:11"]);
  expect(["INVALID_NAME", "UNUSUAL_NAME"]).toContain(problems[0]?.code);
});

/** Texts on which a pattern that can be matched in many ways tries them all. */
const REPEATED = [
  "a",
  "ab ",
  " ",
  "=",
  "A=",
  '"',
  "'",
  "$",
  "${",
  "${a",
  "{{",
  "*",
  "-",
  ".",
  "1.",
  "/",
  "a/",
  "a.b-",
  ":",
  "@",
  "\\n",
  "#",
  "<",
  ",",
  "(",
];

test.each(REPEATED)(
  "100,000 times %j in each place that is read by a pattern takes no longer than other texts",
  { timeout: 60_000 },
  (unit) => {
    const text = JSON.stringify(unit.repeat(100_000 / unit.length)).replaceAll("\\\\", "\\");
    const began = performance.now();
    load(`language: none
env: {global: [${text}, {secure: ${text}}], matrix: [${text}]}
branches: {only: [${text}]}
build: {ci: [${text}], cache_dir_list: [${text}]}
resources:
  - {name: v, type: version, versionTemplate: {versionName: ${text}}}
  - {name: t, type: time, versionTemplate: {interval: ${text}}}
  - {name: g, type: gitRepo, versionTemplate: {sourceName: ${text}, branch: ${text}}}
  - {name: i, type: image, versionTemplate: {sourceName: ${text}, versionName: ${text}}}
  - {name: d, type: dockerOptions, versionTemplate: {portMappings: [${text}], links: [${text}], volumes: [${text}], memory: ${text}}}
  - {name: n, type: notification, versionTemplate: {method: irc, recipients: [${text}]}}
  - {name: p, type: params, versionTemplate: {params: {A: ${text}}}}
  - {name: ${text}, type: ${text}}
jobs:
  - name: a
    type: runSh
    when: ${text}
    inputs: [{name: ${text}, type: string, default: ${text}}]
    approval: {approvers: [${text}], message: ${text}}
    locks: [${text}]
    matrix: {A: [${text}]}
    cache: {key: ${text}, paths: [${text}]}
    artifacts: [${text}]
    reports: {junit: ${text}}
    runtime: {nodePool: ${text}, container: true, options: {imageName: ${text}, env: [${text}]}}
    steps: [{IN: ${text}, versionName: ${text}}, {TASK: {name: ${text}, script: [${text}]}}]
`);
    expect(performance.now() - began).toBeLessThan(3000);
  },
);
