import { Composer, Lexer, Parser } from "yaml";
import type { Document } from "yaml";
import { append } from "./append.ts";
import { createFlowDepth } from "./guard.ts";
import { LIMITS } from "./limits.ts";
import { parsePlainBlocks } from "./parse-plain-blocks.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { resolveNodes } from "./resolve-nodes.ts";
import type { Anchors } from "./resolve-nodes.ts";
import type { SourceText } from "./source-text.ts";
import { syntaxProblems } from "./syntax-problem.ts";
import type { YamlNode } from "./yaml-node.ts";

export interface ParsedFile {
  readonly source: SourceText;
  /** Absent for an empty file and for one that can't be read at all. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly Problem[];
  /** Anchors that the file defines, with those that it was given. */
  readonly anchors: Anchors;
  readonly anchorsAt: readonly number[];
  /** Line of the first fault that may have made the parser misread what follows. */
  readonly firstBrokenLine: number | undefined;
}

/**
 * YAML text to nodes with positions. `shared` are the anchors of the templates files: the outcome is that of
 * putting their text in front, while every position stays that of the file itself.
 */
export function parseFile(source: SourceText, shared: Anchors = new Map()): ParsedFile {
  const root = parsePlainBlocks(source);
  if (root) return { source, root, problems: [], anchors: shared, anchorsAt: [], firstBrokenLine: undefined };
  return parseAnyYaml(source, shared);
}

/** The same for whatever YAML there is, with everything that is wrong in it. */
export function parseAnyYaml(source: SourceText, shared: Anchors): ParsedFile {
  const composed = composeDocuments(source);
  const nothing = { source, root: undefined, anchors: shared, anchorsAt: [] };
  if (!composed.ok)
    return { ...nothing, problems: [composed.refusal], firstBrokenLine: composed.refusal.line };
  const [document] = composed.documents;
  if (!document) return { ...nothing, problems: [], firstBrokenLine: undefined };
  const resolved = resolveNodes(source, document, shared);
  const syntax = composed.documents.flatMap((each) => syntaxProblems(source, each));
  const problems = withoutTalkOfAliases(syntax, resolved.problems).slice(0, LIMITS.syntaxProblemsPerFile);
  const second = composed.documents
    .slice(1)
    .find(({ contents }) => contents !== null && !isEmptyScalar(contents));
  if (second) problems.push(secondDocumentProblem(source, second));
  const errors = [...syntax, ...resolved.problems.filter(({ code }) => code === "ALIASES_TOO_LARGE")].filter(
    ({ severity }) => severity === "error",
  );
  const firstBrokenLine = smallest(errors.map(({ line }) => line));
  // A misread line makes keys of what is none.
  const isConsequence = ({ code, line }: Problem): boolean =>
    (code === "DUPLICATE_KEY" || code === "INVALID_KEY") &&
    firstBrokenLine !== undefined &&
    line >= firstBrokenLine;
  append(
    problems,
    resolved.problems.filter((each) => !isConsequence(each)),
  );
  return {
    source,
    root: resolved.root,
    problems,
    anchors: resolved.anchors,
    anchorsAt: resolved.anchorsAt,
    firstBrokenLine,
  };
}

/** A schedule without quotes is told as the alias that it is not; what follows it on the line needs no words. */
function withoutTalkOfAliases(syntax: readonly Problem[], resolved: readonly Problem[]): readonly Problem[] {
  const lines = new Set(resolved.filter(({ code }) => code === "UNKNOWN_ANCHOR").map(({ line }) => line));
  return syntax.filter(({ code, line }) => code !== "YAML_SYNTAX" || !lines.has(line));
}

function smallest(lines: readonly number[]): number | undefined {
  let found: number | undefined;
  for (const line of lines) if (found === undefined || line < found) found = line;
  return found;
}

type Composed = { ok: true; documents: readonly Document.Parsed[] } | { ok: false; refusal: Problem };

/** The library makes an Error with a stack trace for each fault, which takes most of the time of a bad file. */
function composeDocuments(source: SourceText): Composed {
  const stackTraceLimit: unknown = Reflect.get(Error, "stackTraceLimit");
  Reflect.set(Error, "stackTraceLimit", 0);
  try {
    return compose(source);
  } finally {
    Reflect.set(Error, "stackTraceLimit", stackTraceLimit);
  }
}

function compose(source: SourceText): Composed {
  // Duplicate keys and merge keys are ours: the library compares every key with every other.
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
  const parser = new Parser();
  const flowDepth = createFlowDepth();
  const documents: Document.Parsed[] = [];
  let offset = 0;
  let lexemes = 0;
  try {
    for (const lexeme of new Lexer().lex(source.text)) {
      // The stack holds one entry for each open list or map, the document and the scalar at hand.
      if (flowDepth.next(lexeme) > LIMITS.depth || parser.stack.length > LIMITS.depth + 2) {
        return { ok: false, refusal: tooDeep(source, offset) };
      }
      lexemes += 1;
      if (lexemes > LIMITS.lexemes) return { ok: false, refusal: tooComplex(source, offset) };
      offset += isControl(lexeme) ? 0 : lexeme.length;
      for (const token of parser.next(lexeme)) append(documents, composer.next(token));
      if (documents.length > LIMITS.documents) return { ok: true, documents };
    }
    for (const token of parser.end()) append(documents, composer.next(token));
    append(documents, composer.end(false, source.text.length));
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    const span = { source, start: offset, end: offset + 1 };
    return { ok: false, refusal: problem("YAML_SYNTAX", span, `The file can't be read as YAML: ${reason}`) };
  }
  return { ok: true, documents };
}

/** Lexemes that mark something and stand for no text of the file. */
function isControl(lexeme: string): boolean {
  return lexeme === "\u0002" || lexeme === "\u0018" || lexeme === "\u001f";
}

function tooComplex(source: SourceText, offset: number): Problem {
  const message = "The file holds too much to be read, counted up to here.";
  return problem("FILE_TOO_LARGE", { source, start: offset, end: offset + 1 }, message, {
    hint: "split it: all configuration files of a source are merged",
  });
}

function tooDeep(source: SourceText, offset: number): Problem {
  const span = { source, start: offset, end: offset + 1 };
  return problem(
    "NESTING_TOO_DEEP",
    span,
    `Lists and maps are nested more than ${LIMITS.depth} levels deep here.`,
    {
      hint: "the file is not read; look for brackets that are never closed",
    },
  );
}

function secondDocumentProblem(source: SourceText, document: Document.Parsed): Problem {
  const start = source.text.lastIndexOf("---", document.range[0]);
  const from = start === -1 ? document.range[0] : start;
  return problem(
    "MULTIPLE_DOCUMENTS",
    { source, start: from, end: from + 3 },
    "A second YAML document begins here; only the first is read.",
    {
      hint: "remove the `---` line, or move what follows to a file of its own",
    },
  );
}

function isEmptyScalar(contents: object): boolean {
  return "value" in contents && contents.value === null;
}
