import { describe, expect, test } from "vitest";
import { parseFile } from "./parse.ts";
import type { Anchors } from "./resolve-nodes.ts";
import { createSourceText, placeAt } from "./source-text.ts";
import { findEntry, toJson } from "./yaml-node.ts";
import type { YamlNode } from "./yaml-node.ts";

function parse(text: string, shared?: Anchors) {
  return parseFile(createSourceText("a.yml", text), shared);
}

function jsonOf(text: string): unknown {
  const { root } = parse(text);
  return root && toJson(root);
}

function placesOf(text: string): readonly string[] {
  return parse(text).problems.map(({ code, line, column }) => `${code} ${line}:${column}`);
}

describe("guards refuse before the YAML library would abort, hang or overflow", () => {
  test.each([
    ["8,000 open brackets", `a: ${"[".repeat(8000)}${"]".repeat(8000)}`, "NESTING_TOO_DEEP 1:68"],
    ["20,000 brackets that are never closed", "[".repeat(20_000), "NESTING_TOO_DEEP 1:65"],
    ["braces", "{a: ".repeat(5000), "NESTING_TOO_DEEP 1:257"],
    ["dashes on one line", "- ".repeat(5000), "NESTING_TOO_DEEP 1:132"],
    ["question marks", "? ".repeat(5000), "NESTING_TOO_DEEP 1:132"],
    ["block maps", deepBlocks(500), "NESTING_TOO_DEEP 66:67"],
  ])("%s", (_what, text, expected) => {
    expect(placesOf(text)).toEqual([expected]);
  });

  function deepBlocks(levels: number): string {
    return Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:`).join("\n");
  }

  test("brackets in texts and comments are not nesting", () => {
    const brackets = "[".repeat(200);
    expect(placesOf(`a: "${brackets}"\nb: &b x${brackets} # ${brackets}\nc: |\n  ${brackets}\n`)).toEqual([]);
  });

  test("aliases of aliases multiply up to a limit", () => {
    const letters = [..."abcdefghij"];
    const lines = letters.map((letter, index) => {
      const before = index === 0 ? "x" : `*${letters[index - 1]}`;
      return `${letter}: &${letter} [${Array.from({ length: 9 }, () => before).join(", ")}]`;
    });
    const { root, problems } = parse(lines.join("\n"));
    expect(root).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(["ALIASES_TOO_LARGE"]);
  });

  test("a chain of aliases counts as depth", () => {
    const links = Array.from({ length: 100 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}]`);
    expect(placesOf(["a0: &a0 [x]", ...links].join("\n"))).toEqual(["ALIASES_TOO_LARGE 64:12"]);
  });

  test("a long list of one alias is fine", () => {
    expect(placesOf(`a: &a {x: y}\nb: [${"*a, ".repeat(2000)}*a]`)).toEqual([]);
  });
});

describe("anchors, aliases and merge keys", () => {
  test.each<[string, string, unknown]>([
    ["an alias stands for its value", "a: &x [1, 2]\nb: *x", { a: [1, 2], b: [1, 2] }],
    [
      "a later anchor of a name replaces an earlier one",
      "a: &x 1\nb: *x\nc: &x 2\nd: *x",
      { a: 1, b: 1, c: 2, d: 2 },
    ],
    [
      "own keys win over merged ones",
      "a: &x {p: 1, q: 1}\nb:\n  <<: *x\n  q: 2",
      { a: { p: 1, q: 1 }, b: { q: 2, p: 1 } },
    ],
    [
      "of several merged maps the first wins",
      "a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc: {<<: [*x, *y]}",
      { a: { p: 1 }, b: { p: 2, q: 2 }, c: { p: 1, q: 2 } },
    ],
    ["a quoted << is a key like any other", 'a: {"<<": 1}', { a: { "<<": 1 } }],
    ["an alias may be a key", "&k a: 1\nb: {*k : 2}", { a: 1, b: { a: 2 } }],
  ])("%s", (_fact, text, expected) => {
    expect(jsonOf(text)).toEqual(expected);
    expect(placesOf(text)).toEqual([]);
  });

  test.each([
    ["an alias without an anchor", "a: *nope", "UNKNOWN_ANCHOR 1:4"],
    ["an alias before its anchor", "a: *x\nb: &x 1", "UNKNOWN_ANCHOR 1:4"],
    ["an alias inside its own anchor", "a: &x [*x]", "UNKNOWN_ANCHOR 1:8"],
    ["merging a text", "a: &x 1\nb: {<<: *x}", "INVALID_VALUE 2:9"],
  ])("%s is told", (_what, text, expected) => {
    expect(placesOf(text)).toEqual([expected]);
  });

  test("an alias close to an anchor gets a suggestion", () => {
    expect(parse("prepare: &prepare [x]\na: *prepair").problems[0]?.hint).toBe("did you mean `prepare`?");
  });

  test("anchors of a templates file are known, with the positions of both files", () => {
    const templates = parseFile(createSourceText("shippable.templates.yml", "t: &t\n  - first\n"));
    const { root, problems } = parse("a:\n  - *t\n", templates.anchors);
    expect(problems).toEqual([]);
    expect(root && toJson(root)).toEqual({ a: [["first"]] });
    const list = root?.kind === "map" ? findEntry(root, "a")?.value : undefined;
    const alias = list?.kind === "list" ? list.items[0] : undefined;
    const item = alias?.kind === "list" ? alias.items[0] : undefined;
    expect(placeOf(alias)).toBe("a.yml 2:5");
    expect(placeOf(item)).toBe("shippable.templates.yml 2:5");
  });

  function placeOf(node: YamlNode | undefined): string | undefined {
    if (!node) return undefined;
    const { file, line, column } = placeAt(node.source, node.start);
    return `${file} ${line}:${column}`;
  }
});

describe("what is not valid YAML is told with its exact place", () => {
  test.each([
    ["a tab as indentation", "jobs:\n\t- name: a\n", "TAB_INDENTATION 2:1"],
    ["a tab after blanks", "jobs:\n  - name: a\n  \ttype: runSh\n", "TAB_INDENTATION 3:3"],
    ["an item that is indented less", "jobs:\n    - name: a\n  - name: b\n", "BAD_INDENTATION 3:3"],
    ["a key that is indented more", "a:\n  b: 1\n   c: 2\n", "BAD_INDENTATION 3:4"],
    ["a missing colon", "a: 1\nb\nc: 2\n", "YAML_SYNTAX 2:1"],
    ["two values on a line", "a: b: c\n", "YAML_SYNTAX 1:4"],
    ["a quote that is never closed", "a: 'b\nc: d\n", "YAML_SYNTAX 1:4"],
    ["a bracket that is never closed", "a: [b\nc: d\n", "YAML_SYNTAX 1:4"],
    ["a brace that is never closed", "a: {b: c\n", "YAML_SYNTAX 1:4"],
    ["a bracket too many", "a: [b]]\n", "YAML_SYNTAX 1:7"],
    ["a reserved character", "a: @b\n", "YAML_SYNTAX 1:4"],
    ["an unknown escape", 'a: "\\q"\n', "YAML_SYNTAX 1:5"],
    ["a second document", "a: 1\n---\nb: 2\n", "MULTIPLE_DOCUMENTS 2:1"],
    ["a key that is given twice", "a: 1\nb: 2\na: 3\n", "DUPLICATE_KEY 3:1"],
    ["a list as key", "? [a]\n: b\n", "INVALID_KEY 1:3"],
    ["braces where quotes were meant", "a: {{ b }}\n", "INVALID_KEY 1:5"],
    ["an unknown tag", "a: !shout b\n", "UNKNOWN_TAG 1:4"],
  ])("%s", (_what, text, expected) => {
    expect(placesOf(text)[0]).toBe(expected);
  });

  test("a doubled key names both places, and the first value stays", () => {
    const text = "a: 1\na: 2\n";
    expect(parse(text).problems[0]?.related).toEqual([{ file: "a.yml", line: 1, column: 1 }]);
    expect(jsonOf(text)).toEqual({ a: 1 });
  });

  test("what stands above a fault is read all the same", () => {
    expect(jsonOf("a: {b: 1}\nc\n")).toMatchObject({ a: { b: 1 } });
  });

  test("a thousand faults in a row are a few problems", () => {
    expect(parse(`a: [${",".repeat(1000)}]\n${"]\n".repeat(1000)}`).problems.length).toBeLessThan(20);
  });
});

describe("what is accepted", () => {
  test.each<[string, string, unknown]>([
    ["an empty file", "", undefined],
    ["only comments", "# nothing\n", undefined],
    ["a byte order mark", "\ufeffa: 1\n", { a: 1 }],
    ["Windows line ends", "a: 1\r\nb:\r\n  - c\r\n", { a: 1, b: ["c"] }],
    ["no line end at the end", "a: 1", { a: 1 }],
    ["a document marker in front", "---\na: 1\n", { a: 1 }],
    ["a document marker at the end", "a: 1\n---\n", { a: 1 }],
    ["off and on as texts", "a: off\nb: on", { a: "off", b: "on" }],
    [
      "keys named like members of every object",
      "constructor: 1\ntoString: 2\nhasOwnProperty: 3",
      { constructor: 1, toString: 2, hasOwnProperty: 3 },
    ],
    ["numbers as keys", "1: a\n2.50: b", { "1": "a", "2.50": "b" }],
  ])("%s", (_what, text, expected) => {
    expect(jsonOf(text)).toEqual(expected);
    expect(placesOf(text)).toEqual([]);
  });

  test("the key __proto__ is left out and reaches no prototype", () => {
    const text = "a: 1\n__proto__: {polluted: yes}\nb: {__proto__: {polluted: yes}}\n";
    expect(placesOf(text)).toEqual(["RESERVED_KEY 2:1", "RESERVED_KEY 3:5"]);
    expect(jsonOf(text)).toEqual({ a: 1, b: {} });
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});
