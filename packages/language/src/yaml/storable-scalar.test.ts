import { expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";

function textOf(line: string): string {
  return `jobs:\n  - {name: j, type: runSh, ${line}}\n`;
}

function load(line: string) {
  return loadWorkflow([{ path: "landbridge.yml", text: textOf(line) }]);
}

/** What stands at the place of each problem. */
function shown(line: string, code: string): readonly string[] {
  return load(line)
    .problems.filter((problem) => problem.code === code)
    .map(
      ({ column, endColumn }) =>
        textOf(line)
          .split("\n")[1]
          ?.slice(column - 1, (endColumn ?? 0) - 1) ?? "",
    );
}

test.each([
  ["a NUL in a command", String.raw`steps: [{TASK: {script: ["a\0b"]}}]`, String.raw`\0`],
  ["a NUL in hexadecimal", String.raw`steps: [{TASK: {script: ["a\x00b"]}}]`, String.raw`\x00`],
  ["a NUL of four digits", String.raw`steps: [{TASK: {script: ["\u0000"]}}]`, String.raw`\u0000`],
  ["a NUL in the name of a TASK", String.raw`steps: [{TASK: {name: "x\0", script: a}}]`, String.raw`\0`],
  ["a NUL in a key", String.raw`steps: [{TASK: {script: a}}], "o\0": 1`, String.raw`\0`],
  ["the first half alone", String.raw`steps: [{TASK: {script: "\ud83d!"}}]`, String.raw`\ud83d`],
  ["the second half alone", String.raw`steps: [{TASK: {script: "\uDE00"}}]`, String.raw`\uDE00`],
])("%s is told where it stands, and is not in the definition", (_what, line, escape) => {
  const { ok, problems, definition } = load(line);
  expect(shown(line, "UNUSABLE_CHARACTER")).toEqual([escape]);
  const found = problems.find(({ code }) => code === "UNUSABLE_CHARACTER");
  expect(found?.message).toContain(`\`${escape}\``);
  expect(found?.hint).toBeDefined();
  expect(ok).toBe(false);
  expect(JSON.stringify(definition)).not.toMatch(/\\u(0000|d83d|de00)/);
  expect(problems.map(({ message, hint }) => `${message}${hint}`).join()).not.toMatch(/\0|\p{Surrogate}/u);
});

test("a NUL after a written backslash is the one that is shown", () => {
  const { problems } = load(String.raw`steps: [{TASK: {script: "\\0\0"}}]`);
  expect(problems.map(({ line, column }) => `${line}:${column}`)).toEqual(["2:56"]);
});

test.each([
  ["both halves make one character", String.raw`steps: [{TASK: {script: "\ud83d\ude80"}}]`, "🚀"],
  ["single quotes leave a backslash as it is", String.raw`steps: [{TASK: {script: '\0'}}]`, String.raw`\0`],
  ["so does a text without quotes", String.raw`steps: [{TASK: {script: tr \0 \n}}]`, String.raw`tr \0 \n`],
  ["an escaped backslash before 0", String.raw`steps: [{TASK: {script: "\\0"}}]`, String.raw`\0`],
])("%s", (_what, line, command) => {
  const { ok, definition } = load(line);
  expect(ok).toBe(true);
  expect(definition.jobs[0]?.steps[0]).toMatchObject({ script: [command] });
});

test("a character of an anchor is told once, where it is set", () => {
  const text = String.raw`x-a: &a "\0"
jobs: [{name: j, type: runSh, steps: [{TASK: {script: [*a, *a]}}]}]`;
  const { problems } = loadWorkflow([{ path: "landbridge.yml", text }]);
  expect(problems.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual([
    "UNUSABLE_CHARACTER 1:10",
  ]);
});

test("a file with half of a character in it is not read", () => {
  const { problems } = load("flags: [a\ud83d]");
  expect(problems.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual(["BINARY_FILE 2:37"]);
});
