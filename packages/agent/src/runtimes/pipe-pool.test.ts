import { closeSync, mkdtempSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPipePool } from "./pipe-pool.ts";
import type { Pipe, PipePool } from "./pipe-pool.ts";

let directory: string;
let pool: PipePool;
const taken: Pipe[] = [];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "landbridge-pipes-"));
  pool = await createPipePool(join(directory, "pipes"), 2);
});
afterEach(() => {
  for (const { readFd, writeFd } of taken.splice(0)) for (const fd of [readFd, writeFd]) closeSync(fd);
  pool.close();
  rmSync(directory, { recursive: true });
});

function take(): Pipe | undefined {
  const pipe = pool.take();
  if (pipe !== undefined) taken.push(pipe);
  return pipe;
}

function read({ readFd }: Pipe): string {
  const buffer = Buffer.alloc(100);
  return buffer.toString("utf8", 0, readSync(readFd, buffer));
}

test("a pool tells how many pipes it has, and gives no more", () => {
  expect([pool.has(0), pool.has(2), pool.has(3)]).toEqual([true, true, false]);
  take();
  expect([pool.has(1), pool.has(2)]).toEqual([true, false]);
  take();
  expect([pool.has(0), pool.has(1)]).toEqual([true, false]);
  expect(take()).toBeUndefined();
});

test("a pipe without writers can be taken again at once", () => {
  take();
  take()?.release({ isDrained: true });
  expect(take()).toBeDefined();
});

test("a pipe that somebody may still hold is replaced by one that nobody holds", async () => {
  const held = take();
  take();
  held?.release({ isDrained: false });
  await expect.poll(take, { timeout: 4_000 }).toBeDefined();
  const fresh = taken.at(-1);
  if (held === undefined || fresh === undefined) throw new Error("no pipes on this machine");
  writeSync(held.writeFd, "of the one who holds it");
  writeSync(fresh.writeFd, "of the next run");
  expect(read(fresh)).toBe("of the next run");
  expect(pool.has(1)).toBe(false);
});
