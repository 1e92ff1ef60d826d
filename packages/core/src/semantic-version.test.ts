import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BUMPS,
  bumpVersion,
  faultOfSemanticVersion,
  isBump,
  parseSemanticVersion,
  textOfSemanticVersion,
} from "./semantic-version.ts";
import type { Bump } from "./semantic-version.ts";

/** What follows on a version, as texts. */
function bumped(written: string, bump: Bump): string {
  const version = parseSemanticVersion(written);
  if (!version) throw new Error(`${written} is no semantic version`);
  return textOfSemanticVersion(bumpVersion(version, bump));
}

describe("a bump", () => {
  const TABLE: Readonly<Record<Bump, readonly string[]>> = {
    major: ["2.0.0", "3.0.0", "2.0.0", "2.0.0", "v5.0.0"],
    minor: ["1.3.0", "1.4.0", "1.3.0", "1.3.0", "v4.1.0"],
    patch: ["1.2.4", "1.2.5", "1.2.4", "1.2.4", "v4.0.1"],
    alpha: ["1.2.3-alpha", "1.2.3-alpha.1", "1.2.3-alpha.1", "1.2.3-alpha", "v4.0.0-alpha"],
    beta: ["1.2.3-beta", "1.2.3-beta.1", "1.2.3-beta", "1.2.3-beta.3", "v4.0.0-beta"],
    rc: ["1.2.3-rc", "1.2.3-rc.1", "1.2.3-rc", "1.2.3-rc", "v4.0.0-rc.6"],
    final: ["1.2.3", "1.2.3", "1.2.3", "1.2.3", "v4.0.0"],
  };
  test.each(BUMPS)("%s gives what the table of the language says", (bump) => {
    const rows = ["1.2.3", "1.2.3-alpha", "1.2.3-beta.2", "v4.0.0-rc.5"];
    const [first, again, ...others] = TABLE[bump];
    const [start = "", ...starts] = rows;
    expect(bumped(start, bump)).toBe(first);
    expect(bumped(bumped(start, bump), bump)).toBe(again);
    expect(starts.map((written) => bumped(written, bump))).toEqual(others);
  });

  test.each<[string, Bump, string]>([
    ["1.0.0-rc.9", "rc", "1.0.0-rc.10"],
    ["1.0.0-rc.0", "rc", "1.0.0-rc.1"],
    ["1.0.0-rc.1.2", "rc", "1.0.0-rc"],
    ["1.0.0-rc1", "rc", "1.0.0-rc"],
    ["1.0.0-rc.x", "rc", "1.0.0-rc"],
    ["1.0.0-nightly.7", "alpha", "1.0.0-alpha"],
    ["1.2.3+build.5", "patch", "1.2.4"],
    ["1.2.3-beta+build.5", "beta", "1.2.3-beta.1"],
    ["1.2.3+build-1", "final", "1.2.3"],
    ["V1.9.9", "minor", "V1.10.0"],
    ["1.0.99999999999999999999", "patch", "1.0.100000000000000000000"],
    ["1.0.0-rc.9007199254740993", "rc", "1.0.0-rc.9007199254740994"],
    [" v1.0.0 ", "final", "v1.0.0"],
  ])("%s and %s make %s", (written, bump, result) => {
    expect(bumped(written, bump)).toBe(result);
  });

  const number = fc.nat().map(String);
  const part = fc.oneof(fc.constantFrom("alpha", "beta", "rc", "x-1", "0a"), number);
  const written = fc
    .record({
      prefix: fc.constantFrom("", "v", "V"),
      core: fc.tuple(number, number, number),
      pre: fc.array(part, { maxLength: 3 }),
      metadata: fc.constantFrom("", "+5", "+a.b-c"),
    })
    .map(({ prefix, core, pre, metadata }) => {
      return `${prefix}${core.join(".")}${pre.length > 0 ? `-${pre.join(".")}` : ""}${metadata}`;
    });

  test("always gives a version with the same prefix, which says what was read", () => {
    fc.assert(
      fc.property(written, fc.constantFrom(...BUMPS), (text, bump) => {
        const version = parseSemanticVersion(text);
        expect(version && textOfSemanticVersion(version)).toBe(text);
        const result = bumped(text, bump);
        const next = parseSemanticVersion(result);
        expect(next?.prefix).toBe(version?.prefix);
        expect(next && textOfSemanticVersion(next)).toBe(result);
        expect(next?.metadata).toBe("");
      }),
    );
  });

  test("never gives the same number twice in a row, but for final", () => {
    fc.assert(
      fc.property(written, fc.constantFrom(...BUMPS), (text, bump) => {
        const once = bumped(text, bump);
        expect(bumped(once, bump) === once).toBe(bump === "final");
      }),
    );
  });
});

test("a bump is one of seven words", () => {
  expect(BUMPS.every(isBump)).toBe(true);
  expect([isBump("tiny"), isBump("Major"), isBump(1), isBump(undefined)]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test.each(["1.0.0", "v2.11.3", "1.2.123-beta", "1.0.0-rc.1", "0.0.0", "1.0.0-alpha+build.5", ""])(
  "%j is a semantic version, or is still to come",
  (version) => {
    expect(faultOfSemanticVersion(version)).toBeUndefined();
  },
);

test.each([
  ["5.10", " (2 numbers where three belong)"],
  ["v5", " (one number where three belong)"],
  ["1.2.3.4", " (4 numbers where three belong)"],
  ["1.02.3", " (a number begins with 0)"],
  ["latest", ""],
  ["1.0.0-", ""],
  ["1.0.0-rc..1", ""],
  ["1.0.0-rc.01", ""],
  ["1.x.0", ""],
  ["vv1.0.0", ""],
  [`1.0.0-${"a".repeat(300)}`, ""],
])("%s is none%s", (version, because) => {
  expect(faultOfSemanticVersion(version)).toBe(
    `is ${JSON.stringify(version)}, which is no semantic version${because}, so nothing can be counted up from it`,
  );
});
