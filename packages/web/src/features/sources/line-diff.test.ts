import { describe, expect, test } from "vitest";
import { lineDiff } from "./line-diff.ts";
import type { DiffLine } from "./line-diff.ts";

describe("two texts line by line", () => {
  test("a changed line stands as removed and added, in its place", () => {
    expect(diff("npm ci\nnpm test\necho done", "npm ci\nnpm run check\necho done")).toEqual([
      "  npm ci",
      "- npm test",
      "+ npm run check",
      "  echo done",
    ]);
  });

  test("an inserted line leaves the others as they are", () => {
    expect(diff("a\nb\nc", "a\nx\nb\nc")).toEqual(["  a", "+ x", "  b", "  c"]);
  });

  test("lines that moved past others are the fewest that can be told as moved", () => {
    expect(diff("a\nb\nc\nd", "b\nc\nd\na")).toEqual(["- a", "  b", "  c", "  d", "+ a"]);
  });

  test("what is far from a difference is counted, not shown", () => {
    const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`);
    const edited = lines.with(10, "edited");
    expect(words(lineDiff(lines, edited))).toEqual([
      "8 skipped",
      "  line 8",
      "  line 9",
      "- line 10",
      "+ edited",
      "  line 11",
      "  line 12",
      "7 skipped",
    ]);
  });

  test("a single line is never skipped: the words for it take as much room", () => {
    expect(diff("a\nb\nc\nd", "a\nb\nc\nx")).toEqual(["  a", "  b", "  c", "- d", "+ x"]);
  });

  test("one empty side: all lines of the other", () => {
    expect(words(lineDiff([], ["a", "b"]))).toEqual(["+ a", "+ b"]);
    expect(words(lineDiff(["a"], []))).toEqual(["- a"]);
    expect(lineDiff(["a"], ["a"])).toEqual([{ kind: "same", text: "a" }]);
  });

  test("texts too long to compare count as replaced, at once", () => {
    const before = Array.from({ length: 5_000 }, (_, at) => `old ${at}`);
    const after = Array.from({ length: 5_000 }, (_, at) => `new ${at}`);
    expect(lineDiff(before, after)).toHaveLength(10_000);
  });
});

function diff(before: string, after: string): readonly string[] {
  return words(lineDiff(before.split("\n"), after.split("\n")));
}

function words(lines: readonly DiffLine[]): readonly string[] {
  const signs = { same: " ", removed: "-", added: "+" };
  return lines.map((line) =>
    line.kind === "skipped" ? `${line.count} skipped` : `${signs[line.kind]} ${line.text}`,
  );
}
