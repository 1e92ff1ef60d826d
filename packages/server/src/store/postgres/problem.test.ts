import { AppError } from "@landbridge/core";
import { expect, test } from "vitest";
import { problemIn, problemOf } from "./problem.ts";

const place = { dataDir: "/data", logFile: "/data/postgres.log" };

test.each([
  [
    "initdb: error: could not write file: No space left on device",
    "DISK_FULL",
    "The disk that holds /data is full.",
  ],
  ["PANIC:  could not write to file: Disk quota exceeded", "DISK_FULL", "The disk that holds /data is full."],
  [
    'FATAL:  could not resize shared memory segment "/PostgreSQL.1" to 1048576 bytes: No space left on device',
    "DISK_FULL",
    "The shared memory of this machine or container is full.",
  ],
  [
    "initdb: could not look up effective user ID 54321: user does not exist",
    "POSTGRES_START_FAILED",
    "PostgreSQL can't run as a user that has no name.",
  ],
  [
    "postgres: error while loading shared libraries: libicuuc.so.60: cannot open shared object file",
    "POSTGRES_START_FAILED",
    "PostgreSQL can't run here: the library libicuuc.so.60 is missing.",
  ],
  [
    "2026-01-01 00:00:00.000 UTC [7] LOG:  starting\n2026-01-01 00:00:00.000 UTC [7] FATAL:  bogus data in lock file\nmore",
    "POSTGRES_START_FAILED",
    "The embedded PostgreSQL did not start: bogus data in lock file.",
  ],
  ["", "POSTGRES_START_FAILED", "The embedded PostgreSQL did not start: it said nothing."],
])("%j is told in one sentence", (output, code, message) => {
  expect(problemIn(output, place)).toMatchObject({ code, message });
});

test.each([
  ["ENOSPC", "DISK_FULL"],
  ["EROFS", "CONFIGURATION_INVALID"],
  ["EACCES", "CONFIGURATION_INVALID"],
])("a file system that answers %s is %s", (errno, code) => {
  expect(problemOf(Object.assign(new Error("write"), { code: errno }), "/data")).toMatchObject({ code });
});

test("refusals and bugs are passed on as they are", () => {
  for (const error of [new AppError("NOT_FOUND", "No."), new TypeError("x is not a function")]) {
    expect(problemOf(error, "/data")).toBe(error);
  }
});
