import { describe, expect, test } from "vitest";
import { LIMITS } from "./yaml/limits.ts";
import { load, said, namesOf } from "./testing/loaded.ts";

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

  test("no files are an empty workflow", () => {
    expect(load({})).toMatchObject({
      ok: true,
      isApplicable: true,
      definition: { resources: [], jobs: [] },
      ci: [],
      problems: [],
    });
  });

  test.each([
    ["nothing", "", "1:1"],
    ["blank lines", "\n\n", "1:1"],
    ["comments", "# soon\n", "1:1"],
    ["the beginning of a document", "---\n", "1:1"],
    ["an empty map", "{}\n", "1:1"],
    ["null", "null\n", "1:1"],
  ])("a file that holds %s is told, and lets the rest through", (_what, text, place) => {
    const loaded = load({ "shippable.yml": text, "landbridge.yml": "resources: [{name: r, type: state}]" });
    expect(said(loaded)).toEqual([`warning NOTHING_DECLARED shippable.yml:${place}`]);
    expect([loaded.ok, namesOf(loaded)]).toEqual([true, ["r"]]);
  });

  test("a templates file may be empty, and one that can't be read is not called empty", () => {
    expect(said(load({ "shippable.templates.yml": "" }))).toEqual([]);
    expect(said(load("'a")).join()).not.toContain("NOTHING_DECLARED");
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
      "warning EXTERNAL_NOT_FETCHED shippable.templates.yml:1:22",
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
