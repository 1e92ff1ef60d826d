import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findCredential, findLatestServer, listServers, saveCredential } from "./credentials.ts";

let directory = "";
let file = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "landbridge-credentials-"));
  file = join(directory, "deeper", "credentials.json");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("a token is found again for its server alone, however the address was written", () => {
  saveCredential(file, "http://127.0.0.1:4600", { token: "one" });
  saveCredential(file, "https://ci.example.org", { token: "two" });
  expect(findCredential(file, "http://127.0.0.1:4600/")).toEqual({ token: "one" });
  expect(findCredential(file, "https://CI.example.org:443")).toEqual({ token: "two" });
  expect(findCredential(file, "http://127.0.0.1:4601")).toBeUndefined();
  expect(listServers(file)).toEqual(["http://127.0.0.1:4600", "https://ci.example.org"]);
});

test("the file is readable by its owner alone, and keeps other servers", () => {
  saveCredential(file, "http://a", { token: "one" });
  saveCredential(file, "http://b", { token: "two" });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    latest: "http://b",
    servers: { "http://a": { token: "one" }, "http://b": { token: "two" } },
  });
});

test("a file that is not ours to read counts as empty", () => {
  saveCredential(file, "http://a", { token: "one" });
  for (const text of ["", "{", "[]", '{"servers":[]}', '{"servers":{"http://a":{"token":1}}}']) {
    writeFileSync(file, text);
    expect(findCredential(file, "http://a")).toBeUndefined();
  }
});

test("the server that was signed in to last is known", () => {
  expect(findLatestServer(file)).toBeUndefined();
  saveCredential(file, "http://a", { token: "one" });
  saveCredential(file, "http://b", { token: "two" });
  saveCredential(file, "http://a", { token: "one" });
  expect(findLatestServer(file)).toBe("http://a");
});

test("a session's cookie stands in for a token, and gives way to one", () => {
  saveCredential(file, "http://a", { cookie: "session=x" });
  expect(findCredential(file, "http://a")).toEqual({ cookie: "session=x" });
  saveCredential(file, "http://a", { token: "one" });
  expect(findCredential(file, "http://a")).toEqual({ token: "one" });
});
