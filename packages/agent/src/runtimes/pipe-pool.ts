import { execFile } from "node:child_process";
import { closeSync, constants, mkdirSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Both ends of a pipe, as file descriptors. */
export interface Pipe {
  readonly readFd: number;
  readonly writeFd: number;
  /** Gives it back when every writer is gone; a pipe that somebody may still hold is given up. */
  release(options: { readonly isDrained: boolean }): void;
}

export interface PipePool {
  /** `undefined` when there is none left, or the file system knows no named pipes. */
  take(): Pipe | undefined;
  close(): void;
}

/**
 * Named pipes for the output of steps. Node itself only offers sockets as a child's stdout, and a socket can't
 * be opened again: `tee /dev/stderr` and `> /dev/stdout` would fail in every script.
 */
export async function createPipePool(directory: string, size: number): Promise<PipePool> {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const made = Array.from({ length: size }, (_, index) => join(directory, String(index)));
  const free = (await makeNamedPipes(made)) ? made : [];
  return {
    take() {
      const path = free.pop();
      return path === undefined ? undefined : openPipe(path, free);
    },
    close() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function openPipe(path: string, free: string[]): Pipe | undefined {
  try {
    // Without O_NONBLOCK the reader would wait for a writer; the writer then finds the reader there.
    const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writeFd = openWriter(path, readFd);
    return {
      readFd,
      writeFd,
      release({ isDrained }) {
        if (isDrained) free.push(path);
        else rmSync(path, { force: true });
      },
    };
  } catch {
    // A pipe less; the caller falls back to a socket.
    return undefined;
  }
}

function openWriter(path: string, readFd: number): number {
  try {
    return openSync(path, constants.O_WRONLY);
  } catch (error) {
    closeSync(readFd);
    throw error;
  }
}

function makeNamedPipes(paths: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile("mkfifo", ["-m", "600", "--", ...paths], (error) => resolve(error === null));
  });
}
