import type { Span } from "./source-text.ts";
import type { ScalarNode } from "./yaml-node.ts";

/**
 * Where in the file a stretch of a scalar's text stands, in any of YAML's styles: quotes and escapes, blocks with
 * their indentation, folded lines. The whole scalar where it can't be told, as for an alias.
 */
export function spanInScalar(node: ScalarNode, text: string, stretch: { start: number; end: number }): Span {
  const { source } = node;
  const start = offsetOf(node, text, stretch.start);
  const last = offsetOf(node, text, Math.max(stretch.start, stretch.end - 1));
  if (start === undefined || last === undefined) return node;
  return { source, start, end: last + 1 };
}

function offsetOf(node: ScalarNode, text: string, position: number): number | undefined {
  const written = node.source.text;
  const style = written[node.start] ?? "";
  if (style === "*") return undefined;
  let at = startOfText(written, node.start, style);
  for (let index = 0; index < text.length;) {
    if (index >= position) return at;
    const step = stepOf(written, at, { style, text, index });
    if (!step) return undefined;
    index += step.read;
    at += step.written;
  }
  return at;
}

function startOfText(written: string, start: number, style: string): number {
  if (style === "'" || style === '"') return start + 1;
  if (style !== "|" && style !== ">") return start;
  const firstLine = written.indexOf("\n", start) + 1;
  return firstLine + (/^\s*/.exec(written.slice(firstLine, firstLine + 1000))?.[0].length ?? 0);
}

interface Position {
  readonly style: string;
  readonly text: string;
  readonly index: number;
}

/** How far the next character reaches: in the text, and as it is written. */
function stepOf(
  written: string,
  at: number,
  { style, text, index }: Position,
): { readonly read: number; readonly written: number } | undefined {
  const character = text[index] ?? "";
  const isBlank = /\s/.test(character);
  // Line breaks and the indentation after them may stand for one blank, or for none where a line was escaped.
  const gap = blanksAt(written, at);
  if (isBlank && gap > 0) return { read: blanksAt(text, index), written: gap };
  if (style === "'" && written.startsWith("''", at)) return { read: 1, written: 2 };
  if (style === '"' && written[at] === "\\") {
    const next = written[at + 1] ?? "";
    if (/\s/.test(next)) return { read: 0, written: 1 + blanksAt(written, at + 1) };
    const digits = next === "x" ? 2 : next === "u" ? 4 : next === "U" ? 8 : 0;
    return { read: digits === 8 ? 2 : 1, written: 2 + digits };
  }
  return written[at] === character ? { read: 1, written: 1 } : undefined;
}

function blanksAt(text: string, at: number): number {
  let end = at;
  while (end < text.length && /\s/.test(text[end] ?? "")) end += 1;
  return end - at;
}
