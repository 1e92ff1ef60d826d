import { expect, test } from "vitest";
import { faultOfSemanticVersion } from "./semantic-version.ts";

test.each(["1.0.0", "v2.11.3", "1.2.123-beta", "1.0.0-rc.1", "0.0.0", "1.0.0-alpha+build.5", ""])(
  "%j is one, or is still to come",
  (version) => {
    expect(faultOfSemanticVersion(version)).toBeUndefined();
  },
);

test.each([
  ["5.10", " (2 numbers where three belong)"],
  ["v5", " (one number where three belong)"],
  ["1.2.3.4", " (4 numbers where three belong)"],
  ["1.02.3", " (a number begins with 0)"],
  ["latest", ""],
  ["1.0.0-", ""],
  ["1.x.0", ""],
])("%s is none%s", (version, because) => {
  expect(faultOfSemanticVersion(version)).toBe(
    `is ${JSON.stringify(version)}, which is no semantic version${because}, so nothing can be counted up from it`,
  );
});
