import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { WorkspacePaths } from "./environment.ts";

/** Makes the directories of runs and takes them away again. */
export interface WorkspacePool {
  /** Makes `paths.run` with its empty directories; whatever was there is gone. */
  open(paths: WorkspacePaths): void;
  /** The run has ended. */
  giveBack(paths: WorkspacePaths): Promise<void>;
  close(): void;
}

const SUBDIRECTORIES = ["IN", "OUT", "previousState", "shared", "state"] as const;

/**
 * Most runs leave their directories as empty as they found them. Such a workspace is renamed for the next run:
 * to make and remove a dozen directories takes the file system longer than the run itself.
 */
export function createWorkspacePool(directory: string, size: number): WorkspacePool {
  const spares = join(directory, "spare");
  const free: string[] = [];
  let made = 0;
  rmSync(spares, { recursive: true, force: true });
  mkdirSync(spares, { recursive: true, mode: 0o700 });

  return {
    open(paths) {
      if (existsSync(paths.run)) rmSync(paths.run, { recursive: true, force: true });
      const spare = free.pop();
      if (spare === undefined) makeWorkspace(paths);
      else renameSync(spare, paths.run);
    },
    async giveBack(paths) {
      if (free.length < size && isPristine(paths)) {
        const spare = join(spares, String(made));
        made += 1;
        renameSync(paths.run, spare);
        free.push(spare);
      } else await removeTree(paths.run);
    },
    close() {
      rmSync(spares, { recursive: true, force: true });
    },
  };
}

function makeWorkspace(paths: WorkspacePaths): void {
  mkdirSync(paths.run, { mode: 0o700 });
  mkdirSync(paths.build);
  for (const name of SUBDIRECTORIES) mkdirSync(`${paths.build}/${name}`);
}

/** Is it as `open` makes it? Whatever is odd about it means no. */
function isPristine(paths: WorkspacePaths): boolean {
  try {
    const mode = 0o777 & ~process.umask();
    return (
      readdirSync(paths.run).join() === "build" &&
      readdirSync(paths.build).toSorted().join() === SUBDIRECTORIES.join() &&
      modeOf(paths.build) === mode &&
      SUBDIRECTORIES.every((name) => isEmpty(`${paths.build}/${name}`, mode))
    );
  } catch {
    return false;
  }
}

function isEmpty(path: string, mode: number): boolean {
  return modeOf(path) === mode && readdirSync(path).length === 0;
}

function modeOf(path: string): number | undefined {
  const stat = lstatSync(path);
  return stat.isDirectory() ? stat.mode & 0o7777 : undefined;
}

/** Removes a directory, whatever scripts have put there. */
export async function removeTree(directory: string): Promise<void> {
  try {
    await rm(directory, { recursive: true, force: true });
  } catch {
    // Directories without write permission (module caches make such) can't be emptied by an ordinary user.
    await allowWriting(directory);
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function allowWriting(directory: string): Promise<void> {
  await chmod(directory, 0o700);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await allowWriting(join(directory, entry.name));
  }
}
