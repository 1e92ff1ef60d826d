import { expect, test } from "vitest";
import { statusOfFate, wordsOfFate } from "./fate-words.ts";

test("what became of a version is said in words, with how often it was taken", () => {
  expect(wordsOfFate({ outcome: "took", runCount: 1 })).toBe("took it");
  expect(wordsOfFate({ outcome: "took", runCount: 12 })).toBe("took it 12 times");
  expect(wordsOfFate({ outcome: "will-take", runCount: 2 })).toBe("will take it");
  expect(wordsOfFate({ outcome: "did-not", runCount: 0 })).toBe("did not take it");
});

test("a version that was not taken is no failure", () => {
  expect(statusOfFate({ outcome: "did-not" })).toBe("skipped");
});
