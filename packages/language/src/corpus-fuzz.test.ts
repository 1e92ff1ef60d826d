import fc from "fast-check";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { isConfigFile } from "./files/files.ts";
import { formatProblem } from "./problems/format-problem.ts";
import { loadWorkflow } from "./load-workflow.ts";
import type { ConfigFile } from "./load-workflow.ts";
import type { Problem } from "./problems/problem.ts";

const CORPUS = fileURLToPath(new URL("../../../../shared/corpus", import.meta.url));
const CASES = 10_000;
/** No file takes so long unless something in it never ends. */
const HANG_MS = 10_000;

/** What stands in a file, taken apart and put together in another way. */
type Mutation =
  | { readonly kind: "cut" | "repeat"; readonly at: number; readonly length: number }
  | { readonly kind: "insert"; readonly at: number; readonly text: string }
  | {
      readonly kind: "move-line" | "indent" | "outdent" | "drop-line";
      readonly at: number;
      readonly to: number;
    }
  | { readonly kind: "splice"; readonly at: number; readonly other: number; readonly length: number };

const SNIPPETS = [
  ..."\n|  |- |: |~|[|]|{|}|&a |*a|<<: *a|!t |'|\"|>|#|\t|\r\n|\u0000|\ufeff|---\n|...|?|null|off|5.10|é|\u2028".split(
    "|",
  ),
  "|\n",
  "__proto__: {x: 1}\n",
  "constructor: ",
  "- IN: ",
  "- TASK: managed\n",
  "- TASK:\n",
  "matrix: {A: [1, 2, 3]}\n",
  "env: {matrix: [A=1, A=2]}\n",
  "switch: off\n",
  "$(rm -rf /)",
  "${VAR}",
  "[".repeat(80),
  "{a: ".repeat(80),
  "- ".repeat(80),
  "*a ".repeat(40),
];

const place = fc.nat(1_000_000);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constantFrom("cut" as const, "repeat" as const), at: place, length: fc.nat(200) }),
  fc.record({ kind: fc.constant("insert" as const), at: place, text: fc.constantFrom(...SNIPPETS) }),
  fc.record({
    kind: fc.constantFrom("move-line" as const, "indent" as const, "outdent" as const, "drop-line" as const),
    at: place,
    to: place,
  }),
  fc.record({ kind: fc.constant("splice" as const), at: place, other: place, length: fc.nat(400) }),
);

function readFiles(): readonly ConfigFile[] {
  if (!existsSync(CORPUS)) return [];
  return readdirSync(CORPUS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isConfigFile(entry.name))
    .map((entry) => ({ path: entry.name, text: readFileSync(join(entry.parentPath, entry.name), "utf8") }));
}

const files = readFiles();

function mutate(text: string, mutations: readonly Mutation[], others: readonly ConfigFile[]): string {
  let mutated = text;
  for (const each of mutations) mutated = apply(mutated, each, others);
  return mutated;
}

function apply(text: string, mutation: Mutation, others: readonly ConfigFile[]): string {
  const at = mutation.at % (text.length + 1);
  switch (mutation.kind) {
    case "cut":
      return text.slice(0, at) + text.slice(at + mutation.length);
    case "repeat":
      return text.slice(0, at + mutation.length) + text.slice(at);
    case "insert":
      return text.slice(0, at) + mutation.text + text.slice(at);
    case "splice": {
      const other = others[mutation.other % others.length]?.text ?? "";
      const from = mutation.other % (other.length + 1);
      return text.slice(0, at) + other.slice(from, from + mutation.length) + text.slice(at);
    }
    default:
      return changeLine(text, mutation);
  }
}

function changeLine(text: string, { kind, at, to }: Extract<Mutation, { to: number }>): string {
  const lines = text.split("\n");
  const index = at % lines.length;
  const line = lines[index] ?? "";
  if (kind === "drop-line") lines.splice(index, 1);
  else if (kind === "indent") lines[index] = `  ${line}`;
  else if (kind === "outdent") lines[index] = line.replace(/^ {1,2}/, "");
  else {
    lines.splice(index, 1);
    lines.splice(to % (lines.length + 1), 0, line);
  }
  return lines.join("\n");
}

/** Lies the problem in the file? */
function isPlaced({ line, column }: Problem, lines: number): boolean {
  return line >= 1 && line <= lines && column >= 1;
}

test.skipIf(files.length === 0)(
  `${String(CASES)} mutations of configurations from the field: no crash, no hang, every problem has its place`,
  { timeout: 600_000 },
  () => {
    let slowest = { ms: 0, path: "" };
    fc.assert(
      fc.property(
        fc.nat(files.length - 1),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        (at, mutations) => {
          const { path = "", text = "" } = files[at] ?? {};
          const mutated = mutate(text, mutations, files);
          const began = performance.now();
          const { ok, problems } = loadWorkflow([{ path, text: mutated }], { project: "field" });
          const ms = performance.now() - began;
          if (ms > slowest.ms) slowest = { ms, path };
          expect(ok).toBe(!problems.some(({ severity }) => severity === "error"));
          const lines = mutated.split("\n").length;
          expect(problems.filter((problem) => !isPlaced(problem, lines))).toEqual([]);
          const few = problems.slice(0, 3);
          expect(few.filter((each) => !formatProblem(each, mutated).includes(each.code))).toEqual([]);
        },
      ),
      { numRuns: CASES },
    );
    expect(slowest.ms, slowest.path).toBeLessThan(HANG_MS);
  },
);
