import type { JsonObject, Job, Resource } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { LIMITS } from "./limits.ts";
import { loadWorkflow } from "./load-workflow.ts";
import type { LoadOptions, LoadedWorkflow } from "./load-workflow.ts";

type Files = Readonly<Record<string, string>>;

function load(files: string | Files, options?: LoadOptions): LoadedWorkflow {
  const all = typeof files === "string" ? { "landbridge.yml": files } : files;
  return loadWorkflow(
    Object.entries(all).map(([path, text]) => ({ path, text })),
    options,
  );
}

function said(loaded: LoadedWorkflow): readonly string[] {
  return loaded.problems.map(
    ({ code, severity, file, line, column }) => `${severity} ${code} ${file}:${line}:${column}`,
  );
}

function namesOf(loaded: LoadedWorkflow): readonly string[] {
  return [...loaded.definition.resources, ...loaded.definition.jobs].map(({ name }) => name);
}

describe("files", () => {
  test("all files of a source make one definition, whatever they are called", () => {
    const loaded = load({
      "landbridge.yml": "resources: [{name: a, type: state}]",
      ".landbridge/more.yml": "resources: [{name: b, type: state}]",
      "landbridge.prod.yml": "jobs: [{name: c, type: runSh, steps: [{IN: a}, {IN: e}, {TASK: x}]}]",
      "shippable.resources.yml": "resources: [{name: d, type: state}]",
      "shippable.triggers.yml": "triggers: [{name: e, type: trigger, version: {counter: 1}}]",
      "api/shippable.jobs.yml": "jobs: [{name: f, type: runSh, steps: [{IN: c}, {TASK: x}]}]",
      ".shippable.yml":
        "resources: [{name: g, type: state}]\njobs: [{name: h, type: runSh, steps: [{TASK: x}]}]",
    });
    expect(said(loaded)).toEqual([]);
    expect(namesOf(loaded)).toEqual(["a", "b", "d", "e", "g", "c", "f", "h"]);
  });

  test("no files, empty files and files with comments only are an empty workflow", () => {
    expect(load({})).toEqual({ ok: true, definition: { resources: [], jobs: [] }, ci: [], problems: [] });
    expect(load({ "landbridge.yml": "", "shippable.yml": "# soon\n" }).ok).toBe(true);
  });

  test("a file with a CI part is named and loads the rest", () => {
    const loaded = load({
      "shippable.yml":
        "language: node_js\nnode_js: [20]\nbuild:\n  ci: [npm test]\njobs: [{name: a, type: runSh, steps: [{TASK: x}]}]",
      "shippable.resources.yml": "resources: [{name: r, type: state}]",
    });
    expect(loaded.ci).toEqual([{ file: "shippable.yml" }]);
    expect(said(loaded)).toEqual(["warning NOT_YET_IN_EFFECT shippable.yml:1:1"]);
    expect(namesOf(loaded)).toEqual(["r", "a"]);
  });

  test("templates in the root are shared by every file, also those in folders", () => {
    const loaded = load({
      "a/shippable.yml": "jobs: [{name: a, type: runSh, steps: [{TASK: {script: [*checks]}}]}]",
      "shippable.templates.yml": "checks: &checks\n  - lint\n  - test\n",
      "shippable.jobs.yml": "jobs: [{name: b, type: runSh, steps: [{TASK: {script: [*checks, pack]}}]}]",
    });
    expect(said(loaded)).toEqual([]);
    const scripts = loaded.definition.jobs.map(({ steps }) =>
      steps.map((step) => (step.kind === "task" ? step.script : [])),
    );
    expect(scripts).toEqual([[["lint", "test"]], [["lint", "test", "pack"]]]);
  });

  test("a fault in a template is placed in the templates file", () => {
    const loaded = load({
      "shippable.templates.yml": "checks: &checks\n  - echo a: b\n",
      "shippable.yml": "jobs: [{name: a, type: runSh, steps: [{TASK: {script: [*checks]}}]}]",
    });
    expect(said(loaded)).toEqual(["error INVALID_COMMAND shippable.templates.yml:2:5"]);
  });

  test("a broken templates file does not break the files that don't need it", () => {
    const loaded = load({
      "shippable.templates.yml": "checks: &checks [\n",
      "shippable.yml": "resources: [{name: a, type: state}]",
    });
    expect(namesOf(loaded)).toEqual(["a"]);
    expect(said(loaded)).toEqual(["error YAML_SYNTAX shippable.templates.yml:1:17"]);
  });

  test.each([
    [
      "templates in a folder",
      { "a/shippable.templates.yml": "t: &t [x]" },
      "warning MISPLACED_KEY a/shippable.templates.yml:1:1",
    ],
    [
      "jobs among templates",
      { "shippable.templates.yml": "jobs: []" },
      "warning MISPLACED_KEY shippable.templates.yml:1:1",
    ],
    [
      "external references",
      { "shippable.templates.yml": "externalReferences: [https://x.example/a.yml]" },
      "warning NOT_YET_IN_EFFECT shippable.templates.yml:1:1",
    ],
  ])("%s are told", (_what, files, expected) => {
    expect(said(load(files))).toEqual([expected]);
  });

  test.each([
    ["a key with an anchor", "prepare: &prepare [x]", []],
    ["a key with an anchor inside", "prepare:\n  all: &all [x]", []],
    ["templates", "templates: [a, b]", []],
    ["a key for other programs", "x-notes: anything", []],
    ["a key that is almost right", "Resources: []", ["did you mean `resources`?"]],
    ["a key of CI that is almost right", "nguage: php", ["did you mean `language`?"]],
    ["any other key", "pipelines: []", [undefined]],
  ])("at the top, %s", (_what, text, hints) => {
    const loaded = load(text);
    expect(loaded.ok).toBe(true);
    expect(loaded.problems.map(({ hint }) => hint)).toEqual(hints);
  });

  test.each([
    ["a list", "- name: a", "error INVALID_VALUE landbridge.yml:1:1"],
    ["a text", "just text", "error INVALID_VALUE landbridge.yml:1:1"],
    ["jobs as a map", "jobs: {a: b}", "error INVALID_VALUE landbridge.yml:1:1"],
    ["jobs as a text", "jobs: a", "error INVALID_VALUE landbridge.yml:1:7"],
    ["a text among jobs", "jobs: [a]", "error INVALID_VALUE landbridge.yml:1:8"],
    ["an empty item", "jobs:\n  -\n", "warning EMPTY_VALUE landbridge.yml:2:4"],
  ])("%s is told", (_what, text, expected) => {
    expect(said(load(text))).toEqual([expected]);
  });

  test("problems come by file, line and column, and one does not hide the others", () => {
    const loaded = load({
      "b/shippable.yml": "jobs: [{name: a, type: x}, {name: b, type: y}]",
      "a/shippable.yml":
        "jobs:\n  - name: c\n    type: runSh\n    priority: high\n    steps: [{IN: 1, swtich: off}, {TASK: }]\n",
    });
    expect(said(loaded)).toEqual([
      "error INVALID_VALUE a/shippable.yml:4:15",
      "error UNKNOWN_REFERENCE a/shippable.yml:5:18",
      "warning UNKNOWN_KEY a/shippable.yml:5:21",
      "error MISSING_TASK a/shippable.yml:5:36",
      "error UNKNOWN_JOB_TYPE b/shippable.yml:1:24",
      "error UNKNOWN_JOB_TYPE b/shippable.yml:1:44",
    ]);
    expect(namesOf(loaded)).toEqual(["c"]);
  });

  test("below a syntax error nothing is blamed, and what the file declares counts as declared", () => {
    const loaded = load({
      "shippable.resources.yml":
        "resources:\n  - {name: ok, type: state}\n  - name: broken\n   type: state\n  - name: below\n    type: nonsense\n",
      "shippable.jobs.yml":
        "jobs: [{name: j, type: runSh, steps: [{IN: ok}, {IN: broken}, {IN: below}, {IN: nowhere}, {TASK: a}]}]",
    });
    expect(said(loaded)).toEqual([
      "error UNKNOWN_REFERENCE shippable.jobs.yml:1:81",
      "error BAD_INDENTATION shippable.resources.yml:4:4",
    ]);
  });

  test("a file that is too large is refused, the others load", () => {
    const loaded = load({
      "shippable.yml": `# ${"x".repeat(LIMITS.fileLength)}`,
      "landbridge.yml": "resources: [{name: a, type: state}]",
    });
    expect(said(loaded)).toEqual(["error FILE_TOO_LARGE shippable.yml:1:1"]);
    expect(namesOf(loaded)).toEqual(["a"]);
  });
});

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
      "type: gitRepo, versionTemplate: {sourceName: a/b, branches: {only: main, except: [x, y]}, depth: 1, buildOnCommit: off, gitConfig: [a b]}",
      {
        sourceName: "a/b",
        branches: { only: ["main"], except: ["x", "y"] },
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

  test.each<[string, string, readonly string[], JsonObject | undefined]>([
    [
      "the earliest image",
      "{name: r, type: image, source: {name: a/b, tag: t}}",
      ["warning LEGACY_KEY 2:28"],
      { sourceName: "a/b", versionName: "t" },
    ],
    [
      "an old cluster",
      "{name: r, type: ecsCluster, pointer: {region: x}}",
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
      ["warning CONFLICTING_KEYS 2:66"],
      undefined,
    ],
    ["a repository without a name", "{name: r, type: gitRepo}", ["error MISSING_KEY 2:21"], {}],
    [
      "an image without a tag",
      "{name: r, type: image, pointer: {sourceName: a}}",
      ["warning MISSING_KEY 2:21"],
      { sourceName: "a" },
    ],
    ["a section that is a text", "{name: r, type: trigger, version: 2}", ["error INVALID_VALUE 2:39"], {}],
    ["an empty section", "{name: r, type: trigger, version: }", ["warning EMPTY_VALUE 2:30"], {}],
    [
      "a wrong filter",
      "{name: r, type: gitRepo, pointer: {sourceName: a, branches: {just: b}}}",
      ["error INVALID_VALUE 2:65"],
      { sourceName: "a" },
    ],
    [
      "secure params",
      "{name: r, type: params, version: {params: {secure: abc}}}",
      ["warning NOT_YET_IN_EFFECT 2:48"],
      { params: { secure: "abc" } },
    ],
    ["flags as a text", "{name: r, type: state, flags: a}", [], {}],
  ])("%s", (_what, text, expected, values) => {
    const read = resourceOf(text);
    expect(read.said).toEqual(expected);
    if (values) expect(read.resource?.values).toEqual(values);
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

describe("jobs", () => {
  function jobOf(text: string): {
    readonly job: Job | undefined;
    readonly said: readonly string[];
    readonly hint: string | undefined;
  } {
    const loaded = load(`jobs:\n  - ${text}\n`);
    return {
      job: loaded.definition.jobs[0],
      said: said(loaded).map((each) => each.replace("landbridge.yml:", "")),
      hint: loaded.problems[0]?.hint,
    };
  }

  test("a job that says nothing has the defaults", () => {
    expect(jobOf("{name: j, type: runSh, steps: [{TASK: a}]}").job).toEqual({
      name: "j",
      type: "runSh",
      steps: [{ kind: "task", name: "task_1", runtime: { env: {} }, script: ["a"] }],
      dependencyMode: "chrono",
      triggerMode: "serial",
      priority: 9999,
      runtime: { env: {} },
      integrations: [],
      flags: [],
      allowPublicAccess: false,
      sections: {
        onStart: { script: [], notify: [] },
        onSuccess: { script: [], notify: [] },
        onFailure: { script: [], notify: [] },
        onCancel: { script: [], notify: [] },
        always: { script: [], notify: [] },
      },
      options: {},
      place: { file: "landbridge.yml", line: 2, column: 12 },
    });
  });

  test("a job that says everything is kept", () => {
    const text =
      "{name: j, type: runSh, dependencyMode: strict, triggerMode: parallel, priority: 0, flags: [a, b], integrations: [i], " +
      "allowPublicAccess: yes, runtime: {nodePool: big, timeoutMinutes: 5}, steps: [{TASK: a}]}";
    const { job, said } = jobOf(text);
    expect(said).toEqual([]);
    expect(job).toMatchObject({
      dependencyMode: "strict",
      triggerMode: "parallel",
      priority: 0,
      flags: ["a", "b"],
      integrations: ["i"],
      allowPublicAccess: true,
      runtime: { nodePool: "big", timeoutMinutes: 5 },
    });
  });

  test.each([
    ["priority: -1", "error INVALID_VALUE 2:58", "for example: `priority: 10`"],
    ["priority: 10001", "error INVALID_VALUE 2:58", "for example: `priority: 10`"],
    ["priority: 1.5", "error INVALID_VALUE 2:58", "for example: `priority: 10`"],
    ["dependencyMode: loose", "error INVALID_VALUE 2:64", "for example: `dependencyMode: chrono`"],
    ["allowPublicAccess: [a]", "error INVALID_VALUE 2:67", "for example: `allowPublicAccess: false`"],
    ["flags: {a: b}", "error INVALID_VALUE 2:55", "for example: `flags: [backend]`"],
    ["onSuccess: a", "warning UNKNOWN_KEY 2:48", "did you mean `on_success`?"],
    [
      "script: a",
      "warning UNKNOWN_KEY 2:48",
      "commands stand in a step: `steps: [{TASK: {script: [make]}}]`",
    ],
    ["bump: minor", "warning UNKNOWN_KEY 2:48", "only jobs of type release have it"],
    ["serial: true", "warning LEGACY_KEY 2:48", "write `triggerMode: serial` or `triggerMode: parallel`"],
    ["when: in.a.b == 1", "warning NOT_YET_IN_EFFECT 2:48", undefined],
    ["matrix: {A: [1]}", "warning NOT_YET_IN_EFFECT 2:48", undefined],
    ["always: ", "warning EMPTY_VALUE 2:48", "give it a value or remove the line"],
  ])("%s is told", (key, expected, hint) => {
    const read = jobOf(`{name: j, type: runSh, steps: [{TASK: a}], ${key}}`);
    expect(read.said).toEqual([expected]);
    expect(read.hint).toBe(hint);
  });

  test("what is for later is kept as data", () => {
    const text =
      "{name: j, type: runSh, steps: [{TASK: a}], approval: {required: 2}, locks: [prod], unheard: of}";
    expect(jobOf(text).job?.options).toEqual({ approval: { required: 2 }, locks: ["prod"], unheard: "of" });
  });

  test.each([
    ["manifest", "manifest"],
    ["release", "release"],
    ["deploy", "deploy"],
    ["provision", "provision"],
    ["runCI", "runCI"],
    ["externalCI", "externalCI"],
    ["rSync", "rSync"],
  ])("a job of type %s loads, with one word that it does not run yet", (type, expected) => {
    const read = jobOf(`{name: j, type: ${type}, on_success: [{NOTIFY: j}]}`);
    expect(read.job?.type).toBe(expected);
    expect(read.said).toEqual(["warning NOT_YET_IN_EFFECT 2:21"]);
  });

  test.each([
    ["gkeDeploy", "deploy"],
    ["ecsDeploy", "deploy"],
    ["tripubDeploy", "deploy"],
    ["dclDeploy", "deploy"],
    ["ddcDeploy", "deploy"],
    ["runCLI", "runSh"],
  ])("the old type %s is read as %s", (old, today) => {
    const read = jobOf(`{name: j, type: ${old}, steps: [{TASK: [{script: a}]}]}`);
    expect(read.job?.type).toBe(today);
    expect(read.said[0]).toBe("warning LEGACY_TYPE 2:21");
  });

  test.each([
    ["runsh", "error UNKNOWN_JOB_TYPE 2:21", "did you mean `runSh`?"],
    ["image", "error UNKNOWN_JOB_TYPE 2:21", "`image` is a resource type: move this to `resources:`"],
    [
      "jenkinsJob",
      "warning REMOVED_JOB_TYPE 2:21",
      "a job of type externalCI takes results from another server",
    ],
  ])("a job of type %s is left out", (type, expected, hint) => {
    const read = jobOf(`{name: j, type: ${type}}`);
    expect(read).toEqual({ job: undefined, said: [expected], hint });
  });

  test("options of a type are kept", () => {
    const read = jobOf("{name: j, type: deploy, method: upgrade, maxWaitTime: 60, workflow: parallel}");
    expect(read.job?.options).toEqual({ method: "upgrade", maxWaitTime: 60, workflow: "parallel" });
    expect(read.said).toEqual(["warning NOT_YET_IN_EFFECT 2:21"]);
  });

  test("merge keys give jobs common parts", () => {
    const loaded = load(
      "common: &common {type: runSh, flags: [x], steps: [{TASK: a}]}\njobs:\n  - {<<: *common, name: a}\n  - {<<: *common, name: b, flags: [y]}\n",
    );
    expect(said(loaded)).toEqual([]);
    expect(loaded.definition.jobs).toMatchObject([
      { name: "a", flags: ["x"] },
      { name: "b", flags: ["y"] },
    ]);
  });
});

describe("names and references", () => {
  const RESOURCES =
    "resources:\n  - {name: good, type: params, version: {params: {A: b}}}\n  - {name: kept, type: state}\n";

  function job(name: string, steps: string): string {
    return `  - {name: ${name}, type: runSh, steps: [${steps}, {TASK: a}]}\n`;
  }

  test("a name that nothing declares is an error in a whole workflow and a warning in a folder on its own", () => {
    const text = `${RESOURCES}jobs:\n${job("j", "{IN: goood}, {OUT: elsewhere}")}`;
    expect(said(load(text))).toEqual([
      "error UNKNOWN_REFERENCE landbridge.yml:5:41",
      "error UNKNOWN_REFERENCE landbridge.yml:5:55",
    ]);
    const alone = load(text, { isAlone: true });
    expect(alone.ok).toBe(true);
    expect(alone.problems.map(({ severity, hint }) => [severity, hint])).toEqual([
      ["warning", "did you mean `good`?"],
      ["warning", undefined],
    ]);
  });

  test.each([
    ["an OUT that is a job", job("j", "{OUT: k}") + job("k", "{IN: good}"), "error INVALID_OUTPUT 5:42"],
    ["one resource as IN and OUT", job("j", "{IN: good}, {OUT: good}"), "error INPUT_IS_OUTPUT 5:54"],
    ["a job that is its own IN", job("j", "{IN: j}"), "error CIRCULAR_DEPENDENCY 5:41"],
    ["a circle of jobs", job("a", "{IN: b}") + job("b", "{IN: a}"), "error CIRCULAR_DEPENDENCY 5:41"],
    [
      "a circle through a resource",
      job("a", "{IN: good}") + job("b", "{IN: a}, {OUT: good}"),
      "error CIRCULAR_DEPENDENCY 5:41",
    ],
    [
      "a copy of what is no IN",
      job("j", "{IN: kept}, {OUT: good, replicate: goood}"),
      "error REPLICATE_WITHOUT_INPUT 5:71",
    ],
    [
      "a copy into another type",
      job("j", "{IN: kept}, {OUT: good, replicate: kept}"),
      "warning INVALID_OUTPUT 5:71",
    ],
  ])("%s is told", (_what, jobs, expected) => {
    const loaded = load(`${RESOURCES}jobs:\n${jobs}`);
    expect(said(loaded).map((each) => each.replace("landbridge.yml:", ""))).toEqual([expected]);
  });

  test.each([
    ["state as IN and OUT", job("j", "{IN: kept}, {OUT: kept}")],
    ["a circle through state", job("a", "{IN: kept}") + job("b", "{IN: a}, {OUT: kept}")],
    ["two jobs that write one resource", job("a", "{OUT: good}") + job("b", "{OUT: good}")],
    ["a copy of an IN", job("j", "{IN: good}, {OUT: good2, replicate: good}")],
  ])("%s is fine", (_what, jobs) => {
    const text = `${RESOURCES}  - {name: good2, type: params, version: {params: {A: b}}}\njobs:\n${jobs}`;
    expect(said(load(text))).toEqual([]);
  });

  test("a circle is told with its path", () => {
    const text = `${RESOURCES}jobs:\n${job("a", "{IN: c}")}${job("b", "{IN: a}")}${job("c", "{IN: b}")}`;
    const [problem] = load(text).problems;
    expect(problem?.message).toBe("Jobs depend on each other in a circle: a → b → c → a.");
    expect(problem?.related?.map(({ line }) => line)).toEqual([6, 7]);
  });

  test("a name that is declared twice is told with both places, over files and kinds", () => {
    const loaded = load({
      "landbridge.yml": "resources: [{name: a, type: state}]",
      "landbridge.more.yml": "jobs: [{name: a, type: runSh, steps: [{TASK: a}]}]",
    });
    expect(said(loaded)).toEqual(["error DUPLICATE_NAME landbridge.more.yml:1:15"]);
    expect(loaded.problems[0]?.related).toEqual([{ file: "landbridge.yml", line: 1, column: 20 }]);
    expect(loaded.definition.jobs).toEqual([]);
  });

  test("what refers to a job that could not be loaded is not at fault", () => {
    const text = `${RESOURCES}jobs:\n  - {name: old, type: jenkinsJob}\n${job("j", "{IN: old}")}`;
    expect(said(load(text))).toEqual(["warning REMOVED_JOB_TYPE landbridge.yml:5:23"]);
  });

  test.each([
    ["", "error INVALID_VALUE"],
    ["a/b", "error INVALID_NAME"],
    ["..", "error INVALID_NAME"],
    ["a\\tb", "error INVALID_NAME"],
    ["a b", "warning UNUSUAL_NAME"],
    ["a.b", "warning UNUSUAL_NAME"],
    ["123", "warning UNUSUAL_NAME"],
    ["${X}", "warning UNUSUAL_NAME"],
    ["a-b_C1", undefined],
    ["constructor", undefined],
  ])("the name %j", (name, expected) => {
    const loaded = load(`resources: [{name: "${name}", type: state}]`);
    expect(loaded.problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual(
      expected === undefined ? [] : [expected],
    );
  });

  test("a name may be a number", () => {
    const loaded = load(
      "jobs: [{name: 1st, type: runSh, steps: [{IN: 2.50}, {TASK: a}]}, {name: 2.50, type: runSh, steps: [{TASK: a}]}]",
    );
    expect(loaded.problems.map(({ code }) => code)).toEqual(["UNUSUAL_NAME"]);
    expect(namesOf(loaded)).toEqual(["1st", "2.50"]);
  });
});
