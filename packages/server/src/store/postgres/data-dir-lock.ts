import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { AppError } from "@landbridge/core";
import { isRunning, startMarkOf } from "./running-process.ts";

/** That one live server owns a data directory. */
export interface DataDirLock {
  release(): void;
}

export interface LockHolder {
  readonly pid: number;
  /** Start time of the process: a process id comes round again. */
  readonly startMark: string;
}

/** Refuses with DATA_DIR_IN_USE while another server lives; the lock of a dead one is taken over. */
export function acquireDataDirLock(dataDir: string): DataDirLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, "server.lock");
  const own = `${process.pid} ${startMarkOf(process.pid) ?? ""}\n`;
  for (;;) {
    if (createWhole(path, own)) return { release: () => removeIf(path, own) };
    const text = readOptional(path);
    if (text === undefined) continue;
    const holder = parseHolder(text);
    if (
      holder !== undefined &&
      isLive(holder, { running: isRunning(holder.pid), startMark: startMarkOf(holder.pid) })
    ) {
      throw new AppError(
        "DATA_DIR_IN_USE",
        `Another Landbridge server (process ${holder.pid}) uses ${dataDir}.`,
        {
          hint: `Stop process ${holder.pid}, or choose another directory with LANDBRIDGE_DATA_DIR.`,
        },
      );
    }
    removeIf(path, text);
  }
}

export function isLive(
  holder: LockHolder,
  seen: { readonly running: boolean; readonly startMark: string | undefined },
): boolean {
  if (!seen.running) return false;
  // A system that does not tell start times leaves only the careful answer.
  return seen.startMark === undefined || holder.startMark === "" || seen.startMark === holder.startMark;
}

export function parseHolder(text: string): LockHolder | undefined {
  const [, pid, startMark] = /^(\d+) (.*)\n$/.exec(text) ?? [];
  return pid === undefined || startMark === undefined ? undefined : { pid: Number(pid), startMark };
}

/** Creates a file that is never seen half-written; false when there is one already. */
function createWhole(path: string, text: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, text, { mode: 0o644 });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a lock only while it still says what we read: two servers may take over the same stale one at once. */
function removeIf(path: string, expected: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readOptional(aside) !== expected) createWhole(path, readOptional(aside) ?? "");
  rmSync(aside, { force: true });
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
