import type { Place } from "@landbridge/core";

/** One file's text with the starts of its lines, so that an offset becomes a line and column. */
export interface SourceText {
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  readonly lineStarts: readonly number[];
}

/** A stretch of a source text; offsets count UTF-16 units from 0. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

export function createSourceText(file: string, text: string): SourceText {
  const bare = withoutByteOrderMark(text);
  const lineStarts = [0];
  for (let at = bare.indexOf("\n"); at !== -1; at = bare.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  return { file, text: bare, lineStarts };
}

export function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Lines and columns count from 1, columns in UTF-16 units as editors do. */
export function placeAt(source: SourceText, offset: number): Place {
  const line = lineIndexAt(source, offset);
  return { file: source.file, line: line + 1, column: offset - (source.lineStarts[line] ?? 0) + 1 };
}

/** The column after the span's last character on its first line. */
export function endColumnOf(span: Span): number {
  const line = lineIndexAt(span.source, span.start);
  const lineStart = span.source.lineStarts[line] ?? 0;
  const nextLine = span.source.lineStarts[line + 1];
  let lineEnd = nextLine === undefined ? span.source.text.length : nextLine - 1;
  if (span.source.text[lineEnd - 1] === "\r") lineEnd -= 1;
  return Math.max(span.start, Math.min(span.end, lineEnd)) - lineStart + 1;
}

/** Binary search for the last line that starts at or before the offset. */
function lineIndexAt(source: SourceText, offset: number): number {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
