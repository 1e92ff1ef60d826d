import { describe, expect, test } from "vitest";
import type { JsonObject } from "./json.ts";
import { collectJobState, collectOutputs } from "./outputs.ts";
import { EMPTY_STATE, planRun } from "./plan.ts";
import type { VersionContent } from "./resource-version.ts";
import type { FileRef, PlannedInput, PlannedOutput, Posting, RunPlan, RunResult } from "./run-plan.ts";
import { jobOf, workflow } from "./testing/line.ts";
import { createWorld } from "./testing/world.ts";

const line = workflow("x");
const world = createWorld(line);
world.ask("x");
const EMPTY_PLAN: RunPlan = planRun(line, jobOf(line, "x"), {
  workspace: { id: "w", name: "main" },
  run: world.start("x"),
  lookup: { idOf: (name) => name, resourceVersion: () => undefined, jobVersion: () => undefined },
  env: {},
  url: "",
});

function out(name: string, parts: Partial<PlannedOutput> = {}): PlannedOutput {
  return {
    name,
    type: "params",
    id: name,
    overwrite: false,
    onFailure: false,
    replicateOnPullRequest: false,
    values: {},
    files: [],
    ...parts,
  };
}

function from(name: string, parts: Partial<PlannedInput> = {}): PlannedInput {
  return { name, kind: "resource", type: "params", id: name, values: {}, files: [], options: {}, ...parts };
}

function put(
  name: string,
  values: Readonly<Record<string, string>> = {},
  parts: Partial<Posting> = {},
): Posting {
  return { name, isCleared: false, values, ...parts };
}

function post(name: string, values: Readonly<Record<string, string>>): Posting {
  return put(name, values, { isCleared: true });
}

function file(path: string, digest = "a"): FileRef {
  return { path, digest: digest.repeat(64), size: 1, isExecutable: false };
}

/** The content of the new version of the one OUT; `undefined` when none is made. */
function made(
  output: PlannedOutput,
  postings: readonly Posting[],
  {
    inputs = [],
    status = "success",
  }: { inputs?: readonly PlannedInput[]; status?: RunResult["status"] } = {},
): VersionContent | undefined {
  const outputs = collectOutputs({ ...EMPTY_PLAN, inputs, outputs: [output] }, { status, postings });
  expect(outputs.map(({ resource }) => resource)).toEqual(outputs.length === 0 ? [] : [output.name]);
  return outputs[0]?.content;
}

function paramsOf(content: VersionContent | undefined): unknown {
  return content?.values["params"];
}

describe("pairs of a params resource", () => {
  const before = { values: { params: { SEED: "initial", A: "1" } } };

  test.each([
    ["put keeps the rest", false, put("r", { A: "2" }), { SEED: "initial", A: "2" }],
    ["put adds", false, put("r", { B: "2" }), { SEED: "initial", A: "1", B: "2" }],
    ["post clears what was there", false, post("r", { B: "2" }), { B: "2" }],
    ["overwrite: true keeps this run's pairs alone", true, put("r", { B: "2" }), { B: "2" }],
    ["overwrite: true and post", true, post("r", { B: "2" }), { B: "2" }],
  ])("%s", (_what, overwrite, posting, params) => {
    expect(paramsOf(made(out("r", { ...before, overwrite }), [posting]))).toEqual(params);
  });

  test.each([
    ["the same value again", put("r", { A: "1" })],
    ["nothing at all", put("r")],
    ["the same pairs after clearing", post("r", { A: "1", SEED: "initial" })],
  ])("no version is made of %s", (_what, posting) => {
    expect(made(out("r", before), [posting])).toBeUndefined();
  });

  test("an OUT that was never written keeps its version, also with overwrite: true", () => {
    expect(made(out("r", before), [])).toBeUndefined();
    expect(made(out("r", { ...before, overwrite: true }), [])).toBeUndefined();
  });

  test("fields beside the pairs stay", () => {
    const output = out("r", { values: { note: "of ours", params: { A: "1" } }, overwrite: true });
    expect(made(output, [put("r", { B: "2" })])?.values).toEqual({ note: "of ours", params: { B: "2" } });
  });

  test("a params resource without pairs gets its first ones", () => {
    expect(made(out("r"), [put("r", { A: "1" })])?.values).toEqual({ params: { A: "1" } });
  });
});

describe("pairs of other types", () => {
  const values: JsonObject = { sourceName: "acme/app", versionName: "1", region: "eu", sha: "abc" };
  const template: JsonObject = { sourceName: "acme/app", versionName: "0", region: "us" };
  const image = (parts: Partial<PlannedOutput> = {}) =>
    out("app", { type: "image", versionName: "1", values, template, ...parts });

  test("stand beside the fields of the template", () => {
    expect(made(image(), [put("app", { built: "today" })])?.values).toEqual({ ...values, built: "today" });
  });

  test("a pair named like a field updates the field", () => {
    expect(made(image(), [put("app", { region: "ap" })])?.values).toEqual({ ...values, region: "ap" });
  });

  test("post takes posted pairs away, not what the resource is declared to be", () => {
    expect(made(image(), [post("app", { versionName: "2" })])).toEqual({
      name: "2",
      values: { sourceName: "acme/app", versionName: "2", region: "us" },
      files: [],
    });
  });

  test("overwrite: true does the same", () => {
    expect(made(image({ overwrite: true }), [put("app", { sha: "def" })])?.values).toEqual({
      ...template,
      sha: "def",
    });
  });
});

describe("the name of the new version", () => {
  test.each([
    ["params", { params: {} }],
    ["gitRepo", { sourceName: "acme/app" }],
    ["state", {}],
  ])("of type %s is the posted versionName, which is no pair there", (type, values) => {
    const content = made(out("r", { type, values, template: values }), [put("r", { versionName: "v7" })]);
    expect(content).toEqual({ name: "v7", values, files: [] });
  });

  test.each(["image", "file", "version"])(
    "of type %s is the posted versionName, which updates the field",
    (type) => {
      const content = made(out("r", { type, values: { versionName: "1" }, versionName: "1" }), [
        put("r", { versionName: "2" }),
      ]);
      expect(content).toEqual({ name: "2", values: { versionName: "2" }, files: [] });
    },
  );

  test("stays when other pairs are put: it is one of the pairs", () => {
    const output = out("r", { versionName: "v7", values: { params: { A: "1" } } });
    expect(made(output, [put("r", { A: "2" })])?.name).toBe("v7");
    expect(made(output, [put("r", { A: "1" })])).toBeUndefined();
  });

  test("goes when the pairs are cleared", () => {
    const output = out("r", { versionName: "v7", values: { params: { A: "1" } } });
    expect(made(output, [post("r", { A: "2" })])).toEqual({ values: { params: { A: "2" } }, files: [] });
  });

  test("alone is a change", () => {
    expect(made(out("r", { versionName: "v7" }), [put("r", { versionName: "v8" })])?.name).toBe("v8");
  });
});

describe("files", () => {
  const state = (parts: Partial<PlannedOutput> = {}) => out("s", { type: "state", ...parts });

  test("a posted set replaces the one before", () => {
    const content = made(state({ files: [file("old")] }), [put("s", {}, { files: [file("new")] })]);
    expect(content?.files).toEqual([file("new")]);
  });

  test("stay when only pairs are posted", () => {
    expect(made(state({ files: [file("old")] }), [put("s", { A: "1" })])?.files).toEqual([file("old")]);
  });

  test("go with overwrite: true when none are posted", () => {
    expect(made(state({ files: [file("old")], overwrite: true }), [put("s", { A: "1" })])?.files).toEqual([]);
  });

  test("the same set in another order is no change", () => {
    const output = state({ files: [file("a"), file("b", "b")] });
    expect(made(output, [put("s", {}, { files: [file("b", "b"), file("a")] })])).toBeUndefined();
  });

  test.each([
    ["another content", file("a", "b")],
    ["another name", file("b")],
    ["another mode", { ...file("a"), isExecutable: true }],
  ])("%s is a change", (_what, changed) => {
    expect(made(state({ files: [file("a")] }), [put("s", {}, { files: [changed] })])?.files).toEqual([
      changed,
    ]);
  });
});

describe("replicate", () => {
  const source = from("src_in", {
    type: "gitRepo",
    values: { sourceName: "acme/api", shaData: { commitSha: "abc", isPullRequest: false } },
    versionName: "abc",
    versionNumber: 5,
  });
  const target = (parts: Partial<PlannedOutput> = {}) =>
    out("src_ok", { type: "gitRepo", values: { sourceName: "acme/api" }, replicate: "src_in", ...parts });
  const pullRequest = {
    ...source,
    values: { ...source.values, shaData: { commitSha: "def", isPullRequest: true } },
  };

  test("copies the version of the IN: values, files and name", () => {
    const withFiles = { ...source, files: [file("patch")] };
    expect(made(target(), [], { inputs: [withFiles] })).toEqual({
      name: "abc",
      values: source.values,
      files: [file("patch")],
    });
  });

  test("makes a version also when the content is what it was", () => {
    const same = target({ values: source.values, versionName: "abc" });
    expect(made(same, [], { inputs: [source] })).toBeDefined();
  });

  test("keys posted in the run come on top", () => {
    expect(made(target(), [put("src_ok", { quality: "good" })], { inputs: [source] })?.values).toEqual({
      ...source.values,
      quality: "good",
    });
  });

  test("post and overwrite clear what was there before, not what is copied", () => {
    const copied = { ...source.values, quality: "good" };
    const postings = [post("src_ok", { quality: "good" })];
    expect(made(target(), postings, { inputs: [source] })?.values).toEqual(copied);
    expect(made(target({ overwrite: true }), postings, { inputs: [source] })?.values).toEqual(copied);
  });

  test.each([
    [false, undefined],
    [true, "def"],
  ])("of a pull request happens with replicateOnPullRequest: %s", (replicateOnPullRequest, commit) => {
    expect(made(target({ replicateOnPullRequest }), [], { inputs: [pullRequest] })?.name).toBe(commit);
  });

  test("that a script asked for happens for a pull request too", () => {
    const postings = [put("src_ok", {}, { replicateOf: "src_in" })];
    expect(made(out("src_ok", { type: "gitRepo" }), postings, { inputs: [pullRequest] })?.name).toBe("def");
  });

  test("of something that is no IN of the run makes nothing", () => {
    expect(made(target(), [])).toBeUndefined();
  });

  test("that is left out for a pull request leaves posted keys to be merged as ever", () => {
    const content = made(target(), [put("src_ok", { quality: "good" })], { inputs: [pullRequest] });
    expect(content?.values).toEqual({ sourceName: "acme/api", quality: "good" });
  });
});

describe("how the run ended", () => {
  const posted = [put("r", { A: "1" })];
  test.each([
    ["success", false, true],
    ["success", true, true],
    ["failure", false, false],
    ["failure", true, true],
    ["error", true, false],
    ["timeout", true, false],
    ["canceled", true, false],
    ["unstable", true, false],
  ] as const)("%s, on_failure: %s: a version is made is %s", (status, onFailure, isMade) => {
    expect(made(out("r", { onFailure }), posted, { status }) !== undefined).toBe(isMade);
  });

  test("a failed run replicates where on_failure is true", () => {
    const output = out("copy", { replicate: "r", onFailure: true });
    expect(
      made(output, [], { inputs: [from("r", { values: { params: { A: "1" } } })], status: "failure" }),
    ).toBeDefined();
  });
});

test("versions come in the order of the OUTs, only of those that changed", () => {
  const plan = { ...EMPTY_PLAN, outputs: [out("b"), out("c"), out("a")] };
  const postings = [put("a", { A: "1" }), put("b", { B: "1" }), put("nobody", { C: "1" })];
  const outputs = collectOutputs(plan, { status: "success", postings });
  expect(outputs.map(({ resource }) => resource)).toEqual(["b", "a"]);
});

describe("what a job version remembers", () => {
  test("is the state directory and the pairs posted to the job, later ones over earlier ones", () => {
    const { state } = collectJobState(EMPTY_PLAN, {
      state: { values: { A: "1", B: "1" }, files: [file("report")] },
      postings: [put("x", { B: "2" }), put("r", { C: "3" })],
    });
    expect(state).toEqual({ values: { A: "1", B: "2" }, files: [file("report")] });
  });

  test("the posted versionName is its name and no value", () => {
    expect(
      collectJobState(EMPTY_PLAN, {
        state: EMPTY_STATE,
        postings: [put("x", { versionName: "v1", A: "1" })],
      }),
    ).toEqual({ state: { values: { A: "1" }, files: [] }, versionName: "v1" });
  });

  test("without anything posted it has no name", () => {
    expect(collectJobState(EMPTY_PLAN, { state: EMPTY_STATE, postings: [] })).toEqual({ state: EMPTY_STATE });
  });
});

test("a run makes one version of a resource: of two OUTs of the same one the last counts that makes one", () => {
  const outputs = [out("r"), out("r", { onFailure: true, overwrite: true }), out("r", { replicate: "gone" })];
  const made = (status: RunResult["status"]) =>
    collectOutputs({ ...EMPTY_PLAN, outputs }, { status, postings: [put("r", { A: "1" })] });
  const version = { resource: "r", content: { values: { params: { A: "1" } }, files: [] } };
  expect(made("success")).toEqual([version]);
  expect(made("failure")).toEqual([version]);
  const replicated = collectOutputs(
    {
      ...EMPTY_PLAN,
      inputs: [from("a"), from("b", { versionName: "v2" })],
      outputs: [out("r", { replicate: "a" }), out("s", { replicate: "a" }), out("r", { replicate: "b" })],
    },
    { status: "success", postings: [] },
  );
  expect(replicated.map(({ resource, content }) => [resource, content.name])).toEqual([
    ["r", "v2"],
    ["s", undefined],
  ]);
});
