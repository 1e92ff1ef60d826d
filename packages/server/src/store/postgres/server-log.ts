import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

/** PostgreSQL's messages, kept in a file that never grows beyond twice its limit. */
export interface ServerLog {
  readonly path: string;
  write(text: string): void;
  /** The last lines since this log was opened, for a message about why it ended. */
  tail(): string;
  close(): void;
}

const TAIL_CHARACTERS = 4_000;

export function createServerLog(path: string, limitBytes = 4 * 1024 * 1024): ServerLog {
  let file: number | undefined = openSync(path, "a", 0o600);
  let size = fstatSync(file).size;
  let tail = "";

  function rotate(): void {
    if (file !== undefined) closeSync(file);
    file = undefined;
    renameSync(path, `${path}.1`);
    file = openSync(path, "a", 0o600);
    size = 0;
  }

  return {
    path,
    write: (text) => {
      tail = (tail + text).slice(-TAIL_CHARACTERS);
      try {
        if (size > limitBytes) rotate();
        // Synchronous, because it is rare and the last words of a dying database matter most.
        if (file !== undefined) size += writeSync(file, text);
      } catch {
        // A full disk must not end the server through its log; the tail still has the words.
      }
    },
    tail: () => tail,
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
