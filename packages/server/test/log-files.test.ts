import { randomUUID } from "node:crypto";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createLogFiles } from "../src/store/log-files.ts";
import { temporaryDirectory } from "./support/test-server.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);

async function openLogs() {
  const directory = await temporaryDirectory();
  const logs = createLogFiles(directory);
  onTestFinished(() => logs.close());
  const ref = { runId: randomUUID(), index: 1 };
  const text = async (): Promise<string> =>
    Buffer.from(await logs.read(ref, { offset: 0, limit: 1_000 })).toString();
  return { logs, directory, ref, text };
}

test.each([
  ["the next piece", 5, " world", 11, "hello world"],
  ["the same piece again", 0, "hello", 5, "hello"],
  ["a piece that overlaps", 3, "lo world", 11, "hello world"],
  ["a piece that lies inside", 1, "ell", 5, "hello"],
  ["a piece beyond a gap", 6, "world", 5, "hello"],
  ["an empty piece", 5, "", 5, "hello"],
])("%s leaves the log whole", async (_, offset, piece, size, expected) => {
  const { logs, ref, text } = await openLogs();
  expect(await logs.append(ref, 0, bytes("hello"))).toBe(5);
  expect(await logs.append(ref, offset, bytes(piece))).toBe(size);
  expect(await text()).toBe(expected);
  expect(await logs.size(ref)).toBe(size);
});

test("pieces that are handed over at once, in any order of sending, are written in order and once", async () => {
  const { logs, ref, text } = await openLogs();
  const pieces = Array.from({ length: 50 }, (_, n) => `${String(n).padStart(3, "0")}\n`);
  const sends = pieces.flatMap((piece, n) => [
    logs.append(ref, n * 4, bytes(piece)),
    logs.append(ref, n * 4, bytes(piece)),
  ]);
  await Promise.all(sends);
  expect(await text()).toBe(pieces.join(""));
});

test("a log goes on where it was after it was finished, and after a restart", async () => {
  const { logs, directory, ref } = await openLogs();
  await logs.append(ref, 0, bytes("one,"));
  await logs.finish(ref.runId);
  expect(await logs.append(ref, 4, bytes("two,"))).toBe(8);
  await logs.close();
  const again = createLogFiles(directory);
  onTestFinished(() => again.close());
  expect(await again.size(ref)).toBe(8);
  expect(await again.append(ref, 0, bytes("one,two,three"))).toBe(13);
  expect(await readFile(join(directory, ref.runId, "1.log"), "utf8")).toBe("one,two,three");
});

// A rejection that nobody awaits would end the server, and ends the tests.
test("a log that can't be opened fails who writes to it, and nobody else; the next piece tries again", async () => {
  const { logs, directory, ref, text } = await openLogs();
  const inTheWay = join(directory, ref.runId);
  await writeFile(inTheWay, "");
  await expect(logs.append(ref, 0, bytes("one"))).rejects.toMatchObject({ code: "EEXIST" });
  await rm(inTheWay);
  expect(await logs.append(ref, 0, bytes("two"))).toBe(3);
  expect(await text()).toBe("two");
});

test("each step of each run has a log of its own, and what is not there is empty", async () => {
  const { logs, ref } = await openLogs();
  const other = { runId: randomUUID(), index: 1 };
  await logs.append(ref, 0, bytes("a"));
  await logs.append({ ...ref, index: 2 }, 0, bytes("bb"));
  await logs.append(other, 0, bytes("ccc"));
  expect([await logs.size(ref), await logs.size({ ...ref, index: 2 }), await logs.size(other)]).toEqual([
    1, 2, 3,
  ]);
  const missing = { runId: randomUUID(), index: 9 };
  expect(await logs.size(missing)).toBe(0);
  expect(await logs.read(missing, { offset: 0, limit: 10 })).toHaveLength(0);
});

test("reading gives the bytes from an offset up to a limit, and none beyond the end", async () => {
  const { logs, ref } = await openLogs();
  await logs.append(ref, 0, bytes("0123456789"));
  const read = async (offset: number, limit: number): Promise<string> =>
    Buffer.from(await logs.read(ref, { offset, limit })).toString();
  expect([await read(0, 4), await read(4, 100), await read(10, 4), await read(99, 4)]).toEqual([
    "0123",
    "456789",
    "",
    "",
  ]);
});

test.each(["../../../../etc/passwd", "a/b", "..", "", "x".repeat(36)])(
  "%j is no run, and no file",
  async (runId) => {
    const { logs, directory } = await openLogs();
    const ref = { runId, index: 0 };
    await expect(async () => logs.append(ref, 0, bytes("x"))).rejects.toThrow("not a run identifier");
    await expect(async () => logs.read(ref, { offset: 0, limit: 1 })).rejects.toThrow("not a run identifier");
    expect(await readdir(directory)).toEqual([]);
  },
);
