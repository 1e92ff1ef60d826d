import { createWorkflow } from "@landbridge/core";
import { loadWorkflow } from "@landbridge/language";
import { expect, test } from "vitest";
import { jobsReachedFrom } from "./run-part.ts";

const LINE = `resources:
  - {name: image, type: image, versionTemplate: {sourceName: acme/app, versionName: none}}
jobs:
  - {name: lint, type: runSh, steps: [{TASK: {script: ["true"]}}]}
  - {name: build, type: runSh, steps: [{TASK: {script: ["true"]}}, {OUT: image}]}
  - {name: check, type: runSh, steps: [{IN: image}, {TASK: {script: ["true"]}}]}
  - {name: release, type: runSh, steps: [{IN: check}, {IN: lint}, {TASK: {script: ["true"]}}]}
  - {name: ship, type: runSh, steps: [{IN: release, switch: off}, {TASK: {script: ["true"]}}]}
  - {name: announce, type: runSh, steps: [{IN: ship}, {TASK: {script: ["true"]}}]}
`;
const { definition } = loadWorkflow([{ path: "landbridge.yml", text: LINE }]);
const workflow = createWorkflow(definition);

test.each([
  ["what it triggers, by a resource too, up to a gate", ["build"], "build check release ship"],
  ["nothing that merely stands beside it", ["lint"], "lint release ship"],
  ["a gate that was named, and what follows it", ["ship"], "announce ship"],
  ["what any of several comes to", ["lint", "announce"], "announce lint release ship"],
])("a start reaches %s", (_, started, reached) => {
  expect([...jobsReachedFrom(workflow, started)].toSorted().join(" ")).toBe(reached);
});
