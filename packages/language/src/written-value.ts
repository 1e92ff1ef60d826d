import type { SourceText } from "./source-text.ts";

/** What stands from an offset to the end of its line, as its author meant it: one text, whatever YAML reads. */
export function restOfValue(source: SourceText, start: number): string {
  const lineEnd = source.text.indexOf("\n", start);
  const rest = source.text.slice(start, Math.min(lineEnd === -1 ? Infinity : lineEnd, start + 200));
  const line = source.text.slice(source.text.lastIndexOf("\n", start - 1) + 1, start);
  // A text between braces or brackets ends before the next comma or closing one.
  const isInFlow = /[[{]/.test(line.replace(/"[^"]*"|'[^']*'/g, ""));
  const own = isInFlow ? (/^[^,\]}]*/.exec(rest)?.[0] ?? rest) : rest;
  const comment = own.search(/\s#/);
  return (comment === -1 ? own : own.slice(0, comment)).trim();
}

/** As YAML that stays this text. */
export function quoted(text: string): string {
  if (!/["\\]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "''")}'`;
}
