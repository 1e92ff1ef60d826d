import type { Job } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { hasOwnVariable } from "./job-variables.ts";
import { loadWorkflow } from "../load-workflow.ts";

function jobWith(parts: Partial<Job>): Job {
  const text = "jobs: [{name: ship-it, type: runSh, steps: [{TASK: a}]}]";
  const [job] = loadWorkflow([{ path: "landbridge.yml", text }]).definition.jobs;
  if (!job) throw new Error("the job did not load");
  return { ...job, ...parts };
}

describe("a job has by itself", () => {
  const matrix = { axes: { NODE: ["20"] }, exclude: [], include: [{ OS: "alpine" }] };
  test.each([
    ["BUILD_NUMBER", {}, true],
    ["LANDBRIDGE_RUN_URL", {}, true],
    ["CI", {}, true],
    ["SHIPIT_PREVIOUS_STATE", {}, true],
    ["SHIPIT_VERSIONNUMBER", {}, false],
    ["REGION", {}, false],
    ["REGION", { inputs: [{ name: "REGION", type: "string" }] }, true],
    ["NODE", { matrix }, true],
    ["OS", { matrix }, true],
    ["ARCH", { matrix }, false],
    ["toString", { matrix }, false],
    ["COMMIT", {}, false],
    ["COMMIT", { type: "runCI" }, true],
    ["TRAVIS_BRANCH", { type: "runCI" }, true],
    ["HOME", {}, false],
  ] as const)("%s, with %j: %s", (name, parts, expected) => {
    expect(hasOwnVariable(jobWith(parts), name)).toBe(expected);
  });
});
