import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import { jobOf, loadJob, loadSteps, said } from "../testing/loaded-job.ts";

describe("IN and OUT", () => {
  test.each<[string, string, object]>([
    ["plain", "- IN: r", { from: "r", isSwitchedOn: true, options: {} }],
    ["switch: off", "- IN: r\n  switch: off", { isSwitchedOn: false }],
    ['switch: "off"', '- IN: r\n  switch: "off"', { isSwitchedOn: false }],
    ["switch: Off", "- IN: r\n  switch: Off", { isSwitchedOn: false }],
    ["switch: false", "- IN: r\n  switch: false", { isSwitchedOn: false }],
    ["switch: on", "- IN: r\n  switch: on", { isSwitchedOn: true }],
    ["switch: true", "- IN: r\n  switch: true", { isSwitchedOn: true }],
    ["a pin by number", "- IN: r\n  versionNumber: 3", { pin: { kind: "number", versionNumber: 3 } }],
    [
      "a pin by quoted number",
      '- IN: r\n  versionNumber: "3"',
      { pin: { kind: "number", versionNumber: 3 } },
    ],
    ["a pin by name", "- IN: r\n  versionName: 5.10", { pin: { kind: "name", versionName: "5.10" } }],
    ["a mode of its own", "- IN: r\n  dependencyMode: strict", { dependencyMode: "strict" }],
  ])("IN: %s", (_form, steps, expected) => {
    const loaded = loadSteps(`${steps}\n- TASK: a`);
    expect(said(loaded)).toEqual([]);
    expect(jobOf(loaded)?.steps[0]).toMatchObject({ kind: "in", ...expected });
  });

  test("an IN without options has no keys for them", () => {
    const [step] = jobOf(loadSteps("- IN: r\n- TASK: a"))?.steps ?? [];
    expect(step).toEqual({ kind: "in", from: "r", isSwitchedOn: true, options: {} });
  });

  test("OUT with all its options", () => {
    const steps =
      "- IN: p\n- TASK: a\n- OUT: r\n  replicate: p\n  replicateOnPullRequest: true\n  overwrite: yes\n  on_failure: on";
    const loaded = loadSteps(steps);
    expect(said(loaded)).toEqual([]);
    expect(jobOf(loaded)?.steps[2]).toEqual({
      kind: "out",
      to: "r",
      replicate: "p",
      replicateOnPullRequest: true,
      overwrite: true,
      onFailure: true,
    });
  });

  test("steps keep the order in which they are written", () => {
    const loaded = loadSteps("- OUT: r\n- TASK: a\n- IN: p\n- TASK: b");
    expect(jobOf(loaded)?.steps.map(({ kind }) => kind)).toEqual(["out", "task", "in", "task"]);
  });

  test("an alias may stand for several steps", () => {
    const text =
      "common: &common\n  - IN: r\n  - IN: p\nresources: [{name: r, type: state}, {name: p, type: state}]\n" +
      "jobs:\n  - name: j\n    type: runSh\n    steps:\n      - *common\n      - TASK: a\n";
    const loaded = loadWorkflow([{ path: "landbridge.yml", text }]);
    expect(said(loaded)).toEqual([]);
    expect(jobOf(loaded)?.steps).toMatchObject([{ from: "r" }, { from: "p" }, { kind: "task" }]);
  });

  test.each([
    ["a key that is almost right", "- IN: r\n  swtich: off", ["warning UNKNOWN_KEY 10:9"]],
    ["the old trigger: false", "- IN: r\n  trigger: false", ["warning UNKNOWN_KEY 10:9"]],
    ["both pins", "- IN: r\n  versionName: a\n  versionNumber: 1", ["error CONFLICTING_KEYS 11:9"]],
    ["a switch that is neither", "- IN: r\n  switch: maybe", ["error INVALID_VALUE 10:17"]],
    ["a number that is none", "- IN: r\n  versionNumber: latest", ["error INVALID_VALUE 10:24"]],
    ["a mode that is none", "- IN: r\n  dependencyMode: lax", ["error INVALID_VALUE 10:25"]],
    ["IN without a name", "- IN:", ["error INVALID_STEP 9:9"]],
    ["IN with a list", "- IN: [r, p]", ["error INVALID_STEP 9:13"]],
    ["no blank after the colon", "- IN:r", ["error INVALID_STEP 9:9"]],
    ["lower case", "- in: r", ["error INVALID_STEP 9:9"]],
    ["a text", "- r", ["error INVALID_STEP 9:9"]],
    ["an empty item", "-", ["warning EMPTY_VALUE 9:8"]],
    ["GET", "- GET: r", ["warning LEGACY_STEP 9:9"]],
    ["PUT", "- PUT: r", ["warning LEGACY_STEP 9:9"]],
    ["NOTIFY", "- NOTIFY: r", ["warning LEGACY_STEP 9:9"]],
    ["two steps in one item", "- IN: r\n  OUT: p", ["warning COMBINED_STEP 10:9"]],
    ["pull, which is for later", "- IN: r\n  pull: true", ["warning NOT_YET_IN_EFFECT 10:9"]],
    ["a pin by id", "- IN: r\n  versionId: 7", ["warning NOT_YET_IN_EFFECT 10:9"]],
    ["an unknown option of OUT", "- OUT: r\n  pusch: true", ["warning UNKNOWN_KEY 10:9"]],
  ])("%s is told", (_what, steps, expected) => {
    expect(said(loadSteps(`${steps}\n- TASK: a`))).toEqual(expected);
  });

  test("IN and TASK in one item are two steps, each with its options", () => {
    const loaded = loadSteps("- IN: r\n  TASK: {script: a}\n  switch: off");
    expect(jobOf(loaded)?.steps).toMatchObject([
      { kind: "in", isSwitchedOn: false },
      { kind: "task", script: ["a"] },
    ]);
  });

  test("steps that are a map are refused with an example", () => {
    const [problem] = loadJob("    type: runSh\n    steps:\n      IN: r\n").problems;
    expect(problem).toMatchObject({ code: "INVALID_STEP", line: 9, column: 7 });
    expect(problem?.hint).toContain("- IN: my_repo");
  });

  test("a job of type runSh without a TASK is refused, of another type not", () => {
    expect(said(loadSteps("- IN: r"))).toEqual(["error MISSING_TASK 6:11"]);
    expect(said(loadSteps("- IN: r", "release"))).toEqual([]);
  });
});
