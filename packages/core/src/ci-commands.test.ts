import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ciBuildOn, ciCommandsOn, defaultCommandsOf } from "./ci-commands.ts";
import type { CiBuild, CiDefinition } from "./ci.ts";

/** What the commands call in a directory with those files, with every tool replaced by its name. */
function called(language: string, files: readonly string[]): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), "ci-commands-"));
  try {
    for (const file of files) writeFileSync(join(directory, file), "");
    const tools = ["npm", "yarn", "pip", "bundle", "mvn", "gradle", "ant", "go", "phpunit", "sbt", "lein"];
    const stubs = tools.map((tool) => `${tool}() { echo "${tool} $*"; }`);
    const script = [...stubs, ...defaultCommandsOf(language)].join("\n");
    const env = { PATH: process.env["PATH"], SHIPPABLE_SCALA_VERSION: "2.13", SHIPPABLE_GEMFILE: "Gemfile" };
    return execFileSync("bash", ["--norc", "-ec", script], { cwd: directory, env, encoding: "utf8" })
      .trimEnd()
      .split("\n");
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe("default commands", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["node_js", [], ["npm install", "npm run test --if-present"]],
    ["node_js", ["yarn.lock"], ["yarn install", "npm run test --if-present"]],
    ["python", ["requirements.txt"], ["pip install -r requirements.txt"]],
    ["python", [], [""]],
    ["ruby", [], ["bundle install --gemfile=Gemfile"]],
    ["java", ["pom.xml", "build.gradle"], ["mvn install -DskipTests=true"]],
    ["java", ["build.gradle"], ["gradle assemble"]],
    ["java", [], ["ant test"]],
    ["go", [], ["go get -d -v ./...", "go build -v ./...", "go test -v ./..."]],
    ["php", [], ["phpunit "]],
    ["scala", [], ["sbt ++2.13 test"]],
    ["clojure", [], ["lein test"]],
    ["none", [], [""]],
    ["erlang", [], [""]],
  ])("%s with %j", (language, files, expected) => {
    expect(called(language, files).map((line) => line.trimEnd())).toEqual(
      expected.map((line) => line.trimEnd()),
    );
  });

  test("c", () => {
    expect(defaultCommandsOf("c")).toEqual(["./configure && make && make test"]);
  });
});

describe("the build of a leg", () => {
  const build: CiBuild = {
    sections: {
      preCi: ["a"],
      ci: [],
      postCi: ["p"],
      onSuccess: [],
      onFailure: [],
      always: ["z"],
      push: [],
    },
    cache: true,
    cacheDirectories: [],
    advancedReporting: false,
  };
  const ci: CiDefinition = {
    language: "clojure",
    versions: {},
    gemfiles: [],
    pools: [
      { name: "plain" },
      { name: "own", build: { sections: { ci: ["make"], always: [] }, cache: false } },
    ],
    branches: { only: [], except: [] },
    git: { submodules: true, config: [] },
    services: [],
    env: { global: [], entries: [] },
    matrix: { include: [], exclude: [], allowFailures: [], failsFast: false },
    build,
    usesDefaultCommands: true,
    notifications: [],
    integrations: { hub: [], key: [], generic: [], deploy: [], postCiTrigger: [] },
    options: {},
  };

  test("a pool without a build of its own has the main one, and its default commands", () => {
    expect(ciBuildOn(ci, "plain")).toBe(build);
    expect(ciCommandsOn(ci, "plain")).toEqual(["lein test"]);
    expect(ciCommandsOn(ci, undefined)).toEqual(["lein test"]);
  });

  test("a pool's own sections stand in place of the main ones; the others stay", () => {
    expect(ciBuildOn(ci, "own")).toEqual({
      ...build,
      sections: { ...build.sections, ci: ["make"], always: [] },
      cache: false,
    });
    expect(ciCommandsOn(ci, "own")).toEqual(["make"]);
  });
});
