import type { SourceText } from "../yaml/source-text.ts";

/** One line may be the whole file and hold thousands of faults, so that only what is near is looked at. */
const NEAR = 200;

/** What stands from an offset to the end of its line, as its author meant it: one text, whatever YAML reads. */
export function restOfValue(source: SourceText, start: number): string {
  const [rest = ""] = source.text.slice(start, start + NEAR).split("\n", 1);
  const line =
    source.text
      .slice(Math.max(0, start - NEAR), start)
      .split("\n")
      .at(-1) ?? "";
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
