import { expect, test } from "vitest";
import { formatProblem } from "./format-problem.ts";
import { loadWorkflow } from "../load-workflow.ts";
import type { Problem } from "./problem.ts";

test("a problem shows its place, code, message, source and hint", () => {
  const text = [
    "resources:",
    "  - {name: good, type: params, versionTemplate: {params: {A: b}}}",
    "jobs:",
    "  - name: typo",
    "    type: runSh",
    "    steps:",
    "      - IN: goood",
    "      - TASK: {script: [make]}",
    "",
  ].join("\n");
  const [problem] = loadWorkflow([{ path: "landbridge.yml", text }]).problems;
  expect(problem && formatProblem(problem, text)).toBe(
    [
      "landbridge.yml:7:13 error UNKNOWN_REFERENCE",
      "  The IN `goood` of job `typo` names no resource or job that is declared.",
      "    5 |     type: runSh",
      "    6 |     steps:",
      "  > 7 |       - IN: goood",
      "      |             ^^^^^",
      "    8 |       - TASK: {script: [make]}",
      "  hint: did you mean `good`?",
    ].join("\n"),
  );
});

const PROBLEM: Problem = {
  code: "UNKNOWN_KEY",
  severity: "warning",
  message: "Said.",
  file: "a.yml",
  line: 1,
  column: 3,
};

test("other places that take part are listed", () => {
  const related = [{ file: "b.yml", line: 2, column: 9 }];
  expect(formatProblem({ ...PROBLEM, related }, "")).toBe(
    "a.yml:1:3 warning UNKNOWN_KEY\n  Said.\n  see also b.yml:2:9",
  );
});

test.each([
  ["a tab counts as one column", "\tx: y", "  > 1 |  x: y\n      |   ^"],
  ["a byte order mark is not shown", "\ufeffabcd", "  > 1 | abcd\n      |   ^"],
  ["a carriage return is not shown", "abcd\r\nefgh\r\n", "  > 1 | abcd\n      |   ^\n    2 | efgh"],
  ["control characters are made visible", "ab\u001bd", "  > 1 | ab·d\n      |   ^"],
])("%s", (_fact, text, frame) => {
  expect(formatProblem(PROBLEM, text)).toBe(`a.yml:1:3 warning UNKNOWN_KEY\n  Said.\n${frame}`);
});

test("in a long line the frame moves to the fault", () => {
  const text = `${"x".repeat(500)}HERE${"y".repeat(500)}`;
  const shown = formatProblem({ ...PROBLEM, column: 501, endColumn: 505 }, text).split("\n");
  const [source = "", caret = ""] = shown.slice(2);
  expect(source.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1)).toBe("HERE");
  expect(source.length).toBeLessThan(120);
});
