import { expect, test } from "vitest";
import { isSameRepository } from "./git-checkout.ts";

const OPS = "https://git.example.com/acme/ops.git";

test.each([
  OPS,
  "https://git.example.com/acme/ops",
  "https://git.example.com/acme/ops.git/",
  "https://bob:s3cret@git.example.com/acme/ops.git",
  "https://GIT.example.com/acme/ops",
  "git@git.example.com:acme/ops.git",
  "ssh://git@git.example.com/acme/ops.git",
])("%s is the same repository", (address) => {
  expect(isSameRepository(OPS, address)).toBe(true);
});

test.each([
  "https://git.example.com/acme/ops-2.git",
  "https://git.example.com/Acme/ops.git",
  "https://git.example.com:8443/acme/ops.git",
  "https://other.example.com/acme/ops.git",
  "/srv/git/acme/ops.git",
])("%s is another one", (address) => {
  expect(isSameRepository(OPS, address)).toBe(false);
});

test("a path and its file address are one place", () => {
  expect(isSameRepository("/srv/git/ops.git", "file:///srv/git/ops")).toBe(true);
});
