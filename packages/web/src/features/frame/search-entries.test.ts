import { expect, test } from "vitest";
import { findEntries } from "./search-entries.ts";
import type { SearchEntry } from "./search-entries.ts";

const entry = (kind: SearchEntry["kind"], title: string, detail = ""): SearchEntry => ({
  id: `${kind} ${title}`,
  kind,
  title,
  detail,
  icon: "thing",
});

const entries = [
  entry("job", "deploy_prod", "success"),
  entry("job", "deploy_staging", "failure"),
  entry("job", "redeploy", "success"),
  entry("resource", "prod_cluster", "cluster"),
  entry("run", "deploy_prod #12", "success"),
  entry("action", "Run deploy_prod"),
  entry("action", "Pause deploy_prod"),
];

test.each([
  ["deploy_prod", ["deploy_prod", "deploy_prod #12", "Pause deploy_prod", "Run deploy_prod"]],
  ["run deploy_prod", ["Run deploy_prod"]],
  ["#12", ["deploy_prod #12"]],
  ["failure", ["deploy_staging"]],
  ["dplst", ["deploy_staging"]],
  ["prod", ["prod_cluster", "deploy_prod", "deploy_prod #12", "Pause deploy_prod", "Run deploy_prod"]],
  ["nothing like it", []],
])("%j finds %j", (query, titles) => {
  expect(findEntries(entries, query).map(({ title }) => title)).toEqual(titles);
});

test("without a word the jobs are offered", () => {
  expect(findEntries(entries, "  ").every(({ kind }) => kind === "job")).toBe(true);
});
