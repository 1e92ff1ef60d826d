import { versionsOf } from "./ci.ts";
import type { CiDefinition, CiEnv, CiLegPattern, CiVersionKey } from "./ci.ts";
import { MOST_COMBINATIONS, MOST_LEGS } from "./matrix.ts";

/** Combinations times excludes that are looked at; what they leave of more is not reckoned. */
const MOST_COMPARISONS = 1_000_000;

/** One of the runs that a CI run is made of. */
export interface CiLeg {
  /** The default pool of the workspace when absent. */
  readonly pool?: string;
  /** Of the language; the image's own when absent. */
  readonly version?: string;
  readonly gemfile?: string;
  /** Beside the global variables. */
  readonly env: CiEnv;
  readonly tools: Readonly<Partial<Record<CiVersionKey, string>>>;
  /** Its failure does not count for the run. */
  readonly mayFail: boolean;
}

export type CiLegs =
  | { readonly ok: true; readonly legs: readonly CiLeg[] }
  /** More than MOST_LEGS: so many, or so many before anything is excluded where that alone is too many. */
  | { readonly ok: false; readonly count: number };

/**
 * The legs of a CI run, in the order of their numbers: node pools x versions x gemfiles x entries of `env`, without
 * what is excluded, and then what is included. A million combinations are refused without being built.
 */
export function ciLegsOf(ci: CiDefinition): CiLegs {
  const { include, allowFailures } = ci.matrix;
  const combinations = countCombinations(ci);
  const comparisons = combinations * ci.matrix.exclude.length;
  if (combinations > MOST_COMBINATIONS || comparisons > MOST_COMPARISONS || include.length > MOST_LEGS) {
    return { ok: false, count: combinations + include.length };
  }
  const combined = combine(ci).filter(isKeptBy(ci.matrix.exclude));
  const count = combined.length + include.length;
  if (count > MOST_LEGS) return { ok: false, count };
  const mayFail = isMatchedBy(allowFailures);
  const legs = [...combined, ...include.map((pattern) => included(ci, pattern))];
  return { ok: true, legs: legs.map((leg) => ({ ...leg, mayFail: mayFail(leg) })) };
}

/** Numbers, from 0, of the entries that do nothing. */
export interface IdlePatterns {
  readonly exclude: readonly number[];
  readonly allowFailures: readonly number[];
}

/** The entries of `exclude` that match no combination, and those of `allow_failures` that match no leg. */
export function idlePatternsOf(ci: CiDefinition): IdlePatterns {
  const found = ciLegsOf(ci);
  if (!found.ok) return { exclude: [], allowFailures: [] };
  const envTextOf = rememberEnvTexts();
  const idleAmong = (patterns: readonly CiLegPattern[], legs: readonly CiLeg[]): readonly number[] =>
    patterns.flatMap((pattern, index) => (legs.some(isMatchedBy([pattern], envTextOf)) ? [] : [index]));
  const { exclude, allowFailures } = ci.matrix;
  return { exclude: idleAmong(exclude, combine(ci)), allowFailures: idleAmong(allowFailures, found.legs) };
}

/** Without any axis there is one leg, unless what is included stands in its place. */
function countCombinations(ci: CiDefinition): number {
  if (hasNoAxis(ci)) return ci.matrix.include.length > 0 ? 0 : 1;
  return axesOf(ci).reduce((count, axis) => count * axis.length, 1);
}

function hasNoAxis(ci: CiDefinition): boolean {
  const { pools, gemfiles, env } = ci;
  return pools.length + versionsOf(ci).length + gemfiles.length + env.entries.length === 0;
}

/** What is not given is an axis with one value that says nothing. */
function axesOf(ci: CiDefinition): readonly (readonly Partial<CiLeg>[])[] {
  const { pools, gemfiles, env } = ci;
  const axis = (values: readonly Partial<CiLeg>[]): readonly Partial<CiLeg>[] =>
    values.length > 0 ? values : [{}];
  return [
    axis(pools.map(({ name }) => (name === undefined ? {} : { pool: name }))),
    axis(versionsOf(ci).map((version) => ({ version }))),
    axis(gemfiles.map((gemfile) => ({ gemfile }))),
    axis(env.entries.map((entry) => ({ env: entry }))),
  ];
}

const BARE_LEG: CiLeg = { env: [], tools: {}, mayFail: false };

function combine(ci: CiDefinition): readonly CiLeg[] {
  if (countCombinations(ci) === 0) return [];
  let legs: readonly CiLeg[] = [BARE_LEG];
  for (const axis of axesOf(ci)) legs = legs.flatMap((leg) => axis.map((value) => ({ ...leg, ...value })));
  return legs;
}

function included({ pools }: CiDefinition, pattern: CiLegPattern): CiLeg {
  const pool = pattern.pool ?? pools[0]?.name;
  return { ...BARE_LEG, ...pattern, ...(pool === undefined ? {} : { pool }) };
}

type Test = (leg: CiLeg) => boolean;

function isKeptBy(excluded: readonly CiLegPattern[]): Test {
  const isExcluded = isMatchedBy(excluded);
  return (leg) => !isExcluded(leg);
}

/** A leg matches a pattern when all that the pattern says holds; one that says nothing matches nothing. */
function isMatchedBy(patterns: readonly CiLegPattern[], envTextOf = rememberEnvTexts()): Test {
  const tests = patterns.map(testOf);
  return (leg) => tests.some((test) => test(leg, envTextOf(leg.env)));
}

/** Many legs share one entry of `env`. */
function rememberEnvTexts(): (env: CiEnv) => string {
  const texts = new Map<CiEnv, string>();
  return (env) => {
    const known = texts.get(env);
    if (known !== undefined) return known;
    const text = textOfEnv(env);
    texts.set(env, text);
    return text;
  };
}

function testOf(pattern: CiLegPattern): (leg: CiLeg, envText: string) => boolean {
  const { pool, version, gemfile, env } = pattern;
  const tools = Object.entries(pattern.tools);
  const saysNothing =
    tools.length === 0 && [pool, version, gemfile, env].every((value) => value === undefined);
  if (saysNothing) return () => false;
  const wantedEnv = env && textOfEnv(env);
  const legTools = (leg: CiLeg): Readonly<Record<string, string>> => leg.tools;
  return (leg, envText) =>
    (pool === undefined || pool === leg.pool) &&
    (version === undefined || version === leg.version) &&
    (gemfile === undefined || gemfile === leg.gemfile) &&
    (wantedEnv === undefined || wantedEnv === envText) &&
    tools.every(([key, value]) => legTools(leg)[key] === value);
}

/** Two entries are the same when they set the same variables, in whatever order and with whatever quotes. */
function textOfEnv(env: CiEnv): string {
  const assignments = env.map((variable) =>
    variable.kind === "secure"
      ? ["", variable.encrypted]
      : [variable.name, variable.value.replace(/^(["'])(.*)\1$/s, "$2")],
  );
  return JSON.stringify(assignments.map((pair) => JSON.stringify(pair)).sort());
}
