import { Lexer } from "yaml";
import { roleOfFile } from "./files.ts";
import { guardText } from "../yaml/guard.ts";
import { loadWorkflow } from "../load-workflow.ts";
import type { ConfigFile } from "../load-workflow.ts";
import { parseFile } from "../yaml/parse.ts";
import type { ParsedFile } from "../yaml/parse.ts";
import type { Problem } from "../problems/problem.ts";
import type { Anchors } from "../yaml/resolve-nodes.ts";
import { createSourceText } from "../yaml/source-text.ts";
import { toJson, toTextJson } from "../yaml/yaml-node.ts";

/** What one file says, whatever it looks like: for comparing it with a file that should say the same. */
export interface PlainReading {
  readonly path: string;
  /** What keeps the file from being read whole; then the rest means nothing. */
  readonly faults: readonly Problem[];
  /** Equal for files that hold the same values, written as the same text. */
  readonly content: string;
  /** Without the blanks round them, sorted. */
  readonly comments: readonly string[];
}

/** Reads the files of one source on their own; anchors of its templates files are there for all. */
export function readPlainly(files: readonly ConfigFile[]): readonly PlainReading[] {
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  let anchors: Anchors = new Map();
  const readings = new Map<string, PlainReading>();
  for (const file of ordered.filter(isTemplates)) {
    const parsed = parse(file, anchors);
    anchors = parsed.anchors;
    readings.set(file.path, readingOf(file, parsed));
  }
  return files.map((file) => readings.get(file.path) ?? readingOf(file, parse(file, anchors)));
}

/** What all files of a source declare together, without the places where they do: equal where it is the same. */
export function declaredContent(files: readonly ConfigFile[]): string {
  const { definition } = loadWorkflow(files, { isAlone: true });
  const bare = <Thing extends { readonly place?: unknown }>(thing: Thing): object => ({
    ...thing,
    place: undefined,
  });
  return JSON.stringify({ resources: definition.resources.map(bare), jobs: definition.jobs.map(bare) });
}

function isTemplates({ path }: ConfigFile): boolean {
  return roleOfFile(path) === "templates";
}

interface Parsed {
  readonly anchors: Anchors;
  readonly root: ParsedFile["root"];
  readonly faults: readonly Problem[];
}

function parse(file: ConfigFile, shared: Anchors): Parsed {
  const source = createSourceText(file.path, file.text);
  const refusal = guardText(source);
  if (refusal) return { anchors: shared, root: undefined, faults: [refusal] };
  const { anchors, root, problems } = parseFile(source, shared);
  // An anchor that is not here may come from a file that is not here either.
  const faults = problems.filter(({ severity, code }) => severity === "error" && code !== "UNKNOWN_ANCHOR");
  return { anchors, root, faults };
}

function readingOf({ path, text }: ConfigFile, { root, faults }: Parsed): PlainReading {
  if (faults.length > 0) return { path, faults, content: "", comments: [] };
  const values = root === undefined ? [] : [toJson(root), toTextJson(root)];
  return { path, faults, content: JSON.stringify(values), comments: commentsIn(text) };
}

/** Announces a scalar, which may begin like a comment. */
const SCALAR_FOLLOWS = "\u001f";

function commentsIn(text: string): readonly string[] {
  const comments: string[] = [];
  let before = "";
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith("#") && before !== SCALAR_FOLLOWS) comments.push(lexeme.trim());
    before = lexeme;
  }
  return comments.sort();
}
