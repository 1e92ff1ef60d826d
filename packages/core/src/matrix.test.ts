import { describe, expect, test } from "vitest";
import type { Matrix } from "./job.ts";
import { MOST_LEGS, legsOf, numberOfCombinations, numberOfLegs } from "./matrix.ts";

function matrix(
  axes: Matrix["axes"],
  rest: { readonly exclude?: Matrix["exclude"]; readonly include?: Matrix["include"] } = {},
): Matrix {
  return { axes, exclude: rest.exclude ?? [], include: rest.include ?? [] };
}

/** `20/debian`: the values of each leg, in the order of its keys. */
function told(of: Matrix): readonly string[] {
  return legsOf(of).map((leg) => Object.values(leg).join("/"));
}

const NODE_AND_OS = { NODE: ["20", "22"], OS: ["debian", "alpine"] };
/** So many axes of so many values each. */
function axes(count: number, size: number): Matrix["axes"] {
  const values = Array.from({ length: size }, (_, index) => String(index));
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`A${index}`, values]));
}

describe("the legs of a matrix", () => {
  test.each<[string, Matrix, readonly string[]]>([
    ["no axis", matrix({}), []],
    ["one axis", matrix({ NODE: ["20", "22"] }), ["20", "22"]],
    ["two axes", matrix(NODE_AND_OS), ["20/debian", "20/alpine", "22/debian", "22/alpine"]],
    ["an axis without values", matrix({ ...NODE_AND_OS, DB: [] }), []],
    [
      "one left out",
      matrix(NODE_AND_OS, { exclude: [{ NODE: "20", OS: "alpine" }] }),
      ["20/debian", "22/debian", "22/alpine"],
    ],
    [
      "a whole row left out",
      matrix(NODE_AND_OS, { exclude: [{ OS: "alpine" }] }),
      ["20/debian", "22/debian"],
    ],
    [
      "two that overlap left out",
      matrix(NODE_AND_OS, { exclude: [{ OS: "alpine" }, { NODE: "20" }] }),
      ["22/debian"],
    ],
    ["what is no leg left out", matrix({ NODE: ["20"] }, { exclude: [{ NODE: "18" }] }), ["20"]],
    ["one more", matrix({ NODE: ["20"] }, { include: [{ NODE: "18" }] }), ["20", "18"]],
    ["one that is there already", matrix({ NODE: ["20"] }, { include: [{ NODE: "20" }] }), ["20"]],
    [
      "one that was left out and comes back",
      matrix({ NODE: ["20", "22"] }, { exclude: [{ NODE: "20" }], include: [{ NODE: "20" }] }),
      ["22", "20"],
    ],
    ["only those beside", matrix({}, { include: [{ A: "1" }, { A: "2" }, { A: "1" }] }), ["1", "2"]],
    ["one with a key of its own", matrix({ A: ["1"] }, { include: [{ A: "1", B: "x" }] }), ["1", "1/x"]],
  ])("%s", (_what, of, expected) => {
    expect(told(of)).toEqual(expected);
    expect(numberOfLegs(of)).toBe(expected.length);
  });

  test("a leg has its values by name, in the order of the axes", () => {
    expect(legsOf(matrix(NODE_AND_OS))[1]).toEqual({ NODE: "20", OS: "alpine" });
  });

  test("no more than so many are made, and the number says how many there would be", () => {
    const large = matrix(axes(2, 17));
    expect(legsOf(large).length).toBe(MOST_LEGS);
    expect(numberOfLegs(large)).toBe(289);
  });

  test("what is taken away from a large matrix counts", () => {
    expect(numberOfLegs(matrix(axes(2, 17), { exclude: [{ A0: "3" }, { A1: "5" }] }))).toBe(256);
  });

  test("a million combinations are counted without being built", () => {
    const huge = matrix(axes(6, 10), { exclude: [{ A0: "1" }] });
    const before = performance.now();
    expect(numberOfCombinations(huge)).toBe(1_000_000);
    expect(numberOfLegs(huge)).toBe(1_000_000);
    expect(legsOf(huge).length).toBe(MOST_LEGS);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
