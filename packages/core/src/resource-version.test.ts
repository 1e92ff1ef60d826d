import { describe, expect, test } from "vitest";
import { ruleOfResourceType } from "./resource.ts";
import { contentFromPosted, contentFromValues, isSameContent, versionNameOf } from "./resource-version.ts";
import type { FileRef } from "./run-plan.ts";

describe("the name of a version", () => {
  test.each([
    ["image", { versionName: "v1.2" }, "v1.2"],
    ["file", { versionName: 7 }, "7"],
    ["version", { versionName: "1.0.0-rc.1" }, "1.0.0-rc.1"],
    ["image", { versionName: "" }, undefined],
    ["image", {}, undefined],
    ["gitRepo", { shaData: { commitSha: "abc" } }, "abc"],
    ["ciRepo", { shaData: { commitSha: "abc" } }, "abc"],
    ["syncRepo", { shaData: { commitSha: "abc" } }, "abc"],
    ["gitRepo", { versionName: "v1" }, undefined],
    ["gitRepo", { shaData: "abc" }, undefined],
    ["gitRepo", { shaData: { commitSha: 7 } }, undefined],
    ["params", { versionName: "v1" }, undefined],
    ["state", { versionName: "v1" }, undefined],
    ["somethingOfOurs", { versionName: "v1" }, undefined],
  ])("of type %s with %j is %s", (type, values, name) => {
    expect(versionNameOf(type, values)).toBe(name);
  });
});

test("the first content of a resource is what it declares", () => {
  const values = { sourceName: "acme/app", versionName: "1" };
  expect(contentFromValues("image", values)).toEqual({ name: "1", values, files: [] });
  expect(contentFromValues("params", { params: {} })).toEqual({ values: { params: {} }, files: [] });
});

describe("a version that is posted", () => {
  const file: FileRef = { path: "x", digest: "d1", size: 1, isExecutable: false };
  test.each([
    [
      "gets its name as a value where its type has a field for it",
      "image",
      { values: {}, versionName: "2" },
      {
        name: "2",
        values: { sourceName: "acme/app", versionName: "2" },
      },
    ],
    [
      "is named by its values where no name is given",
      "image",
      { values: { versionName: "3" } },
      {
        name: "3",
        values: { sourceName: "acme/app", versionName: "3" },
      },
    ],
    [
      "lays its pairs over those of the newest, key by key",
      "state",
      { values: { sourceName: null, B: [1] } },
      {
        name: "1",
        values: { sourceName: null, versionName: "1", B: [1] },
      },
    ],
    [
      "of another type keeps the name out of the values",
      "state",
      { values: {}, versionName: "2" },
      {
        name: "2",
        values: { sourceName: "acme/app", versionName: "1" },
      },
    ],
  ])("%s", (_what, type, posted, made) => {
    const before = { name: "1", values: { sourceName: "acme/app", versionName: "1" }, files: [file] };
    expect(contentFromPosted(type, before, posted)).toEqual({ ...made, files: [file] });
  });

  test.each([
    ["as their map", { params: { B: "2" } }, { A: "1", B: "2" }],
    ["as pairs", { B: "2" }, { A: "1", B: "2" }],
    ["as both", { params: { A: "0" }, B: "2" }, { A: "0", B: "2" }],
    ["under the name of the map itself", { params: "x" }, { A: "1", params: "x" }],
  ])("of params adds to the map, whether they come %s", (_how, values, params) => {
    const before = { values: { params: { A: "1" } }, files: [] };
    expect(contentFromPosted("params", before, { values })).toEqual({ values: { params }, files: [] });
  });
});

describe("two contents are the same", () => {
  const file = (path: string, digest: string, isExecutable = false): FileRef => ({
    path,
    digest,
    size: 1,
    isExecutable,
  });
  const content = {
    name: "1",
    values: { a: 1, b: { c: [1, 2] } },
    files: [file("x", "d1"), file("y", "d2")],
  };

  test.each([
    ["keys in another order", { values: { b: { c: [1, 2] }, a: 1 } }, true],
    ["files in another order", { files: [file("y", "d2"), file("x", "d1")] }, true],
    ["another value", { values: { a: 2, b: { c: [1, 2] } } }, false],
    ["a number that became text", { values: { a: "1", b: { c: [1, 2] } } }, false],
    ["a list in another order", { values: { a: 1, b: { c: [2, 1] } } }, false],
    ["one key more", { values: { a: 1, b: { c: [1, 2] }, d: null } }, false],
    ["another name", { name: "2" }, false],
    ["another digest", { files: [file("x", "d3"), file("y", "d2")] }, false],
    ["another mode", { files: [file("x", "d1", true), file("y", "d2")] }, false],
    ["one file less", { files: [file("x", "d1")] }, false],
  ])("%s: %#", (_what, change, isSame) => {
    expect(isSameContent(content, { ...content, ...change })).toBe(isSame);
  });

  test("no name is not the empty name", () => {
    expect(isSameContent({ values: {}, files: [] }, { name: "", values: {}, files: [] })).toBe(false);
  });
});

test.each([
  ["params", "events", true],
  ["trigger", "yaml", false],
  ["state", "never", true],
  ["webhook", "events", false],
  ["time", "events", false],
  ["cluster", "events", true],
  ["toString", "events", true],
  ["somethingOfOurs", "events", true],
] as const)("a resource of type %s fires on %s, may be an OUT: %s", (type, fires, isOutput) => {
  expect(ruleOfResourceType(type)).toMatchObject({ fires, isOutput });
});
