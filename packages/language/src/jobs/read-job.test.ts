import type { Job } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import type { LoadedWorkflow } from "../load-workflow.ts";

function load(text: string): LoadedWorkflow {
  return loadWorkflow([{ path: "landbridge.yml", text }]);
}

/** Without what INs a type of job needs, which check-job.test.ts is about. */
function said(loaded: LoadedWorkflow): readonly string[] {
  const problems = loaded.problems.filter(({ code }) => code !== "MISSING_INPUT");
  return problems.map(({ code, severity, line, column }) => `${severity} ${code} ${line}:${column}`);
}

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
    expect(said).toEqual(["warning NOT_YET_IN_EFFECT 2:103", "warning NOT_YET_IN_EFFECT 2:122"]);
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
    ["when: cause.kind == 'manaul'", "error INVALID_CONDITION 2:68", "did you mean `manual`?"],
    ["matrix: {A: [1]}", "warning NOT_YET_IN_EFFECT 2:48", undefined],
    ["integrations: [i, k]", "warning NOT_YET_IN_EFFECT 2:48", undefined],
    ["integrations: i", "warning NOT_YET_IN_EFFECT 2:48", undefined],
    ["allowPublicAccess: on", "warning NOT_YET_IN_EFFECT 2:48", undefined],
    ["always: ", "warning EMPTY_VALUE 2:48", "give it a value or remove the line"],
  ])("%s is told", (key, expected, hint) => {
    const read = jobOf(`{name: j, type: runSh, steps: [{TASK: a}], ${key}}`);
    expect(read.said).toEqual([expected]);
    expect(read.hint).toBe(hint);
  });

  test.each(["integrations: []", "allowPublicAccess: off"])("%s asks for nothing", (key) => {
    expect(jobOf(`{name: j, type: runSh, steps: [{TASK: a}], ${key}}`).said).toEqual([]);
  });

  test("what nobody knows is told and not kept", () => {
    const { job, said } = jobOf("{name: j, type: runSh, steps: [{TASK: a}], unheard: of}");
    expect(said).toEqual(["warning UNKNOWN_KEY 2:48"]);
    expect(job?.options).toEqual({});
  });

  test("a job of type externalCI has an effect, and a runtime for its timeout", () => {
    const read = jobOf("{name: j, type: externalCI, runtime: {timeoutMinutes: 5}}");
    expect(read.job).toMatchObject({ type: "externalCI", runtime: { timeoutMinutes: 5 } });
    expect(read.said).toEqual([]);
  });

  test.each([
    ["deploy", "deploy", "2:43"],
    ["provision", "provision", "2:46"],
    ["runCI", "runCI", "2:42"],
    ["rSync", "rSync", "2:42"],
  ])("a job of type %s loads, with one word that it does not run yet", (type, expected, notify) => {
    const read = jobOf(`{name: j, type: ${type}, on_success: [{NOTIFY: j}]}`);
    expect(read.job?.type).toBe(expected);
    expect(read.said).toEqual(["warning NOT_YET_IN_EFFECT 2:21", `warning NOT_YET_IN_EFFECT ${notify}`]);
  });

  test.each([
    ["manifest", "2:45"],
    ["release", "2:44"],
    ["externalCI", "2:47"],
  ] as const)("a job of type %s runs", (type, notify) => {
    const read = jobOf(`{name: j, type: ${type}, on_success: [{NOTIFY: j}]}`);
    expect(read.job?.type).toBe(type);
    expect(read.said).toEqual([`warning NOT_YET_IN_EFFECT ${notify}`]);
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

  describe("a type that nobody knows hides nothing else of its job", () => {
    test.each([
      [
        "the keys of the nearest type are right",
        "{name: j, type: runsh, tirggerMode: serial, method: upgrade, steps: [{in: memory}, {IN: memroy}, {TASK: {scirpt: a}}]}",
        [
          "UNKNOWN_JOB_TYPE did you mean `runSh`?",
          "UNKNOWN_KEY did you mean `triggerMode`?",
          "UNKNOWN_KEY only jobs of type deploy have it",
          "INVALID_STEP did you mean `IN`?",
          "UNKNOWN_REFERENCE did you mean `memory`?",
          "MISSING_TASK for example: `- TASK: {name: compile, script: [make]}`",
          "UNKNOWN_KEY did you mean `script`?",
        ],
      ],
      [
        "also of the nearest type of before",
        "{name: j, type: runCli, steps: [{TASK: a}], priority: high}",
        ["UNKNOWN_JOB_TYPE did you mean `runSh`?", "INVALID_VALUE for example: `priority: 10`"],
      ],
      [
        "where none is near, those of every type",
        "{name: j, type: pipeline, bump: minor, method: upgrade, on_success: {script: a}, mehtod: b, steps: [{TASK: a}]}",
        [
          "UNKNOWN_JOB_TYPE one of runSh, runCI, manifest, release, deploy, provision, externalCI, rSync",
          "UNKNOWN_KEY did you mean `method`?",
        ],
      ],
      [
        "the same without a type",
        "{name: j, method: upgrade, mehtod: b, steps: [{OUT: j}]}",
        ["MISSING_KEY add a type, for example `type: runSh`", "UNKNOWN_KEY did you mean `method`?"],
      ],
      [
        "and nothing is said of what belongs to a resource",
        "{name: j, type: image, versionTemplate: {sourceName: a}}",
        ["UNKNOWN_JOB_TYPE `image` is a resource type: move this to `resources:`"],
      ],
    ])("%s", (_what, job, expected) => {
      const loaded = load(`resources: [{name: memory, type: state}]\njobs:\n  - ${job}\n`);
      expect(loaded.problems.map(({ code, hint }) => `${code} ${hint ?? ""}`)).toEqual(expected);
      expect(loaded.definition.jobs).toEqual([]);
    });

    test("and what refers to it is not at fault", () => {
      const loaded = load(
        "jobs:\n  - {name: a, type: runsh, steps: [{TASK: x}]}\n  - {name: b, type: runSh, steps: [{IN: a}, {TASK: x}]}\n",
      );
      expect(said(loaded)).toEqual(["error UNKNOWN_JOB_TYPE 2:21"]);
    });
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
