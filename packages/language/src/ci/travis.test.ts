import type { CiDefinition } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import type { Problem } from "../problems/problem.ts";

function load(text: string): {
  readonly ci: CiDefinition | undefined;
  readonly problems: readonly Problem[];
} {
  const loaded = loadWorkflow([{ path: "shippable.yml", text: `language: none\n${text}` }], {
    project: "web",
  });
  const problems = loaded.problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT");
  return { ci: loaded.definition.jobs.find(({ name }) => name === "web_runCI")?.ci, problems };
}

function said(text: string): readonly string[] {
  return load(text).problems.map(
    ({ code, severity, line, column }) => `${severity} ${code} ${line}:${column}`,
  );
}

describe("commands of another CI system", () => {
  test("they are the commands of ci in the order of their phases, whatever order they are written in", () => {
    const text = "script: [d, e]\nbefore_script: c\ninstall: [b]\nbefore_install:\n  - a\n";
    const { ci, problems } = load(text);
    expect(ci?.build.sections.ci).toEqual(["a", "b", "c", "d", "e"]);
    expect(ci?.usesDefaultCommands).toBe(false);
    expect(problems.map(({ message }) => message)).toEqual([
      "`before_install`, `install`, `before_script` and `script` come from another CI system; they are read as `build.ci`, in this order.",
    ]);
    expect(said(text)).toEqual(["warning LEGACY_KEY 5:1"]);
  });

  test("what comes after them has its section too", () => {
    const { ci } = load("script: a\nafter_success: [b]\nafter_failure: c\nafter_script: [d]\n");
    expect(ci?.build.sections).toMatchObject({
      ci: ["a"],
      onSuccess: ["b"],
      onFailure: ["c"],
      always: ["d"],
    });
  });

  test("of two styles that under build counts, section by section", () => {
    const text = "script: a\nafter_success: b\nbuild: {ci: [c]}\n";
    const { ci, problems } = load(text);
    expect(ci?.build.sections).toMatchObject({ ci: ["c"], onSuccess: ["b"] });
    expect(said(text)).toEqual(["warning CONFLICTING_KEYS 2:1", "warning LEGACY_KEY 3:1"]);
    expect(problems[0]?.message).toBe("`script` and `build.ci` exclude each other; `build.ci` counts.");
  });

  test("a blank section under build leaves the other style its place", () => {
    expect(load("script: a\nbuild: {ci: []}\n").ci?.build.sections.ci).toEqual(["a"]);
  });

  test("keys without a value are no commands", () => {
    const text = "install:\nscript:\n";
    expect(load(text).ci?.usesDefaultCommands).toBe(true);
    expect(said(text)).toEqual(["warning EMPTY_VALUE 2:1", "warning EMPTY_VALUE 3:1"]);
    expect(load("install:\nscript: make\n").ci?.build.sections.ci).toEqual(["make"]);
  });
});

describe("cache at the top of the file", () => {
  test.each<[string, string, { cache: boolean; cacheDirectories: readonly string[] }, readonly string[]]>([
    ["true", "cache: true", { cache: true, cacheDirectories: [] }, ["warning LEGACY_KEY 2:1"]],
    ["false", "cache: false", { cache: false, cacheDirectories: [] }, ["warning LEGACY_KEY 2:1"]],
    [
      "a map of directories",
      "cache: {directories: [a, b]}",
      { cache: true, cacheDirectories: ["a", "b"] },
      ["warning LEGACY_KEY 2:1"],
    ],
    [
      "a list of directories",
      "cache: [a]",
      { cache: true, cacheDirectories: ["a"] },
      ["warning LEGACY_KEY 2:1"],
    ],
    [
      "the cache of one tool",
      "cache: bundler",
      { cache: false, cacheDirectories: [] },
      ["warning LEGACY_KEY 2:1", "warning INVALID_VALUE 2:8"],
    ],
    [
      "directories, and the cache of one tool",
      "cache: {directories: [a], bundler: true}",
      { cache: true, cacheDirectories: ["a"] },
      ["warning LEGACY_KEY 2:1", "warning INVALID_VALUE 2:27"],
    ],
    [
      "beside build.cache, which counts",
      "cache: true\nbuild: {cache: false}",
      { cache: false, cacheDirectories: [] },
      ["warning CONFLICTING_KEYS 2:1", "warning LEGACY_KEY 2:1"],
    ],
    ["nothing", "cache:", { cache: false, cacheDirectories: [] }, ["warning EMPTY_VALUE 2:1"]],
  ])("%s", (_, text, expected, problems) => {
    expect(load(text).ci?.build).toMatchObject(expected);
    expect(said(text)).toEqual(problems);
  });
});

describe("notifications at the top of the file", () => {
  test.each<[string, string, readonly object[]]>([
    [
      "by type, as maps",
      "notifications: {email: {recipients: [a@x.org], on_success: never}, irc: {channels: [net#a]}}",
      [
        { type: "email", recipients: ["a@x.org"], on: { success: "never", failure: "always" } },
        { type: "irc", recipients: ["net#a"], on: { success: "change" } },
      ],
    ],
    ["by type, as text", "notifications: {slack: room}", [{ type: "slack", recipients: ["room"] }]],
    [
      "by type, as a list",
      "notifications: {email: [a@x.org, b@x.org]}",
      [{ type: "email", recipients: ["a@x.org", "b@x.org"] }],
    ],
    [
      "switched off",
      "notifications: {email: false}",
      [
        {
          type: "email",
          on: { success: "never", failure: "never", cancel: "never", start: "never", pullRequest: "never" },
        },
      ],
    ],
    [
      "a list, as under integrations",
      "notifications: [{type: email, on_failure: change}]",
      [{ type: "email", on: { failure: "change" } }],
    ],
    [
      "after those under integrations",
      "notifications: {email: true}\nintegrations: {notifications: [{type: slack, integrationName: r}]}",
      [
        { type: "slack", integration: "r" },
        { type: "email", recipients: [] },
      ],
    ],
  ])("%s", (_, text, expected) => {
    expect(load(text).ci?.notifications).toMatchObject(expected);
    expect(said(text)).toEqual(["warning LEGACY_KEY 2:1"]);
  });

  test("nothing, and what is no notification", () => {
    expect(said("notifications:")).toEqual(["warning EMPTY_VALUE 2:1"]);
    expect(said("notifications: {email: }")).toEqual(["warning LEGACY_KEY 2:1", "warning EMPTY_VALUE 2:17"]);
    expect(said("notifications: all")).toEqual(["warning LEGACY_KEY 2:1", "error INVALID_VALUE 2:16"]);
    expect(said("notifications: [all]")).toEqual(["warning LEGACY_KEY 2:1", "error INVALID_VALUE 2:17"]);
  });
});

test.each([
  ["addons: {firefox: '23.0'}", { addons: { firefox: "23.0" } }],
  ["deploy: {provider: x}", { deploy: { provider: "x" } }],
  ["sudo: false", { sudo: false }],
  ["dist: trusty", { dist: "trusty" }],
  ["os: [linux, osx]", { os: ["linux", "osx"] }],
  ["group: stable", { group: "stable" }],
  ["reset_minion: true", { reset_minion: true }],
  ["build_image: acme/ci", { build_image: "acme/ci" }],
  ["parallelized_test: true", { parallelized_test: true }],
])("%s is kept, and told as without effect", (text, options) => {
  expect(load(text).ci?.options).toEqual(options);
  expect(said(text)).toEqual(["warning LEGACY_KEY 2:1"]);
});
