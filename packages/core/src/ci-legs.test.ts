import { describe, expect, test } from "vitest";
import { ciLegsOf, idlePatternsOf } from "./ci-legs.ts";
import type { CiLeg } from "./ci-legs.ts";
import type { CiDefinition, CiEnv, CiLegPattern, CiMatrix } from "./ci.ts";

type Changes = Partial<Omit<CiDefinition, "env" | "matrix">> & {
  readonly env?: readonly CiEnv[];
  readonly matrix?: Partial<CiMatrix>;
};

function ci({ env = [], matrix = {}, ...changes }: Changes): CiDefinition {
  return {
    language: "node_js",
    versions: {},
    gemfiles: [],
    pools: [],
    branches: { only: [], except: [] },
    git: { submodules: true, config: [] },
    services: [],
    build: {
      sections: { preCi: [], ci: [], postCi: [], onSuccess: [], onFailure: [], always: [], push: [] },
      cache: false,
      cacheDirectories: [],
      advancedReporting: false,
    },
    usesDefaultCommands: true,
    notifications: [],
    integrations: { hub: [], key: [], generic: [], deploy: [], postCiTrigger: [] },
    options: {},
    ...changes,
    env: { global: [], entries: env },
    matrix: { include: [], exclude: [], allowFailures: [], failsFast: false, ...matrix },
  };
}

/** `A=1 B=2` */
function env(text: string): CiEnv {
  return text.split(" ").map((assignment) => {
    const [name = "", value = ""] = assignment.split("=");
    return { kind: "plain", name, value };
  });
}

function entry(pattern: Partial<CiLegPattern>): CiLegPattern {
  return { tools: {}, ...pattern };
}

/** `pool version gemfile A=1 [tool=2]?` of each leg; `?` where it may fail. */
function shown(definition: CiDefinition): readonly string[] | number {
  const found = ciLegsOf(definition);
  return found.ok ? found.legs.map(textOf) : found.count;
}

function textOf({ pool, version, gemfile, env: variables, tools, mayFail }: CiLeg): string {
  const assignments = variables.map((each) => (each.kind === "plain" ? `${each.name}=${each.value}` : "•••"));
  const others = Object.entries(tools).map(([tool, value]) => `[${tool}=${value}]`);
  const words = [pool, version, gemfile, ...assignments, ...others].filter((word) => word !== undefined);
  return `${words.join(" ")}${mayFail ? "?" : ""}`;
}

const TWO = { node_js: ["8", "10"] };
const SUITES = [env("SUITE=unit"), env("SUITE=e2e")];

describe("the legs of a CI run", () => {
  test.each<[string, Changes, readonly string[]]>([
    ["nothing is listed: one leg that says nothing", {}, [""]],
    ["versions", { versions: TWO }, ["8", "10"]],
    ["versions of another language are no axis", { versions: { python: ["3.5", "3.6"] } }, [""]],
    ["entries of env", { env: SUITES }, ["SUITE=unit", "SUITE=e2e"]],
    ["several assignments in one entry are one leg", { env: [env("A=1 B=2")] }, ["A=1 B=2"]],
    [
      "pools x versions x gemfiles x entries of env",
      {
        language: "ruby",
        pools: [{ name: "p" }, { name: "q" }],
        versions: { rvm: ["2", "3"] },
        gemfiles: ["G"],
        env: SUITES,
      },
      [
        "p 2 G SUITE=unit",
        "p 2 G SUITE=e2e",
        "p 3 G SUITE=unit",
        "p 3 G SUITE=e2e",
        "q 2 G SUITE=unit",
        "q 2 G SUITE=e2e",
        "q 3 G SUITE=unit",
        "q 3 G SUITE=e2e",
      ],
    ],
    [
      "E7: one combination is excluded, one may fail",
      {
        versions: TWO,
        env: SUITES,
        matrix: {
          exclude: [entry({ version: "8", env: env("SUITE=e2e") })],
          allowFailures: [entry({ version: "10", env: env("SUITE=e2e") })],
        },
      },
      ["8 SUITE=unit", "10 SUITE=unit", "10 SUITE=e2e?"],
    ],
    [
      "an exclude with some keys drops every leg in which they match",
      { versions: TWO, env: SUITES, matrix: { exclude: [entry({ version: "8" })] } },
      ["10 SUITE=unit", "10 SUITE=e2e"],
    ],
    [
      "an exclude without a pool matches on every pool, one with a pool on that",
      {
        pools: [{ name: "p" }, { name: "q" }],
        versions: TWO,
        matrix: { exclude: [entry({ version: "8" }), entry({ version: "10", pool: "q" })] },
      },
      ["p 10"],
    ],
    [
      "an exclude that says nothing drops nothing",
      { versions: TWO, matrix: { exclude: [entry({})] } },
      ["8", "10"],
    ],
    [
      "an exclude of a tool that no combination has drops nothing",
      { versions: TWO, matrix: { exclude: [entry({ version: "8", tools: { jdk: "11" } })] } },
      ["8", "10"],
    ],
    [
      "the whole entry of env must be the same, in whatever order and with whatever quotes",
      {
        env: [env("A=1 B=2"), env("A=1")],
        matrix: { exclude: [entry({ env: env('B="2" A=1') })] },
      },
      ["A=1"],
    ],
    [
      "without an axis only what is included exists",
      { matrix: { include: [entry({ version: "8" }), entry({ version: "10", env: env("A=1") })] } },
      ["8", "10 A=1"],
    ],
    [
      "with an axis what is included comes after the combinations",
      { versions: { node_js: ["8"] }, matrix: { include: [entry({ version: "10" })] } },
      ["8", "10"],
    ],
    [
      "with a runtime the base leg exists beside what is included, which takes the first pool",
      {
        pools: [{ name: "p" }],
        matrix: { include: [entry({ version: "10" }), entry({ version: "10", pool: "q" })] },
      },
      ["p", "p 10", "q 10"],
    ],
    [
      "all combinations excluded, and others included",
      {
        env: [env("T=none")],
        matrix: { exclude: [entry({ env: env("T=none") })], include: [entry({ env: env("T=a") })] },
      },
      ["T=a"],
    ],
    [
      "what is included is not excluded, and may fail",
      {
        versions: { node_js: ["8"] },
        matrix: {
          include: [entry({ version: "10", tools: { jdk: "11" } })],
          exclude: [entry({ version: "10" })],
          allowFailures: [entry({ tools: { jdk: "11" } })],
        },
      },
      ["8", "10 [jdk=11]?"],
    ],
  ])("%s", (_, changes, expected) => {
    expect(shown(ci(changes))).toEqual(expected);
  });
});

test("entries that match nothing are found by their numbers", () => {
  const matrix = {
    exclude: [entry({ version: "8" }), entry({ version: "9" }), entry({})],
    include: [entry({ version: "12" })],
    allowFailures: [entry({ version: "8" }), entry({ version: "12" }), entry({ env: env("A=1") })],
  };
  expect(idlePatternsOf(ci({ versions: TWO, matrix }))).toEqual({ exclude: [1, 2], allowFailures: [0, 2] });
  expect(idlePatternsOf(ci({}))).toEqual({ exclude: [], allowFailures: [] });
});

function numbers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}

describe("too many legs", () => {
  test("256 are allowed, 257 are refused with their number", () => {
    const some = numbers(256).map((number) => env(`N=${number}`));
    expect(ciLegsOf(ci({ env: some })).ok).toBe(true);
    expect(shown(ci({ env: [...some, env("N=x")] }))).toBe(257);
  });

  test("what is excluded does not count, what is included does", () => {
    const matrix = { exclude: [entry({ version: "0" })], include: [entry({ version: "x" })] };
    const some = numbers(20).map((number) => env(`N=${number}`));
    expect(shown(ci({ versions: { node_js: numbers(14) }, env: some, matrix }))).toBe(13 * 20 + 1);
  });

  test("a million combinations are refused in milliseconds", () => {
    const thousand = numbers(1000);
    const large = ci({
      versions: { node_js: thousand },
      env: thousand.map((number) => env(`N=${number}`)),
      matrix: { exclude: thousand.map((version) => entry({ version })) },
    });
    const start = performance.now();
    expect(shown(large)).toBe(1_000_000);
    expect(performance.now() - start).toBeLessThan(500);
  });
});
