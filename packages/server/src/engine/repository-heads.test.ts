import type { JsonObject } from "@landbridge/core";
import { expect, test } from "vitest";
import { findRepositoryHead } from "./repository-heads.ts";

function look(values: JsonObject) {
  return findRepositoryHead({ name: "repo", type: "gitRepo", flags: [], values });
}

test("a repository whose address is written out is looked at", async () => {
  expect(await look({ sourceName: "/nowhere/repo.git" })).toMatchObject({ ok: false });
});

test.each([
  ["its address", { sourceName: "https://${HOST}/repo.git" }],
  ["its branch", { sourceName: "/nowhere/repo.git", branch: "${BRANCH}" }],
])("nobody looks for commits where a run has yet to fill in %s", async (_, values) => {
  expect(await look(values)).toBeUndefined();
});
