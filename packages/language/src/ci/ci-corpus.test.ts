import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ciLegsOf } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { isConfigFile } from "../files/files.ts";
import { loadWorkflow } from "../load-workflow.ts";
import type { ConfigFile, LoadedWorkflow } from "../load-workflow.ts";

// Configurations that people wrote for other platforms lie beside the repository, where they are present at all.
const CORPUS = fileURLToPath(new URL("../../../../../shared/corpus", import.meta.url));

/** Every folder with a CI part: its language, how many legs it has, and how many commands by section. */
const EXPECTED: readonly (readonly [string, string, number, string])[] = [
  ["0n0t0le__golos-bins", "none", 1, "ci:17 onSuccess:2"],
  ["0x-x0__spcBar", "node_js", 2, "preCi:2 ci:2"],
  ["0x-x0__spcBar@4ddc1190", "none", 1, "preCi:1 ci:1"],
  ["Accla__graphulo", "java", 1, "ci:1 always:1"],
  ["ActiveState__cli", "go", 1, "ci:5"],
  ["Amir-4m__upkook-web", "python", 1, "ci:24"],
  ["AndreaCensi__contracts", "python", 5, "ci:2"],
  ["AntreasAntoniou__DeepClassificationBot", "python", 3, "ci:8"],
  ["Aperta-project__Aperta", "ruby", 1, "ci:8 always:1"],
  ["JP-L__jdemo", "java", 1, "preCi:2 ci:4 postCi:2 onSuccess:1 onFailure:1"],
  ["JP-L__jdemo@20102841", "java", 1, "preCi:3 ci:5 postCi:1 onSuccess:2 onFailure:1"],
  ["JP-L__jdemo@8f831f7b", "java", 1, "preCi:6 ci:8 postCi:1 onSuccess:1 onFailure:1"],
  ["JP-L__jdemo@c7848097", "java", 1, "preCi:5 ci:10 postCi:1 onSuccess:1 onFailure:1"],
  ["PaulWebbster__sampleRepo", "none", 1, "ci:1 onSuccess:1"],
  ["RevathiRD__coretest_singlebuildNod", "node_js", 1, "preCi:2 ci:22 postCi:10"],
  ["RevathiRD__coretest_singlebuildNod@984f2c74", "node_js", 1, "preCi:2 ci:22 postCi:10"],
  ["RevathiRD__coretest_singlebuildNod@ed75d0c1", "node_js", 1, "ci:5"],
  ["Riturajcse__sample", "python", 1, "ci:1"],
  ["Shippable__reqExec", "python", 1, "ci:4"],
  ["TheRealCabrera__shippablePOC", "none", 1, ""],
  ["Varsha-Arun__sample-tripubplv2", "python", 1, "ci:1"],
  ["a4k-openproject__a4kScrapers", "python", 1, "ci:2"],
  ["alire-project__alire-crates-ci", "none", 3, "ci:1"],
  ["alire-project__alire-crates-ci@c4737008", "none", 3, "ci:1"],
  ["ambarish2012__ci-time-trigger", "node_js", 1, "ci:7"],
  ["ansible__ansible", "python", 119, "ci:1"],
  ["mkirank__test_pipe2", "python", 1, "ci:1"],
  ["niranjan-shippable__sample_pipelines@2ec817fd", "python", 1, "ci:1"],
  ["niranjan-shippable__sample_pipelines@778229d7", "python", 1, "ci:1"],
  ["niranjan-shippable__sample_pipelines@b2ed3ade", "python", 1, "ci:1"],
  ["niranjan-shippable__sample_pipelines@fb5b9dd1", "python", 1, "ci:1"],
  ["numpy__numpy", "python", 1, "ci:17"],
  ["qhstest01__pipelines-sample1", "none", 1, ""],
  ["qhstest01__pipelines-sample1@a5558170", "none", 1, ""],
  ["qhstest01__pipelines-sample1@d51497d6", "none", 1, ""],
  ["sanster23__aws-shippable-devops", "python", 1, "ci:11"],
  ["scriptnull__sample_node@37b6bdda", "node_js", 1, "preCi:2 ci:2 postCi:3"],
  ["scriptnull__sample_node@6fb82767", "node_js", 1, "preCi:2 ci:2 postCi:3"],
  ["scriptnull__sample_node@914d96e3", "node_js", 1, "preCi:2 ci:2 postCi:3"],
  ["scriptnull__sample_node@a8685464", "node_js", 1, "preCi:2 ci:2 postCi:3"],
  ["scriptnull__sample_node@b826694c", "node_js", 1, "preCi:2 ci:2 postCi:3"],
  ["shiphitchcock24__multiple_trigger_samerepo", "python", 1, "ci:1"],
  ["shippableSamples__samplePipelinesDemo", "none", 1, "ci:3 postCi:1"],
];

function filesIn(directory: string): readonly ConfigFile[] {
  const root = join(CORPUS, directory);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => isConfigFile(path.slice(root.length + 1)))
    .map((path) => ({ path: path.slice(root.length + 1), text: readFileSync(path, "utf8") }));
}

/** Folders are called `owner__repository@commit`. */
function load(directory: string): LoadedWorkflow {
  const project = directory.replace(/^.*?__/, "").replace(/@.*$/, "");
  return loadWorkflow(filesIn(directory), { isAlone: true, project });
}

function directories(): readonly string[] {
  const entries = readdirSync(CORPUS, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

describe.skipIf(!existsSync(CORPUS))(
  "CI parts from the field (left out where ../shared/corpus is not there)",
  () => {
    test.each(EXPECTED)("%s: %s, %i legs, %s", (directory, language, numberOfLegs, commands) => {
      const [job, ...others] = load(directory).definition.jobs.filter(({ ci }) => ci);
      expect(others).toEqual([]);
      const legs = job?.ci && ciLegsOf(job.ci);
      const sections = Object.entries(job?.ci?.build.sections ?? {}).filter(([, lines]) => lines.length > 0);
      expect({
        language: job?.ci?.language,
        legs: legs?.ok === true ? legs.legs.length : legs,
        commands: sections.map(([name, lines]) => `${name}:${lines.length}`).join(" "),
      }).toEqual({ language, legs: numberOfLegs, commands });
    });

    test("each is plain data: it is the same after it was stored", () => {
      for (const [directory] of EXPECTED) {
        const stored = load(directory).definition.jobs.flatMap(({ ci }) => ci ?? []);
        expect(JSON.parse(JSON.stringify(stored))).toStrictEqual(stored);
      }
    });

    test("no folder has a CI part but these", () => {
      const found = directories().filter((directory) =>
        load(directory).definition.jobs.some(({ ci }) => ci !== undefined),
      );
      expect(found.sort()).toEqual(EXPECTED.map(([directory]) => directory).sort());
    });

    test("what was read without errors without its project is read without errors with it", () => {
      for (const [directory] of EXPECTED) {
        const { ok } = loadWorkflow(filesIn(directory), { isAlone: true });
        expect(load(directory).ok, directory).toBe(ok);
      }
    });
  },
);
