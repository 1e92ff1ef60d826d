import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identify, isAlive } from "./process-identity.ts";

const PREFIX = "landbridge-run-";
const OWNER = "owner";

/** A directory for one `landbridge run`. Those of runs that were killed are taken away first. */
export function makeRunDirectory(): string {
  sweep(tmpdir());
  const directory = mkdtempSync(join(tmpdir(), PREFIX));
  const { pid, startMark } = identify(process.pid);
  writeFileSync(join(directory, OWNER), `${pid} ${startMark}\n`);
  return directory;
}

/** Takes the directory away, or lets go of it, so that it stays. */
export function leaveRunDirectory(directory: string, { isKept }: { readonly isKept: boolean }): void {
  rmSync(isKept ? join(directory, OWNER) : directory, { recursive: true, force: true });
}

function sweep(place: string): void {
  for (const name of readdirSync(place)) {
    if (!name.startsWith(PREFIX)) continue;
    const directory = join(place, name);
    try {
      const [, pid, startMark] = /^(\d+) (\d*)\n$/.exec(readFileSync(join(directory, OWNER), "utf8")) ?? [];
      if (pid === undefined || startMark === undefined || isAlive({ pid: Number(pid), startMark })) continue;
      rmSync(directory, { recursive: true, force: true });
    } catch {
      // Kept on purpose, just being made, or somebody else's: not ours to take away.
    }
  }
}
