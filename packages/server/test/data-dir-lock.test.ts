import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { acquireDataDirLock } from "../src/store/postgres/data-dir-lock.ts";

test("a data directory is given to one holder at a time", () => {
  const dataDir = temporaryDirectory();
  const lock = acquireDataDirLock(dataDir);
  expect(() => acquireDataDirLock(dataDir)).toThrow(`process ${process.pid}`);
  lock.release();
  acquireDataDirLock(dataDir).release();
});

test.each([
  ["a process that is gone", "999999999 some/mark\n"],
  ["an earlier process with our id", `${process.pid} another/mark\n`],
  ["a machine that went down while it was written", ""],
])("a lock left by %s is taken over", (_, text) => {
  const dataDir = temporaryDirectory();
  leaveLock(dataDir, text);
  const lock = acquireDataDirLock(dataDir);
  onTestFinished(lock.release);
  expect(() => acquireDataDirLock(dataDir)).toThrow(`process ${process.pid}`);
});

test("of many servers that find a dead one's lock in the same moment, one takes it over", async () => {
  const dataDirs = Array.from({ length: 60 }, () => temporaryDirectory());
  for (const dataDir of dataDirs) leaveLock(dataDir, "999999999 some/mark\n");
  const firstAt = Date.now() + 1_500;
  const won = await Promise.all(Array.from({ length: 4 }, () => contend(firstAt, dataDirs)));
  expect(won.flat().sort()).toEqual([...dataDirs].sort());
});

function leaveLock(dataDir: string, text: string): void {
  mkdirSync(join(dataDir, "server.lock"));
  writeFileSync(join(dataDir, "server.lock", "7"), text);
}

async function contend(firstAt: number, dataDirs: readonly string[]): Promise<string[]> {
  const script = fileURLToPath(new URL("support/lock-contender.ts", import.meta.url));
  const args = [
    "--conditions=source",
    "--import",
    import.meta.resolve("tsx"),
    script,
    String(firstAt),
    ...dataDirs,
  ];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  // All stay until all have tried: a winner that ended would be a dead one in its turn.
  onTestFinished(() => void child.stdin.end());
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => resolve(JSON.parse(text)));
    child.on("close", () => reject(new Error("a contender ended")));
  });
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "landbridge-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
