import { expect, test } from "vitest";
import { ageText, durationText } from "./duration.ts";

test.each([
  [0, "0.0s"],
  [412, "0.4s"],
  [9_949, "9.9s"],
  [12_300, "12s"],
  [184_000, "3m 04s"],
  [7_500_000, "2h 05m"],
  [-5, "0.0s"],
])("%d ms are %s", (milliseconds, text) => expect(durationText(milliseconds)).toBe(text));

test.each([
  [4, "4s ago"],
  [720, "12m ago"],
  [10_800, "3h ago"],
  [432_000, "5d ago"],
])("%d s before now are %s", (seconds, text) => {
  const now = Date.parse("2026-01-10T00:00:00Z");
  expect(ageText(new Date(now - seconds * 1000).toISOString(), now)).toBe(text);
});
