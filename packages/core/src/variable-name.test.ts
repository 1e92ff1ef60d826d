import { expect, test } from "vitest";
import { sanitize, variableName } from "./variable-name.ts";

test.each([
  ["my-key-1", "MYKEY1"],
  ["my_key_1", "MY_KEY_1"],
  ["1st-repo", "STREPO"],
  ["2-1_a", "_A"],
  ["42", ""],
  ["app.image", "APPIMAGE"],
  ["größe", "GRE"],
  ["A1", "A1"],
])("%s is %s in the environment", (name, variable) => {
  expect(variableName(name)).toBe(variable);
});

test("sanitize keeps case and leading digits", () => {
  expect(sanitize("1st-Repo_x!")).toBe("1stRepo_x");
});
