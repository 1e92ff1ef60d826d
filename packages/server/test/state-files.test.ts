import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createStateFiles } from "../src/store/state-files.ts";
import { temporaryDirectory } from "./support/test-server.ts";

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function everyFile(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test("a file is kept by its content, once, and read back byte for byte", async () => {
  const directory = await temporaryDirectory();
  const files = createStateFiles(directory);
  const bytes = Uint8Array.from([0, 255, 10, 13, 0]);
  const digest = digestOf(bytes);
  const puts = await Promise.all(Array.from({ length: 10 }, () => files.put(digest, bytes)));
  expect(new Set(puts)).toEqual(new Set([true]));
  expect(Uint8Array.from(await files.get(digest))).toEqual(bytes);
  expect(await everyFile(directory)).toEqual([digest.slice(2)]);
  const { mode } = await stat(join(directory, digest.slice(0, 2), digest.slice(2)));
  expect(mode & 0o777).toBe(0o600);
});

test("an empty file is a file", async () => {
  const files = createStateFiles(await temporaryDirectory());
  const digest = digestOf(new Uint8Array());
  expect(await files.put(digest, new Uint8Array())).toBe(true);
  expect(await files.get(digest)).toHaveLength(0);
});

test.each(["", "../../outside", "0".repeat(64), "A".repeat(64)])(
  "bytes that do not have the digest %j are refused, and nothing is written",
  async (digest) => {
    const directory = await temporaryDirectory();
    const files = createStateFiles(directory);
    expect(await files.put(digest, Buffer.from("something"))).toBe(false);
    expect(await readdir(directory)).toEqual([]);
  },
);

test.each(["../../etc/passwd", "..", "zz", `${"0".repeat(63)}/`, "0".repeat(65)])(
  "%j is no digest and is not read",
  async (digest) => {
    const files = createStateFiles(await temporaryDirectory());
    await expect(files.get(digest)).rejects.toThrow("not a digest");
  },
);

test("a file that is not there is an error, not an empty file", async () => {
  const files = createStateFiles(await temporaryDirectory());
  await expect(files.get("0".repeat(64))).rejects.toThrow("ENOENT");
});
