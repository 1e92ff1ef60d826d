import type { Document, YAMLError, YAMLWarning } from "yaml";
import { problem } from "./problem.ts";
import type { Problem, ProblemCode } from "./problem.ts";
import type { SourceText, Span } from "./source-text.ts";

/** What the library found wrong, in our words; of several on one line only the first, the rest follow from it. */
export function syntaxProblems(source: SourceText, document: Document.Parsed): readonly Problem[] {
  const found = document.errors.map((error) => syntaxProblem(source, error));
  return [...withoutConsequences(found), ...document.warnings.map((warning) => syntaxWarning(source, warning))];
}

/** Only the first fault of a line, and of several lines with tabs below each other. */
function withoutConsequences(found: readonly Problem[]): readonly Problem[] {
  const kept: Problem[] = [];
  let previous: Problem | undefined;
  for (const each of found) {
    const isSameLine = previous?.line === each.line;
    const isNextTab =
      each.code === "TAB_INDENTATION" && previous?.code === each.code && each.line - previous.line <= 2;
    if (!isSameLine && !isNextTab) kept.push(each);
    previous = each;
  }
  return kept;
}

interface Explanation {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string;
}

const QUOTE_HINT = 'a text with `: ` or ` #` in it must be quoted, for example: "echo a: b"';

const EXPLANATIONS: Readonly<Partial<Record<YAMLError["code"], Explanation>>> = {
  BAD_INDENT: {
    code: "BAD_INDENTATION",
    message: "The indentation does not fit the lines above: items of one list or map start at the same column.",
    hint: "line it up with its neighbours",
  },
  TAB_AS_INDENT: {
    code: "TAB_INDENTATION",
    message: "YAML does not allow a tab here.",
    hint: "use blanks",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    code: "YAML_SYNTAX",
    message: "There is more than one `key: value` on this line.",
    hint: QUOTE_HINT,
  },
  MULTILINE_IMPLICIT_KEY: {
    code: "YAML_SYNTAX",
    message: "A key must stand on one line and be followed by `:`.",
    hint: "look for a missing `:`, or a line that is indented differently from its neighbours",
  },
  BAD_SCALAR_START: {
    code: "YAML_SYNTAX",
    message: "A text that begins with this character must be quoted.",
  },
  BAD_DQ_ESCAPE: {
    code: "YAML_SYNTAX",
    message: "A double-quoted text holds an escape that YAML does not know.",
    hint: "write `\\\\` for a backslash, or use single quotes",
  },
};

function syntaxProblem(source: SourceText, error: YAMLError): Problem {
  const [start, end] = error.pos;
  const span = { source, start, end };
  const { code, message, hint } = explain(source, error);
  if (code !== "BAD_INDENTATION" && code !== "TAB_INDENTATION") return problem(code, span, message, { hint });
  const tab = tabInIndentation(source, start);
  if (tab !== undefined) return problem("TAB_INDENTATION", { source, start: tab, end: tab + 1 }, TAB_MESSAGE, TAB_HINT);
  return problem(code, textOfLine(source, start), message, { hint });
}

const TAB_MESSAGE = "YAML does not allow tabs as indentation.";
const TAB_HINT = { hint: "use blanks" };

function explain(source: SourceText, error: YAMLError): Explanation {
  const known = EXPLANATIONS[error.code];
  if (known) return known;
  const hint = hintFor(source, error);
  return { code: "YAML_SYNTAX", message: `${error.message}.`, ...(hint === undefined ? {} : { hint }) };
}

function hintFor(source: SourceText, error: YAMLError): string | undefined {
  if (/closing .*quote/.test(error.message)) return "the text that was opened with a quote never ends";
  if (/Implicit map keys need to be followed by map values/.test(error.message)) {
    return `a \`:\` is missing after \`${firstLine(source.text.slice(error.pos[0], error.pos[1]))}\``;
  }
  if (/Flow (sequence|map) .*(end with|closing)|Expected flow/i.test(error.message)) return "look for a missing `]` or `}`";
  return undefined;
}

function syntaxWarning(source: SourceText, warning: YAMLWarning): Problem {
  const [start, end] = warning.pos;
  return problem("UNKNOWN_TAG", { source, start, end }, `${warning.message}; it is ignored.`);
}

/** The first tab in the blanks that begin the line of an offset. */
function tabInIndentation(source: SourceText, offset: number): number | undefined {
  const lineStart = source.text.lastIndexOf("\n", offset - 1) + 1;
  const blanks = /^[ \t]*/.exec(source.text.slice(lineStart, lineStart + 200))?.[0] ?? "";
  const tab = blanks.indexOf("\t");
  return tab === -1 ? undefined : lineStart + tab;
}

/** The line of an offset without its indentation: what the reader has to move. */
function textOfLine(source: SourceText, offset: number): Span {
  const lineStart = source.text.lastIndexOf("\n", offset - 1) + 1;
  const rest = source.text.slice(Math.max(lineStart, offset));
  const blanks = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
  const start = Math.max(lineStart, offset) + blanks;
  const lineEnd = source.text.indexOf("\n", start);
  return { source, start, end: lineEnd === -1 ? source.text.length : lineEnd };
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
