import { isCollection, isScalar, visit } from "yaml";
import type { Document, YAMLError, YAMLWarning } from "yaml";
import { missingSign } from "../problems/missing-sign.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import type { SourceText, Span } from "./source-text.ts";
import { quoted, restOfValue } from "../problems/written-value.ts";

/** Faults beyond these follow from the first ones. */
const MOST_FAULTS = 50;

/** What the library found wrong, in our words and where the author has to look. */
export function syntaxProblems(source: SourceText, document: Document.Parsed): readonly Problem[] {
  const found = withoutLeftovers(document.errors.slice(0, MOST_FAULTS)).map((error) =>
    syntaxProblem({ source, document, error }),
  );
  const warnings = document.warnings.slice(0, MOST_FAULTS).map((warning) => syntaxWarning(source, warning));
  return [...withoutConsequences(found), ...warnings];
}

/** Once the library has lost its place, it finds no line below where it expects one. */
function withoutLeftovers(errors: readonly YAMLError[]): readonly YAMLError[] {
  return errors.filter(({ message }, index) => index === 0 || !/ token in YAML stream\b/.test(message));
}

/** Only the first fault of a line, and of lines below each other of which the first shifts the others. */
function withoutConsequences(found: readonly Problem[]): readonly Problem[] {
  const kept: Problem[] = [];
  let previous: Problem | undefined;
  for (const each of found) {
    const distance = previous ? each.line - previous.line : Infinity;
    const isSame = each.code === "BAD_INDENTATION" || (isTab(each) && previous && isTab(previous));
    if (distance !== 0 && !(isSame && distance > 0 && distance <= 2)) kept.push(each);
    previous = each;
  }
  return kept;
}

function isTab({ code }: Problem): boolean {
  return code === "TAB_INDENTATION";
}

interface Fault {
  readonly source: SourceText;
  readonly document: Document.Parsed;
  readonly error: YAMLError;
}

function syntaxProblem(fault: Fault): Problem {
  const { source, error } = fault;
  const [start, end] = error.pos;
  const span = { source, start, end };
  const opener = openerOf(fault);
  if (opener) return opener;
  switch (error.code) {
    case "TAB_AS_INDENT":
    case "BAD_INDENT":
      return indentationProblem(source, start);
    case "BLOCK_AS_IMPLICIT_KEY":
    case "MULTILINE_IMPLICIT_KEY":
      return keyProblem(source, span);
    case "BAD_SCALAR_START":
      return problem("YAML_SYNTAX", span, "A text that begins with this character must be quoted.", {
        hint: `write \`${quoted(restOfValue(source, start))}\``,
      });
    case "BAD_DQ_ESCAPE":
      return problem("YAML_SYNTAX", span, "A double-quoted text holds an escape that YAML does not know.", {
        hint: "write `\\\\` for a backslash, or use single quotes",
      });
    default:
      if (/Sequence item without/.test(error.message)) return indentationProblem(source, start);
      if (/Unexpected flow-map-start/.test(error.message) && source.text[start - 1] === "$")
        return placeholderProblem(source, start);
      if (/ at node end/.test(error.message)) return overhangProblem(source, span);
      if (error.message.startsWith("Not a YAML token")) return blockHeadProblem(source, span);
      return problem("YAML_SYNTAX", span, `${error.message}.`, { hint: hintFor(fault) });
  }
}

/** `{key: npm-${NAME}}`: between braces or brackets, `{` begins a map wherever it stands. */
function placeholderProblem(source: SourceText, brace: number): Problem {
  const before = /[^\s,[{]*$/.exec(source.text.slice(Math.max(0, brace - 200), brace))?.[0] ?? "";
  const [after = ""] = /^\{[^}\n]{0,200}\}?/.exec(source.text.slice(brace, brace + 202)) ?? [];
  const span = { source, start: brace - before.length, end: brace + after.length };
  const message = "Between braces or brackets, a text with `${` in it must be quoted.";
  return problem("YAML_SYNTAX", span, message, { hint: `write \`"${before}${after}"\`` });
}

/** `"foo" bar`, `[ -f x ] && make`: a command that begins like a value of YAML and goes on behind it. */
function overhangProblem(source: SourceText, span: Span): Problem {
  const line = textOfLine(source, span.start);
  const [before = ""] =
    /^(?:- +)*(?:[\w.-]+: +)?(?:- +)*/.exec(source.text.slice(line.start, span.start)) ?? [];
  const start = line.start + before.length;
  const isBlock = source.text[start] !== "{";
  const written = source.text.slice(start, line.end).trimEnd();
  const message = "A text, list or alias has ended already, and more follows on its line.";
  const hint = isBlock ? `quote all of it: \`${quoted(written)}\`` : "quote the whole text";
  return problem("YAML_SYNTAX", span, message, { hint });
}

/** What follows `|` or `>` on its line can't be read. */
function blockHeadProblem(source: SourceText, span: Span): Problem {
  const before = /([|>])[-+\d]*\s*$/.exec(source.text.slice(Math.max(0, span.start - 20), span.start));
  const message = "This can't be read where it stands.";
  if (!before) return problem("YAML_SYNTAX", span, message, { hint: "quote the whole text" });
  const start = span.start - before[0].length;
  const hint = `quote a text that begins with \`${before[1]}\`: \`${quoted(restOfValue(source, start))}\``;
  return problem("YAML_SYNTAX", span, `A text after \`${before[1]}\` begins on the line below.`, { hint });
}

function indentationProblem(source: SourceText, offset: number): Problem {
  const tab = tabInIndentation(source, offset);
  if (tab !== undefined) {
    const span = { source, start: tab, end: tab + 1 };
    return problem("TAB_INDENTATION", span, "YAML does not allow tabs as indentation.", {
      hint: "use blanks",
    });
  }
  const message =
    "The indentation does not fit the lines above: items of one list or map start at the same column.";
  const line = textOfLine(source, offset);
  const [head] = /[|>][-+\d]*\s*$/.exec(source.text.slice(Math.max(0, line.start - 200), line.start)) ?? [];
  const hint =
    head === undefined
      ? "line it up with its neighbours"
      : `indent the text further than the line with \`${head.trim()}\``;
  return problem("BAD_INDENTATION", line, message, { hint });
}

/**
 * The library stumbles over a `:` that comes too late. That is either a second one on its line, or the one of
 * the line below, which is indented so that it continues this one, or a list that is indented less.
 */
function keyProblem(source: SourceText, span: Span): Problem {
  const line = textOfLine(source, span.start);
  const text = source.text.slice(line.start, line.end);
  const missing = missingSign(line);
  if (missing) return missing;
  if (text.startsWith("- ") || tabInIndentation(source, span.start) !== undefined) {
    return indentationProblem(source, span.start);
  }
  const rest = source.text.slice(span.start, line.end);
  if (/:(\s|$)/.test(rest)) {
    return problem(
      "YAML_SYNTAX",
      { ...span, end: line.end },
      "There is more than one `key: value` on this line.",
      {
        hint: 'a text with `: ` in it must be quoted, for example "echo a: b"',
      },
    );
  }
  return indentationProblem(source, Math.min(line.end + 1, source.text.length));
}

/** A quote or bracket that is never closed is told where it opens, not where the file ends. */
function openerOf({ source, document, error }: Fault): Problem | undefined {
  const isQuote = /Missing closing/.test(error.message);
  if (
    !isQuote &&
    !/must be sufficiently indented and end with|must end with|\bExpected flow/.test(error.message)
  ) {
    return undefined;
  }
  let opener: number | undefined;
  visit(document, (_key, node) => {
    const range = isScalar(node) || isCollection(node) ? node.range : undefined;
    if (!range || range[0] >= error.pos[0] || range[2] < error.pos[0]) return;
    const isWanted = isScalar(node)
      ? isQuote && node.type?.startsWith("QUOTE")
      : !isQuote && isCollection(node) && node.flow;
    if (isWanted) opener = range[0];
  });
  if (opener === undefined) return undefined;
  const sign = source.text[opener] ?? "";
  const close = { "[": "]", "{": "}" }[sign] ?? sign;
  const message = `The \`${sign}\` that opens here is never closed.`;
  return problem("YAML_SYNTAX", { source, start: opener, end: opener + 1 }, message, {
    hint: `add the missing \`${close}\``,
  });
}

function hintFor({ source, error }: Fault): string | undefined {
  if (!/Implicit map keys need to be followed by map values/.test(error.message)) return undefined;
  const written = source.text.slice(error.pos[0], error.pos[1]).split("\n")[0] ?? "";
  return `a \`:\` is missing after \`${written}\``;
}

function syntaxWarning(source: SourceText, warning: YAMLWarning): Problem {
  const [start, end] = warning.pos;
  const message = "A YAML tag means nothing here; the text is read without it.";
  const hint = `if it belongs to the text, quote it: \`${quoted(restOfValue(source, start))}\``;
  return problem("UNKNOWN_TAG", { source, start, end }, message, { hint });
}

/** The first tab in the blanks that begin the line of an offset. */
function tabInIndentation(source: SourceText, offset: number): number | undefined {
  const lineStart = source.text.lastIndexOf("\n", offset - 1) + 1;
  const blanks = /^[ \t]*/.exec(source.text.slice(lineStart, lineStart + 200))?.[0] ?? "";
  const tab = blanks.indexOf("\t");
  return tab === -1 ? undefined : lineStart + tab;
}

/** The line of an offset without its indentation: what the author has to move. */
function textOfLine(source: SourceText, offset: number): Span {
  const lineStart = source.text.lastIndexOf("\n", offset - 1) + 1;
  const blanks = /^[ \t]*/.exec(source.text.slice(lineStart, lineStart + 2000))?.[0].length ?? 0;
  const start = lineStart + blanks;
  const lineEnd = source.text.indexOf("\n", start);
  return { source, start, end: lineEnd === -1 ? source.text.length : lineEnd };
}
