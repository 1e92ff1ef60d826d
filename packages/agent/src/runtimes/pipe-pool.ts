import { execFile } from "node:child_process";
import { closeSync, constants, mkdirSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Both ends of a pipe, as file descriptors. */
export interface Pipe {
  /** By which another process can open an end of its own. */
  readonly path: string;
  readonly readFd: number;
  readonly writeFd: number;
  /** Gives it back when every writer is gone; one that somebody may still hold gets a successor of its name. */
  release(options: { readonly isDrained: boolean }): void;
}

export interface PipePool {
  /**
   * We read without waiting; `isBlocking` is for a reader that is another program. `undefined` when there is none
   * left, or the file system knows no named pipes.
   */
  take(options?: { readonly isBlocking?: boolean }): Pipe | undefined;
  /** Can so many be taken? */
  has(count: number): boolean;
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
    take({ isBlocking = false } = {}) {
      const path = free.pop();
      return path === undefined ? undefined : openPipe({ path, isBlocking }, free);
    },
    has: (count) => free.length >= count,
    close() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function openPipe(
  { path, isBlocking }: { readonly path: string; readonly isBlocking: boolean },
  free: string[],
): Pipe | undefined {
  try {
    const { readFd, writeFd } = openEnds(path, isBlocking);
    return {
      path,
      readFd,
      writeFd,
      release({ isDrained }) {
        if (isDrained) free.push(path);
        else void makeAnew(path).then((isMade) => isMade && free.push(path));
      },
    };
  } catch {
    // A pipe less; the caller does without.
    return undefined;
  }
}

/** To open one end waits for the other, unless it is opened without waiting, or both are open already. */
function openEnds(path: string, isBlocking: boolean): { readonly readFd: number; readonly writeFd: number } {
  const first = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const writeFd = openSync(path, constants.O_WRONLY);
    if (!isBlocking) return { readFd: first, writeFd };
    const readFd = openSync(path, constants.O_RDONLY);
    closeSync(first);
    return { readFd, writeFd };
  } catch (error) {
    closeSync(first);
    throw error;
  }
}

async function makeAnew(path: string): Promise<boolean> {
  try {
    rmSync(path, { force: true });
  } catch {
    // Its directory is no longer ours to write to: a pipe less.
    return false;
  }
  return makeNamedPipes([path]);
}

function makeNamedPipes(paths: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile("mkfifo", ["-m", "600", "--", ...paths], (error) => resolve(error === null));
  });
}
