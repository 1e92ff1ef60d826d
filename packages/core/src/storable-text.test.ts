import { expect, test } from "vitest";
import { storableJson, storableText } from "./storable-text.ts";

test.each([
  ["plain text, also of other scripts: äß 漢字 🚀", "plain text, also of other scripts: äß 漢字 🚀"],
  ["a NUL\0 in it", "a NUL in it"],
  ["half a pair \ud83d of it", "half a pair \uFFFD of it"],
  ["the other half \ude80", "the other half \uFFFD"],
  ["the halves in the wrong order \ude80\ud83d", "the halves in the wrong order \uFFFD\uFFFD"],
  ["what only looks like one: \\u0000", "what only looks like one: \\u0000"],
  ["", ""],
])("%j is stored as %j", (text, stored) => {
  expect(storableText(text)).toBe(stored);
});

test("of JSON every text is made storable, however deep, and every key", () => {
  const json = { "a\0": ["b\0", 1, true, null, { "c\ud800": { d: "\0" } }], e: [] };
  expect(storableJson(json)).toEqual({ a: ["b", 1, true, null, { "c\uFFFD": { d: "" } }], e: [] });
  expect(storableJson(7)).toBe(7);
});
