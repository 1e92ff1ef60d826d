import type { LogBuffer } from "./log-buffer.ts";
import { plainText } from "./log-search.ts";

/** What looks like the first thing that went wrong. Counts of none ("0 errors") are no error. */
const TROUBLE =
  /\b(error|fatal|failed|failure|panic|exception|traceback|not found|denied|cannot|undefined reference)\b/i;
const NO_TROUBLE = /\b(0|no|without) (errors?|failures?|failed)\b|\b(errors?|failures?|failed)[:=] ?0\b/i;

export function isTrouble(line: string): boolean {
  return TROUBLE.test(line) && !NO_TROUBLE.test(line);
}

/** So few that the page can breathe between two looks. */
const LINES_AT_ONCE = 5_000;

/** Where the look for the first error stands: found at a line, or all before a line were looked at. */
export interface ErrorLook {
  readonly kind: "found" | "not-yet";
  readonly line: number;
}

export const NOTHING_LOOKED_AT: ErrorLook = { kind: "not-yet", line: 0 };

/** Looks through the next lines for one that tells of an error, no further than `until`; commands don't count. */
export function lookForError(buffer: LogBuffer, from: ErrorLook, until = buffer.lineCount()): ErrorLook {
  if (from.kind === "found") return from;
  const commands = new Set(buffer.groups().map((group) => group.line));
  const end = Math.max(from.line, Math.min(until, from.line + LINES_AT_ONCE));
  for (let line = from.line; line < end; line += 1) {
    if (!commands.has(line) && isTrouble(plainText(buffer.line(line)))) return { kind: "found", line };
  }
  return { kind: "not-yet", line: end };
}
