import { useEffect, useState } from "react";
import type { LogBuffer } from "./log-buffer.ts";
import { continueSearch, startSearch } from "./log-search.ts";
import type { LogSearch } from "./log-search.ts";

/** Searches the log piece by piece, so that typing stays smooth over millions of lines. */
export function useLogSearch(buffer: LogBuffer, query: string, lineCount: number): LogSearch {
  const [search, setSearch] = useState(() => startSearch(query));
  const current = search.query === query ? search : startSearch(query);
  useEffect(() => {
    if (query === "" || current.searchedLines >= lineCount) return undefined;
    const timer = setTimeout(() => setSearch(continueSearch(current, buffer)), 0);
    return () => clearTimeout(timer);
  }, [buffer, query, current, lineCount]);
  return current;
}
