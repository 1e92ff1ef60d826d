import type { JobView, SourceView } from "@landbridge/api";
import { expect, test } from "vitest";
import { idleJob } from "../../../test/idle-job.ts";
import { findEntries, searchEntries } from "./search-entries.ts";
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

const foundIn = (
  {
    jobs = [],
    sources = [],
  }: { readonly jobs?: readonly JobView[]; readonly sources?: readonly SourceView[] },
  query: string,
): readonly string[] => {
  const graph = { workspace: "main", revision: 1, jobs: [...jobs], resources: [], edges: [] };
  return findEntries(searchEntries({ graph, runs: [], sources }), query).map(({ title }) => title);
};

test("a job that can't run is not offered to be run", () => {
  const jobs = [idleJob("sound"), { ...idleJob("stuck"), status: "inconsistent" as const }];
  expect(foundIn({ jobs }, "run sound")).toContain("Run sound");
  expect(foundIn({ jobs }, "run stuck")).not.toContain("Run stuck");
  expect(foundIn({ jobs }, "pause")).toEqual(["Pause sound", "Pause stuck"]);
});

test("sources are found by name, and those that were removed say so", () => {
  const source: SourceView = { id: "1", name: "shop", kind: "directory", location: "/srv", isPaused: false };
  const sources = [source, { ...source, id: "2", name: "old_shop", deletedAt: "2026-01-01T00:00:00.000Z" }];
  expect(foundIn({ sources }, "shop")).toEqual(["shop", "old_shop"]);
  expect(foundIn({ sources }, "removed")).toEqual(["old_shop"]);
});
