import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "./json.ts";
import { placeholdersOf, substitute, templateValues, templateVersion } from "./template.ts";

const VARIABLES: Readonly<Record<string, string>> = { A: "1", LONG_name2: "x", EMPTY: "", SELF: "${A}" };

function lookup(name: string): string | undefined {
  return Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
}

describe("a text", () => {
  test.each([
    ["${A}", "1"],
    ["a-${A}-${LONG_name2}-${A}", "a-1-x-1"],
    ["${EMPTY}${NOBODY_SET_IT}", ""],
    ["$A", "$A"],
    ["$${A}", "$1"],
    ["${SELF}", "${A}"],
    ["${", "${"],
    ["${}", "${}"],
    ["${A", "${A"],
    ["${1A} ${A-b} ${A:-b} ${ A }", "${1A} ${A-b} ${A:-b} ${ A }"],
    ["${${A}}", "${1}"],
    ["${toString}${__proto__}", ""],
    ["", ""],
  ])("%s becomes %s", (text, expected) => {
    expect(substitute(text, lookup)).toBe(expected);
  });

  test("a value that is put in may hold what a replacement would take for a pattern", () => {
    expect(substitute("[${A}]", () => "$& $1 $$ `$'`")).toBe("[$& $1 $$ `$'`]");
  });
});

describe("values", () => {
  test("are filled however deep they lie; keys, numbers and flags stay", () => {
    const values = { "${A}": "${A}", list: ["${A}", 1, { deep: "x${A}" }], on: true, nothing: null };
    expect(templateValues(values, lookup)).toEqual({
      "${A}": "1",
      list: ["1", 1, { deep: "x1" }],
      on: true,
      nothing: null,
    });
  });

  test("what is left alone is the very same, also beside what changes", () => {
    const kept = { list: ["a", { b: "c" }] };
    const values = { kept, changed: "${A}" };
    expect(templateValues(values, lookup)["kept"]).toBe(kept);
    expect(templateValues(kept, lookup)).toBe(kept);
    expect(values.changed).toBe("${A}");
  });

  test("of params stay as they are written", () => {
    const values = { params: { TAG: "v-${A}" } };
    expect(templateVersion("params", values, lookup)).toBe(values);
  });

  test("a commit message that looks like a template stays what somebody wrote", () => {
    const shaData = { commitMessage: "costs ${A}", branchName: "${A}" };
    const values = { sourceName: "https://h/${A}.git", shaData };
    expect(templateVersion("gitRepo", values, lookup)).toEqual({ sourceName: "https://h/1.git", shaData });
    const plain = { sourceName: "https://h/r.git", shaData };
    expect(templateVersion("gitRepo", plain, lookup)).toBe(plain);
  });
});

test("placeholders are named once each, in order", () => {
  expect(placeholdersOf({ a: "${B}${A}", b: ["${B}", { "${KEY}": "$C ${D}" }], c: 1 })).toEqual([
    "B",
    "A",
    "D",
  ]);
});

const texts = fc.array(fc.constantFrom("${", "}", "$", "{", "A", "B", "_", " ", "x1"), { maxLength: 12 });
const text = texts.map((parts) => parts.join(""));
const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue; list: JsonValue; map: JsonValue }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      tie("list"),
      tie("map"),
    ),
    list: fc.array(tie("value"), { maxLength: 4 }),
    map: fc.dictionary(text, tie("value"), { maxKeys: 4 }),
  }),
).value;

describe("for any values", () => {
  test("without a placeholder nothing is copied", () => {
    fc.assert(
      fc.property(fc.dictionary(text, json), (values: JsonObject) => {
        fc.pre(placeholdersOf(values).length === 0);
        expect(templateValues(values, lookup)).toBe(values);
      }),
    );
  });

  test("what was put in is not read again: values full of placeholders come out as they went in", () => {
    fc.assert(
      fc.property(text, text, (template, value) => {
        const pieces = template.split(/\$\{[AB_x][ABx_1]*\}/);
        fc.pre(pieces.length > 1);
        expect(substitute(template, () => value)).toBe(pieces.join(value));
      }),
      { numRuns: 300 },
    );
  });

  test("every variable that is asked for is a placeholder, and each placeholder is asked for", () => {
    fc.assert(
      fc.property(fc.dictionary(text, json), (values: JsonObject) => {
        const asked = new Set<string>();
        templateValues(values, (name) => {
          asked.add(name);
          return "";
        });
        expect([...asked]).toEqual([...placeholdersOf(values)]);
      }),
    );
  });

  test("putting each placeholder in place of itself changes nothing", () => {
    fc.assert(
      fc.property(fc.dictionary(text, json), (values: JsonObject) => {
        expect(templateValues(values, (name) => `\${${name}}`)).toBe(values);
      }),
    );
  });
});
