import { describe, expect, test } from "vitest";
import { ciOf, hints, plainEnv, said } from "../testing/loaded-ci.ts";

describe("language and versions", () => {
  test.each<[string, string, readonly string[], readonly string[]]>([
    ["a list of texts", "node_js: ['8', '10']", ["8", "10"], []],
    ["a list of numbers", "node_js: [8, 10]", ["8", "10"], []],
    ["one number", "node_js: 8", ["8"], []],
    ["one text", "node_js: '8'", ["8"], []],
    ["a number keeps its text", "node_js: [4.10, 0.10]", ["4.10", "0.10"], []],
    ["an alias brings a list", "x-v: &v [8, 10]\nnode_js: [6, *v]", ["6", "8", "10"], []],
    ["an empty item", "node_js:\n  - 8\n  -\n", ["8"], ["warning EMPTY_VALUE 4:4"]],
    ["nothing", "node_js:", [], ["warning EMPTY_VALUE 2:1"]],
    ["a map", "node_js: {a: b}", [], ["error INVALID_VALUE 2:10"]],
  ])("%s", (_, text, versions, problems) => {
    expect(ciOf(text)?.versions.node_js ?? []).toEqual(versions);
    expect(said(`language: node_js\n${text}`)).toEqual(problems);
  });

  test.each<[string, string, string, readonly string[]]>([
    ["nothing, but commands", "language:\nbuild: {ci: [make]}", "none", ["warning MISSING_KEY 1:1"]],
    ["no such key, but commands", "build: {ci: [make]}", "none", ["warning MISSING_KEY 1:1"]],
    ["neither language nor commands", "language:\nservices: [redis]", "none", ["error MISSING_KEY 1:1"]],
    ["one that is not known", "language: nodejs", "nodejs", ["warning INVALID_VALUE 1:11"]],
    ["a list", "language: [go]", "none", ["error INVALID_VALUE 1:11"]],
    ["none", "language: none", "none", []],
  ])("language: %s", (_, text, language, problems) => {
    expect(ciOf(text, "")?.language).toBe(language);
    expect(said(text)).toEqual(problems);
  });

  test("a language that is almost right is named", () => {
    expect(hints("language: nodejs")).toEqual(["did you mean `node_js`?"]);
  });

  test("versions of another language have no effect; a JDK goes with Scala", () => {
    expect(said("language: python\nnode_js: [8]")).toEqual(["warning KEY_WITHOUT_EFFECT 2:1"]);
    expect(hints("language: python\nnode_js: [8]")).toEqual(["versions of python stand in `python`"]);
    expect(said("language: scala\nscala: ['2.13']\njdk: [openjdk17]")).toEqual([]);
    expect(said("language: ruby\nruby: ['3.3']")).toEqual(["warning LEGACY_KEY 2:1"]);
    expect(ciOf("ruby: ['3.3']", "language: ruby\n")?.versions).toEqual({ rvm: ["3.3"] });
  });
});

describe("keys with one form, or few", () => {
  test("gemfiles, bundler's arguments, depth, git, git config, vote", () => {
    const text =
      "gemfile: [G1, G2]\nbundler_args: --without dev\ndepth: 50\ngit: {submodules: false}\n" +
      'gitConfig: ["--global a.b c"]\nvote: {x: 1}\n';
    expect(ciOf(text, "language: ruby\n")).toMatchObject({
      gemfiles: ["G1", "G2"],
      bundlerArguments: "--without dev",
      git: { submodules: false, depth: 50, config: ["--global a.b c"] },
      options: { vote: { x: 1 } },
    });
    expect(said(`language: ruby\n${text}`)).toEqual([]);
  });

  test("branches: one or a list, only and except", () => {
    expect(ciOf("branches: {only: main, except: [wip/*, 1.10]}")?.branches).toEqual({
      only: ["main"],
      except: ["wip/*", "1.10"],
    });
    expect(said("language: none\nbranches: {onyl: main}")).toEqual(["warning UNKNOWN_KEY 2:12"]);
    expect(said("language: none\nbranches: main")).toEqual(["error INVALID_VALUE 2:11"]);
    expect(said("language: none\nbranches:")).toEqual(["warning EMPTY_VALUE 2:1"]);
  });

  test("services: a list, one, nothing, one that is not known", () => {
    expect(ciOf("services: [redis, postgres]")?.services).toEqual(["redis", "postgres"]);
    expect(ciOf("services: redis")?.services).toEqual(["redis"]);
    expect(ciOf("services:")?.services).toEqual([]);
    expect(ciOf("services: [rediss]")?.services).toEqual(["rediss"]);
    expect(said("language: none\nservices: [redis, rediss]")).toEqual(["warning INVALID_VALUE 2:19"]);
    expect(hints("language: none\nservices: [rediss]")).toEqual(["did you mean `redis`?"]);
  });

  test("runtime: a pool, or a list of pools with builds of their own", () => {
    expect(ciOf("runtime: {nodePool: p}")?.pools).toEqual([{ name: "p" }]);
    expect(
      ciOf("runtime:\n  - nodePool: p\n  - {nodePool: q, build: {ci: [make], cache: true}}")?.pools,
    ).toEqual([{ name: "p" }, { name: "q", build: { sections: { ci: ["make"] }, cache: true } }]);
    expect(said("language: none\nruntime: {nodepool: p}")).toEqual(["warning UNKNOWN_KEY 2:11"]);
    expect(said("language: none\nruntime: p")).toEqual(["error INVALID_VALUE 2:10"]);
  });
});

describe("build in every form", () => {
  test.each<[string, string, readonly string[]]>([
    ["a list", "ci: [a, b]", ["a", "b"]],
    ["one text", "ci: a;", ["a;"]],
    ["a block of text", "ci: |\n    a\n    b\n", ["a\nb"]],
    ["lists by alias", "ci: [first, *tpl, last]", ["first", "one", "two", "last"]],
    ["nothing", "ci:", []],
  ])("a section as %s", (_, text, commands) => {
    const ci = ciOf(`templates: &tpl [one, two]\nbuild:\n  ${text}`);
    expect(ci?.build.sections.ci).toEqual(commands);
    expect(ci?.usesDefaultCommands).toBe(commands.length === 0);
  });

  test("every section and key", () => {
    const text = `build:
  pre_ci: [a]
  pre_ci_boot: {image_name: $IMAGE, image_tag: 16.04, pull: true, options: "--net=host", env: [A=1, {B: 2}]}
  ci: [b]
  post_ci: [c]
  on_success: d
  on_failure: [e]
  always: [f]
  push: [g]
  cache: true
  cache_dir_list: [$HOME/x]
  advancedReporting: on
`;
    expect(ciOf(text)?.build).toEqual({
      sections: {
        preCi: ["a"],
        ci: ["b"],
        postCi: ["c"],
        onSuccess: ["d"],
        onFailure: ["e"],
        always: ["f"],
        push: ["g"],
      },
      boot: {
        imageName: "$IMAGE",
        imageTag: "16.04",
        pull: "true",
        options: "--net=host",
        env: plainEnv("A=1 B=2"),
      },
      cache: true,
      cacheDirectories: ["$HOME/x"],
      advancedReporting: true,
    });
    expect(said(`language: none\n${text}`)).toEqual([]);
  });

  test.each<[string, string, string]>([
    ["post-ci", "build: {ci: [a], post-ci: [b]}", "did you mean `post_ci`?"],
    ["pre_build", "build: {ci: [a], pre_build: [b]}", "what runs before `ci` on the host is called `pre_ci`"],
    ["advancedReportinsg", "build: {ci: [a], advancedReportinsg: true}", "did you mean `advancedReporting`?"],
    ["onfailure", "build: {ci: [a], onfailure: b}", "did you mean `on_failure`?"],
    ["script", "build: {ci: [a], script: b}", "the commands of a build stand in `ci`"],
  ])("%s is told with what was meant", (_, text, hint) => {
    expect(said(`language: none\n${text}`)).toEqual(["warning UNKNOWN_KEY 2:18"]);
    expect(hints(`language: none\n${text}`)).toEqual([hint]);
  });

  test("a section that was never known is told without a guess", () => {
    expect(said("language: none\nbuild: {smoke_test: [b]}")).toEqual(["warning UNKNOWN_KEY 2:9"]);
    expect(hints("language: none\nbuild: {smoke_test: [b]}")).toEqual([undefined]);
  });

  test("a key of build at the top of the file is told", () => {
    expect(said("language: none\npre_ci_boot: {image_name: a}")).toEqual(["warning UNKNOWN_KEY 2:1"]);
    expect(hints("language: none\npre_ci_boot: {image_name: a}")).toEqual([
      "it belongs under `build`: indent it there",
    ]);
  });

  test("the wrong shape, and nothing", () => {
    expect(said("language: none\nbuild: make")).toEqual(["error INVALID_VALUE 2:8"]);
    expect(said("language: none\nbuild:")).toEqual(["warning EMPTY_VALUE 2:1"]);
    expect(said("language: none\nbuild: {ci: [{echo a: b}]}")).toEqual(["error INVALID_COMMAND 2:14"]);
    expect(said("language: none\nbuild: {pre_ci_boot: {imagename: a}}")).toEqual([
      "warning UNKNOWN_KEY 2:23",
    ]);
    expect(said("language: none\nbuild: {pre_ci_boot: {envs: [A=1]}}")).toEqual(["warning UNKNOWN_KEY 2:23"]);
  });
});
