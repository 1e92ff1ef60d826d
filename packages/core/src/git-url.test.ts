import { expect, test } from "vitest";
import { isCloneable, parseGitAddress } from "./git-url.ts";

test.each([
  ["https://bob:s3cret@host/acme/app.git", "https://host/acme/app.git", "bob", "s3cret"],
  ["http://bob:s3cret@host:8080/app", "http://host:8080/app", "bob", "s3cret"],
  ["HTTPS://bob:s3cret@host/app", "HTTPS://host/app", "bob", "s3cret"],
  ["https://token@host/app", "https://host/app", "token", ""],
  ["https://bob:@host/app", "https://host/app", "bob", ""],
  ["https://bob:a%40b%3Ac@host/app", "https://host/app", "bob", "a@b:c"],
  ["https://bob:a:b@host/app", "https://host/app", "bob", "a:b"],
  // Written as it is, although it should be %40: nothing of it may stay in the address.
  ["https://bob:p@ss@host/app", "https://host/app", "bob", "p@ss"],
  ["https://bob:100%@host/app", "https://host/app", "bob", "100%"],
  ["https://bob:s3cret@host/app@v1", "https://host/app@v1", "bob", "s3cret"],
  ["https://bob:s3cret@host", "https://host", "bob", "s3cret"],
])("credentials are taken out of %s", (source, url, username, password) => {
  expect(parseGitAddress(source)).toEqual({ url, credentials: { username, password } });
});

test.each([
  "https://host/acme/app.git",
  "https://host/acme/app@v1",
  "https://host/?user=a@b",
  "git@host:acme/app.git",
  "ssh://git@host/acme/app.git",
  "file:///srv/app.git",
  "acme/app",
  "",
])("%j stays as it is", (source) => {
  expect(parseGitAddress(source)).toEqual({ url: source });
});

test("an absolute path becomes a file address", () => {
  expect(parseGitAddress("/srv/git/app")).toEqual({ url: "file:///srv/git/app" });
});

test.each([
  ["https://host/app", true],
  ["http://host/app", true],
  ["ssh://git@host/app", true],
  ["file:///srv/app", true],
  ["/srv/app", true],
  ["git@host:acme/app", true],
  ["deploy.user@git.host-1:app", true],
  ["acme/app", false],
  ["../app", false],
  ["ftp://host/app", false],
  ["", false],
])("%j can be cloned as it is: %s", (source, isSo) => {
  expect(isCloneable(source)).toBe(isSo);
});
