import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findToken, saveToken } from "./credentials.ts";

let directory = "";
let file = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "landbridge-credentials-"));
  file = join(directory, "deeper", "credentials.json");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("a token is found again for its server alone, however the address was written", () => {
  saveToken(file, "http://127.0.0.1:4600", "one");
  saveToken(file, "https://ci.example.org", "two");
  expect(findToken(file, "http://127.0.0.1:4600/")).toBe("one");
  expect(findToken(file, "https://CI.example.org:443")).toBe("two");
  expect(findToken(file, "http://127.0.0.1:4601")).toBeUndefined();
});

test("the file is readable by its owner alone, and keeps other servers", () => {
  saveToken(file, "http://a", "one");
  saveToken(file, "http://b", "two");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
    servers: { "http://a": { token: "one" }, "http://b": { token: "two" } },
  });
});

test("a file that is not ours to read counts as empty", () => {
  saveToken(file, "http://a", "one");
  for (const text of ["", "{", "[]", '{"servers":[]}', '{"servers":{"http://a":{"token":1}}}']) {
    writeFileSync(file, text);
    expect(findToken(file, "http://a")).toBeUndefined();
  }
});
