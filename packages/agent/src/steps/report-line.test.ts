import { expect, test } from "vitest";
import { parseReportLine } from "./report-line.ts";

test.each([
  ["S 2 1700000000.250000", { kind: "started", index: 2, at: 1_700_000_000_250 }],
  ["S 2 1700000000,250000", { kind: "started", index: 2, at: 1_700_000_000_250 }],
  ["L 1 3", { kind: "line-failed", index: 1, line: 3 }],
  ["E 1 1700000000.5 0 1", { kind: "ended", index: 1, at: 1_700_000_000_500, exitCode: 0, isReached: true }],
  ["E 1 1700000000.5 7 1", { kind: "ended", index: 1, at: 1_700_000_000_500, exitCode: 7, isReached: true }],
  ["E 1 1700000000.5 0 0", { kind: "ended", index: 1, at: 1_700_000_000_500, exitCode: 0, isReached: false }],
])("%s", (text, line) => {
  expect(parseReportLine(text)).toEqual(line);
});

test.each(["S 2 ", "S 2 1e400", "S 2 -5", "S 2 nonsense", "E 2  0 1", "E 2 1e300 0 1"])(
  "%s: a time that none is, as of a bash before 5.0, is now",
  (text) => {
    const before = Date.now();
    const line = parseReportLine(text);
    expect(line).toMatchObject({ index: 2 });
    expect(line && "at" in line && line.at >= before && line.at <= Date.now()).toBe(true);
  },
);

test.each([
  "",
  "E x",
  "S",
  "S  0",
  "S 1.5 1700000000.5",
  "S -1 1700000000.5",
  "L 1 x",
  "E 1 1700000000.5",
  "E 1 x y",
  "E 1 1700000000.5 1.5 1",
  "E 1 1700000000.5 -1 1",
  "E 1 1700000000.5 1000 1",
  "E 1 1700000000.5 0 yes",
  "E 1 1700000000.5 0 1 more",
  "X 1 2",
])("%o is no line of the helper's", (text) => {
  expect(parseReportLine(text)).toBeUndefined();
});
