import fc from "fast-check";
import { expect, test } from "vitest";
import { countNumbers, hasNumber, smallestNumber, withNumbers, withoutNumber } from "./number-ranges.ts";
import type { NumberRanges } from "./number-ranges.ts";

const steps = fc.array(
  fc.record({
    add: fc.boolean(),
    first: fc.integer({ min: 1, max: 30 }),
    span: fc.integer({ min: 0, max: 4 }),
  }),
);

test("ranges are the set that was put in and taken out, ascending and apart", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const set = new Set<number>();
      let ranges: NumberRanges = [];
      for (const { add, first, span } of list) {
        if (add) {
          ranges = withNumbers(ranges, first, first + span);
          for (let number = first; number <= first + span; number += 1) set.add(number);
        } else {
          ranges = withoutNumber(ranges, first);
          set.delete(first);
        }
      }
      for (let number = 0; number <= 40; number += 1) expect(hasNumber(ranges, number)).toBe(set.has(number));
      expect(countNumbers(ranges)).toBe(set.size);
      expect(smallestNumber(ranges) ?? Infinity).toBe(Math.min(...set));
      for (const [index, [first, last]] of ranges.entries()) {
        expect(first).toBeLessThanOrEqual(last);
        const next = ranges[index + 1];
        expect(next?.[0] ?? Infinity).toBeGreaterThan(last + 1);
      }
    }),
  );
});

test("the smallest number that fits is looked for in order", () => {
  expect(
    smallestNumber(
      [
        [2, 4],
        [8, 9],
      ],
      (number) => number > 4,
    ),
  ).toBe(8);
  expect(smallestNumber([[2, 4]], (number) => number > 4)).toBeUndefined();
});
