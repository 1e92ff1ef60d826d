import { describe, expect, test } from "vitest";
import { findExternalReferences } from "./external-references.ts";
import type { ExternalText } from "./external-references.ts";
import { LIMITS } from "../yaml/limits.ts";
import { loadWorkflow } from "../load-workflow.ts";
import type { LoadedWorkflow } from "../load-workflow.ts";

const COMMON = "https://git.example.com/raw/ops/common.yml";
const MORE = "https://git.example.com/raw/ops/more.yml";

function load(
  files: Readonly<Record<string, string>>,
  externals?: Readonly<Record<string, string | ExternalText>>,
): LoadedWorkflow {
  const texts = Object.entries(externals ?? {}).map(([url, given]): [string, ExternalText] => [
    url,
    typeof given === "string" ? { ok: true, text: given } : given,
  ]);
  return loadWorkflow(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    externals === undefined ? {} : { externals: new Map(texts) },
  );
}

function said({ problems }: LoadedWorkflow): readonly string[] {
  return problems.map(
    ({ severity, code, file, line, column, message }) =>
      `${severity} ${code} ${file}:${line}:${column} ${message}`,
  );
}

function scriptOf({ definition }: LoadedWorkflow): readonly string[] {
  const [step] = definition.jobs[0]?.steps ?? [];
  return step?.kind === "task" ? step.script : [];
}

/** One job whose script is this list. */
function job(script: string): string {
  return `jobs:\n  - {name: j, type: runSh, steps: [{TASK: {name: t, script: [${script}]}}]}\n`;
}

describe("the anchors of what is named by address", () => {
  test("are there for every file, through a templates file", () => {
    const loaded = load(
      {
        "shippable.templates.yml": `externalReferences:\n  - ${COMMON}\nprep: &prep [cd src, *announce]\n`,
        "shippable.yml": job("*prep, *announce, make"),
      },
      { [COMMON]: "announce: &announce [echo one, echo two]\n" },
    );
    expect(said(loaded)).toEqual([]);
    expect(scriptOf(loaded)).toEqual(["cd src", "echo one", "echo two", "echo one", "echo two", "make"]);
  });

  test("are there for the file that names them itself, and for no other", () => {
    const own = { "a.shippable.yml": `externalReferences: ${COMMON}\n${job("*say")}` };
    const externals = { [COMMON]: "say: &say [echo hello]\n" };
    expect(scriptOf(load(own, externals))).toEqual(["echo hello"]);
    const other = job("*say, a").replace("name: j", "name: k");
    const two = load({ ...own, "b.shippable.yml": other }, externals);
    expect(said(two)).toContain(
      "error UNKNOWN_ANCHOR b.shippable.yml:2:62 The alias `*say` names no anchor that was set before it.",
    );
  });

  test.each([
    ["what is named", "", "", "", "first"],
    ["what is named later", "x: &x [later]", "", "", "later"],
    ["the templates file", "x: &x [later]", "x: &x [template]", "", "template"],
    ["the file itself", "x: &x [later]", "x: &x [template]", "x-own: &x [own]", "own"],
  ])("of one name the last counts: %s", (_, later, template, own, expected) => {
    const loaded = load(
      {
        "landbridge.templates.yml": `externalReferences: [${COMMON}, ${MORE}]\n${template}\n`,
        "landbridge.yml": `${own}\n${job("*x")}`,
      },
      { [COMMON]: "x: &x [first]\n", [MORE]: `${later}\n` },
    );
    expect(said(loaded)).toEqual([]);
    expect(scriptOf(loaded)).toEqual([expected]);
  });

  test("of a file's own address come before those of the templates file", () => {
    const loaded = load(
      {
        "landbridge.templates.yml": "x: &x [template]\n",
        "landbridge.yml": `externalReferences: [${COMMON}]\n${job("*x, *y")}`,
      },
      { [COMMON]: "x: &x [external]\ny: &y [only there]\n" },
    );
    expect(scriptOf(loaded)).toEqual(["template", "only there"]);
  });

  test("may use those of addresses named before", () => {
    const loaded = load(
      { "landbridge.yml": `externalReferences: [${COMMON}, ${MORE}]\n${job("*b")}` },
      { [COMMON]: "a: &a [one]\n", [MORE]: "b: &b [*a, two]\n" },
    );
    expect(scriptOf(loaded)).toEqual(["one", "two"]);
  });
});

describe("places", () => {
  test("in the files themselves stay what they are", () => {
    const files = {
      "landbridge.templates.yml": `externalReferences: [${COMMON}]\n`,
      "landbridge.yml": `${job("*x")}\nresorces: []\n`,
    };
    expect(said(load(files, { [COMMON]: "# much\n# before\nx: &x [a]\n" }))).toEqual([
      "warning UNKNOWN_KEY landbridge.yml:4:1 `resorces` is not a known key of a configuration file.",
    ]);
  });

  test("of what is wrong in a fetched text are in that text", () => {
    const files = { "landbridge.yml": `externalReferences: [${COMMON}]\n${job("*x")}` };
    expect(said(load(files, { [COMMON]: "x: &x\n  - {not: a command}\ny: 'cut" }))).toEqual([
      expect.stringMatching(/^error INVALID_COMMAND https:\S+\/common\.yml:2:5 /),
      expect.stringMatching(/^error YAML_SYNTAX https:\S+\/common\.yml:3:\d+ /),
    ]);
  });
});

describe("an address", () => {
  const files = {
    "a/landbridge.yml": `externalReferences:\n  - ${COMMON}\nx-own: &own {<<: *defaults}\n${job("*x")}`,
  };

  test("that can't be read is an error where it stands; what uses its anchors is not blamed", () => {
    const loaded = load(files, { [COMMON]: { ok: false, reason: "Its server answers 404." } });
    expect(said(loaded)).toEqual([
      `error EXTERNAL_NOT_READABLE a/landbridge.yml:2:5 \`${COMMON}\` can't be read: Its server answers 404.`,
    ]);
    expect(loaded.isApplicable).toBe(false);
  });

  test("that was left out on purpose is a warning", () => {
    const loaded = load(files, {});
    expect(said(loaded)).toEqual([
      `warning EXTERNAL_NOT_FETCHED a/landbridge.yml:2:5 \`${COMMON}\` was not fetched, so the anchors that it sets are missing.`,
    ]);
    expect(loaded.ok).toBe(true);
    expect(scriptOf(loaded)).toEqual(["*x"]);
  });

  test("that nobody thought of is a warning, and every alias that is missing an error", () => {
    const loaded = load(files);
    const places = said(loaded).map((line) => line.split(" ").slice(0, 3).join(" "));
    expect(places.filter((place) => /ANCHOR|EXTERNAL/.test(place))).toEqual([
      "warning EXTERNAL_NOT_FETCHED a/landbridge.yml:2:5",
      "error UNKNOWN_ANCHOR a/landbridge.yml:3:18",
      "error UNKNOWN_ANCHOR a/landbridge.yml:5:62",
    ]);
    expect(loaded.isApplicable).toBe(false);
  });

  test("inside a fetched text is not followed, which is said there", () => {
    const nested = `externalReferences: [${MORE}]\nx: &x [a]\nd: &defaults {}\n`;
    const loaded = load(files, { [COMMON]: nested, [MORE]: "y: &y [b]\n" });
    expect(said(loaded)).toEqual([
      expect.stringMatching(/^warning MISPLACED_KEY https:\S+\/common\.yml:1:22 /),
    ]);
    expect(scriptOf(loaded)).toEqual(["a"]);
  });

  test("that brings jobs does not: it brings anchors only", () => {
    const text = `{x: &x [a], d: &defaults {}, jobs: [{name: k, type: runSh, steps: [{TASK: a}]}]}`;
    const loaded = load(files, { [COMMON]: text });
    expect(said(loaded)).toEqual([
      expect.stringMatching(/^warning MISPLACED_KEY https:\S+\/common\.yml:1:30 /),
    ]);
    expect(loaded.definition.jobs.map(({ name }) => name)).toEqual(["j"]);
  });

  test.each([
    ["common.yml", '"common.yml"'],
    ["file:///etc/passwd", '"file:///etc/passwd"'],
    ["{a: b}", "a map"],
    ["7", "7"],
  ])("is none: %s", (written, shown) => {
    expect(said(load({ "landbridge.yml": `externalReferences: [${written}]\n${job("a")}` }))).toEqual([
      `error INVALID_VALUE landbridge.yml:1:22 An external reference must be an address that begins with https:// or http://, but is ${shown}.`,
    ]);
  });

  test("too many are told", () => {
    const urls = Array.from({ length: LIMITS.externals + 1 }, (_, index) => `https://h/${index}.yml`);
    const externals = Object.fromEntries(urls.map((url) => [url, "# nothing\n"]));
    const text = `externalReferences: [${urls.join(", ")}]\n${job("a")}`;
    expect(said(load({ "landbridge.yml": text }, externals))).toEqual([
      expect.stringMatching(
        /^error TOO_MANY_FILES landbridge\.yml:1:\d+ Only the first 50 external references/,
      ),
    ]);
    expect(findExternalReferences([{ path: "landbridge.yml", text }]).length).toBe(LIMITS.externals);
  });
});

describe("the addresses of a configuration", () => {
  test("are found once each, where they stand first", () => {
    const found = findExternalReferences([
      {
        path: "shippable.templates.yml",
        text: `# first\nexternalReferences:\n  - ${COMMON}\nx: &x [*unknown]\n`,
      },
      { path: "landbridge.yml", text: `externalReferences: [${COMMON}, ${MORE}, nothing]\n` },
      { path: "broken.shippable.yml", text: "externalReferences: [ \u0000" },
      { path: "other.shippable.yml", text: job("echo externalReferences") },
    ]);
    expect(found).toEqual([
      { url: COMMON, file: "shippable.templates.yml", line: 3, column: 5 },
      { url: MORE, file: "landbridge.yml", line: 1, column: 66 },
    ]);
  });

  test("are none in a configuration without them", () => {
    expect(findExternalReferences([{ path: "landbridge.yml", text: job("a") }])).toEqual([]);
  });
});
