import { createWorkflow } from "@landbridge/core";
import { loadWorkflow } from "@landbridge/language";
import { describe, expect, test } from "vitest";
import type { Progress } from "./progress.ts";
import { advanceTree, createRunTree, treeLines } from "./run-tree.ts";
import type { RunTree } from "./run-tree.ts";

const plain = (_: unknown, text: string): string => text;

/** "a", "b < a", "c < a b": jobs with the jobs that they consume. */
function treeOf(...lines: readonly string[]): RunTree {
  return treeOfPart(undefined, lines);
}

function treeOfPart(part: readonly string[] | undefined, lines: readonly string[]): RunTree {
  const jobs = lines.map((line) => {
    const [name = "", from = ""] = line.split(" < ");
    const steps = from
      .split(" ")
      .filter(Boolean)
      .map((job) => `{IN: ${job}}`);
    return `  - {name: ${name}, type: runSh, steps: [${[...steps, '{TASK: {script: ["true"]}}'].join(", ")}]}`;
  });
  const { definition } = loadWorkflow([{ path: "landbridge.yml", text: `jobs:\n${jobs.join("\n")}\n` }]);
  const workflow = createWorkflow(definition);
  return createRunTree(workflow, new Set(part ?? workflow.jobs.keys()));
}

function shown(tree: RunTree, told: readonly Progress[], width = 80): readonly string[] {
  const now = Date.parse("2026-01-01T00:00:02Z");
  return treeLines(told.reduce(advanceTree, tree), { now, width, style: plain });
}

const at = "2026-01-01T00:00:00Z";
const greet = { job: "greet", number: 1 };
const step = { ...greet, index: 1, step: "say" };

describe("the tree of a run", () => {
  test("puts every job once, below the last of those that lead to it", () => {
    expect(shown(treeOf("a", "b < a", "c < a", "d < b c"), [])).toEqual([
      "○ a",
      "├─ ○ b",
      "└─ ○ c",
      "   └─ ○ d",
    ]);
  });

  test("has the jobs that take part only, as if there were no other", () => {
    const tree = treeOfPart(["b", "d"], ["a", "b < a", "c < a", "d < b c"]);
    expect(shown(tree, [])).toEqual(["○ b", "└─ ○ d"]);
  });

  test("keeps rows where they are while statuses change", () => {
    const tree = treeOf("greet", "shout < greet");
    const before = shown(tree, []).length;
    const after = shown(tree, [
      { type: "run-queued", at, ...greet, cause: "you asked for it" },
      { type: "run-started", at, ...greet },
    ]);
    expect(after).toHaveLength(before);
    expect(after[0]).toMatch(/^● greet #1 {2}2\.0s$/);
  });

  test("shows the step that is on, with the last line that is not empty", () => {
    const lines = shown(treeOf("greet"), [
      { type: "run-started", at, ...greet },
      { type: "step-started", at, ...step },
      { type: "log", ...step, text: "hello" },
      { type: "log", ...step, text: "" },
    ]);
    expect(lines).toEqual(["● greet #1  2.0s  say  │ hello"]);
  });

  test("shows a later run of the same job only when the one before has ended", () => {
    const during = shown(treeOf("greet"), [
      { type: "run-started", at, ...greet },
      { type: "run-queued", at, job: "greet", number: 2, cause: "again" },
    ]);
    expect(during[0]).toContain("#1");
    const after = shown(treeOf("greet"), [
      { type: "run-finished", at, ...greet, status: "success", durationMs: 400 },
      { type: "run-queued", at, job: "greet", number: 2, cause: "again" },
    ]);
    expect(after).toEqual(["◷ greet #2  queued"]);
  });

  test("an unsuccessful end is said in a word, not by a colour alone", () => {
    const lines = shown(treeOf("greet"), [
      { type: "run-started", at, ...greet },
      { type: "run-finished", at, ...greet, status: "failure", durationMs: 400 },
    ]);
    expect(lines).toEqual(["✗ greet #1  failure  0.4s"]);
  });

  test("cuts a long line to the width of the screen", () => {
    const [line = ""] = shown(
      treeOf("greet"),
      [
        { type: "run-started", at, ...greet },
        { type: "step-started", at, ...step },
        { type: "log", ...step, text: "x".repeat(500) },
      ],
      40,
    );
    expect(line.length).toBeLessThanOrEqual(40);
    expect(line).toMatch(/x…$/);
  });

  test("colours and cursor movements of a step do not reach the screen", () => {
    const [line = ""] = shown(treeOf("greet"), [
      { type: "run-started", at, ...greet },
      { type: "step-started", at, ...step },
      { type: "log", ...step, text: "\u001b[31mred\u001b[2K\rback" },
    ]);
    // oxlint-disable-next-line no-control-regex
    expect(line).not.toMatch(/[\u0000-\u001f]/);
    expect(line).toContain("red");
  });

  test("a chain of a hundred jobs stays within a screen's width", () => {
    const names = Array.from({ length: 100 }, (_, index) => `job${index}`);
    const chain = names.map((name, index) => (index === 0 ? name : `${name} < ${names[index - 1] ?? ""}`));
    const lines = shown(treeOf(...chain), []);
    expect(lines).toHaveLength(100);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
  });
});
