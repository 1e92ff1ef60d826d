import { expect, test } from "vitest";
import { listOf } from "./list-of.ts";

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c"], "a, b and c"],
])("%j in a sentence", (items, text) => {
  expect(listOf(items)).toBe(text);
});
