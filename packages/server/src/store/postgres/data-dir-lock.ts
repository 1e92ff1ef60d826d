import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

/**
 * Refuses with DATA_DIR_IN_USE while another server lives; the lock of a dead one is taken over.
 *
 * `server.lock` is a directory of numbered claims and the highest one counts. A claim is never taken back, only
 * outnumbered: when several servers find the same dead holder, removing its file could hit the claim that one of
 * them has just put in its place, but only one of them can create the next number.
 */
export function acquireDataDirLock(dataDir: string): DataDirLock {
  const directory = join(dataDir, "server.lock");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const own = `${process.pid} ${startMarkOf(process.pid) ?? ""}\n`;
  for (;;) {
    const highest = highestClaim(directory);
    const holder = parseHolder(readOptional(join(directory, String(highest))));
    if (holder !== undefined && isLive(holder, lookAt(holder.pid))) throw inUse(dataDir, holder.pid);
    const claim = join(directory, String(highest + 1));
    if (!createWhole(directory, claim, own)) continue;
    // Late: others have come and gone since we looked, and cleared the number that we took.
    if (highestClaim(directory) !== highest + 1) {
      rmSync(claim, { force: true });
      continue;
    }
    removeOthers(directory, String(highest + 1));
    return { release: () => markReleased(claim) };
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

/** `undefined`: released, or never written to its end. */
function parseHolder(text: string | undefined): LockHolder | undefined {
  const [, pid, startMark] = /^(\d+) (.*)\n$/.exec(text ?? "") ?? [];
  return pid === undefined || startMark === undefined ? undefined : { pid: Number(pid), startMark };
}

function lookAt(pid: number): { readonly running: boolean; readonly startMark: string | undefined } {
  return { running: isRunning(pid), startMark: startMarkOf(pid) };
}

function highestClaim(directory: string): number {
  return Math.max(0, ...readdirSync(directory).map((name) => (/^\d+$/.test(name) ? Number(name) : 0)));
}

/** Creates a claim that is never seen half-written; false when there is one already. */
function createWhole(directory: string, claim: string, text: string): boolean {
  const draft = join(directory, `draft-${randomUUID()}`);
  writeFileSync(draft, text, { mode: 0o644 });
  try {
    linkSync(draft, claim);
    return true;
  } catch (error) {
    // EEXIST: another was quicker. ENOENT: it even cleared our draft away.
    if (error instanceof Error && "code" in error && ["EEXIST", "ENOENT"].includes(String(error.code)))
      return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function removeOthers(directory: string, kept: string): void {
  for (const name of readdirSync(directory))
    if (name !== kept) rmSync(join(directory, name), { force: true });
}

function markReleased(claim: string): void {
  try {
    writeFileSync(claim, "released\n", { flag: "r+" });
  } catch {
    // The data directory was removed while it was ours.
  }
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function inUse(dataDir: string, pid: number): AppError {
  return new AppError("DATA_DIR_IN_USE", `Another Landbridge server (process ${pid}) uses ${dataDir}.`, {
    hint: `Stop process ${pid}, or choose another directory with LANDBRIDGE_DATA_DIR.`,
  });
}
