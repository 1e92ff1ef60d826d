import type { Matrix } from "./job.ts";

/** The values of one leg, by the names of its axes. */
export type Leg = Readonly<Record<string, string>>;

/** More legs than this no run has. */
export const MOST_LEGS = 256;
/**
 * More combinations than this are too many whatever `exclude` takes away, so that nobody has to go through them
 * to know it.
 */
export const MOST_COMBINATIONS = 4096;

/** How many combinations the axes have, before `exclude`. Computed, not built: a million cost nothing. */
export function numberOfCombinations({ axes }: Matrix): number {
  const sizes = Object.values(axes).map((values) => values.length);
  return sizes.length === 0 ? 0 : sizes.reduce((product, size) => product * size, 1);
}

/** How many legs a run has. Beyond MOST_COMBINATIONS, `exclude` is not looked at. */
export function numberOfLegs(matrix: Matrix): number {
  const combinations = numberOfCombinations(matrix);
  if (combinations > MOST_COMBINATIONS) return combinations + matrix.include.length;
  let count = 0;
  for (const legs = eachLeg(matrix); legs.next().done !== true;) count += 1;
  return count;
}

/**
 * The legs of a run: every combination of the axes, the last axis first to change, without those that `exclude`
 * names, and then the legs of `include` that are not among them. The first MOST_LEGS at most.
 */
export function legsOf(matrix: Matrix): readonly Leg[] {
  const legs: Leg[] = [];
  for (const leg of eachLeg(matrix)) {
    if (legs.length === MOST_LEGS) break;
    legs.push(leg);
  }
  return legs;
}

/** Are all given keys the leg's own? */
function isLegOf(leg: Leg, part: Leg): boolean {
  return Object.entries(part).every(([name, value]) => leg[name] === value);
}

function* eachLeg(matrix: Matrix): Generator<Leg> {
  for (const leg of eachCombination(matrix)) {
    if (!matrix.exclude.some((part) => isLegOf(leg, part))) yield leg;
  }
  const seen: Leg[] = [];
  for (const leg of matrix.include) {
    if (isCombination(matrix, leg) || seen.some((other) => isSameLeg(other, leg))) continue;
    seen.push(leg);
    yield leg;
  }
}

/** Counts through the axes as through the digits of a number; what has too many is not gone through to its end. */
function* eachCombination(matrix: Matrix): Generator<Leg> {
  const names = Object.keys(matrix.axes);
  const fromLast = names.toReversed();
  const total = Math.min(numberOfCombinations(matrix), MOST_COMBINATIONS);
  for (let index = 0; index < total; index += 1) {
    const leg: Record<string, string> = Object.fromEntries(names.map((name) => [name, ""]));
    let rest = index;
    for (const name of fromLast) {
      const values = matrix.axes[name] ?? [];
      leg[name] = values[rest % values.length] ?? "";
      rest = Math.floor(rest / values.length);
    }
    yield leg;
  }
}

/** Is this leg there already, as a combination that `exclude` leaves? */
function isCombination({ axes, exclude }: Matrix, leg: Leg): boolean {
  const names = Object.keys(axes);
  if (names.length === 0 || names.length !== Object.keys(leg).length) return false;
  const isOne = names.every((name) => axes[name]?.includes(leg[name] ?? "") ?? false);
  return isOne && !exclude.some((part) => isLegOf(leg, part));
}

function isSameLeg(a: Leg, b: Leg): boolean {
  return isLegOf(a, b) && isLegOf(b, a);
}
