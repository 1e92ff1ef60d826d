import type { WorkflowDefinition } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import type { ConfigFile, LoadOptions, LoadedWorkflow } from "../load-workflow.ts";

const CI = "language: none\nbuild: {ci: [make]}\n";

function load(text: string, options: LoadOptions = {}): LoadedWorkflow {
  return loadWorkflow([{ path: "shippable.yml", text }], options);
}

function loadFiles(files: Readonly<Record<string, string>>): LoadedWorkflow {
  const list: readonly ConfigFile[] = Object.entries(files).map(([path, text]) => ({ path, text }));
  return loadWorkflow(list, { project: "web" });
}

/** Of each job its name, its commands and its INs. */
function jobsOf({ definition }: LoadedWorkflow): readonly string[] {
  return definition.jobs.map(({ name, ci, steps }) => {
    const inputs = steps.flatMap((step) => (step.kind === "in" ? [step.from] : []));
    return `${name}: ${ci ? ci.build.sections.ci.join(" ") : "no CI"}${inputs.map((input) => ` < ${input}`).join("")}`;
  });
}

function resourcesOf({ definition }: LoadedWorkflow): readonly string[] {
  return definition.resources.map(({ name, type }) => `${name} ${type}`);
}

function said({ problems }: LoadedWorkflow): readonly string[] {
  return problems.map(
    ({ file, code, severity, line, column }) => `${severity} ${code} ${file}:${line}:${column}`,
  );
}

describe("the job of a CI part", () => {
  test("without one, it is made with the resource for the project's commits, at the first key of CI", () => {
    const loaded = load(`templates: [a]\n${CI}`, { project: "web" });
    expect(jobsOf(loaded)).toEqual(["web_runCI: make < web_ciRepo"]);
    expect(resourcesOf(loaded)).toEqual(["web_ciRepo ciRepo"]);
    const place = { file: "shippable.yml", line: 2, column: 1 };
    expect(loaded.definition.jobs[0]).toMatchObject({ type: "runCI", place });
    expect(loaded.definition.resources[0]).toMatchObject({ place });
    expect(loaded.ok).toBe(true);
  });

  test("it can be the IN of another job", () => {
    const jobs = "jobs: [{name: ship, type: runSh, steps: [{IN: web_runCI}, {TASK: ./ship}]}]";
    expect(load(`${CI}${jobs}`, { project: "web" }).ok).toBe(true);
    expect(load(`${CI}${jobs}`).ok).toBe(false);
  });

  test("one that is declared with its name gets the CI part, before others of its type", () => {
    const jobs =
      "resources: [{name: r, type: params, version: {params: {A: b}}}]\n" +
      "jobs: [{name: other_runCI, type: runCI}, {name: web_runCI, type: runCI, steps: [{IN: r}]}]";
    const loaded = load(`${CI}${jobs}`, { project: "web" });
    expect(jobsOf(loaded)).toEqual(["other_runCI: no CI", "web_runCI: make < web_ciRepo < r"]);
    expect(resourcesOf(loaded)).toEqual(["r params", "web_ciRepo ciRepo"]);
  });

  test("the only one of its type gets it, whatever its name", () => {
    const jobs = "jobs: [{name: old_runCI, type: runCI}]";
    expect(jobsOf(load(`${CI}${jobs}`, { project: "web" }))).toEqual(["old_runCI: make < web_ciRepo"]);
    expect(jobsOf(load(`${CI}${jobs}`))).toEqual(["old_runCI: make"]);
    expect(resourcesOf(load(`${CI}${jobs}`))).toEqual([]);
  });

  test("of several with other names none gets it", () => {
    const jobs = "jobs: [{name: a_runCI, type: runCI}, {name: b_runCI, type: runCI}]";
    expect(jobsOf(load(`${CI}${jobs}`, { project: "web" }))).toEqual([
      "a_runCI: no CI",
      "b_runCI: no CI",
      "web_runCI: make < web_ciRepo",
    ]);
    expect(jobsOf(load(`${CI}${jobs}`))).toEqual(["a_runCI: no CI", "b_runCI: no CI"]);
  });

  test("an IN or a resource that is declared already is not made again", () => {
    const declared =
      "resources: [{name: web_ciRepo, type: ciRepo}]\n" +
      "jobs: [{name: web_runCI, type: runCI, steps: [{IN: web_ciRepo, switch: off}]}]";
    const loaded = load(`${CI}${declared}`, { project: "web" });
    expect(jobsOf(loaded)).toEqual(["web_runCI: make < web_ciRepo"]);
    expect(loaded.definition.jobs[0]?.steps).toMatchObject([{ isSwitchedOn: false }]);
    expect(resourcesOf(loaded)).toEqual(["web_ciRepo ciRepo"]);
  });

  test("a name that can't be used as it is is made usable", () => {
    expect(jobsOf(load(CI, { project: "my site.org" }))).toEqual([
      "my_site_org_runCI: make < my_site_org_ciRepo",
    ]);
  });

  test("without a project nothing is made", () => {
    const loaded = load(CI);
    expect(jobsOf(loaded)).toEqual([]);
    expect(resourcesOf(loaded)).toEqual([]);
    expect(loaded.ci).toEqual([{ file: "shippable.yml" }]);
  });
});

describe("what is said once about a CI part", () => {
  test("that it does not run yet, and which job it is", () => {
    const made = load(CI, { project: "web" });
    expect(made.problems).toMatchObject([
      {
        code: "NOT_YET_IN_EFFECT",
        line: 1,
        message:
          "The CI part of this file is loaded as the job `web_runCI`, but jobs of type runCI do not run in this version yet.",
      },
    ]);
    expect(load(CI).problems).toMatchObject([
      { message: "The CI part of this file is kept, but has no effect in this version yet." },
    ]);
  });

  test("that its job's name is taken", () => {
    const taken = load(`${CI}resources: [{name: web_runCI, type: state}]`, { project: "web" });
    expect(said(taken)).toEqual(["error DUPLICATE_NAME shippable.yml:1:1"]);
    expect(taken.problems[0]?.related).toEqual([{ file: "shippable.yml", line: 3, column: 20 }]);
    expect(jobsOf(taken)).toEqual([]);
  });

  test("that another source has its job", () => {
    const other = load("jobs: [{name: web_runCI, type: runCI}]").definition;
    const elsewhere: WorkflowDefinition = { resources: [], jobs: other.jobs };
    const loaded = load(CI, { project: "web", elsewhere });
    expect(said(loaded)).toEqual(["warning NOT_YET_IN_EFFECT shippable.yml:1:1"]);
    expect(loaded.problems[0]?.message).toContain("another source declares `web_runCI`");
    expect(jobsOf(loaded)).toEqual([]);
  });

  test("nothing, where a broken declaration has its name", () => {
    const loaded = load(`${CI}jobs: [{name: web_runCI, type: runCJ}]`, { project: "web" });
    expect(said(loaded)).toEqual(["error UNKNOWN_JOB_TYPE shippable.yml:3:32"]);
  });

  test("nothing that stands below a syntax error", () => {
    const loaded = load("language: none\njobs: [\nbuild: {ci: [{a: b}]}\n", { project: "web" });
    expect(loaded.problems.map(({ code }) => code)).not.toContain("INVALID_COMMAND");
    expect(loaded.ok).toBe(false);
  });
});

describe("which file's CI part counts", () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[], readonly string[]]>([
    [
      "that of the root, not those of folders",
      { "shippable.yml": CI, "sub/shippable.yml": "language: go\nbuild: {ci: [other]}\njobs: []\n" },
      ["web_runCI: make < web_ciRepo"],
      ["warning NOT_YET_IN_EFFECT shippable.yml:1:1", "warning MISPLACED_KEY sub/shippable.yml:1:1"],
    ],
    [
      "none of a folder alone",
      { "sub/shippable.yml": CI },
      [],
      ["warning MISPLACED_KEY sub/shippable.yml:1:1"],
    ],
    [
      "none of a file that is for jobs or resources",
      { "shippable.jobs.yml": CI, "shippable.resources.yml": CI },
      [],
      ["warning MISPLACED_KEY shippable.jobs.yml:1:1", "warning MISPLACED_KEY shippable.resources.yml:1:1"],
    ],
    [
      "the main file's before that of another in the root",
      { "landbridge.ci.yml": "language: go\n", "landbridge.yml": CI },
      ["web_runCI: make < web_ciRepo"],
      ["warning MISPLACED_KEY landbridge.ci.yml:1:1", "warning NOT_YET_IN_EFFECT landbridge.yml:1:1"],
    ],
    [
      "another one's in the root, where the main file has none",
      { ".landbridge/ci.yml": CI },
      ["web_runCI: make < web_ciRepo"],
      ["warning NOT_YET_IN_EFFECT .landbridge/ci.yml:1:1"],
    ],
    [
      "the hidden name's",
      { ".shippable.yml": CI },
      ["web_runCI: make < web_ciRepo"],
      ["warning NOT_YET_IN_EFFECT .shippable.yml:1:1"],
    ],
  ])("%s", (_, files, jobs, problems) => {
    const loaded = loadFiles(files);
    expect(jobsOf(loaded)).toEqual(jobs);
    expect(said(loaded)).toEqual(problems);
  });

  test("a job in another file of the source gets it", () => {
    const loaded = loadFiles({
      "shippable.jobs.yml": "jobs: [{name: web_runCI, type: runCI}]",
      "shippable.yml": CI,
    });
    expect(jobsOf(loaded)).toEqual(["web_runCI: make < web_ciRepo"]);
  });
});

test.each([
  ["nguage: php", "did you mean `language`?"],
  ["uobs: []", "did you mean `jobs`?"],
  ["Resources: []", "did you mean `resources`?"],
  ["enviroment: [A=1]", undefined],
  ["matirx: {}", "did you mean `matrix`?"],
  ["integration: {}", "did you mean `integrations`?"],
])("the top-level key %s is told with what was meant", (text, hint) => {
  const [found] = load(text).problems;
  expect(found).toMatchObject({ code: "UNKNOWN_KEY", line: 1, column: 1 });
  expect(found?.hint).toBe(hint);
});

test("a key that holds templates is free", () => {
  expect(load("my_templates: [a]\nstuff: &stuff [b]\njobs: []\n").problems).toEqual([]);
});
