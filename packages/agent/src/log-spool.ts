import { closeSync, openSync, readSync, writeSync } from "node:fs";

/** Up to here the bytes that the server has not confirmed stay in memory; then they go to a file. */
const MEMORY_BYTES = 256 * 1024;

/** The bytes of one step's log that the server may still ask for. Offsets count from the start of the log. */
export interface LogSpool {
  readonly end: () => number;
  /** The first byte that can still be read. */
  readonly start: () => number;
  /** False when the disk did not take it: it is kept in memory, and nothing more should come. */
  append(bytes: Buffer): boolean;
  /** At most `length` bytes from `offset` on. */
  read(offset: number, length: number): Buffer;
  /** The server has everything before `offset`. */
  drop(offset: number): void;
  close(): void;
}

export function createLogSpool(path: string, memoryBytes = MEMORY_BYTES): LogSpool {
  let pieces: Buffer[] = [];
  let memoryStart = 0;
  let end = 0;
  let start = 0;
  let file: number | undefined;
  let fileStart = 0;

  /** Everything in memory moves to the file, behind what is there. */
  function spill(): void {
    if (file === undefined) {
      file = openSync(path, "w+", 0o600);
      fileStart = memoryStart;
    }
    let at = memoryStart - fileStart;
    for (const piece of pieces) at = writeAt(file, piece, at);
    pieces = [];
    memoryStart = end;
  }
  function readFile(offset: number, length: number): Buffer {
    if (file === undefined) return Buffer.alloc(0);
    const bytes = Buffer.allocUnsafe(Math.min(length, memoryStart - offset));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset - fileStart));
  }
  function readMemory(offset: number, length: number): Buffer {
    let at = memoryStart;
    for (const [index, piece] of pieces.entries()) {
      if (offset < at + piece.length) {
        const first = piece.subarray(offset - at, offset - at + length);
        return first.length === length
          ? first
          : Buffer.concat([first, ...pieces.slice(index + 1)]).subarray(0, length);
      }
      at += piece.length;
    }
    return Buffer.alloc(0);
  }
  return {
    end: () => end,
    start: () => start,
    append(bytes) {
      pieces.push(bytes);
      end += bytes.length;
      if (end - memoryStart <= memoryBytes) return true;
      try {
        spill();
        return true;
      } catch {
        return false;
      }
    },
    read(offset, length) {
      if (offset >= end) return Buffer.alloc(0);
      const from = Math.max(offset, start);
      return from < memoryStart ? readFile(from, length) : readMemory(from, length);
    },
    drop(offset) {
      start = Math.max(start, Math.min(offset, end));
      let first = pieces[0];
      while (first !== undefined && memoryStart + first.length <= start) {
        pieces.shift();
        memoryStart += first.length;
        first = pieces[0];
      }
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
      pieces = [];
    },
  };
}

/** A disk that is nearly full takes a part of it. Returns where the next byte goes. */
function writeAt(file: number, bytes: Buffer, position: number): number {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
  }
  return position + written;
}
