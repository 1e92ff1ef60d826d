import { describe, expect, test } from "vitest";
import { fieldDifference } from "./field-difference.ts";

describe("a field that differs", () => {
  test("short values stand in one line; a side that is absent stays absent", () => {
    expect(fieldDifference({ before: 1, after: 2 })).toEqual({ kind: "short", before: "1", after: "2" });
    expect(fieldDifference({ after: true })).toEqual({ kind: "short", after: "true" });
    expect(fieldDifference({ before: "prod" })).toEqual({ kind: "short", before: "prod" });
  });

  test("nothing and an empty value can be told apart", () => {
    expect(fieldDifference({ before: null, after: [] })).toEqual({
      kind: "short",
      before: "null",
      after: "[]",
    });
    expect(fieldDifference({ after: "" })).toEqual({ kind: "short", after: '""' });
  });

  test("the lines of a script are compared as one text", () => {
    expect(fieldDifference({ before: ["npm ci", "npm test"], after: ["npm ci", "npm run check"] })).toEqual({
      kind: "lines",
      lines: [
        { kind: "same", text: "npm ci" },
        { kind: "removed", text: "npm test" },
        { kind: "added", text: "npm run check" },
      ],
    });
  });

  test("long texts stand one below the other", () => {
    const before = `https://registry.example.com/${"a".repeat(60)}`;
    expect(fieldDifference({ before, after: "x" })).toEqual({
      kind: "lines",
      lines: [
        { kind: "removed", text: before },
        { kind: "added", text: "x" },
      ],
    });
  });

  test("nested values are compared as the YAML that a person would write", () => {
    expect(fieldDifference({ before: { COLOR: "red", SIZE: 1 }, after: { COLOR: "blue", SIZE: 1 } })).toEqual(
      {
        kind: "lines",
        lines: [
          { kind: "removed", text: "COLOR: red" },
          { kind: "added", text: "COLOR: blue" },
          { kind: "same", text: "SIZE: 1" },
        ],
      },
    );
  });
});
