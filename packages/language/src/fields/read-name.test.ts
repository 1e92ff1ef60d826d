import { expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";

/** What is said of one resource: severity, code, place and hint. */
function told(keys: string): readonly string[] {
  const text = `resources:\n  - {${keys}}\n`;
  const { problems } = loadWorkflow([{ path: "landbridge.yml", text }]);
  return problems.map(
    ({ severity, code, line, column, hint }) => `${severity} ${code} ${line}:${column} ${hint ?? ""}`,
  );
}

test.each(["a", "A_b-1", "1st-repo", "x".repeat(200), "true"])("%s is a name", (name) => {
  expect(told(`name: ${name}, type: state`)).toEqual([]);
});

const LETTERS = "use letters, digits, `_` and `-`";

test.each([
  ["a b", "warning UNUSUAL_NAME"],
  ["a.b", "warning UNUSUAL_NAME"],
  ["größe", "warning UNUSUAL_NAME"],
  ["'123'", "warning UNUSUAL_NAME"],
  ["'${STAGE}'", "warning UNUSUAL_NAME"],
  ["a/b", "error INVALID_NAME"],
  ["'..'", "error INVALID_NAME"],
  ["' '", "error INVALID_NAME"],
  ["__proto__", "error INVALID_NAME"],
  ["x".repeat(201), "error INVALID_NAME"],
])("%s: %s", (name, problem) => {
  expect(told(`name: ${name}, type: state`)).toEqual([`${problem} 2:12 ${LETTERS}`]);
});

test.each([
  ["type: state", "error MISSING_KEY 2:6 add `name: my_resource`"],
  ["nmae: a, type: state", "error MISSING_KEY 2:6 write `name` in place of `nmae`"],
  ["Name: a, type: state", "error MISSING_KEY 2:6 write `name` in place of `Name`"],
  ["name: a", "error MISSING_KEY 2:12 add a type, for example `type: gitRepo`"],
  ["name: a, tpye: state", "error MISSING_KEY 2:12 write `type` in place of `tpye`"],
  ["name: a, type: [state]", "error INVALID_VALUE 2:21 for example: `type: gitRepo`"],
])("%s: %s", (keys, problem) => {
  expect(told(keys)).toEqual([problem]);
});

test("a name without a value is told as empty and as missing", () => {
  expect(told("name: , type: state")).toEqual([
    "warning EMPTY_VALUE 2:6 give it a value or remove the line",
    "error MISSING_KEY 2:6 add `name: my_resource`",
  ]);
});
