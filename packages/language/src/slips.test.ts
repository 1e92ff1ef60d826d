import { expect, test } from "vitest";
import { loadWorkflow } from "./load-workflow.ts";

/** Everything that is told of a file but what is not in effect yet, as `line:column CODE hint`. */
function told(text: string): readonly string[] {
  return loadWorkflow([{ path: "landbridge.yml", text }], { isAlone: true })
    .problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT")
    .map(({ line, column, code, hint = "" }) => `${line}:${column} ${code} ${hint}`);
}

function job(line: string): string {
  return `jobs:\n  - name: a\n    type: runSh\n    ${line}\n    steps:\n      - TASK: make\n`;
}

function command(text: string): string {
  return `jobs:\n  - name: a\n    type: runSh\n    steps:\n      - TASK:\n          script:\n            - ${text}\n            - make\n`;
}

test.each([
  [
    "a colon",
    "jobs:\n  - name: a\n    type runSh\n    steps: [{TASK: make}]\n",
    "3:5 YAML_SYNTAX write `type: runSh`",
  ],
  ["the first colon", "jobs\n  - name: a\n    type: runSh\n", "1:1 YAML_SYNTAX write `jobs:`"],
  ["a blank after a colon", "jobs:\n  - name:a\n    type: runSh\n", "2:5 YAML_SYNTAX write `name: a`"],
  ["a blank after a dash", "jobs:\n  -name: a\n   type: runSh\n", "2:3 YAML_SYNTAX write `- name: a`"],
])("a line that lacks %s is told at that line, and nothing else", (_what, text, expected) => {
  expect(told(text)).toEqual([expected]);
});

test("keys between braces that lack a blank are read as what was meant", () => {
  const text = "jobs:\n  - {name:a, type: runSh, steps: [{TASK:make}]}\n";
  expect(told(text)).toEqual(["2:6 INVALID_KEY write `name: a`", "2:36 INVALID_KEY write `TASK: make`"]);
  expect(loadWorkflow([{ path: "landbridge.yml", text }]).definition.jobs).toMatchObject([
    { name: "a", steps: [{ kind: "task", script: ["make"] }] },
  ]);
});

test.each([
  ["cache: { key: npm-${CHECKSUM:a.json}, paths: [b] }", '4:19 YAML_SYNTAX write `"npm-${CHECKSUM:a.json}"`'],
  ["flags: [@x, y]", '4:13 YAML_SYNTAX write `"@x"`'],
  ["artifacts: [a, {b: c}]", '4:20 INVALID_VALUE for example: `artifacts: ["dist/**"]`'],
  [
    "needs: [x]",
    "4:5 UNKNOWN_KEY what a job waits for, or begins with, is an IN: `steps: [{IN: other_job}]`",
  ],
  ["if: x", "4:5 UNKNOWN_KEY write the condition under `when`"],
  ["env: {A: b}", "4:5 UNKNOWN_KEY write `runtime: {options: {env: [{MODE: fast}]}}`"],
  [
    "when: ${{ true }}",
    "4:11 INVALID_CONDITION a condition knows no variables and no `${…}`: write `in.app_image.branch == 'main'`",
  ],
])("%s is told once, with what to write", (line, expected) => {
  expect(told(job(line))).toEqual([expected]);
});

test.each([
  ["! grep a b", '7:15 UNKNOWN_TAG quote it: `"! grep a b"`'],
  ["!grep a b", '7:15 UNKNOWN_TAG if it belongs to the text, quote it: `"!grep a b"`'],
  ['"a" b', "7:19 YAML_SYNTAX quote all of it: `'\"a\" b'`"],
  ["[ -f x ] && make", '7:24 YAML_SYNTAX quote all of it: `"[ -f x ] && make"`'],
  ["`date`", '7:15 YAML_SYNTAX write `"`date`"`'],
  ["> out.txt", '7:17 YAML_SYNTAX quote a text that begins with `>`: `"> out.txt"`'],
  ["|\n            make x", "8:13 BAD_INDENTATION indent the text further than the line with `|`"],
  ["*.js", '7:15 UNKNOWN_ANCHOR text that begins with `*` stands in quotes: `"*.js"`'],
])("the command %s is told once, with what to write", (text, expected) => {
  expect(told(command(text))).toEqual([expected]);
});

test("steps in the words of others: a TASK that was meant is not missed as well", () => {
  const text =
    "jobs:\n  - name: a\n    type: runSh\n    steps:\n      - get: b\n      - run: make\n      - TASK make\n";
  expect(told(text)).toEqual([
    "5:9 INVALID_STEP did you mean `IN`?",
    "6:9 INVALID_STEP for example: `- TASK: {name: compile, script: [make]}`",
    "7:9 INVALID_STEP a colon is missing: `- TASK: make`",
  ]);
});

test("of an IN that the job does not have only the name is told", () => {
  expect(told(job("when: in.bb.status == 'x'"))).toEqual(["4:14 INVALID_CONDITION add `- IN: bb`"]);
});

test("of a language that nobody knows the versions are not blamed as well", () => {
  expect(told('language: nodejs\nnode_js: "20"\nbuild: {ci: [make]}\n')).toEqual([
    "1:11 INVALID_VALUE did you mean `node_js`?",
  ]);
});

test("params without the key that holds them", () => {
  const text = "resources:\n  - name: a\n    type: params\n    versionTemplate:\n      COLOR: red\n";
  expect(told(text)).toContain("5:7 UNKNOWN_KEY indent it under `params:`");
});

test("a type of another system is told with the type of here", () => {
  expect(told("resources: [{name: a, type: cron}]\n")).toEqual([
    "1:29 UNKNOWN_RESOURCE_TYPE did you mean `time`?",
  ]);
});

test("an alias without an anchor is told once, not as an empty value as well", () => {
  const expected = "set it with `&foo` further up, or in shippable.templates.yml in the root";
  expect(told(job("flags: *foo"))).toEqual([`4:12 UNKNOWN_ANCHOR ${expected}`]);
});

// Where each slip looks at the whole line, this takes eleven seconds instead of one.
test("a file of one line with forty thousand slips is told in seconds", { timeout: 30_000 }, () => {
  const text = `flags: [${"*.a, ".repeat(40_000)}z]\n`;
  const start = performance.now();
  expect(told(text)).toHaveLength(501);
  expect(performance.now() - start).toBeLessThan(6000);
});

test("an IN of other systems is pinned with the keys of here", () => {
  const text = "jobs:\n  - name: a\n    type: runSh\n    steps: [{TASK: make}]\n";
  const ship =
    "  - name: b\n    type: runSh\n    steps:\n      - IN: a\n        version: 3\n      - TASK: make\n";
  expect(told(text + ship)).toEqual(["9:9 UNKNOWN_KEY write `versionNumber: 3` or `versionName: v1.0`"]);
});

test("a test of the shell that is a list to YAML is told, with the line that says what was meant", () => {
  const text =
    "jobs:\n  - name: a\n    type: runSh\n    steps:\n      - TASK:\n          script:\n            - [ -f x ]\n";
  const { problems } = loadWorkflow([{ path: "landbridge.yml", text }]);
  expect(problems).toMatchObject([
    {
      code: "INVALID_COMMAND",
      severity: "warning",
      line: 7,
      column: 15,
      hint: "if it is one command, quote it: `- '[ -f x ]'`",
    },
  ]);
});
