import { createSgrTracker } from "./ansi-state.ts";
import { createByteStore } from "./byte-store.ts";
import { createLineStarts } from "./line-starts.ts";

/** A command of the step's script and the lines that it wrote: folds to one line. */
export interface LogGroup {
  /** The line that names the command, counted from 0. */
  readonly line: number;
  readonly command: string;
}

/**
 * The log of a step as bytes, with an index of its lines. Bytes stay bytes: only lines that somebody looks at
 * are decoded, so that 100 MB cost 100 MB and not ten times as much in strings.
 */
export interface LogBuffer {
  /** Takes bytes that begin at `offset`; what it has already is skipped. Refuses (false) to leave a gap. */
  readonly append: (offset: number, bytes: Uint8Array) => boolean;
  readonly byteLength: () => number;
  readonly lineCount: () => number;
  /** The line without its line break, ANSI sequences and all; very long lines are cut. */
  readonly line: (index: number) => string;
  /** The ANSI sequence that sets the style in which the line begins; empty for the plain one. */
  readonly styleBefore: (index: number) => string;
  /** Another list when it grew, so that it can be compared. */
  readonly groups: () => readonly LogGroup[];
  /** Bytes from `start` on, for search and download. */
  readonly slice: (start: number, end: number) => Uint8Array;
  readonly lineStart: (index: number) => number;
}

const NEW_LINE = 10;
const LONGEST_COMMAND = 2_000;
/** A script has tens of commands; a log that prints the mark on each line must not become a list of them. */
const MOST_GROUPS = 2_000;
/** A line of megabytes (minified code, for example) must not stop the page. */
export const LONGEST_LINE = 20_000;

export function createLogBuffer(): LogBuffer {
  const bytes = createByteStore();
  const starts = createLineStarts();
  const styles = new Map<number, string>();
  let groups: readonly LogGroup[] = [];
  const decoder = new TextDecoder();
  const sgr = createSgrTracker();

  const endLine = (end: number): void => {
    const line = starts.count() - 1;
    const start = starts.at(line);
    const head = bytes.slice(start, Math.min(end, start + LONGEST_COMMAND));
    const command = mayBeCommand(head) ? commandOf(decoder.decode(head)) : undefined;
    if (command !== undefined && groups.length < MOST_GROUPS) groups = [...groups, { line, command }];
    const style = sgr.after(bytes.slice(start, Math.min(end, start + LONGEST_LINE)));
    if (style !== "") styles.set(line + 1, style);
    starts.add(end + 1);
  };
  const readLine = (index: number): string => {
    const start = starts.at(index);
    const end = index + 1 < starts.count() ? starts.at(index + 1) - 1 : bytes.length();
    const text = decoder.decode(bytes.slice(start, Math.min(end, start + LONGEST_LINE)));
    const shown = lastOverwrite(text);
    return end - start > LONGEST_LINE ? `${shown}… (${end - start - LONGEST_LINE} more bytes)` : shown;
  };

  return {
    append: (offset, piece) => {
      const base = bytes.length();
      if (offset > base) return false;
      const fresh = piece.subarray(base - offset);
      bytes.append(fresh);
      for (let at = fresh.indexOf(NEW_LINE); at !== -1; at = fresh.indexOf(NEW_LINE, at + 1))
        endLine(base + at);
      return true;
    },
    byteLength: bytes.length,
    // The last start is no line until something stands on it.
    lineCount: () => {
      const count = starts.count();
      return starts.at(count - 1) === bytes.length() ? count - 1 : count;
    },
    line: readLine,
    styleBefore: (index) => styles.get(index) ?? "",
    groups: () => groups,
    slice: bytes.slice,
    lineStart: starts.at,
  };
}

/** A progress bar writes over its own line again and again; a terminal shows the last. */
function lastOverwrite(text: string): string {
  const line = text.endsWith("\r") ? text.slice(0, -1) : text;
  return line.slice(line.lastIndexOf("\r") + 1);
}

/** Most lines are no command, and are known by their first byte: a million need no decoding. */
function mayBeCommand(line: Uint8Array): boolean {
  return line[0] === FIRST_BYTE_OF_MARK || line[0] === FIRST_BYTE_OF_STYLE;
}

const FIRST_BYTE_OF_MARK = 0xe2;
const FIRST_BYTE_OF_STYLE = 0x1b;
const ESC = "\u001b";
const COMMAND = new RegExp(`^(?:${ESC}\\[[\\d;]*m)*▸ (.*)$`);
const SEQUENCE = new RegExp(`${ESC}\\[[\\d;]*m`, "g");

/** The agent announces each command with "▸ command", in bold. */
function commandOf(line: string): string | undefined {
  const found = COMMAND.exec(line.replace(/\r$/, ""));
  return found?.[1]?.replace(SEQUENCE, "");
}
