import { expect, test } from "vitest";
import { faultOfJson } from "./json-fault.ts";

test.each<readonly [unknown, string | undefined]>([
  [{ a: ["text", 1, true, null, { ключ: "🚀" }] }, undefined],
  ["plain", undefined],
  [undefined, undefined],
  ["a\0", "holds a NUL character, which can't be stored, at its top"],
  [{ a: [1, { b: "\ud800" }] }, "holds half of a surrogate pair, which can't be stored, at a.1.b"],
  [{ a: { "k\0": 1 } }, "holds a NUL character, which can't be stored, at a"],
])("%j", (json, fault) => {
  expect(faultOfJson(json)).toBe(fault);
});

test("what is nested very deeply is refused before anything runs out of stack", () => {
  const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));
  expect(faultOfJson(nested(100))).toBeUndefined();
  expect(faultOfJson(nested(101))).toBe("is nested more than 100 deep");
  expect(faultOfJson(nested(1_000_000))).toBe("is nested more than 100 deep");
});
