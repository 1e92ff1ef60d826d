import { expect, test } from "vitest";
import { formatDuration, formatRelative, formatStopwatch } from "./durations.ts";

test.each([
  [0, "0 s"],
  [40, "40 ms"],
  [440, "440 ms"],
  [2_440, "2.4 s"],
  [9_990, "9.9 s"],
  [12_300, "12 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [192_000, "3 min 12 s"],
  [3_840_000, "1 h 4 min"],
  [2 * 86_400_000 + 3 * 3_600_000, "2 d 3 h"],
  [-5, "0 s"],
])("%d ms read as %s", (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});

const now = new Date("2026-05-04T12:00:00Z");

test.each([
  ["2026-05-04T12:00:03Z", "just now"],
  ["2026-05-04T11:59:57Z", "just now"],
  ["2026-05-04T11:59:30Z", "30 s ago"],
  ["2026-05-04T11:01:00Z", "59 min ago"],
  ["2026-05-04T02:00:00Z", "10 h ago"],
  ["2026-04-30T12:00:00Z", "4 d ago"],
  ["2026-05-04T12:14:59Z", "in 14 min"],
  ["2026-05-04T14:00:00Z", "in 2 h"],
  ["2026-05-06T11:59:00Z", "in 1 d 23 h"],
])("at noon, %s is %s", (at, words) => {
  expect(formatRelative(new Date(at), now)).toBe(words);
});

test.each([
  [900, "0 s"],
  [59_000, "59 s"],
  [187_000, "3:07"],
  [754_000, "12:34"],
  [3_850_000, "1:04:10"],
])("%d ms on the stopwatch are %s", (ms, words) => {
  expect(formatStopwatch(ms)).toBe(words);
});
