import type { InStep } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import type { LoadedWorkflow } from "../load-workflow.ts";

const DECLARED = `resources:
  - {name: repo, type: gitRepo, versionTemplate: {sourceName: https://git.example.com/acme/app.git}}
  - {name: tools, type: cliConfig, integration: aws}
  - {name: settings, type: params, versionTemplate: {params: {A: b}}}
  - {name: kept, type: state}
  - {name: app_image, type: image, versionTemplate: {sourceName: acme/app, versionName: one}}
  - {name: kube, type: cluster, integration: k8s, versionTemplate: {sourceName: a}}
`;

/** A job whose IN stands on line 13, with its options below it. */
function load(step: string, rest: { readonly type?: string; readonly others?: string } = {}): LoadedWorkflow {
  const text = `${DECLARED}jobs:\n  - name: before\n    type: runSh\n    steps: [{IN: repo}, {TASK: a}]\n  - {name: j, type: ${rest.type ?? "runSh"}, steps: [\n      {IN: ${step}}${rest.others ?? ", {TASK: a}"}]}\n`;
  return loadWorkflow([{ path: "landbridge.yml", text }]);
}

const LINE = 13;

/** Problems of the IN alone. */
function said(loaded: LoadedWorkflow): readonly string[] {
  return loaded.problems
    .filter(({ line, code }) => line === LINE && code !== "MISSING_INPUT")
    .map(({ severity, code, column }) => `${severity} ${code} ${column}`);
}

function inputOf(loaded: LoadedWorkflow): InStep | undefined {
  const [step] = loaded.definition.jobs.find(({ name }) => name === "j")?.steps ?? [];
  return step?.kind === "in" ? step : undefined;
}

const LATER = "warning NOT_YET_IN_EFFECT";
const USELESS = "warning KEY_WITHOUT_EFFECT";

describe("options of an IN", () => {
  test.each<[string, string, Partial<InStep>, readonly string[]]>([
    ["switch: OFF", "repo, switch: OFF", { isSwitchedOn: false }, []],
    ["switch: no", "repo, switch: no", { isSwitchedOn: false }, []],
    ["switch: yes", "repo, switch: yes", { isSwitchedOn: true }, []],
    [
      "versionNumber as text",
      'repo, versionNumber: "12"',
      { pin: { kind: "number", versionNumber: 12 } },
      [],
    ],
    ["versionName as number", "repo, versionName: 5.10", { pin: { kind: "name", versionName: "5.10" } }, []],
    ["passed", "repo, passed: [before]", { passed: ["before"] }, []],
    ["passed as text", "repo, passed: before", { passed: ["before"] }, []],
    ["flow", "repo, flow: every", { flow: "every" }, []],
    ["flow: latest", "repo, flow: latest", { flow: "latest" }, []],
    [
      "showBuildStatus",
      'repo, showBuildStatus: "on"',
      { options: { showBuildStatus: true } },
      [`${LATER} 18`],
    ],
    [
      "vote",
      "repo, vote: {on_success: {Verified: 1}, on_failure: {Verified: -1}}",
      { options: { vote: { on_success: { Verified: 1 }, on_failure: { Verified: -1 } } } },
      [`${LATER} 18`],
    ],
    ["vote: off", "repo, vote: off", { options: { vote: false } }, []],
    ["scopes", "tools, scopes: [ecr, gcr]", { options: { scopes: ["ecr", "gcr"] } }, [`${LATER} 19`]],
    ["scopes as text", "tools, scopes: ecr", { options: { scopes: ["ecr"] } }, [`${LATER} 19`]],
    ["pull", "repo, pull: true", { options: { pull: true } }, [`${LATER} 18`]],
    ["pull: false asks for nothing", "repo, pull: false", { options: { pull: false } }, []],
    ["versionId", "repo, versionId: 7", { options: { versionId: 7 } }, [`${LATER} 18`]],
    ["scopes of nothing", "tools, scopes: []", { options: { scopes: [] } }, []],
  ])("%s", (_what, step, expected, problems) => {
    const loaded = load(step);
    expect(inputOf(loaded)).toMatchObject(expected);
    expect(said(loaded)).toEqual(problems);
  });

  test.each<[string, string, object]>([
    ["a name", "applyTo: app_image", { applyTo: ["app_image"] }],
    ["a list of names", "applyTo: [app_image]", { applyTo: ["app_image"] }],
    ["a map", "applyTo: {image: app_image, port: '8080'}", { applyTo: [{ image: "app_image", port: 8080 }] }],
  ])("applyTo as %s", (_what, option, options) => {
    const loaded = load(`settings, ${option}`, { type: "manifest", others: ", {IN: app_image}" });
    expect(inputOf(loaded)?.options).toEqual(options);
    expect(said(loaded)).toEqual([]);
  });

  test("force and deployName of a deploy", () => {
    const text = `${DECLARED}jobs:\n  - {name: api, type: manifest, steps: [{IN: app_image}]}\n  - name: j\n    type: deploy\n    steps:\n      - IN: kube\n      - IN: api\n        force: yes\n        deployName: api-1\n`;
    const { definition, problems } = loadWorkflow([{ path: "landbridge.yml", text }]);
    expect(definition.jobs[1]?.steps[1]).toMatchObject({ options: { force: true, deployName: "api-1" } });
    expect(problems.filter(({ line }) => line > 12)).toEqual([]);
  });

  test.each<[string, string, readonly string[], string | undefined]>([
    ["swtich", "repo, swtich: off", ["warning UNKNOWN_KEY 18"], "did you mean `switch`?"],
    ["the old trigger", "repo, trigger: false", ["warning UNKNOWN_KEY 18"], "write `switch: off`"],
    ["an option of OUT", "repo, overwrite: true", ["warning MISPLACED_KEY 18"], "write it below the `- OUT`"],
    ["a flow that is none", "repo, flow: all", ["error INVALID_VALUE 24"], "for example: `flow: latest`"],
    [
      "passed with a map",
      "repo, passed: [before, {a: b}]",
      ["error INVALID_VALUE 35"],
      "for example: `passed: [unit_tests, integration_tests]`",
    ],
    ["passed twice", "repo, passed: [before, before]", ["warning REPEATED_VALUE 35"], "remove one of them"],
    [
      "a pinned IN with every version",
      "repo, versionNumber: 2, flow: every",
      ["warning CONFLICTING_KEYS 36"],
      "keep one of them",
    ],
    [
      "a scope that is none",
      "tools, scopes: [ecs]",
      ["error INVALID_VALUE 28"],
      "for example: `scopes: [ecr]`",
    ],
    [
      "a vote for an unknown status",
      "repo, vote: {on_sucess: {Verified: 1}}",
      [`${LATER} 18`, "warning UNKNOWN_KEY 25"],
      undefined,
    ],
    [
      "a vote without numbers",
      "repo, vote: {on_success: {Verified: one}}",
      ["error INVALID_VALUE 48"],
      "for example: `vote: {on_success: {Verified: 1}}`",
    ],
    ["force outside a deploy", "repo, force: true", [`${USELESS} 18`], "only jobs of type deploy have it"],
    [
      "deployName outside a deploy",
      "repo, deployName: a",
      [`${USELESS} 18`],
      "only jobs of type deploy have it",
    ],
    [
      "applyTo outside a manifest",
      "settings, applyTo: [app_image]",
      [`${USELESS} 22`],
      "only jobs of type manifest and deploy have it",
    ],
    ["force: false asks for nothing", "repo, force: false", [], undefined],
    [
      "scopes of a repository",
      "repo, scopes: [ecr]",
      [`${USELESS} 18`, `${LATER} 18`],
      "only INs of type cliConfig have it",
    ],
    [
      "showBuildStatus of params",
      "settings, showBuildStatus: true",
      [`${USELESS} 22`, `${LATER} 22`],
      "only INs of type gitRepo have it",
    ],
    ["every version of a state", "kept, flow: every", [`${USELESS} 18`], "remove it"],
    [
      "every version over a switched-off IN",
      "repo, switch: off, flow: every",
      [`${USELESS} 31`],
      "remove it",
    ],
  ])("%s is told", (_what, step, expected, hint) => {
    const loaded = load(step);
    expect(said(loaded)).toEqual(expected);
    const [problem] = loaded.problems.filter(({ line }) => line === LINE);
    expect(problem?.hint).toBe(hint);
  });
});

describe("options of an OUT", () => {
  test.each<[string, string, string, string | undefined]>([
    ["applyTo", "applyTo: [a]", "warning MISPLACED_KEY 35", "write it below the `- IN`, or remove it"],
    ["pull", "pull: false", "warning MISPLACED_KEY 35", "write it below the `- IN`, or remove it"],
    ["versionName", "versionName: a", "warning MISPLACED_KEY 35", "write it below the `- IN`, or remove it"],
    ["an unknown key", "overwrit: true", "warning UNKNOWN_KEY 35", "did you mean `overwrite`?"],
    ["overwrite in words", "overwrite: all", "error INVALID_VALUE 46", "for example: `overwrite: true`"],
  ])("%s is told", (_what, option, expected, hint) => {
    const loaded = load(`repo}, {OUT: settings, ${option}`);
    expect(said(loaded)).toEqual([expected]);
    expect(loaded.problems.find(({ line }) => line === LINE)?.hint).toBe(hint);
  });

  test("an OUT of a job that writes nothing has no effect", () => {
    const loaded = load("app_image}, {OUT: settings", { type: "manifest", others: "" });
    expect(said(loaded)).toEqual([`${USELESS} 30`]);
  });
});
