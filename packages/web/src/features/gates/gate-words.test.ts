import { describe, expect, test } from "vitest";
import { countOfApprovals, sentenceOfApprovers, sentenceOfDifference, wordsOfWay } from "./gate-words.ts";

const expiresAt = "2026-05-04T12:00:00Z";

test("approvals are counted against those needed", () => {
  expect(countOfApprovals({ required: 2, approvedBy: ["alice"], expiresAt })).toBe("1 of 2 approvals");
  expect(countOfApprovals({ required: 1, approvedBy: [], expiresAt })).toBe("0 of 1 approval");
});

test("how many of whom have to approve is one sentence", () => {
  expect(sentenceOfApprovers({ approvers: ["ops", "alice"], required: 2, selfApproval: false })).toBe(
    "2 of ops or alice, but not who caused the run.",
  );
  expect(sentenceOfApprovers({ approvers: [], required: 1, selfApproval: true })).toBe(
    "one of those who may run the job.",
  );
});

test("who may vote in either way is asked to, and everybody else may look", () => {
  expect(wordsOfWay({ mayApprove: true, mayReject: true })).toBe("Look and vote");
  expect(wordsOfWay({ mayApprove: false, mayReject: true })).toBe("Look and vote");
  expect(wordsOfWay({ mayApprove: false, mayReject: false })).toBe("Look");
  expect(wordsOfWay(undefined)).toBe("Look");
});

describe("what would go through", () => {
  const lastLetThrough = { number: 3, startedAt: expiresAt };
  const one = (name: string, isChanged: boolean) => ({ name, kind: "resource", isChanged }) as const;

  test("is counted by what changed", () => {
    expect(sentenceOfDifference({ lastLetThrough, difference: [one("a", true), one("b", false)] })).toBe(
      "1 of 2 inputs changed.",
    );
    expect(sentenceOfDifference({ lastLetThrough, difference: [one("a", false)] })).toBe(
      "The same versions as were let through last.",
    );
  });

  test("has nothing to be compared with the first time", () => {
    expect(sentenceOfDifference({ difference: [one("a", true)] })).toBe("Nothing was let through before.");
  });
});
