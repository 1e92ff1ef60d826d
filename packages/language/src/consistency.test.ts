import { createWorkflow, findInconsistencies } from "@landbridge/core";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { isConfigFile } from "./files/files.ts";
import { loadWorkflow } from "./load-workflow.ts";
import type { ConfigFile } from "./load-workflow.ts";

const CORPUS = fileURLToPath(new URL("../../../../shared/corpus", import.meta.url));

function readFiles(directory: string): readonly ConfigFile[] {
  const root = join(CORPUS, directory);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => isConfigFile(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Jobs that the loader finds fault with must be those that the scheduler skips, or a sync would apply them. */
function expectSameFaults(files: readonly ConfigFile[]): void {
  const loaded = loadWorkflow(files);
  if (!loaded.isApplicable) return;
  const inconsistent = findInconsistencies(createWorkflow(loaded.definition));
  const errors = loaded.problems.filter(({ severity }) => severity === "error").map(({ message }) => message);
  expect({ isOk: errors.length === 0, errors, inconsistent: [...inconsistent.keys()] }).toMatchObject({
    isOk: inconsistent.size === 0,
  });
}

test.each([
  ["an unknown IN", "jobs: [{ name: a, type: runSh, steps: [{ IN: gone }, { TASK: [x] }] }]"],
  ["an unknown OUT", "jobs: [{ name: a, type: runSh, steps: [{ TASK: [x] }, { OUT: gone }] }]"],
  [
    "a job as OUT",
    "jobs: [{ name: a, type: runSh, steps: [{ TASK: [x] }, { OUT: b }] }, { name: b, type: runSh, steps: [{ TASK: [x] }] }]",
  ],
  [
    "one resource as IN and OUT",
    "resources: [{ name: r, type: params, versionTemplate: { params: { A: '1' } } }]\njobs: [{ name: a, type: runSh, steps: [{ IN: r }, { TASK: [x] }, { OUT: r }] }]",
  ],
  [
    "a replicate of what is no IN",
    "resources: [{ name: r, type: params, versionTemplate: { params: { A: '1' } } }]\njobs: [{ name: a, type: runSh, steps: [{ TASK: [x] }, { OUT: r, replicate: q }] }]",
  ],
])("%s is an error of the loader that only makes its job inconsistent", (_what, text) => {
  const files = [{ path: "landbridge.yml", text }];
  const loaded = loadWorkflow(files);
  expect({ ok: loaded.ok, isApplicable: loaded.isApplicable }).toEqual({ ok: false, isApplicable: true });
  expect([...findInconsistencies(createWorkflow(loaded.definition)).keys()]).toEqual(["a"]);
});

test.skipIf(!existsSync(CORPUS))("loader and scheduler agree on every configuration from the field", () => {
  const directories = readdirSync(CORPUS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(directories.length).toBeGreaterThan(60);
  for (const { name } of directories) expectSameFaults(readFiles(name));
});

test("of the inconsistent example of the reference, what is wrong is skipped and the rest works", () => {
  const text = `
resources:
  - {name: good, type: params, versionTemplate: {params: {A: "1"}}}
  - {name: bad_int, type: image, integration: does_not_exist, versionTemplate: {sourceName: a/b, versionName: "1"}}
jobs:
  - {name: fine, type: runSh, steps: [{IN: good}, {TASK: {script: ["true"]}}]}
  - {name: uses_bad, type: runSh, steps: [{IN: bad_int}, {TASK: {script: ["true"]}}]}
  - {name: typo, type: runSh, steps: [{IN: goood}, {TASK: {script: ["true"]}}]}
  - {name: loop, type: runSh, steps: [{IN: good}, {TASK: {script: ["true"]}}, {OUT: good}]}
`;
  const loaded = loadWorkflow([{ path: "shippable.yml", text }]);
  expect(loaded.isApplicable).toBe(true);
  const found = findInconsistencies(createWorkflow(loaded.definition), { isIntegrationKnown: () => false });
  expect([...found.keys()]).toEqual(["bad_int", "uses_bad", "typo", "loop"]);
});
