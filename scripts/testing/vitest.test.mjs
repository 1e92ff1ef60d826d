import { describe, expect, test } from "vitest";
import { countsOf, testEnvironment } from "./vitest.mjs";

const report = (counts, testResults = []) => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults,
  ...counts,
});

describe("counts of a part", () => {
  const brokenFile = { status: "failed", assertionResults: [] };
  const failedFile = { status: "failed", assertionResults: [{ status: "failed" }] };
  const cases = [
    ["tests that pass", report({ numPassedTests: 3 }), 0, { passed: 3, failed: 0, skipped: 0 }],
    [
      "skipped and planned tests",
      report({ numPendingTests: 2, numTodoTests: 1 }),
      0,
      { passed: 0, failed: 0, skipped: 3 },
    ],
    [
      "a failed test",
      report({ numPassedTests: 1, numFailedTests: 1 }, [failedFile]),
      1,
      { passed: 1, failed: 1, skipped: 0 },
    ],
    [
      "a file that could not be loaded",
      report({ numPassedTests: 1 }, [brokenFile]),
      1,
      { passed: 1, failed: 1, skipped: 0 },
    ],
    [
      "an unhandled error beside passed tests",
      report({ numPassedTests: 4 }),
      1,
      { passed: 4, failed: 1, skipped: 0 },
    ],
    ["a crash before the report", undefined, 139, { passed: 0, failed: 1, skipped: 0 }],
    ["an end without a report", undefined, 0, { passed: 0, failed: 1, skipped: 0 }],
    ["no test at all", report({}), 0, { passed: 0, failed: 1, skipped: 0 }],
  ];
  test.each(cases)("%s", (_name, found, code, expected) => {
    expect(countsOf(found, code)).toEqual(expected);
  });
});

test("settings of the person who runs the tests stay outside, but for those made for tests", () => {
  const env = {
    PATH: "/bin",
    LANDBRIDGE_DATA_DIR: "/srv/production",
    DATABASE_URL: "postgres://production",
    PGHOST: "production",
    NODE_ENV: "production",
    LANDBRIDGE_TEST_SEED: "7",
  };
  expect(testEnvironment(env, undefined)).toEqual({ PATH: "/bin", LANDBRIDGE_TEST_SEED: "7" });
  expect(testEnvironment(env, "/opt/chromium").LANDBRIDGE_CHROMIUM).toBe("/opt/chromium");
});
