import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

test.each([
  ["swtich", ["switch", "scopes"], "switch"],
  ["Resources", ["jobs", "resources"], "resources"],
  ["runsh", ["runCI", "runSh"], "runSh"],
  ["goood", ["good", "gold"], "good"],
  ["nguage", ["language"], "language"],
  ["jbos", ["jobs"], "jobs"],
  ["timeout", ["timeoutMinutes", "message"], "timeoutMinutes"],
  ["deploymethod", ["deployMethod", "deployName"], "deployMethod"],
])("%s was probably meant to be %j: %s", (name, known, expected) => {
  expect(nearestName(name, known)).toBe(expected);
});

test.each([
  ["ab", ["ac"]],
  ["image", ["state", "trigger"]],
  ["something_else", ["src_in", "src_ok"]],
  ["x", []],
  ["deploy", ["deployName", "deployMethod"]],
])("nothing is suggested for %s among %j", (name, known) => {
  expect(nearestName(name, known)).toBeUndefined();
});
