import { describe, expect, test } from "vitest";
import { load, said, namesOf } from "../testing/loaded.ts";

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
      ["warning", "declare it, unless another source of the workspace does"],
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
