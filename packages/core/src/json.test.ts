import { expect, test } from "vitest";
import { canonicalJson, textOf } from "./json.ts";

test.each([
  [undefined, ""],
  [null, ""],
  ["text", "text"],
  [5.1, "5.1"],
  [false, "false"],
  [["a", 1], '["a",1]'],
  [{ a: null }, '{"a":null}'],
])("%j is %j for scripts", (value, text) => {
  expect(textOf(value)).toBe(text);
});

test("canonical JSON is the same for the same content, however it was written", () => {
  const one = { b: [1, { d: true, c: null }], a: "x" };
  const other = { a: "x", b: [1, { c: null, d: true }] };
  expect(canonicalJson(one)).toBe('{"a":"x","b":[1,{"c":null,"d":true}]}');
  expect(canonicalJson(other)).toBe(canonicalJson(one));
});
