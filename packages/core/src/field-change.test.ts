import { expect, test } from "vitest";
import { fieldChanges } from "./field-change.ts";
import type { JsonObject } from "./json.ts";

const CODE = { IN: "code" };
const MAKE = { TASK: { script: ["make", "test"] } };
const STEPS = [CODE, { IN: "app" }, MAKE];

test.each<[string, JsonObject, JsonObject, readonly object[]]>([
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
  ["an item that goes", { a: [1, 2] }, { a: [1] }, [{ path: "a[1]", before: 2 }]],
  [
    "a step in the middle that comes: those after it are found again",
    { steps: STEPS },
    { steps: [CODE, { IN: "news" }, { IN: "app" }, MAKE] },
    [{ path: "steps[1]", after: { IN: "news" } }],
  ],
  [
    "a step that becomes another of its kind",
    { steps: STEPS },
    { steps: [CODE, { IN: "application" }, MAKE] },
    [{ path: "steps[1].IN", before: "app", after: "application" }],
  ],
  [
    "a step of another kind in its place",
    { steps: STEPS },
    { steps: [CODE, { OUT: "app" }, MAKE] },
    [
      { path: "steps[1]", before: { IN: "app" } },
      { path: "steps[1]", after: { OUT: "app" } },
    ],
  ],
  [
    "a command among others",
    { steps: STEPS },
    { steps: [CODE, { IN: "app" }, { TASK: { script: ["make", "lint", "test"] } }] },
    [{ path: "steps[2].TASK.script[1]", after: "lint" }],
  ],
  ["another kind of value", { a: [1] }, { a: { 0: 1 } }, [{ path: "a", before: [1], after: { 0: 1 } }]],
])("%s", (_what, before, after, changes) => {
  expect(fieldChanges(before, after)).toEqual(changes);
});
