import fc from "fast-check";
import { expect, test } from "vitest";
import { commonItems } from "./common-items.ts";

const list = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 });

/** All lists that can be made of another by leaving items out. */
function partsOf(items: readonly string[]): ReadonlySet<string> {
  let parts = [""];
  for (const item of items) parts = [...parts, ...parts.map((part) => part + item)];
  return new Set(parts);
}

test("what two lists have in common is equal, in order, and nothing longer is", () => {
  fc.assert(
    fc.property(list, list, (before, after) => {
      const pairs = commonItems(before, after);
      expect(pairs.map(([row]) => before[row])).toEqual(pairs.map(([, column]) => after[column]));
      const isGrowing = pairs.every(
        ([row, column], at) =>
          at === 0 || (row > (pairs[at - 1]?.[0] ?? -1) && column > (pairs[at - 1]?.[1] ?? -1)),
      );
      expect(isGrowing).toBe(true);
      const ofAfter = partsOf(after);
      const longest = Math.max(
        ...[...partsOf(before)].filter((part) => ofAfter.has(part)).map((part) => part.length),
      );
      expect(pairs).toHaveLength(longest);
    }),
  );
});
