import { expect, test } from "vitest";
import { statusOfFate, wordsOfFate } from "./fate-words.ts";

test("what became of a version is said in words, with how often it was taken", () => {
  expect(wordsOfFate({ outcome: "took", runCount: 1, runs: [] })).toBe("took it");
  expect(wordsOfFate({ outcome: "took", runCount: 12, runs: [] })).toBe("took it 12 times");
  expect(wordsOfFate({ outcome: "will-take", runCount: 2, runs: [{ number: 3, status: "queued" }] })).toBe(
    "will take it",
  );
  expect(wordsOfFate({ outcome: "did-not", runCount: 0, runs: [] })).toBe("did not take it");
});

test("a run that waits at its gate takes a version only once it is approved", () => {
  const gated = { number: 4, status: "gated" } as const;
  expect(wordsOfFate({ outcome: "will-take", runCount: 0, runs: [gated] })).toBe(
    "will take it once it is approved",
  );
  const queued = { number: 5, status: "queued" } as const;
  expect(wordsOfFate({ outcome: "will-take", runCount: 0, runs: [gated, queued] })).toBe("will take it");
});

test("a version that was not taken is no failure", () => {
  expect(statusOfFate({ outcome: "did-not" })).toBe("skipped");
});
