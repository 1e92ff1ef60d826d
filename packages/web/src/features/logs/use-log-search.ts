import { useEffect, useState } from "react";
import type { LogBuffer } from "./log-buffer.ts";
import { continueSearch, startSearch } from "./log-search.ts";
import type { LogSearch } from "./log-search.ts";

export interface LogFind {
  readonly query: string;
  readonly search: LogSearch;
  /** Which of the found lines one stands at, from 0. */
  readonly at: number;
  readonly setQuery: (query: string) => void;
  readonly step: (direction: 1 | -1) => void;
}

/** Finding in the log, piece by piece, so that typing stays smooth over millions of lines. */
export function useLogSearch(buffer: LogBuffer, show: (line: number) => void): LogFind {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const [found, setFound] = useState(() => startSearch(""));
  const search = found.query === query ? found : startSearch(query);
  const lineCount = buffer.lineCount();
  useEffect(() => {
    if (query === "" || search.searchedLines >= lineCount) return undefined;
    const timer = setTimeout(() => setFound(continueSearch(search, buffer)), 0);
    return () => clearTimeout(timer);
  }, [buffer, query, search, lineCount]);
  const first = search.matches[0]?.line;
  useEffect(() => {
    setAt(0);
    if (first !== undefined) show(first);
    // A new search goes to its first match; one that grows stays where it is.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [query, first]);
  const step = (direction: 1 | -1): void => {
    const count = search.matches.length;
    if (count === 0) return;
    const next = (at + direction + count) % count;
    setAt(next);
    show(search.matches[next]?.line ?? 0);
  };
  return { query, search, at, setQuery, step };
}
