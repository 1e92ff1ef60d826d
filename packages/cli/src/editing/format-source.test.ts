import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { declaredContent } from "@landbridge/language";
import { describe, expect, onTestFinished, test } from "vitest";
import { formatSource, formatText } from "./format-source.ts";
import { loadYamlFormatter } from "./format-yaml.ts";
import { readSourceFiles } from "../source/source-files.ts";

const EXAMPLES = fileURLToPath(new URL("../../../../examples", import.meta.url));
const CORPUS =
  process.env["LANDBRIDGE_TEST_CORPUS"] ??
  fileURLToPath(new URL("../../../../../shared/corpus", import.meta.url));

const formatYaml = await loadYamlFormatter();

function makeDirectory(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), "landbridge-format-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

async function formatted(text: string): Promise<string> {
  const outcome = await formatText("landbridge.yml", Buffer.from(text), formatYaml);
  if (outcome.kind === "text") return outcome.text;
  expect(outcome.kind).toBe("same");
  return text;
}

const JOB = "jobs:\n  - { name: a, type: runSh, steps: [{ TASK: { script: [make] } }] }\n";

describe("what a formatted file looks like", () => {
  test("two blanks for each level; comments, anchors, aliases and blocks stay", async () => {
    const text = `
# all of it
x-checks: &checks
        - make lint     # quick
        - make test
jobs:
    -   name:   a
        type: runSh
        steps:
        - TASK:
            name:   all
            script:
                -   *checks
                - |
                  if true; then
                      echo  two   blanks
                  fi
        # the end
`;
    expect(await formatted(text)).toBe(`# all of it
x-checks: &checks
  - make lint # quick
  - make test
jobs:
  - name: a
    type: runSh
    steps:
      - TASK:
          name: all
          script:
            - *checks
            - |
              if true; then
                  echo  two   blanks
              fi
    # the end
`);
  });

  test("words, numbers and quotes keep their meaning: off, 5.10, '007' and !tags", async () => {
    const text = "x-a:   {a:  off, b: 5.10, c: '007', d: 'it''s', e: 1e3, f: ~, g: 0x1f}\n" + JOB;
    expect(await formatted(text)).toContain(
      `x-a: { a: off, b: 5.10, c: "007", d: "it's", e: 1e3, f: ~, g: 0x1f }`,
    );
  });

  test("line ends and a byte order mark stay as they are", async () => {
    const text = `\uFEFF${JOB.replace("  - { name", "    - {   name")}`.replaceAll("\n", "\r\n");
    const after = await formatted(text);
    expect(after).toBe(`\uFEFF${JOB}`.replaceAll("\n", "\r\n"));
    expect(await formatted(after)).toBe(after);
  });

  test("a file that is empty or holds only a comment stays", async () => {
    expect(await formatted("")).toBe("");
    expect(await formatted("# later\n")).toBe("# later\n");
  });
});

describe("what is left alone", () => {
  test.each([
    ["a syntax error", "jobs: [\n", "YAML_SYNTAX", 1],
    ["a tab", "jobs:\n\t- {name: a}\n", "TAB_INDENTATION", 2],
    ["several documents", "x-a:   1\n---\nx-b: 2\n", "MULTIPLE_DOCUMENTS", 2],
    ["a key that is given twice", "x-a:   1\nx-a: 2\n", "DUPLICATE_KEY", 2],
    ["nesting without end", `x-a: ${"[".repeat(40_000)}`, "NESTING_TOO_DEEP", 1],
  ])("%s: with its place", async (_, text, code, line) => {
    const directory = makeDirectory({ "landbridge.yml": text });
    const [outcome] = await formatSource(directory, formatYaml, { isOnlyChecked: false });
    expect(outcome).toMatchObject({ kind: "faulty", problem: { code, line } });
    expect(readFileSync(join(directory, "landbridge.yml"), "utf8")).toBe(text);
  });

  test("bytes that are not UTF-8 are not written anew as something else", async () => {
    const bytes = Buffer.concat([Buffer.from("x-a:   1 # "), Buffer.from([0xe9, 0x0a])]);
    const directory = makeDirectory({ "landbridge.yml": bytes });
    const outcomes = await formatSource(directory, formatYaml, { isOnlyChecked: false });
    expect(outcomes).toMatchObject([{ kind: "unsafe", reason: "It holds bytes that are not UTF-8." }]);
    expect(readFileSync(join(directory, "landbridge.yml"))).toEqual(bytes);
    expect(await formatText("stdin", bytes, formatYaml)).toMatchObject({ kind: "unsafe" });
  });

  test("a formatter that would change a value, lose a comment or break the file writes nothing", async () => {
    const text = "x-a: 1 # one\n";
    const after = (result: string) => () => Promise.resolve({ ok: true as const, text: result });
    const reasonFor = async (result: string): Promise<unknown> => {
      const directory = makeDirectory({ "landbridge.yml": text });
      const [outcome] = await formatSource(directory, after(result), { isOnlyChecked: false });
      expect(readFileSync(join(directory, "landbridge.yml"), "utf8")).toBe(text);
      return outcome?.kind === "unsafe" ? outcome.reason : outcome;
    };
    expect(await reasonFor("x-a: 1.0 # one\n")).toBe("It would not say the same afterwards.");
    expect(await reasonFor("x-a: 1\n")).toBe("A comment would be lost or changed.");
    expect(await reasonFor("x-a: [\n")).toMatch(/^It could not be read any more: /);
  });

  test("files beside a broken one are formatted all the same, and an alias may name another file's anchor", async () => {
    const directory = makeDirectory({
      "landbridge.templates.yml": "lines:   &lines [make]\n",
      "landbridge.yml": "jobs:\n    - {name: a, type: runSh, steps: [{TASK: {script: [*lines]}}]}\n",
      "landbridge.broken.yml": "jobs: [\n",
    });
    const outcomes = await formatSource(directory, formatYaml, { isOnlyChecked: false });
    expect(outcomes.map(({ kind }) => kind)).toEqual(["faulty", "changed", "changed"]);
    expect(readFileSync(join(directory, "landbridge.yml"), "utf8")).toBe(
      "jobs:\n  - { name: a, type: runSh, steps: [{ TASK: { script: [*lines] } }] }\n",
    );
  });
});

test("with --check nothing is written", async () => {
  const directory = makeDirectory({ "landbridge.yml": "x-a:   1\n" });
  const outcomes = await formatSource(directory, formatYaml, { isOnlyChecked: true });
  expect(outcomes.map(({ kind }) => kind)).toEqual(["changed"]);
  expect(readFileSync(join(directory, "landbridge.yml"), "utf8")).toBe("x-a:   1\n");
});

test("the examples are formatted", async () => {
  const outcomes = await formatSource(EXAMPLES, formatYaml, { isOnlyChecked: true });
  expect(outcomes.filter(({ kind }) => kind !== "same")).toEqual([]);
});

const directories = existsSync(CORPUS)
  ? readdirSync(CORPUS, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  : [];

describe.skipIf(directories.length === 0)(
  "configurations from the field (left out where they are not there)",
  () => {
    test.each(directories)("%s: declares the same afterwards, and is formatted then", async (name) => {
      const directory = makeDirectory();
      cpSync(join(CORPUS, name), directory, { recursive: true });
      const before = declaredContent(readSourceFiles(directory).files);
      const first = await formatSource(directory, formatYaml, { isOnlyChecked: false });
      expect(first.filter(({ kind }) => kind === "unsafe")).toEqual([]);
      expect(declaredContent(readSourceFiles(directory).files)).toBe(before);
      const second = await formatSource(directory, formatYaml, { isOnlyChecked: false });
      expect(second.filter(({ kind }) => kind === "changed")).toEqual([]);
    });
  },
);
