import { ciLegsOf } from "@landbridge/core";
import type { CiDefinition } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { ciOf, loadCi, plainEnv, said } from "../testing/loaded-ci.ts";
import { cpuMs } from "../testing/cpu-time.ts";

/** `A=1 B=2` for each entry, `•••` for what is encrypted. */
function envOf(text: string): { readonly global: string; readonly entries: readonly string[] } {
  const shown = (env: CiDefinition["env"]["global"]): string =>
    env.map((each) => (each.kind === "plain" ? `${each.name}=${each.value}` : "•••")).join(" ");
  const env = ciOf(text)?.env ?? { global: [], entries: [] };
  return { global: shown(env.global), entries: env.entries.map(shown) };
}

describe("env in every form", () => {
  test.each<[string, string, string, readonly string[]]>([
    ["a list of texts", "env: [A=1, A=2]", "", ["A=1", "A=2"]],
    ["one text", "env: A=1 B=2", "", ["A=1 B=2"]],
    ["a map", "env: {A: 1, B: two words}", "", ['A=1 B="two words"']],
    ["several assignments in one entry", 'env: [A=1 B="x y", A=2]', "", ['A=1 B="x y"', "A=2"]],
    ["maps as entries", "env: [{A: 1, B: 5.10}, {A: 2}]", "", ["A=1 B=5.10", "A=2"]],
    ["global and matrix", "env: {global: [A=1, B=2], matrix: [C=1, C=2]}", "A=1 B=2", ["C=1", "C=2"]],
    ["global as text and as map", "env: {global: A=1 B=2}", "A=1 B=2", []],
    ["global as map", "env: {global: {A: 1, B: }}", "A=1 B=", []],
    ["matrix as text", "env: {matrix: A=1}", "", ["A=1"]],
    ["nothing under global", "env: {global: , matrix: [A=1]}", "", ["A=1"]],
    ["secure in global", "env: {global: [A=1, {secure: XYZ}]}", "A=1 •••", []],
    ["secure in the matrix", "env: {matrix: [{secure: XYZ}, A=1]}", "", ["•••", "A=1"]],
    ["secure as an entry", "env: [{secure: XYZ}]", "", ["•••"]],
    ["secure beside a variable", "env: [{secure: XYZ, A: 1}]", "", ["••• A=1"]],
    ["several under one secure", "env: {global: {secure: [X, Y]}}", "••• •••", []],
    ["global in an item of a list", "env:\n  - secure: X\n    global: [A=1]", "A=1", ["•••"]],
    ["a list by alias", "x-e: &e [A=1, A=2]\nenv: {matrix: [*e, A=3]}", "", ["A=1", "A=2", "A=3"]],
    ["nothing", "env:", "", []],
  ])("%s", (_, text, global, entries) => {
    expect(envOf(text)).toEqual({ global, entries });
  });

  test.each<[string, string, readonly string[]]>([
    ["a word that assigns nothing", "env: [A=one two]", ["warning INVALID_VALUE 2:7"]],
    [
      "a text without an assignment",
      "env: just text",
      ["warning INVALID_VALUE 2:6", "warning INVALID_VALUE 2:6"],
    ],
    ["an empty item", "env:\n  - A=1\n  -\n", ["warning EMPTY_VALUE 4:4"]],
    ["an odd name", "env: [{a-b: 1}]", ["warning UNUSUAL_NAME 2:8"]],
    ["a list as value", "env: [{A: [1]}]", ["error INVALID_VALUE 2:11"]],
    ["a map as secure", "env: [{secure: {a: b}}]", ["error INVALID_VALUE 2:16"]],
    ["nothing behind secure", "env: [{secure: }]", ["warning EMPTY_VALUE 2:8"]],
    ["nothing at all", "env:", ["warning EMPTY_VALUE 2:1"]],
    ["nothing under global", "env:\n  global:\n", ["warning EMPTY_VALUE 3:3"]],
  ])("%s is told", (_, text, problems) => {
    expect(said(`language: none\n${text}`)).toEqual(problems);
  });
});

describe("matrix", () => {
  const AXES = "node_js: ['8', '10']\nenv: [SUITE=unit, SUITE=e2e]\n";

  test("include, exclude, allow_failures and fast_finish", () => {
    const text = `${AXES}matrix:
  include: [{node_js: 12, env: A=1 B=2, nodePool: p, gemfile: G, jdk: openjdk8}]
  exclude: {node_js: 8, env: SUITE=e2e}
  allow_failures: [{env: {SUITE: e2e}}]
  fast_finish: true
`;
    expect(ciOf(text)?.matrix).toEqual({
      include: [
        {
          pool: "p",
          version: "12",
          gemfile: "G",
          env: plainEnv("A=1 B=2"),
          tools: { jdk: "openjdk8" },
        },
      ],
      exclude: [{ version: "8", env: plainEnv("SUITE=e2e"), tools: {} }],
      allowFailures: [{ env: plainEnv("SUITE=e2e"), tools: {} }],
      failsFast: true,
    });
    expect(said(`language: node_js\n${text}`)).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    ["a key that is almost right", "matrix: {exlude: [{env: A=1}]}", ["warning UNKNOWN_KEY 2:10"]],
    ["a key of a leg", "matrix: {include: [{nodepool: p}]}", ["warning UNKNOWN_KEY 2:21"]],
    ["two versions in one leg", "matrix: {include: [{node_js: [8, 10]}]}", ["warning INVALID_VALUE 2:30"]],
    ["a text as leg", "matrix: {include: [A=1]}", ["error INVALID_VALUE 2:20"]],
    ["nothing", "matrix:", ["warning EMPTY_VALUE 2:1"]],
    ["nothing under include", "matrix:\n  include:\n", ["warning EMPTY_VALUE 3:3"]],
    ["a list", "matrix: [a]", ["error INVALID_VALUE 2:9"]],
    [
      "an exclude that matches no leg",
      "env: [A=1]\nmatrix:\n  exclude:\n    - env: A=2",
      ["warning KEY_WITHOUT_EFFECT 5:7"],
    ],
    [
      "a failure that is allowed to no leg",
      "env: [A=1, B=1]\nmatrix: {allow_failures: [{env: A=1}, {node_js: 8}]}",
      ["warning KEY_WITHOUT_EFFECT 3:39"],
    ],
    ["every leg excluded", "env: [A=1]\nmatrix: {exclude: [{env: A=1}]}", ["warning INVALID_VALUE 3:1"]],
  ])("%s is told", (_, text, problems) => {
    expect(said(`language: node_js\n${text}`)).toEqual(problems);
  });

  test("a matrix with too many legs is an error at its longest axis", () => {
    const versions = Array.from({ length: 20 }, (__, index) => index).join(", ");
    const entries = Array.from({ length: 21 }, (__, index) => `N=${index}`).join(", ");
    const text = `language: node_js\nnode_js: [${versions}]\nenv:\n  [${entries}]\n`;
    const loaded = loadCi(text);
    const [found] = loaded.problems.filter(({ severity }) => severity === "error");
    expect(found).toMatchObject({ code: "MATRIX_TOO_LARGE", line: 3, column: 1 });
    expect(found?.message).toBe("The CI part has 420 legs; at most 256 are allowed.");
    expect(loaded.isApplicable).toBe(false);
  });

  test("a million legs are refused at once", () => {
    const thousand = (prefix: string): string =>
      Array.from({ length: 1000 }, (__, index) => `${prefix}${index}`).join(", ");
    const text = `language: node_js\nnode_js: [${thousand("v")}]\nenv: [${thousand("N=")}]\n`;
    let told: readonly string[] = [];
    expect(cpuMs(() => (told = said(text)))).toBeLessThan(3000);
    expect(told).toEqual(["error MATRIX_TOO_LARGE 2:1"]);
  });
});

test("E7 of the reference: three legs, e2e on 10 may fail", () => {
  const text = `language: node_js
node_js: ["8", "10"]
env:
  global: [{secure: ENCRYPTED}]
  matrix: [SUITE=unit, SUITE=e2e]
matrix:
  exclude: [{node_js: "8", env: SUITE=e2e}]
  allow_failures: [{node_js: "10", env: SUITE=e2e}]
build: {ci: [npm ci, npm test]}
`;
  const ci = ciOf(text, "");
  const legs = ci && ciLegsOf(ci);
  expect(legs?.ok === true ? legs.legs.map(({ version, mayFail }) => ({ version, mayFail })) : legs).toEqual([
    { version: "8", mayFail: false },
    { version: "10", mayFail: false },
    { version: "10", mayFail: true },
  ]);
});
