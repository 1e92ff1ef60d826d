import { tasksOf } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { jobOf, loadJob, loadSteps, said } from "../testing/loaded-job.ts";

describe("TASK in every form", () => {
  test.each<[string, string, readonly unknown[]]>([
    ["a map", "- TASK: {name: t, script: [a, b]}", [{ name: "t", script: ["a", "b"] }]],
    ["a map without a name", "- TASK: {script: [a]}", [{ name: "task_1", script: ["a"] }]],
    ["a map whose script is one text", "- TASK: {script: a}", [{ name: "task_1", script: ["a"] }]],
    [
      "a list of scripts",
      "- TASK:\n    - script: a\n    - script: b",
      [{ name: "task_1", script: ["a", "b"] }],
    ],
    ["a list of texts", '- TASK: ["a", b]', [{ name: "task_1", script: ["a", "b"] }]],
    ["one text", "- TASK: a", [{ name: "task_1", script: ["a"] }]],
    [
      "a block of text",
      "- TASK:\n    script: |\n      a\n        b\n\n      c\n",
      [{ script: ["a\n  b\n\nc"] }],
    ],
    [
      "a list whose script is a list",
      "- TASK: [{script: [a, b]}, {script: c}]",
      [{ script: ["a", "b", "c"] }],
    ],
    [
      "an alias brings a list",
      "- TASK: {script: [first, *tpl, last]}",
      [{ script: ["first", "one", "two", "last"] }],
    ],
    ["an alias as item of a list", "- TASK:\n    - *tpl\n    - script: x", [{ script: ["one", "two", "x"] }]],
    ["an alias as the script of an item", "- TASK: [{script: *tpl}]", [{ script: ["one", "two"] }]],
    [
      "commands that read as other values",
      "- TASK: {script: [true, 5.10, 0x1F]}",
      [{ script: ["true", "5.10", "0x1F"] }],
    ],
    [
      "several tasks",
      "- TASK: a\n- TASK: {name: x, script: b}\n- TASK: c",
      [{ name: "task_1" }, { name: "x" }, { name: "task_3" }],
    ],
    [
      "a list with named items",
      "- TASK:\n    - {name: x, script: a}\n    - {script: b}\n    - {script: c}\n    - {runtime: {container: false}, script: d}",
      [
        { name: "x", script: ["a"] },
        { name: "task_2", script: ["b", "c"] },
        { name: "task_3", script: ["d"] },
      ],
    ],
  ])("%s", (_form, steps, expected) => {
    const loaded = loadSteps(steps);
    expect(said(loaded)).toEqual([]);
    expect(jobOf(loaded)?.steps).toMatchObject(expected.map((task) => ({ kind: "task", ...Object(task) })));
    expect(jobOf(loaded)?.steps.length).toBe(expected.length);
  });

  test.each([
    ["nothing", "- TASK:", "error MISSING_TASK 9:9"],
    ["only a name", "- TASK: {name: t}", "error MISSING_TASK 9:9"],
    ["an empty list", "- TASK: []", "error MISSING_TASK 9:9"],
    [
      "a command that reads as a map",
      "- TASK:\n    script:\n      - echo a: b",
      "error INVALID_COMMAND 11:15",
    ],
    ["an empty command", "- TASK: {script: [a, ~]}", "warning EMPTY_VALUE 9:28"],
    ["an OUT that slid in", "- TASK:\n    - script: a\n    - OUT: r", "warning MISPLACED_KEY 11:13"],
    ["script beside TASK", "- TASK:\n  script: a", "warning MISPLACED_KEY 10:9"],
    ["runtime beside TASK", "- TASK: [a]\n  runtime: {container: false}", "warning MISPLACED_KEY 10:9"],
    [
      "options that belong to the runtime",
      "- TASK: {script: a, options: {imageName: x}}",
      "warning UNKNOWN_KEY 9:27",
    ],
    ["an old step that slid in", "- TASK:\n    script: a\n    GET: r", "warning MISPLACED_KEY 11:11"],
    [
      "an OUT with its options that slid in",
      "- TASK:\n    - script: a\n    - OUT: r\n      overwrite: true",
      "warning MISPLACED_KEY 11:13",
    ],
    [
      "an IN that slid in beside a name",
      "- TASK: [{name: x, script: a, IN: r}]",
      "warning MISPLACED_KEY 9:37",
    ],
    ["a number", "- TASK: 5", "error INVALID_VALUE 9:15"],
    ["true or false", "- TASK: true", "error INVALID_VALUE 9:15"],
    ["managed", "- TASK: managed", "error MISSING_TASK 9:15"],
    ["a nested map", "- TASK: {script: {a: b}}", "error INVALID_COMMAND 9:24"],
  ])("%s is told", (_what, steps, expected) => {
    expect(said(loadSteps(steps))).toEqual([expected]);
  });

  test("a command that reads as a map comes with the line to write", () => {
    const [problem] = loadSteps("- TASK:\n    script:\n      - echo a: b").problems;
    expect(problem?.hint).toBe("quote it: `- 'echo a: b'`");
  });

  test("a TASK that is a number comes with an example, and nothing else is said of the job", () => {
    const { problems } = loadSteps("- TASK: 5");
    expect(problems.map(({ message, hint }) => [message, hint])).toEqual([
      [
        "`TASK` must be a map with a script, or commands, but is 5.",
        "for example: `- TASK: {name: compile, script: [make]}`",
      ],
    ]);
  });

  test("TASK: managed gives its options to the job", () => {
    const loaded = loadSteps("- TASK: managed\n  deployMethod: upgrade", "deploy");
    expect(jobOf(loaded)).toMatchObject({ steps: [], options: { method: "upgrade" } });
    expect(said(loaded)).toEqual(["warning NOT_YET_IN_EFFECT 7:11"]);
  });

  test("a TASK in a job that runs no commands has no effect", () => {
    expect(said(loadSteps("- TASK: a", "manifest"))).toContain("warning TASK_NOT_ALLOWED 9:9");
  });
});

describe("runtime", () => {
  function runtimeOf(runtime: string): { readonly value: unknown; readonly said: readonly string[] } {
    const loaded = loadSteps(`- TASK:\n    script: a\n    runtime: ${runtime}`);
    const [task] = jobOf(loaded)?.steps ?? [];
    return { value: task?.kind === "task" ? task.runtime : undefined, said: said(loaded) };
  }

  test.each<[string, string, object]>([
    ["nothing in it", "{}", { env: {} }],
    ["on the host", "{container: false}", { container: false, env: {} }],
    [
      "an image with everything",
      '{container: on, options: {imageName: alpine, imageTag: 3.20, pull: true, options: "--cpus 1"}}',
      {
        container: true,
        image: { name: "alpine", tag: "3.20", pull: true },
        dockerOptions: "--cpus 1",
        env: {},
      },
    ],
    [
      "an image without a tag",
      "{options: {imageName: alpine}}",
      { image: { name: "alpine", pull: false }, env: {} },
    ],
    [
      "env as list of maps",
      "{options: {env: [{A: b}, {N: 2.50, M: true}]}}",
      { env: { A: "b", N: "2.50", M: "true" } },
    ],
    ["env as map", "{options: {env: {A: b, E: }}}", { env: { A: "b", E: "" } }],
    ["env as assignments", '{options: {env: ["A=b=c", "E="]}}', { env: { A: "b=c", E: "" } }],
    [
      "pool and timeout",
      "{nodePool: big, timeoutMinutes: 15}",
      { nodePool: "big", timeoutMinutes: 15, env: {} },
    ],
  ])("%s", (_what, runtime, expected) => {
    expect(runtimeOf(runtime)).toEqual({ value: expected, said: [] });
  });

  test.each([
    ["a misplaced image", "{imageName: alpine}", "warning MISPLACED_KEY 11:21"],
    ["an unknown key", "{nodepool: a}", "warning UNKNOWN_KEY 11:21"],
    ["a key of the past", "{os: Ubuntu_16.04}", "warning LEGACY_KEY 11:21"],
    ["a timeout in words", "{timeoutMinutes: long}", "error INVALID_VALUE 11:37"],
    ["no minutes at all", "{timeoutMinutes: 0}", "error INVALID_VALUE 11:37"],
    ["a text", "big", "error INVALID_VALUE 11:20"],
    ["a tag without an image", "{options: {imageTag: a}}", "warning MISSING_KEY 11:31"],
    ["a variable that can't be one", "{options: {env: [{MY-VAR: a}]}}", "warning UNUSUAL_NAME 11:38"],
    ["a variable with a list", "{options: {env: [{A: [b]}]}}", "error INVALID_VALUE 11:41"],
    ["env in other words", "{options: {env: [just text]}}", "error INVALID_VALUE 11:37"],
    ["secrets, which are for later", "{options: {env: [{secure: x}]}}", "warning NOT_YET_IN_EFFECT 11:38"],
  ])("%s is told", (_what, runtime, expected) => {
    expect(runtimeOf(runtime).said).toEqual([expected]);
  });

  test("a misplaced image is used all the same", () => {
    expect(runtimeOf("{imageName: alpine, imageTag: a}").value).toMatchObject({
      image: { name: "alpine", tag: "a" },
    });
  });
});

describe("the timeout of a task", () => {
  test("is kept for each TASK, and is not that of its job", () => {
    const tasks = `    steps:
      - TASK: {name: one, runtime: {timeoutMinutes: 5}, script: [a]}
      - TASK: [{name: two, runtime: {timeoutMinutes: 7}, script: a}, {name: three, script: b}]
`;
    const loaded = loadJob(`    type: runSh\n    runtime: {timeoutMinutes: 30}\n${tasks}`);
    const job = jobOf(loaded);
    expect(said(loaded)).toEqual([]);
    expect(job?.runtime.timeoutMinutes).toBe(30);
    expect(job && tasksOf(job).map(({ name, runtime }) => [name, runtime.timeoutMinutes])).toEqual([
      ["one", 5],
      ["two", 7],
      ["three", undefined],
    ]);
  });

  test("belongs under `runtime`", () => {
    const loaded = loadJob("    type: runSh\n    steps: [{TASK: {timeoutMinutes: 5, script: [a]}}]\n");
    expect(loaded.problems.map(({ code, hint }) => [code, hint])).toEqual([
      ["UNKNOWN_KEY", "write `runtime: {timeoutMinutes: 30}`"],
    ]);
  });
});

describe("lifecycle sections", () => {
  function sectionOf(section: string): { readonly section: unknown; readonly said: readonly string[] } {
    const body = `    type: runSh\n    steps: [{TASK: a}]\n    ${section}\n`;
    const loaded = loadJob(body);
    const sections = jobOf(loaded)?.sections;
    const [name = ""] = section.split(":");
    const key = {
      on_start: "onStart",
      on_success: "onSuccess",
      on_failure: "onFailure",
      on_cancel: "onCancel",
    }[name];
    return { section: Reflect.get(sections ?? {}, key ?? "always"), said: said(loaded) };
  }

  const toldR = [{ name: "r", options: {} }];
  const later = (place: string): string => `warning NOT_YET_IN_EFFECT ${place}`;
  test.each<[string, string, object, string?]>([
    ["a map", "on_success: {script: [a, b]}", { script: ["a", "b"], notify: [] }],
    ["a map with a text", "always: {script: a}", { script: ["a"], notify: [] }],
    ["a list of scripts", "on_failure: [{script: a}, {script: b}]", { script: ["a", "b"], notify: [] }],
    ["a list of texts", "on_success: [a, b]", { script: ["a", "b"], notify: [] }],
    ["one text", "on_success: a", { script: ["a"], notify: [] }],
    ["nested lists", "on_success: {script: [a, [b, c]]}", { script: ["a", "b", "c"], notify: [] }],
    ["an alias", "on_success: {script: [*tpl]}", { script: ["one", "two"], notify: [] }],
    ["an alias as item", "on_success: [*tpl]", { script: ["one", "two"], notify: [] }],
    ["NOTIFY by name", "on_start: [{NOTIFY: r}]", { script: [], notify: toldR }, later("9:17")],
    ["NOTIFY in a map", "on_cancel: {NOTIFY: [{name: r}]}", { script: [], notify: toldR }, later("9:17")],
    ["NOTIFY with names", "on_failure: {NOTIFY: [r, r]}", { notify: [...toldR, ...toldR] }, later("9:18")],
    [
      "NOTIFY several times",
      "always: [{NOTIFY: r}, {script: a}, {NOTIFY: r}]",
      { script: ["a"], notify: [...toldR, ...toldR] },
      later("9:15"),
    ],
    ["NOTIFY of nobody", "always: {NOTIFY: []}", { script: [], notify: [] }],
    [
      "NOTIFY with options",
      "on_failure: {script: a, NOTIFY: {name: r, sendFailingSnippet: true}}",
      { script: ["a"], notify: [{ name: "r", options: { sendFailingSnippet: true } }] },
      later("9:29"),
    ],
    [
      "script and NOTIFY in a list",
      "on_success: [{script: a}, {NOTIFY: r}]",
      { script: ["a"], notify: toldR },
      later("9:32"),
    ],
  ])("%s", (_form, section, expected, word) => {
    const read = sectionOf(section);
    expect(read.section).toMatchObject(expected);
    expect(read.said).toEqual(word === undefined ? [] : [word]);
  });

  test("each section says once that nobody is told", () => {
    const read = sectionOf("on_start: {NOTIFY: [r, r]}\n    on_failure: {NOTIFY: [r, r]}");
    expect(read.said).toEqual([later("9:16"), later("10:18")]);
  });

  test.each([
    ["a script in on_start", "on_start: {script: a}", "warning SCRIPT_NOT_RUN 9:24"],
    ["a script in on_cancel", "on_cancel: [{script: a}]", "warning SCRIPT_NOT_RUN 9:26"],
    ["nothing", "on_success:", "warning EMPTY_VALUE 9:5"],
    ["SCRIPT", "on_success: [{SCRIPT: a}]", "warning UNKNOWN_KEY 9:19"],
    ["an unknown NOTIFY", "on_success: {NOTIFY: nobody}", later("9:18"), "warning UNKNOWN_REFERENCE 9:26"],
    [
      "NOTIFY without a name",
      "on_success: {NOTIFY: [{to: r}]}",
      later("9:18"),
      "error INVALID_VALUE 9:27",
      "warning UNKNOWN_KEY 9:28",
    ],
    [
      "NOTIFY with an option that is almost right",
      "on_failure: {NOTIFY: {name: r, sendFailingSnipet: true}}",
      later("9:18"),
      "warning UNKNOWN_KEY 9:36",
    ],
    [
      "NOTIFY with a wrong option",
      "on_failure: {NOTIFY: {name: r, sendFailingSnippet: all}}",
      later("9:18"),
      "error INVALID_VALUE 9:56",
    ],
    ["NOTIFY with nothing", "on_success: [{NOTIFY: }]", "warning EMPTY_VALUE 9:19"],
  ])("%s is told", (_what, section, ...expected) => {
    expect(sectionOf(section).said).toEqual(expected);
  });

  test("a script that is not run is not kept", () => {
    expect(sectionOf("on_start: {script: a, NOTIFY: r}").section).toEqual({ script: [], notify: toldR });
  });
});
