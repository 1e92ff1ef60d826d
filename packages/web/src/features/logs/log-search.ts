import type { LogBuffer } from "./log-buffer.ts";

/** Where the text was found: a line, and how many times in it. */
export interface LogMatch {
  readonly line: number;
  readonly count: number;
}

export interface LogSearch {
  readonly query: string;
  readonly matches: readonly LogMatch[];
  /** Occurrences in all lines. */
  readonly total: number;
  /** Lines looked at so far: a growing log is searched on from here. */
  readonly searchedLines: number;
}

/** More lines than this nobody walks through; the count says "or more". */
export const MOST_MATCHES = 20_000;
const LINES_AT_ONCE = 20_000;

export function startSearch(query: string): LogSearch {
  return { query, matches: [], total: 0, searchedLines: 0 };
}

/** Searches the next lines; the caller goes on while `searchedLines` is less than the buffer has. */
export function continueSearch(search: LogSearch, buffer: LogBuffer): LogSearch {
  const end = Math.min(buffer.lineCount(), search.searchedLines + LINES_AT_ONCE);
  if (search.query === "" || search.matches.length >= MOST_MATCHES) return { ...search, searchedLines: end };
  const needle = search.query.toLowerCase();
  const matches = [...search.matches];
  let total = search.total;
  for (let line = search.searchedLines; line < end; line += 1) {
    const count = countOf(plainText(buffer.line(line)).toLowerCase(), needle);
    if (count === 0) continue;
    matches.push({ line, count });
    total += count;
  }
  return { query: search.query, matches, total, searchedLines: end };
}

const ESCAPE = "\u001b";
const BELL = "\u0007";
const SEQUENCES = new RegExp(
  `${ESCAPE}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)|[@-Z\\\\^_])`,
  "g",
);

/** The line as it is read: without its ANSI sequences. */
export function plainText(line: string): string {
  return line.includes(ESCAPE) ? line.replace(SEQUENCES, "") : line;
}

function countOf(text: string, needle: string): number {
  let count = 0;
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) count += 1;
  return count;
}
