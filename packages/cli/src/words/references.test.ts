import { describe, expect, test } from "vitest";
import { parseCount, parsePairs, parseRunReference, parseVersionReference } from "./references.ts";

describe("a run is written JOB or JOB#NUMBER", () => {
  test.each([
    ["build", { job: "build" }],
    ["build#12", { job: "build", number: 12 }],
    ["my-job_2#3", { job: "my-job_2", number: 3 }],
  ])("%s", (text, expected) => expect(parseRunReference(text)).toEqual(expected));

  test.each(["#3", "build#", "build#x", "a#1#2", "build#0"])("%s is refused", (text) =>
    expect(() => parseRunReference(text)).toThrow("names no run"),
  );
});

describe("pairs of --set", () => {
  test("values may hold anything, also =, and the last of a key wins", () =>
    expect(parsePairs(["A=1", "B=x=y z", "A=2", "EMPTY="])).toEqual({ A: "2", B: "x=y z", EMPTY: "" }));

  test.each(["A", "=x", "1A=x", "A B=c"])("%s is refused", (text) =>
    expect(() => parsePairs([text])).toThrow("is not KEY=VALUE"),
  );
});

test("numbers are checked where they are given", () => {
  expect(parseCount("20", { flag: "--limit", max: 500 })).toBe(20);
  expect(() => parseCount("x", { flag: "--limit", max: 500 })).toThrow(
    "--limit takes a number from 0 to 500",
  );
  expect(() => parseCount("501", { flag: "--limit", max: 500 })).toThrow("--limit");
  expect(() => parseCount("0", { flag: "--limit", min: 1, max: 500 })).toThrow("from 1 to 500");
});

test("a version is written RESOURCE@NUMBER", () => {
  expect(parseVersionReference("package@2")).toBe("package@2");
  for (const text of ["package", "package@", "package@0", "package@new", "@2"])
    expect(() => parseVersionReference(text)).toThrow(`"${text}" names no version.`);
});
