import { describe, expect, test } from "vitest";
import { ruleOfResourceType } from "./resource.ts";
import { contentFromValues, isSameContent, versionNameOf } from "./resource-version.ts";
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
