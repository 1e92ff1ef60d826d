import { useEffect, useState } from "react";
import { NOTHING_LOOKED_AT, lookForError } from "./first-error.ts";
import type { LogReader } from "./log-reader.ts";

export interface FirstError {
  /** Whether there is one to go to; undefined until a log without one was looked through to its end. */
  readonly isThere: boolean | undefined;
  /** Its line; the last one of a failed step that names no error; undefined where nothing went wrong. */
  readonly find: () => Promise<number | undefined>;
}

/** The line to begin with when something went wrong. Logs are looked through piece by piece as they arrive. */
export function useFirstError(reader: LogReader, { isFailed }: { readonly isFailed: boolean }): FirstError {
  const { buffer } = reader;
  const [look, setLook] = useState(NOTHING_LOOKED_AT);
  const until = linesToLookAt(reader);
  // A failed step has an error without a look.
  const isToBeLookedAt = !isFailed && look.kind === "not-yet" && look.line < until;
  useEffect(() => {
    if (!isToBeLookedAt) return undefined;
    const timer = setTimeout(() => setLook(lookForError(buffer, look, until)), 0);
    return () => clearTimeout(timer);
  }, [buffer, isToBeLookedAt, look, until]);
  const find = async (): Promise<number | undefined> => {
    let found = lookForError(buffer, look);
    while (found.kind === "not-yet" && found.line < buffer.lineCount()) {
      // Between the parts of a long look the page can breathe.
      await new Promise((resolve) => setTimeout(resolve, 0));
      found = lookForError(buffer, found);
    }
    if (found.kind === "found") return found.line;
    return isFailed && buffer.lineCount() > 0 ? buffer.lineCount() - 1 : undefined;
  };
  const isFound = look.kind === "found" || (isFailed && buffer.lineCount() > 0);
  const isAllLookedAt = reader.state().kind === "complete" && look.line >= until;
  return { isThere: isFound || (isAllLookedAt ? false : undefined), find };
}

/** None while all that there is still comes in, which has its own work; not the last one while it may grow. */
function linesToLookAt(reader: LogReader): number {
  const { kind } = reader.state();
  if (kind === "loading") return 0;
  return kind === "live" ? reader.buffer.lineCount() - 1 : reader.buffer.lineCount();
}
