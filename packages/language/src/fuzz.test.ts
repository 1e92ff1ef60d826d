import fc from "fast-check";
import { expect, test } from "vitest";
import { formatProblem } from "./problems/format-problem.ts";
import { loadWorkflow } from "./load-workflow.ts";
import type { Problem } from "./problems/problem.ts";

const SEED_TEXT = `language: node_js
templates: &checks [lint, test]
resources:
  - name: code
    type: gitRepo
    versionTemplate: {sourceName: acme/api, branches: {only: [main]}}
  - name: settings
    type: params
    version:
      params: {COLOR: red, secure: xyz}
triggers:
  - {name: go, version: {counter: 1}}
jobs:
  - name: check
    type: runSh
    runtime: {container: true, options: {env: [{A: b}]}}
    when: in.code.branch == 'main' && inputs.A in ['x', "y"]
    inputs: [{name: A, type: choice, options: [x, y], default: x}]
    approval: {approvers: [ops], required: 2}
    retry: {attempts: 3, on: [lost]}
    matrix: {N: ["1", 2], exclude: [{N: 2}], include: [{N: 3}]}
    cache: {key: "a-\${CHECKSUM:b}", paths: c}
    steps:
      - IN: code
        switch: off
        versionNumber: 2
        passed: [check]
        applyTo: [{manifest: m, port: 80}]
      - IN: go
      - TASK:
          name: check
          script:
            - *checks
            - |
              make all
      - OUT: settings
        on_failure: true
    on_success: [{script: echo ok}, {NOTIFY: settings}]
    always: {script: [pwd]}
`;

const SNIPPETS = [
  "\n¦  ¦- ¦: ¦~¦[¦]¦{¦}¦&a ¦*a¦*checks¦<<: ¦!t ¦'¦\"¦|¦>¦#¦\t¦\r¦\u0000¦\ufeff¦---\n¦...¦?¦name¦null¦1.50¦off",
  "__proto__: ¦constructor: ¦IN¦OUT¦TASK¦script¦type¦runSh¦steps:¦é¦\u2028¦%YAML 1.1\n",
  "[".repeat(70),
  '"\\0"¦"\\ud83d"¦"\\ude00": ¦"a\\x00b": ¦\ud83d',
].flatMap((several) => several.split("¦"));

const change = fc.record({
  at: fc.nat(SEED_TEXT.length),
  remove: fc.nat(12),
  insert: fc.constantFrom(...SNIPPETS, ""),
});

function mutate(changes: readonly { at: number; remove: number; insert: string }[]): string {
  let text = SEED_TEXT;
  for (const { at, remove, insert } of changes) text = text.slice(0, at) + insert + text.slice(at + remove);
  return text;
}

/** Lies the place in the file, and does the frame show it? */
function isShown(problem: Problem, text: string): boolean {
  const line = text.split("\n")[problem.line - 1];
  if (line === undefined || problem.column < 1 || problem.column > line.length + 2) return false;
  return text === "" || formatProblem(problem, text).includes("^");
}

test(
  "no file makes the loader throw, and every problem has a place in the file that can be shown",
  { timeout: 30_000 },
  () => {
    const files = fc.array(change, { minLength: 1, maxLength: 5 }).map((changes) => mutate(changes));
    fc.assert(
      fc.property(files, (text) => {
        const { ok, definition, problems } = loadWorkflow([{ path: "shippable.yml", text }]);
        expect(ok).toBe(!problems.some(({ severity }) => severity === "error"));
        expect(problems.filter((problem) => !isShown(problem, text))).toEqual([]);
        expect(JSON.parse(JSON.stringify(definition))).toBeDefined();
        // An escape that JSON needs for these is what PostgreSQL refuses.
        expect(JSON.stringify({ definition, problems })).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/);
      }),
      { numRuns: 250 },
    );
  },
);

test("any text at all is read without a throw", { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...SNIPPETS), maxLength: 30 }),
      (a, b) => {
        expect(
          loadWorkflow([
            { path: "a/landbridge.yml", text: a },
            { path: "shippable.templates.yml", text: b },
          ]),
        ).toBeDefined();
      },
    ),
    { numRuns: 250 },
  );
});

test("10,000 jobs in a chain load, and the last knows the one before it", { timeout: 30_000 }, () => {
  const jobs = Array.from(
    { length: 10_000 },
    (_, index) =>
      `  - name: job_${index}\n    type: runSh\n    steps:\n${index === 0 ? "" : `      - IN: job_${index - 1}\n`}      - TASK:\n          script:\n            - echo ${index}\n`,
  );
  const { ok, definition } = loadWorkflow([{ path: "landbridge.yml", text: `jobs:\n${jobs.join("")}` }]);
  expect(ok).toBe(true);
  expect(definition.jobs.length).toBe(10_000);
  expect(definition.jobs[9_999]?.steps[0]).toMatchObject({ kind: "in", from: "job_9998" });
});
