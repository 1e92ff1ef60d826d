import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { checkTree } from "./layers/check-tree.mjs";
import { LAYERS } from "./layers/layer-table.mjs";

const roots = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

const FOLDERS = {
  core: "core",
  language: "language",
  api: "api",
  server: "server",
  agent: "agent",
  cli: "cli",
  web: "web",
};

/** A repository with all seven packages, each of which declares all others, and the given files. */
function treeWith(files) {
  const root = mkdtempSync(join(tmpdir(), "layers-"));
  roots.push(root);
  const dependencies = Object.fromEntries(
    Object.keys(FOLDERS).map((name) => [`@landbridge/${name}`, "1.0.0"]),
  );
  for (const folder of Object.keys(FOLDERS)) {
    const manifest = { name: `@landbridge/${folder}`, dependencies: { ...dependencies, zod: "4.0.0" } };
    write(root, `packages/${folder}/package.json`, JSON.stringify(manifest));
  }
  write(root, "package.json", JSON.stringify({ devDependencies: { vitest: "4.0.0", vite: "8.0.0" } }));
  for (const [path, text] of Object.entries(files)) write(root, `packages/${path}`, text);
  return root;
}

function write(root, path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Breaches as `path:line rule`, without the leading `packages/`. */
function breachesOf(files) {
  return checkTree(treeWith(files)).map(
    ({ file, line, rule }) => `${file.replace("packages/", "")}:${line} ${rule}`,
  );
}

/** A file of `part`, and how it would name `target`. */
function importBetween(part, target) {
  const isFolder = target.startsWith("server/");
  const from = part.startsWith("server/")
    ? `${part.replace("server/", "server/src/")}/here.ts`
    : `${part}/src/here.ts`;
  const up = part.startsWith("server/") ? "../" : "./";
  const specifier = isFolder ? `${up}${target.replace("server/", "")}/there.ts` : `@landbridge/${target}`;
  return { [from]: `import { a } from "${specifier}";` };
}

describe("the layer table", () => {
  const parts = Object.keys(LAYERS);
  const pairs = parts.flatMap((part) =>
    parts.filter((target) => target !== part).map((target) => ({ part, target })),
  );
  // From outside, a folder of the server can only be reached by a relative path, which is a breach of its own kind.
  const nameable = pairs.filter(({ part, target }) => part.startsWith("server") || !target.includes("/"));
  const distinct = nameable.filter(
    ({ part, target }) => !(part.startsWith("server/") && target === "server"),
  );

  test.each(distinct)("$part → $target is as drawn", ({ part, target }) => {
    const refusal = expect.stringContaining(`:1 ${part} must not import ${target} (`);
    const expected = LAYERS[part].includes(target) ? [] : [refusal];
    expect(breachesOf(importBetween(part, target))).toEqual(expected);
  });

  test("nothing but the command line may import the server", () => {
    const importers = parts.filter((part) => LAYERS[part].includes("server"));
    expect(importers).toEqual(["cli"]);
  });

  test("a folder of the server must not import the files that wire it up", () => {
    const files = {
      "server/src/store/runs.ts": 'import { createApp } from "../app.ts";',
      "server/src/app.ts": "",
    };
    expect(breachesOf(files)).toEqual([
      "server/src/store/runs.ts:1 server/store must not import server (../app.ts)",
    ]);
  });

  test("a new folder of the server needs a row", () => {
    expect(breachesOf({ "server/src/extras/thing.ts": "" })).toEqual([
      "server/src/extras/thing.ts:1 server/extras is not in the layer table",
    ]);
  });

  test("a new package needs a row", () => {
    const files = { "plugin/package.json": '{"name":"@landbridge/plugin"}', "plugin/src/index.ts": "" };
    expect(breachesOf(files)).toEqual(["plugin/src/index.ts:1 plugin is not in the layer table"]);
  });
});

describe("ways to write an import", () => {
  const forbidden = [
    ['import { a } from "@landbridge/server";'],
    ["import a, * as b from '@landbridge/server';"],
    ['import type { A } from "@landbridge/server";'],
    ['import { type A } from "@landbridge/server";'],
    ['import "@landbridge/server";'],
    ['export { a } from "@landbridge/server";'],
    ['export type { A } from "@landbridge/server";'],
    ['export * as a from "@landbridge/server";'],
    ['const a = await import("@landbridge/server");'],
    ["const a = await import(`@landbridge/server`);"],
    ['type A = import("@landbridge/server").A;'],
    ['const a = require("@landbridge/server");'],
    ['const a = require.resolve("@landbridge/server");'],
    ['const a = import.meta.resolve("@landbridge/server");'],
    ['const a = `${await import("@landbridge/server")}`;'],
    ['const a = `x ${`y ${{ b: 1 }.b}`} ${await import("@landbridge/server")}`;'],
    ['const a = /[/\'"]/.test(b); import("@landbridge/server");'],
    ['const a = 1 / 2; import("@landbridge/server"); const b = 1 / 2;'],
    ['const a = <p>Don\'t</p>; import("@landbridge/server");'],
    ['import {\n  a,\n  b as c,\n} from "@landbridge/server";'],
  ];
  test.each(forbidden)("%s is found", (source) => {
    expect(breachesOf({ "web/src/a.tsx": source })).toEqual([
      expect.stringMatching(/^web\/src\/a\.tsx:\d web must not import server/),
    ]);
  });

  const harmless = [
    ['// import { a } from "@landbridge/server";'],
    ['/* import("@landbridge/server") */'],
    ["const a = \"import { a } from '@landbridge/server'\";"],
    ["const a = `import { a } from '@landbridge/server'`;"],
    ['module.import("@landbridge/server");'],
    ['const a = { import: "@landbridge/server" };'],
    ['export const from = "@landbridge/server";'],
    ['const a = Array.from("@landbridge/server");'],
    ['/// <reference types="vite/client" />'],
  ];
  test.each(harmless)("%s is no import", (source) => {
    expect(breachesOf({ "web/src/a.tsx": source })).toEqual([]);
  });

  test("the line of the breach is that of the specifier", () => {
    expect(breachesOf({ "core/src/a.ts": '\n/* two\nlines */\nimport {\n  a,\n} from "zod/mini";' })).toEqual(
      [],
    );
    expect(breachesOf({ "core/src/a.ts": '\n/* two\nlines */\nimport {\n  a,\n} from "yaml";' })).toEqual([
      "core/src/a.ts:6 yaml is not a dependency of core",
    ]);
  });

  test("a computed name can't be checked, so it is refused", () => {
    expect(breachesOf({ "cli/src/a.ts": "await import(name);" })).toEqual([
      "cli/src/a.ts:1 an import with a computed name",
    ]);
    expect(breachesOf({ "cli/src/a.ts": "await import('@landbridge/' + name);" })).toHaveLength(1);
  });
});

describe("walls between packages", () => {
  const cases = [
    ["a path into another package", "api", "@landbridge/core/src/run.ts", "a path into another package"],
    [
      "a relative import that leaves the package",
      "api",
      "../../core/src/run.ts",
      "a relative import that leaves",
    ],
    ["a relative import that leaves src", "api", "../package.json", "a relative import that leaves"],
    ["a package importing itself by name", "api", "@landbridge/api", "api imports itself by name"],
    ["an undeclared package", "api", "hono", "hono is not a dependency of api"],
    [
      "an undeclared scoped package",
      "api",
      "@hono/zod-openapi/deep",
      "@hono/zod-openapi is not a dependency of api",
    ],
    ["a tool of the workspace outside a test", "api", "vitest", "vitest is not a dependency of api"],
    ["a module of Node in core", "core", "node:fs", "core must not import node:fs"],
    ["a module of Node without the prefix", "web", "fs/promises", "web must not import fs/promises"],
    ["an absolute path", "cli", "/etc/passwd", "import of an absolute path"],
  ];
  test.each(cases)("%s is refused", (_name, folder, specifier, rule) => {
    const found = breachesOf({ [`${folder}/src/a.ts`]: `import a from "${specifier}";` });
    expect(found).toEqual([expect.stringContaining(`${folder}/src/a.ts:1 ${rule}`)]);
  });

  const allowed = [
    ["a declared package", "api/src/a.ts", "zod"],
    ["a module of Node on the server", "server/src/a.ts", "node:fs"],
    ["a module of Node in a test", "core/src/a.test.ts", "node:fs"],
    ["a tool of the workspace in a test", "core/src/a.test.ts", "vitest"],
    ["what the package's tests share in a test", "server/src/store/a.test.ts", "../../test/support/runs.ts"],
  ];
  test.each(allowed)("%s is allowed", (_name, path, specifier) => {
    expect(breachesOf({ [path]: `import a from "${specifier}";` })).toEqual([]);
  });

  test("a workspace package that is allowed by the table must be declared all the same", () => {
    const manifest = '{"name":"@landbridge/api","dependencies":{}}';
    const files = { "api/package.json": manifest, "api/src/a.ts": 'import { a } from "@landbridge/core";' };
    expect(breachesOf(files)).toEqual(["api/src/a.ts:1 @landbridge/core is not a dependency of api"]);
  });
});

describe("circles", () => {
  test("two files that import each other's types are a circle", () => {
    const files = {
      "core/src/a.ts": 'import type { B } from "./b.ts";',
      "core/src/b.ts": 'import type { A } from "./a.ts";',
    };
    expect(breachesOf(files)).toEqual([
      "core/src/a.ts:1 an import circle: core/src/a.ts → core/src/b.ts → core/src/a.ts",
    ]);
  });

  test("a circle is found across folders, page files and dynamic imports", () => {
    const files = {
      "web/src/a.ts": 'import "./ui/B.tsx";',
      "web/src/ui/B.tsx": '\nexport * from "../c/index.ts";',
      "web/src/c/index.ts": 'const a = () => import("../a.ts");',
    };
    expect(breachesOf(files)).toEqual([
      "web/src/a.ts:1 an import circle: web/src/a.ts → web/src/ui/B.tsx → web/src/c/index.ts → web/src/a.ts",
    ]);
  });

  test("two ways to the same file are no circle", () => {
    const files = {
      "core/src/a.ts": 'import "./b.ts";\nimport "./c.ts";',
      "core/src/b.ts": 'import "./d.ts";',
      "core/src/c.ts": 'import "./d.ts";',
      "core/src/d.ts": "",
    };
    expect(breachesOf(files)).toEqual([]);
  });
});

describe("the environment", () => {
  const reads = [
    ["const a = process.env.HOME;"],
    ["const a = process?.env;"],
    ['const a = process["env"];'],
    ["const a = globalThis.process.env;"],
    ["const { env } = process;"],
    ['import { env } from "node:process";'],
  ];
  test.each(reads)("%s is refused outside config.ts", (source) => {
    const rule = "server/src/a.ts:1 the environment is read here";
    expect(breachesOf({ "server/src/a.ts": source })).toEqual([rule]);
    expect(breachesOf({ "server/src/config.ts": source, "server/src/a.test.ts": source })).toEqual([]);
  });

  test("the rest of process is free", () => {
    const source =
      "const a = process.argv; child.process.env; const { stdout } = process; b = process; // process.env";
    expect(breachesOf({ "cli/src/a.ts": source })).toEqual([]);
  });
});

describe("the script", () => {
  const script = new URL("check-layers.mjs", import.meta.url).pathname;

  test("a forbidden import ends it with 1 and a line that says where, what and what to do", () => {
    const root = treeWith({ "core/src/a.ts": '\nimport { z } from "@landbridge/language";' });
    const { status, stdout } = spawnSync(process.execPath, [script, root], { encoding: "utf8" });
    expect(status).toBe(1);
    expect(stdout).toContain(
      "packages/core/src/a.ts:2: core must not import language (@landbridge/language)",
    );
    expect(stdout).toContain("core may import nothing outside itself");
  });

  test("a tree in order ends it with 0", () => {
    const root = treeWith({ "api/src/a.ts": 'import { z } from "@landbridge/core";' });
    expect(spawnSync(process.execPath, [script, root], { encoding: "utf8" }).status).toBe(0);
  });
});
