import type { ChildProcess } from "node:child_process";
import { closeSync, readSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import type { Pipe } from "./pipe-pool.ts";

/** What comes from a child over one file descriptor: its output, or its report. */
export interface Channel {
  /** Begins to listen. */
  open(): void;
  /** The child has ended: reads what is there. True when that was the end, false when somebody holds it still. */
  takeRest(): boolean;
  /** Resolves at the end, when nobody holds the other side any more. */
  readonly ended: Promise<void>;
  readonly bytesRead: () => number;
  isPaused(): boolean;
  pause(): void;
  resume(): void;
  /** Gives up on who still holds it. */
  abort(): void;
}

/** Read in one go; the pieces that are handed on are copies. */
const buffer = Buffer.allocUnsafe(64 * 1024);

/**
 * A channel over a named pipe. A stream for it costs more than a short command takes, so it is made only when
 * it is asked for; a child that ends before is read without one.
 */
export function pipeChannel(pipe: Pipe, onBytes: (bytes: Buffer) => void): Channel {
  let stream: Socket | undefined;
  let isPaused = false;
  let bytesRead = 0;
  let finish = (): void => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });

  function take(bytes: Buffer): void {
    bytesRead += bytes.length;
    onBytes(bytes);
  }
  function open(): void {
    if (stream !== undefined) return;
    let isDrained = false;
    stream = new Socket({ fd: pipe.readFd, readable: true, writable: false });
    stream.on("data", take);
    stream.on("end", () => {
      isDrained = true;
    });
    // What is wrong with it is that it ends.
    stream.on("error", () => {});
    stream.on("close", () => {
      pipe.release({ isDrained });
      finish();
    });
    if (isPaused) stream.pause();
  }
  function readAll(): boolean {
    for (;;) {
      const length = readNow(pipe.readFd);
      if (length === 0) return true;
      if (length === undefined) return false;
      take(Buffer.from(buffer.subarray(0, length)));
    }
  }
  return {
    open,
    takeRest() {
      if (stream !== undefined) return stream.closed;
      if (!readAll()) {
        open();
        return false;
      }
      closeSync(pipe.readFd);
      pipe.release({ isDrained: true });
      finish();
      return true;
    },
    ended,
    bytesRead: () => bytesRead,
    isPaused: () => isPaused,
    pause() {
      isPaused = true;
      stream?.pause();
    },
    resume() {
      isPaused = false;
      stream?.resume();
    },
    abort: () => void stream?.destroy(),
  };
}

/** `undefined`: nothing there now, but somebody could still write. */
function readNow(fd: number): number | undefined {
  try {
    return readSync(fd, buffer, 0, buffer.length, null);
  } catch {
    return undefined;
  }
}

/** A channel over the socket that Node makes, where the file system knows no named pipes. */
export function socketChannel(child: ChildProcess, fd: number, onBytes: (bytes: Buffer) => void): Channel {
  const stream = readableOf(child, fd);
  let bytesRead = 0;
  stream.on("data", (bytes: Buffer) => {
    bytesRead += bytes.length;
    onBytes(bytes);
  });
  stream.on("error", () => {});
  const ended = new Promise<void>((resolve) => {
    stream.on("close", resolve);
  });
  return {
    open() {},
    takeRest: () => stream.closed,
    ended,
    bytesRead: () => bytesRead,
    isPaused: () => stream.isPaused(),
    pause: () => void stream.pause(),
    resume: () => void stream.resume(),
    abort: () => void stream.destroy(),
  };
}

function readableOf(child: ChildProcess, fd: number): Readable {
  const stream = child.stdio[fd];
  if (stream === null || stream === undefined || !("read" in stream)) {
    throw new Error(`file descriptor ${fd} of a child is not readable`);
  }
  return stream;
}

/** The channel of a program that did not start: nothing comes, and nobody holds it. */
export function endedChannel(): Channel {
  return {
    open() {},
    takeRest: () => true,
    ended: Promise.resolve(),
    bytesRead: () => 0,
    isPaused: () => false,
    pause() {},
    resume() {},
    abort() {},
  };
}
