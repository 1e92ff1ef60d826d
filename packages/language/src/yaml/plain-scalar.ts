import type { SourceText } from "./source-text.ts";
import type { ScalarNode } from "./yaml-node.ts";

/** Scalars on one line, read as the core schema of YAML 1.2 has it. See parse-plain-blocks.ts. */

export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 32) at += 1;
  return at;
}

/** `trimEnd` would take other white space too, which YAML keeps. */
export function withoutBlanksAtEnd(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 32) end -= 1;
  return text.slice(0, end);
}

/** Is there nothing more than blanks and a comment up to the end of the line? */
export function isLineRestBlank(text: string, from: number, lineEnd: number): boolean {
  const at = skipBlanks(text, from);
  return at >= lineEnd || (text[at] === "#" && at > from);
}

/** Characters that mean something at the beginning of a scalar; most of them may begin one in some places only. */
const INDICATORS = new Set("?:,[]{}#&*!|>'\"%@`-");

/** May a plain scalar begin here, whatever stands around it? `-x` may, `- x` not. */
export function isPlainStart(text: string, at: number): boolean {
  const first = text[at];
  if (first === undefined || first < " ") return false;
  if (!INDICATORS.has(first)) return true;
  const next = text[at + 1];
  return first === "-" && next !== undefined && /[\w./=-]/.test(next);
}

const NULL = /^(?:~|[Nn]ull|NULL)$/;
const BOOLEAN = /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/;
const INTEGER = /^[-+]?[0-9]+$/;
const OCTAL = /^0o[0-7]+$/;
const HEXADECIMAL = /^0x[0-9a-fA-F]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+)$/;
const INFINITE = /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/;

export function scalarFromText(source: SourceText, start: number, text: string): ScalarNode {
  return { kind: "scalar", source, start, end: start + text.length, value: valueOfText(text), text };
}

function valueOfText(text: string): ScalarNode["value"] {
  // Most scalars begin with a letter that no special word begins with.
  if (!/^[-+.~0-9nNtTfF]/.test(text)) return text;
  if (NULL.test(text)) return null;
  if (BOOLEAN.test(text)) return text[0] === "t" || text[0] === "T";
  if (INTEGER.test(text)) return Number(text);
  if (OCTAL.test(text)) return Number.parseInt(text.slice(2), 8);
  if (HEXADECIMAL.test(text)) return Number.parseInt(text.slice(2), 16);
  if (FLOAT.test(text)) return Number(text);
  if (!INFINITE.test(text)) return text;
  if (text.toLowerCase().endsWith("nan")) return Number.NaN;
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  '"': '"',
  "\\": "\\",
  "/": "/",
};

/** A quoted scalar that ends on its line; nothing for rare escapes. */
export function quotedScalar(source: SourceText, start: number, lineEnd: number): ScalarNode | undefined {
  const { text } = source;
  const quote = text[start];
  let value = "";
  let from = start + 1;
  for (let at = from; at < lineEnd; at += 1) {
    const character = text[at];
    if (character === "\\" && quote === '"') {
      const escaped = ESCAPES[text[at + 1] ?? ""];
      if (escaped === undefined) return undefined;
      value += text.slice(from, at) + escaped;
      from = at + 2;
      at += 1;
    } else if (character === quote) {
      value += text.slice(from, at);
      if (quote === '"' || text[at + 1] !== "'")
        return { kind: "scalar", source, start, end: at + 1, value, text: value };
      value += "'";
      from = at + 2;
      at += 1;
    }
  }
  return undefined;
}
