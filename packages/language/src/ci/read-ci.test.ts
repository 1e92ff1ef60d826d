import type { CiDefinition } from "@landbridge/core";
import { ciLegsOf } from "@landbridge/core";
import { describe, expect, test } from "vitest";
import { loadWorkflow } from "../load-workflow.ts";
import type { LoadedWorkflow } from "../load-workflow.ts";

function load(text: string): LoadedWorkflow {
  return loadWorkflow([{ path: "shippable.yml", text }], { project: "web" });
}

/** The CI part of a file in which a language is given and which says nothing else. */
function ciOf(text: string, language = "language: node_js\n"): CiDefinition | undefined {
  return load(`${language}${text}`).definition.jobs.find(({ name }) => name === "web_runCI")?.ci;
}

/** What is said besides that runCI jobs don't run yet. */
function said(text: string): readonly string[] {
  return load(text)
    .problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT")
    .map(({ code, severity, line, column }) => `${severity} ${code} ${line}:${column}`);
}

function hints(text: string): readonly (string | undefined)[] {
  return load(text)
    .problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT")
    .map(({ hint }) => hint);
}

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

/** `A=1 B=2` for each entry, `•••` for what is encrypted. */
function envOf(text: string): { readonly global: string; readonly entries: readonly string[] } {
  const shown = (env: CiDefinition["env"]["global"]): string =>
    env.map((each) => (each.kind === "plain" ? `${each.name}=${each.value}` : "•••")).join(" ");
  const env = ciOf(text)?.env ?? { global: [], entries: [] };
  return { global: shown(env.global), entries: env.entries.map(shown) };
}

describe("env in every form", () => {
  test.each<[string, string, string, readonly string[]]>([
    ["a list of texts", "env: [A=1, A=2]", "", ["A=1", "A=2"]],
    ["one text", "env: A=1 B=2", "", ["A=1 B=2"]],
    ["a map", "env: {A: 1, B: two words}", "", ['A=1 B="two words"']],
    ["several assignments in one entry", 'env: [A=1 B="x y", A=2]', "", ['A=1 B="x y"', "A=2"]],
    ["maps as entries", "env: [{A: 1, B: 5.10}, {A: 2}]", "", ["A=1 B=5.10", "A=2"]],
    ["global and matrix", "env: {global: [A=1, B=2], matrix: [C=1, C=2]}", "A=1 B=2", ["C=1", "C=2"]],
    ["global as text and as map", "env: {global: A=1 B=2}", "A=1 B=2", []],
    ["global as map", "env: {global: {A: 1, B: }}", "A=1 B=", []],
    ["matrix as text", "env: {matrix: A=1}", "", ["A=1"]],
    ["nothing under global", "env: {global: , matrix: [A=1]}", "", ["A=1"]],
    ["secure in global", "env: {global: [A=1, {secure: XYZ}]}", "A=1 •••", []],
    ["secure in the matrix", "env: {matrix: [{secure: XYZ}, A=1]}", "", ["•••", "A=1"]],
    ["secure as an entry", "env: [{secure: XYZ}]", "", ["•••"]],
    ["secure beside a variable", "env: [{secure: XYZ, A: 1}]", "", ["••• A=1"]],
    ["several under one secure", "env: {global: {secure: [X, Y]}}", "••• •••", []],
    ["global in an item of a list", "env:\n  - secure: X\n    global: [A=1]", "A=1", ["•••"]],
    ["a list by alias", "x-e: &e [A=1, A=2]\nenv: {matrix: [*e, A=3]}", "", ["A=1", "A=2", "A=3"]],
    ["nothing", "env:", "", []],
  ])("%s", (_, text, global, entries) => {
    expect(envOf(text)).toEqual({ global, entries });
  });

  test.each<[string, string, readonly string[]]>([
    ["a word that assigns nothing", "env: [A=one two]", ["warning INVALID_VALUE 2:7"]],
    [
      "a text without an assignment",
      "env: just text",
      ["warning INVALID_VALUE 2:6", "warning INVALID_VALUE 2:6"],
    ],
    ["an empty item", "env:\n  - A=1\n  -\n", ["warning EMPTY_VALUE 4:4"]],
    ["an odd name", "env: [{a-b: 1}]", ["warning UNUSUAL_NAME 2:8"]],
    ["a list as value", "env: [{A: [1]}]", ["error INVALID_VALUE 2:11"]],
    ["a map as secure", "env: [{secure: {a: b}}]", ["error INVALID_VALUE 2:16"]],
    ["nothing behind secure", "env: [{secure: }]", ["warning EMPTY_VALUE 2:8"]],
    ["nothing at all", "env:", ["warning EMPTY_VALUE 2:1"]],
    ["nothing under global", "env:\n  global:\n", ["warning EMPTY_VALUE 3:3"]],
  ])("%s is told", (_, text, problems) => {
    expect(said(`language: none\n${text}`)).toEqual(problems);
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
        env: [
          { kind: "plain", name: "A", value: "1" },
          { kind: "plain", name: "B", value: "2" },
        ],
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

describe("matrix", () => {
  const AXES = "node_js: ['8', '10']\nenv: [SUITE=unit, SUITE=e2e]\n";

  test("include, exclude, allow_failures and fast_finish", () => {
    const text = `${AXES}matrix:
  include: [{node_js: 12, env: A=1 B=2, nodePool: p, gemfile: G, jdk: openjdk8}]
  exclude: {node_js: 8, env: SUITE=e2e}
  allow_failures: [{env: {SUITE: e2e}}]
  fast_finish: true
`;
    const env = (value: string): unknown => [{ kind: "plain", name: "SUITE", value }];
    expect(ciOf(text)?.matrix).toEqual({
      include: [
        {
          pool: "p",
          version: "12",
          gemfile: "G",
          env: [
            { kind: "plain", name: "A", value: "1" },
            { kind: "plain", name: "B", value: "2" },
          ],
          tools: { jdk: "openjdk8" },
        },
      ],
      exclude: [{ version: "8", env: env("e2e"), tools: {} }],
      allowFailures: [{ env: env("e2e"), tools: {} }],
      failsFast: true,
    });
    expect(said(`language: node_js\n${text}`)).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    ["a key that is almost right", "matrix: {exlude: [{env: A=1}]}", ["warning UNKNOWN_KEY 2:10"]],
    ["a key of a leg", "matrix: {include: [{nodepool: p}]}", ["warning UNKNOWN_KEY 2:21"]],
    ["two versions in one leg", "matrix: {include: [{node_js: [8, 10]}]}", ["warning INVALID_VALUE 2:30"]],
    ["a text as leg", "matrix: {include: [A=1]}", ["error INVALID_VALUE 2:20"]],
    ["nothing", "matrix:", ["warning EMPTY_VALUE 2:1"]],
    ["nothing under include", "matrix:\n  include:\n", ["warning EMPTY_VALUE 3:3"]],
    ["a list", "matrix: [a]", ["error INVALID_VALUE 2:9"]],
    [
      "an exclude that matches no leg",
      "env: [A=1]\nmatrix:\n  exclude:\n    - env: A=2",
      ["warning KEY_WITHOUT_EFFECT 5:7"],
    ],
    [
      "a failure that is allowed to no leg",
      "env: [A=1, B=1]\nmatrix: {allow_failures: [{env: A=1}, {node_js: 8}]}",
      ["warning KEY_WITHOUT_EFFECT 3:39"],
    ],
    ["every leg excluded", "env: [A=1]\nmatrix: {exclude: [{env: A=1}]}", ["warning INVALID_VALUE 3:1"]],
  ])("%s is told", (_, text, problems) => {
    expect(said(`language: node_js\n${text}`)).toEqual(problems);
  });

  test("a matrix with too many legs is an error at its longest axis", () => {
    const versions = Array.from({ length: 20 }, (__, index) => index).join(", ");
    const entries = Array.from({ length: 21 }, (__, index) => `N=${index}`).join(", ");
    const text = `language: node_js\nnode_js: [${versions}]\nenv:\n  [${entries}]\n`;
    const loaded = load(text);
    const [found] = loaded.problems.filter(({ severity }) => severity === "error");
    expect(found).toMatchObject({ code: "MATRIX_TOO_LARGE", line: 3, column: 1 });
    expect(found?.message).toBe("The CI part has 420 legs; at most 256 are allowed.");
    expect(loaded.isApplicable).toBe(false);
  });

  test("a million legs are refused at once", () => {
    const thousand = (prefix: string): string =>
      Array.from({ length: 1000 }, (__, index) => `${prefix}${index}`).join(", ");
    const text = `language: node_js\nnode_js: [${thousand("v")}]\nenv: [${thousand("N=")}]\n`;
    const start = performance.now();
    expect(said(text)).toEqual(["error MATRIX_TOO_LARGE 2:1"]);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe("integrations", () => {
  const INTEGRATIONS = `integrations:
  notifications:
    - integrationName: email
      type: email
      recipients: [--last_committer, ops@example.org]
      on_failure: never
      sendFailingSnippet: true
    - {integrationName: room, type: slack, recipients: "#dev", branches: {only: [main]}, on_start: always}
    - {integrationName: hook, type: webhook, payload: [a=$B]}
  hub:
    integrationName: registry
    type: ecr
    region: eu-west-1
    agent_only: true
    branches: {except: n*}
  key: [{integrationName: k, type: ssh-key}]
  generic: [{integrationName: g}]
`;

  test("notifications, with the defaults of their types", () => {
    const ci = ciOf(INTEGRATIONS);
    const common = { success: "change", start: "never", pullRequest: "always" };
    expect(ci?.notifications).toEqual([
      {
        type: "email",
        integration: "email",
        recipients: ["--last_committer", "ops@example.org"],
        branches: { only: [], except: [] },
        on: { ...common, failure: "never", cancel: "never" },
        payload: [],
        options: { sendFailingSnippet: true },
      },
      {
        type: "slack",
        integration: "room",
        recipients: ["#dev"],
        branches: { only: ["main"], except: [] },
        on: { ...common, failure: "always", cancel: "change", start: "always" },
        payload: [],
        options: {},
      },
      {
        type: "webhook",
        integration: "hook",
        recipients: [],
        branches: { only: [], except: [] },
        on: { ...common, failure: "always", cancel: "always" },
        payload: ["a=$B"],
        options: {},
      },
    ]);
    expect(said(`language: none\n${INTEGRATIONS}`)).toEqual([]);
  });

  test("registries, keys and values, as a list or as one map", () => {
    const everywhere = { branches: { only: [], except: [] }, agentOnly: false, options: {} };
    expect(ciOf(INTEGRATIONS)?.integrations).toEqual({
      hub: [
        {
          name: "registry",
          type: "ecr",
          branches: { only: [], except: ["n*"] },
          agentOnly: true,
          options: { region: "eu-west-1" },
        },
      ],
      key: [{ name: "k", type: "ssh-key", ...everywhere }],
      generic: [{ name: "g", ...everywhere }],
      deploy: [],
      postCiTrigger: [],
    });
  });

  test("a list in place of the map is sorted by type", () => {
    const text =
      "integrations:\n  - {integrationName: room, type: slack}\n  - {integrationName: r, type: gcr}";
    const ci = ciOf(text);
    expect(ci?.notifications.map(({ integration }) => integration)).toEqual(["room"]);
    expect(ci?.integrations.hub.map(({ name }) => name)).toEqual(["r"]);
    expect(said(`language: none\n${text}`)).toEqual(["warning MISPLACED_KEY 2:1"]);
  });

  test("notifications as a map by type", () => {
    const text = "integrations: {notifications: {email: {on_success: never}, slack: room}}";
    expect(ciOf(text)?.notifications).toMatchObject([
      { type: "email", on: { success: "never" } },
      { type: "slack", recipients: ["room"] },
    ]);
    expect(said(`language: none\n${text}`)).toEqual([]);
  });

  test.each<[string, string, readonly string[], readonly (string | undefined)[]]>([
    [
      "deploy and post_ci_trigger are kept without effect",
      "integrations:\n  deploy: [{integrationName: a, target: b}]\n  post_ci_trigger: [{integrationName: h}]",
      ["warning LEGACY_KEY 3:3", "warning LEGACY_KEY 4:3"],
      ["deploy with a job that has the image as IN", "write a job that has the runCI job as IN"],
    ],
    [
      "a list that is almost right",
      "integrations: {notification: [{type: email}]}",
      ["warning UNKNOWN_KEY 2:16"],
      ["did you mean `notifications`?"],
    ],
    [
      "a key of a notification",
      "integrations: {notifications: [{type: email, recepients: [a]}]}",
      ["warning UNKNOWN_KEY 2:46"],
      ["did you mean `recipients`?"],
    ],
    [
      "a notification without a type",
      "integrations: {notifications: [{integrationName: room}]}",
      ["warning MISSING_KEY 2:50"],
      ["add `type: email`, `slack`, `hipchat`, `irc` or `webhook`"],
    ],
    [
      "a time that is none",
      "integrations: {notifications: [{type: email, on_success: sometimes}]}",
      ["error INVALID_VALUE 2:58"],
      ["for example: `on_success: always`"],
    ],
    [
      "an integration without a name",
      "integrations: {hub: [{type: ecr}]}",
      ["warning MISSING_KEY 2:23"],
      ["add `integrationName: my_registry`"],
    ],
    [
      "a key of an integration",
      "integrations: {hub: [{integrationName: a, agentonly: true}]}",
      ["warning UNKNOWN_KEY 2:43"],
      ["did you mean `agent_only`?"],
    ],
    ["nothing", "integrations:", ["warning EMPTY_VALUE 2:1"], ["give it a value or remove the line"]],
    [
      "a text",
      "integrations: slack",
      ["error INVALID_VALUE 2:15"],
      ["for example: `integrations: {hub: [{integrationName: my_registry, type: ecr}]}`"],
    ],
  ])("%s", (_, text, problems, expected) => {
    expect(said(`language: none\n${text}`)).toEqual(problems);
    expect(hints(`language: none\n${text}`)).toEqual(expected);
  });
});

test("E7 of the reference: three legs, e2e on 10 may fail", () => {
  const text = `language: node_js
node_js: ["8", "10"]
env:
  global: [{secure: ENCRYPTED}]
  matrix: [SUITE=unit, SUITE=e2e]
matrix:
  exclude: [{node_js: "8", env: SUITE=e2e}]
  allow_failures: [{node_js: "10", env: SUITE=e2e}]
build: {ci: [npm ci, npm test]}
`;
  const ci = ciOf(text, "");
  const legs = ci && ciLegsOf(ci);
  expect(legs?.ok === true ? legs.legs.map(({ version, mayFail }) => ({ version, mayFail })) : legs).toEqual([
    { version: "8", mayFail: false },
    { version: "10", mayFail: false },
    { version: "10", mayFail: true },
  ]);
});
