import { expect, test } from "vitest";
import { conditionValuesOf } from "./condition-values.ts";
import type { JsonObject } from "./json.ts";
import type { PlannedInput } from "./run-plan.ts";
import type { TriggerCause } from "./run.ts";

const MANUAL: TriggerCause = { kind: "manual", by: "alice" };

function planned(name: string, type: string, parts: Partial<PlannedInput>): PlannedInput {
  return { name, kind: "resource", type, id: name, values: {}, files: [], options: {}, ...parts };
}

function versionOf(input: PlannedInput): unknown {
  return conditionValuesOf({ inputs: [input], cause: MANUAL }, {}).in[input.name];
}

test("a gitRepo has the branch and the commit of its version", () => {
  const values: JsonObject = {
    sourceName: "https://git.example.com/acme/app.git",
    branch: "main",
    shaData: { branchName: "feature/x", commitSha: "c0ffee" },
  };
  expect(versionOf(planned("app", "gitRepo", { versionNumber: 3, versionName: "c0ffee", values }))).toEqual({
    branch: "feature/x",
    commit: "c0ffee",
    versionName: "c0ffee",
    versionNumber: 3,
    type: "gitRepo",
    values,
  });
});

test("before its first commit it has the branch that it follows", () => {
  expect(versionOf(planned("app", "gitRepo", { values: { branch: "main" } }))).toMatchObject({
    branch: "main",
    commit: "",
  });
});

test("an image has what a job said of it", () => {
  const values = { sourceName: "acme/app", versionName: "main.4", branch: "main", commit: "c0ffee" };
  expect(
    versionOf(planned("app_image", "image", { versionNumber: 4, versionName: "main.4", values })),
  ).toEqual({
    branch: "main",
    commit: "c0ffee",
    versionName: "main.4",
    versionNumber: 4,
    type: "image",
    values,
  });
});

test("the keys of params are values, posted ones before declared ones", () => {
  const values = { params: { REGION: "eu", COLOR: "red" }, COLOR: "blue", versionName: "v1" };
  expect(versionOf(planned("settings", "params", { versionName: "v1", values }))).toEqual({
    branch: "",
    commit: "",
    versionName: "v1",
    versionNumber: 0,
    type: "params",
    values: { REGION: "eu", COLOR: "blue" },
  });
});

test("a job has the values of its state; one that never ran has nothing", () => {
  expect(
    versionOf(planned("build", "runSh", { kind: "job", versionNumber: 9, values: { DIGEST: "abc" } })),
  ).toEqual({
    branch: "",
    commit: "",
    versionName: "",
    versionNumber: 9,
    type: "runSh",
    values: { DIGEST: "abc" },
  });
  expect(versionOf(planned("build", "runSh", { kind: "job" }))).toMatchObject({ versionNumber: 0 });
});

test.each<[TriggerCause, object]>([
  [
    { kind: "version", resource: "app", versionNumber: 3 },
    { kind: "version", name: "app", by: "" },
  ],
  [
    { kind: "run", job: "build", runNumber: 7 },
    { kind: "run", name: "build", by: "" },
  ],
  [MANUAL, { kind: "manual", name: "", by: "alice" }],
  [
    { kind: "rerun", by: "bob", runNumber: 7 },
    { kind: "rerun", name: "", by: "bob" },
  ],
])("the cause %j", (cause, expected) => {
  expect(conditionValuesOf({ inputs: [], cause }, { A: 1 })).toEqual({
    in: {},
    inputs: { A: 1 },
    cause: expected,
  });
});
