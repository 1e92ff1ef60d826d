import type { JsonObject, Resource } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import type { LoadedWorkflow } from "../load-workflow.ts";

function load(text: string): LoadedWorkflow {
  return loadWorkflow([{ path: "landbridge.yml", text }]);
}

function said(loaded: LoadedWorkflow): readonly string[] {
  return loaded.problems.map(({ code, severity, line, column }) => `${severity} ${code} ${line}:${column}`);
}

describe("resources", () => {
  function resourceOf(text: string): {
    readonly resource: Resource | undefined;
    readonly said: readonly string[];
  } {
    const loaded = load(`resources:\n  - ${text}\n`);
    return {
      resource: loaded.definition.resources[0],
      said: said(loaded).map((each) => each.replace("landbridge.yml:", "")),
    };
  }

  test("a resource keeps its place, integration, flags and values", () => {
    const text =
      "{name: img, type: image, integration: hub, flags: [a], versionTemplate: {sourceName: acme/x, versionName: v1}}";
    expect(resourceOf(text)).toEqual({
      resource: {
        name: "img",
        type: "image",
        integration: "hub",
        flags: ["a"],
        values: { sourceName: "acme/x", versionName: "v1" },
        place: { file: "landbridge.yml", line: 2, column: 12 },
      },
      said: [],
    });
  });

  const REPO = "https://git.example.com/a/b.git";
  test.each<[string, string, JsonObject]>([
    [
      "pointer and seed",
      "type: image, pointer: {sourceName: a/b, isPull: false}, seed: {versionName: 5.10}",
      { sourceName: "a/b", isPull: false, versionName: "5.10" },
    ],
    ["version", "type: params, version: {params: {A: 1}}", { params: { A: 1 } }],
    ["seed alone", "type: version, seed: {versionName: v1.0.0}", { versionName: "v1.0.0" }],
    [
      "later sections win",
      "type: trigger, versionTemplate: {c: 4}, version: {c: 3, d: 3}, seed: {c: 2}, pointer: {c: 1, b: 1}",
      { c: 4, d: 3, b: 1 },
    ],
    ["any trigger", "type: trigger, version: {note: again}", { note: "again" }],
    ["state without values", "type: state", {}],
    [
      "gitRepo",
      `type: gitRepo, versionTemplate: {sourceName: "${REPO}", branch: main, depth: 1, buildOnCommit: off, buildOnTagPush: off, gitConfig: [a b]}`,
      {
        sourceName: REPO,
        branch: "main",
        buildOnTagPush: false,
        depth: 1,
        buildOnCommit: false,
        gitConfig: ["a b"],
      },
    ],
    [
      "file",
      "type: file, versionTemplate: {sourceName: https://x.example/a.tgz, versionName: a}",
      { sourceName: "https://x.example/a.tgz", versionName: "a" },
    ],
    [
      "a type whose values are free",
      "type: dockerOptions, version: {memory: 64, pod: {x: [1]}}",
      { memory: 64, pod: { x: [1] } },
    ],
  ])("both generations: %s", (_form, text, values) => {
    const read = resourceOf(`{name: r, ${text}}`);
    expect(read.resource?.values).toEqual(values);
    expect(read.said).toEqual([]);
  });

  test("params keep numbers as they were written, where a number would change them", () => {
    const params =
      "{A: 5.10, B: 007, C: 12345678901234567890, D: 8080, E: True, F: true, G: , H: [1.50], I: '1'}";
    const { resource } = resourceOf(`{name: p, type: params, versionTemplate: {params: ${params}}}`);
    expect(resource?.values["params"]).toEqual({
      A: "5.10",
      B: "007",
      C: "12345678901234567890",
      D: 8080,
      E: "True",
      F: true,
      G: null,
      H: ["1.50"],
      I: "1",
    });
  });

  const LATER_TYPE = "warning NOT_YET_IN_EFFECT 2:21";
  test.each<[string, string, readonly string[], JsonObject]>([
    [
      "the earliest image",
      "{name: r, type: image, source: {name: a/b, tag: t}}",
      ["warning LEGACY_KEY 2:28"],
      { sourceName: "a/b", versionName: "t" },
    ],
    [
      "an old cluster",
      "{name: r, type: ecsCluster, integration: i, pointer: {region: x}}",
      ["warning LEGACY_TYPE 2:21"],
      { region: "x" },
    ],
    [
      "an unknown type",
      "{name: r, type: gitrepo, steps: [a], b: c}",
      ["warning UNKNOWN_RESOURCE_TYPE 2:21"],
      { steps: ["a"], b: "c" },
    ],
    ["an unknown key", "{name: r, type: state, counter: 1}", ["warning UNKNOWN_KEY 2:28"], {}],
    [
      "a value in the wrong place",
      "{name: r, type: version, versionName: 1.0.0}",
      ["warning MISPLACED_KEY 2:30"],
      { versionName: "1.0.0" },
    ],
    [
      "an unknown value",
      "{name: r, type: version, seed: {versionName: 1.0.0, x: y}}",
      ["warning UNKNOWN_KEY 2:57"],
      { versionName: "1.0.0", x: "y" },
    ],
    [
      "branch and branches",
      "{name: r, type: gitRepo, pointer: {sourceName: a, branch: b, branches: {only: c}}}",
      ["warning NOT_YET_IN_EFFECT 2:52", "warning CONFLICTING_KEYS 2:66", "warning NOT_YET_IN_EFFECT 2:66"],
      { sourceName: "a", branch: "b", branches: { only: ["c"] } },
    ],
    ["a repository without a name", "{name: r, type: gitRepo}", ["error MISSING_KEY 2:21"], {}],
    ["params that jobs will post", "{name: r, type: params}", ["warning MISSING_KEY 2:21"], {}],
    [
      "an image without a tag",
      "{name: r, type: image, pointer: {sourceName: a}}",
      ["warning MISSING_KEY 2:21"],
      { sourceName: "a" },
    ],
    ["a section that is a text", "{name: r, type: trigger, version: 2}", ["error INVALID_VALUE 2:39"], {}],
    [
      "an empty section",
      "{name: r, type: trigger, version: }",
      ["warning MISSING_KEY 2:21", "warning EMPTY_VALUE 2:30"],
      {},
    ],
    [
      "a wrong filter",
      "{name: r, type: gitRepo, pointer: {sourceName: a, branches: {just: b}}}",
      ["warning NOT_YET_IN_EFFECT 2:52", "error UNKNOWN_KEY 2:66"],
      { sourceName: "a" },
    ],
    [
      "secure params",
      "{name: r, type: params, version: {params: {secure: abc}}}",
      ["warning NOT_YET_IN_EFFECT 2:48"],
      { params: { secure: "abc" } },
    ],
    ["flags as a text", "{name: r, type: state, flags: a}", [], {}],
    [
      "a type that is called like a part of every object",
      "{name: r, type: constructor, source: {name: a}}",
      ["warning UNKNOWN_RESOURCE_TYPE 2:21", "warning LEGACY_KEY 2:34"],
      { name: "a" },
    ],
    [
      "filters of branches and tags",
      "{name: r, type: gitRepo, pointer: {sourceName: /r, branches: {only: a, except: [x, y]}, tags: {only: b}}}",
      ["warning NOT_YET_IN_EFFECT 2:56", "warning NOT_YET_IN_EFFECT 2:93"],
      { sourceName: "/r", branches: { only: ["a"], except: ["x", "y"] }, tags: { only: ["b"] } },
    ],
    ["a schedule", "{name: r, type: time, seed: {interval: 0 1 * * *}}", [], { interval: "0 1 * * *" }],
    [
      "a schedule in a time zone",
      "{name: r, type: time, versionTemplate: {interval: 0 1 * * *, timezone: Europe/Berlin, catchUp: off}}",
      [],
      { interval: "0 1 * * *", timezone: "Europe/Berlin", catchUp: false },
    ],
    ["a webhook", "{name: r, type: webhook, seed: {webhookKey: a}}", [], { webhookKey: "a" }],
    ["a webhook whose key is made", "{name: r, type: webhook}", [], {}],
    [
      "a cliConfig",
      "{name: r, type: cliConfig, integration: i, pointer: {region: a}}",
      [LATER_TYPE],
      { region: "a" },
    ],
    ["an integration", "{name: r, type: integration, integration: i}", [LATER_TYPE], {}],
    [
      "an image that is to be pulled",
      "{name: r, type: image, pointer: {sourceName: a, isPull: true}, seed: {versionName: b}}",
      ["warning NOT_YET_IN_EFFECT 2:53"],
      { sourceName: "a", isPull: true, versionName: "b" },
    ],
    ["a syncRepo", "{name: r, type: syncRepo}", [], {}],
    ["a ciRepo", "{name: r, type: ciRepo}", [LATER_TYPE], {}],
  ])("%s", (_what, text, expected, values) => {
    const read = resourceOf(text);
    expect(read.said).toEqual(expected);
    expect(read.resource?.values).toEqual(values);
  });

  test.each([
    "buildOnPullRequest: true",
    "buildOnPullRequestClose: on",
    "buildOnRelease: true",
    "buildOnTagPush: yes",
    "buildOnComment: recheck.*",
  ])("%s asks for events that do not come yet", (key) => {
    const { said } = resourceOf(`{name: r, type: gitRepo, pointer: {sourceName: /r, ${key}}}`);
    expect(said).toEqual(["warning NOT_YET_IN_EFFECT 2:56"]);
  });

  const DIRECTLY = "give the full address, for example `sourceName: https://git.example.com";
  test.each([
    ["integration: i, pointer: {sourceName: a/b}", "2:30", `${DIRECTLY}/a/b.git\``],
    ["integration: , pointer: {sourceName: a/b.git}", "2:67", `${DIRECTLY}/a/b.git\``],
    ["versionTemplate: {sourceName: b}", "2:60", `${DIRECTLY}/acme/api.git\``],
    ["repoPath: a/b", "2:40", `${DIRECTLY}/a/b.git\``],
  ])("a repository without an address can't be cloned yet: %s", (keys, place, hint) => {
    const { problems } = load(`resources:\n  - {name: r, type: gitRepo, ${keys}}\n`);
    const told = problems.filter(({ code }) => code === "NOT_YET_IN_EFFECT");
    expect(told).toMatchObject([{ severity: "warning", hint }]);
    expect(told.map(({ line, column }) => `${line}:${column}`)).toEqual([place]);
  });

  test.each([
    "https://git.example.com/a/b.git",
    "file:///srv/b.git",
    "/srv/b.git",
    "ssh://git@git.example.com/a/b.git",
    "git@git.example.com:a/b.git",
  ])("%s is an address; an integration beside it is kept as data", (address) => {
    const read = resourceOf(`{name: r, type: gitRepo, integration: i, pointer: {sourceName: "${address}"}}`);
    expect(read.said).toEqual([]);
    expect(read.resource).toMatchObject({ integration: "i", values: { sourceName: address } });
  });

  test("a trigger in `triggers` needs no type", () => {
    const loaded = load("triggers: [{name: t, version: {counter: 1}}]");
    expect(loaded.definition.resources).toMatchObject([
      { name: "t", type: "trigger", values: { counter: 1 } },
    ]);
    expect(said(loaded)).toEqual([]);
  });

  test("a job among the resources is told where it belongs", () => {
    const [problem] = load("resources: [{name: a, type: runSh, steps: []}]").problems;
    expect(problem?.hint).toBe("`runSh` is a job type: move this to `jobs:`");
  });
});
