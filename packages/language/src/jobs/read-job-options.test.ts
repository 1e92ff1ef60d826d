import type { JsonObject } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";

interface Read {
  readonly options: JsonObject | undefined;
  readonly said: readonly string[];
  readonly hints: readonly (string | undefined)[];
}

/** A job on line 2, from column 15. */
function read(job: string): Read {
  const { definition, problems } = loadWorkflow([{ path: "a.yml", text: `jobs:\n  - {name: j, ${job}}\n` }]);
  const others = problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT" && code !== "MISSING_INPUT");
  return {
    options: definition.jobs[0]?.options,
    said: others.map(({ severity, code, column }) => `${severity} ${code} ${column}`),
    hints: others.map(({ hint }) => hint),
  };
}

describe("keys of single job types", () => {
  test.each<[string, JsonObject]>([
    [
      'type: deploy, method: upgrade, maxWaitTime: "60", workflow: parallel',
      { method: "upgrade", maxWaitTime: 60, workflow: "parallel" },
    ],
    ["type: deploy, stabilityDuration: 0, maxWaitTime: 3600", { stabilityDuration: 0, maxWaitTime: 3600 }],
    ["type: deploy, steps: [{TASK: managed, deployMethod: replace}]", { method: "replace" }],
    [
      "type: deploy, steps: [{TASK: managed, method: blueGreen, maxWaitTime: 5}]",
      { method: "blueGreen", maxWaitTime: 5 },
    ],
    ["type: release, bump: final", { bump: "final" }],
    ["type: release, steps: [{TASK: managed, bump: alpha}]", { bump: "alpha" }],
    ["type: manifest, steps: [{TASK: managed}]", {}],
  ])("%s", (job, options) => {
    expect(read(job)).toEqual({ options, said: [], hints: [] });
  });

  test.each<[string, string, string | undefined]>([
    ["type: deploy, method: bluegreen", "error INVALID_VALUE 37", "did you mean `blueGreen`?"],
    ["type: deploy, maxWaitTime: 3601", "error INVALID_VALUE 42", "for example: `maxWaitTime: 600`"],
    ["type: deploy, stabilityDuration: -1", "error INVALID_VALUE 48", "for example: `stabilityDuration: 60`"],
    ["type: deploy, workflow: both", "error INVALID_VALUE 39", "for example: `workflow: serial`"],
    [
      "type: deploy, method: replace, stabilityDuration: 5",
      "warning KEY_WITHOUT_EFFECT 46",
      "only the method blueGreen has it",
    ],
    ["type: deploy, deployMethod: replace", "warning LEGACY_KEY 29", "write `method`"],
    ["type: deploy, mehtod: replace", "warning UNKNOWN_KEY 29", "did you mean `method`?"],
    ["type: release, bump: tiny", "error INVALID_VALUE 36", "for example: `bump: major`"],
    ["type: manifest, bump: minor", "warning UNKNOWN_KEY 31", "only jobs of type release have it"],
    [
      "type: deploy, steps: [{TASK: managed, deploymethod: replace}]",
      "warning UNKNOWN_KEY 53",
      "did you mean `deployMethod`?",
    ],
    [
      "type: deploy, steps: [{TASK: managed, deploymentMethod: replace}]",
      "warning UNKNOWN_KEY 53",
      "did you mean `deployMethod`?",
    ],
    [
      "type: deploy, steps: [{TASK: managed, bump: rc}]",
      "warning UNKNOWN_KEY 53",
      "only jobs of type release have it",
    ],
    [
      "type: deploy, steps: [{TASK: managed, name: ship}]",
      "warning KEY_WITHOUT_EFFECT 53",
      "only tasks with commands have it",
    ],
    [
      "type: deploy, method: replace, steps: [{TASK: managed, deployMethod: upgrade}]",
      "warning CONFLICTING_KEYS 70",
      "keep one of them",
    ],
  ])("%s", (job, said, hint) => {
    const told = read(job);
    expect(told.said).toEqual([said]);
    expect(told.hints).toEqual([hint]);
  });
});

describe("keys that mean nothing to a type", () => {
  test.each<[string, string, string]>([
    ["manifest", "priority: 5", "only jobs of type runSh and runCI have it"],
    ["runCI", "triggerMode: parallel", "only jobs of type runSh have it"],
    ["deploy", "runtime: {nodePool: a}", "only jobs of type runSh and externalCI have it"],
    ["release", "integrations: [a]", "only jobs of type runSh have it"],
    ["provision", "allowPublicAccess: true", "only jobs of type runSh have it"],
    [
      "externalCI",
      "retry: 3",
      "only jobs of type runSh, runCI, manifest, release, deploy and provision have it",
    ],
    [
      "rSync",
      "when: true",
      "only jobs of type runSh, runCI, manifest, release, deploy and provision have it",
    ],
    ["deploy", "matrix: {A: [b]}", "only jobs of type runSh have it"],
    ["runCI", "cache: {key: a, paths: b}", "only jobs of type runSh have it"],
    ["manifest", "artifacts: [a]", "only jobs of type runSh and runCI have it"],
    ["release", "reports: {junit: a}", "only jobs of type runSh and runCI have it"],
    [
      "externalCI",
      "steps: [{IN: a}]",
      "only jobs of type runSh, runCI, manifest, release, deploy, provision and rSync have it",
    ],
  ])("%s: %s", (type, key, hint) => {
    const text = `resources: [{name: a, type: state}]\njobs:\n  - name: j\n    type: ${type}\n    ${key}\n`;
    const problems = loadWorkflow([{ path: "a.yml", text }]).problems.filter(({ line }) => line === 5);
    expect(problems.map((each) => [each.code, each.severity, each.column, each.hint])).toEqual([
      ["KEY_WITHOUT_EFFECT", "warning", 5, hint],
    ]);
  });

  test.each(["integrations: []", "allowPublicAccess: false", "approval: false"])(
    "%s asks for nothing",
    (key) => {
      expect(read(`type: manifest, ${key}`).said).toEqual([]);
    },
  );
});

test.each([
  ["runCLI", "write `type: runSh`, and `shipctl replace` for `shippable_replace`"],
  ["gkeDeploy", "write `type: deploy`"],
])("the type %s comes with what to write", (type, hint) => {
  const { problems } = loadWorkflow([
    { path: "a.yml", text: `jobs: [{name: j, type: ${type}, steps: [{TASK: [{script: a}]}]}]` },
  ]);
  expect(problems.find(({ code }) => code === "LEGACY_TYPE")?.hint).toBe(hint);
});

test.each([
  ["runSH", "did you mean `runSh`?"],
  ["Deploy", "did you mean `deploy`?"],
])("the type %s is told with the nearest", (type, hint) => {
  const { problems } = loadWorkflow([{ path: "a.yml", text: `jobs: [{name: j, type: ${type}}]` }]);
  const told = problems.find(({ code }) => code === "UNKNOWN_JOB_TYPE");
  expect([told?.line, told?.column, told?.hint]).toEqual([1, 24, hint]);
});
