import { createWorkflow } from "@landbridge/core";
import type { Workflow } from "@landbridge/core";
import { loadWorkflow } from "@landbridge/language";
import { expect, test } from "vitest";
import { gatesAmong, jobsToStart, poolsOf } from "./start-jobs.ts";

function workflowOf(text: string): Workflow {
  return createWorkflow(loadWorkflow([{ path: "landbridge.yml", text }]).definition);
}

const TASK = '{TASK: {script: ["true"]}}';
const release = workflowOf(`
resources:
  - {name: settings, type: params, versionTemplate: {params: {A: "1"}}}
  - {name: image, type: image, versionTemplate: {sourceName: acme/app, versionName: none}}
  - {name: memory, type: state}
jobs:
  - {name: test, type: runSh, steps: [{IN: settings}, {IN: memory}, ${TASK}, {OUT: memory}]}
  - {name: build, type: runSh, steps: [{IN: test}, ${TASK}, {OUT: image}]}
  - {name: scan, type: runSh, steps: [{IN: image}, ${TASK}]}
  - {name: deploy, type: runSh, steps: [{IN: image, switch: off}, {IN: settings}, ${TASK}]}
  - {name: sign, type: deploy, steps: [{IN: image}]}
`);

test("what nothing triggers is started: neither a job nor a resource of a job leads to it", () => {
  expect(jobsToStart(release, [])).toEqual(["test"]);
});

test("a job behind a gate waits for a person, and is named as such", () => {
  expect(gatesAmong(release, new Set(["test", "build", "scan"]))).toEqual(["deploy"]);
  expect(gatesAmong(release, new Set(["deploy"]))).toEqual([]);
});

test("named jobs are started instead, each once", () => {
  expect(jobsToStart(release, ["deploy", "scan", "deploy"])).toEqual(["deploy", "scan"]);
});

test("a name that is no job is refused with the names that are", () => {
  expect(() => jobsToStart(release, ["biuld"])).toThrow("There is no job named biuld.");
});

test("a job of a type that does not run yet is refused by name", () => {
  expect(() => jobsToStart(release, ["sign"])).toThrow("sign is of type deploy");
});

test("a workflow of gates alone has no beginning, and says which jobs can be named", () => {
  const gated = workflowOf(`
jobs:
  - {name: a, type: runSh, steps: [{IN: b, switch: off}, ${TASK}]}
  - {name: b, type: deploy, steps: []}
`);
  expect(() => jobsToStart(gated, [])).toThrow("There is no job to begin with.");
});

test("every pool that a job asks for gets an agent", () => {
  const pooled = workflowOf(`
jobs:
  - {name: a, type: runSh, runtime: {nodePool: small}, steps: [${TASK}]}
  - {name: b, type: runSh, steps: [${TASK}]}
  - {name: c, type: runSh, runtime: {nodePool: small}, steps: [${TASK}]}
`);
  expect(poolsOf(pooled, "default")).toEqual(["small", "default"]);
});
