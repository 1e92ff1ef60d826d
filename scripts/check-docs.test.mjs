import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { checkDocuments } from "./docs/check-documents.mjs";
import { anchorsIn, linksIn } from "./docs/markdown.mjs";
import { namesIn, routesIn, settingsIn } from "./docs/source-facts.mjs";

const roots = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** A repository whose documents are complete. */
const COMPLETE = {
  "packages/core/src/error.ts": "export const ERROR_CODES = { NOT_FOUND: { status: 404 } } as const;",
  "packages/core/src/decision.ts":
    'export const REASONS = { manual: "Asked.", "input-changed": "New." } as const;',
  "packages/core/src/run-plan.ts": 'export const RUN_REASON_CODES = { canceled: "Stopped." };',
  "packages/language/src/problems/problem.ts": 'export const PROBLEM_CODES = ["YAML_SYNTAX"] as const;',
  "packages/server/src/config.ts": "const env = z.object({ LANDBRIDGE_PORT: z.string() });",
  "packages/api/src/routes.ts":
    'const J = "/jobs";\nexport const routes = { a: route({ method: "GET", path: `${J}/:job` }) };',
  "docs/reference/errors.md": "### NOT_FOUND\n",
  "docs/reference/problems.md": "### `YAML_SYNTAX`\n",
  "docs/reference/reasons.md": "### manual\n### input-changed\n### canceled\n",
  "docs/reference/configuration.md": "| `LANDBRIDGE_PORT` | the port |\n",
  "docs/reference/http-api.md": "### `GET /jobs/:job`\n",
};

function faultsWith(changes) {
  const root = mkdtempSync(join(tmpdir(), "docs-"));
  roots.push(root);
  for (const [path, text] of Object.entries({ ...COMPLETE, ...changes })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return checkDocuments(root).map(({ file, line, fault }) => `${file}:${line} ${fault}`);
}

test("complete documents have no fault", () => {
  expect(faultsWith({})).toEqual([]);
});

describe("what is missing is named", () => {
  const cases = [
    ["an error code", { "docs/reference/errors.md": "### not_found\n" }, 'no heading "### NOT_FOUND"'],
    ["a problem code", { "docs/reference/problems.md": "YAML_SYNTAX\n" }, 'no heading "### YAML_SYNTAX"'],
    [
      "a reason code",
      { "docs/reference/reasons.md": "### manual\n### canceled\n" },
      'no heading "### input-changed"',
    ],
    [
      "a code within a code block only",
      { "docs/reference/errors.md": "```\n### NOT_FOUND\n```\n" },
      "### NOT_FOUND",
    ],
    ["a setting", { "docs/reference/configuration.md": "LANDBRIDGE_PORTS" }, "no `LANDBRIDGE_PORT`"],
    [
      "a route",
      { "docs/reference/http-api.md": "GET /jobs\nGET /jobs/{job}/runs\n" },
      'no "GET /jobs/{job}"',
    ],
    [
      "a route of a part of the table",
      {
        "packages/api/src/route.ts": 'export const R = "/runs";',
        "packages/api/src/routes/runs.ts":
          'export const runs = { b: route({ method: "PUT", path: `${R}/:run` }) };',
      },
      'no "PUT /runs/{run}"',
    ],
    ["a registry that moved", { "packages/core/src/error.ts": "export {};" }, "no ERROR_CODES found here"],
    [
      "a route that can't be read",
      { "packages/api/src/routes.ts": 'const a = { method: "GET", of: 1, path };' },
      "every route",
    ],
    ["the target of a link", { "docs/a.md": "[x](b.md)" }, "docs/a.md:1 the link b.md leads nowhere"],
    [
      "the target of a picture",
      { "README.md": "\n![x](docs/x.png)" },
      "README.md:2 the link docs/x.png leads nowhere",
    ],
    [
      "a heading",
      { "docs/a.md": "# One\n[x](#two)" },
      "docs/a.md:2 docs/a.md has no heading for the link #two",
    ],
  ];
  test.each(cases)("%s", (_name, changes, fault) => {
    expect(faultsWith(changes)).toEqual([expect.stringContaining(fault)]);
  });
});

test("links to pages, headings and addresses are followed as far as the repository goes", () => {
  const page =
    "# A b, c\n[1](#a-b-c) [2](../LICENSE) [3](https://example.org/x.md) [4](b.md#x) `[5](no.md)`\n";
  expect(faultsWith({ "docs/a.md": page, "docs/b.md": "## x\n", LICENSE: "" })).toEqual([]);
});

test("names are read whatever their values look like", () => {
  const source =
    'export const A: X = { /* b: 1 */ one: f({ c: 1 }), "two-2": [{ d: 1 }], three: a ? 1 : 2 };';
  expect(namesIn(source, "A")).toEqual(["one", "two-2", "three"]);
  expect(namesIn("export const B = 1;", "A")).toBe(undefined);
});

test("settings in comments do not count", () => {
  expect(settingsIn('// LANDBRIDGE_A\nconst b = env["LANDBRIDGE_B"] ?? env.DATABASE_URL;')).toEqual([
    "LANDBRIDGE_B",
    "DATABASE_URL",
  ]);
});

test("routes carry their whole path", () => {
  expect(routesIn('const W = "/w/:w"; x({ method: "POST", path: `${W}/a` });')).toEqual(["POST /w/{w}/a"]);
});

test("headings become anchors as on Git hosts", () => {
  expect([...anchorsIn("# The `up` command: how?\n## A\n## A\n")]).toEqual([
    "the-up-command-how",
    "a",
    "a-1",
  ]);
});

test("links in code are no links", () => {
  expect(linksIn("```\n[a](b)\n```\n[c](d)\n`[e](f)`\n[g]: h\n")).toEqual([
    { target: "d", line: 4 },
    { target: "h", line: 6 },
  ]);
});
