import fc from "fast-check";
import { expect, test } from "vitest";
import { matchLists } from "./list-match.ts";

const always = (): boolean => true;

test("every item of both lists is matched once, in order, and equal lists item by item", () => {
  const list = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });
  fc.assert(
    fc.property(list, list, fc.boolean(), (before, after, isSameKind) => {
      const matches = matchLists(before, after, () => isSameKind);
      expect(matches.flatMap(({ from }) => from ?? [])).toEqual(before.map((_, index) => index));
      expect(matches.flatMap(({ to }) => to ?? [])).toEqual(after.map((_, index) => index));
      expect(matchLists(before, before, always).every(({ from, to }) => from === to)).toBe(true);
    }),
  );
});

test("long lists that have little in common are matched without comparing every pair", () => {
  const before = Array.from({ length: 5_000 }, (_, index) => `old ${String(index)}`);
  const after = Array.from({ length: 5_000 }, (_, index) => `new ${String(index)}`);
  const matches = matchLists(["same", ...before], ["same", ...after], always);
  expect(matches).toHaveLength(5_001);
  expect(matches.every(({ from, to }) => from === to)).toBe(true);
});
