import { expect, test } from "vitest";
import { fieldChanges } from "./field-change.ts";

test.each([
  ["equal objects", { a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, []],
  ["another value", { a: 1 }, { a: 2 }, [{ path: "a", before: 1, after: 2 }]],
  [
    "a value deep inside",
    { a: { b: [{ c: "x" }] } },
    { a: { b: [{ c: "y" }] } },
    [{ path: "a.b[0].c", before: "x", after: "y" }],
  ],
  ["a key that comes", { a: 1 }, { a: 1, b: 2 }, [{ path: "b", after: 2 }]],
  ["a key that goes", { a: 1, b: null }, { a: 1 }, [{ path: "b", before: null }]],
  [
    "a list of another length, as a whole",
    { a: [1, 2] },
    { a: [1] },
    [{ path: "a", before: [1, 2], after: [1] }],
  ],
  ["another kind of value", { a: [1] }, { a: { 0: 1 } }, [{ path: "a", before: [1], after: { 0: 1 } }]],
])("%s", (_what, before, after, changes) => {
  expect(fieldChanges(before, after)).toEqual(changes);
});
