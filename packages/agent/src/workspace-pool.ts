import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { WorkspacePaths } from "./environment.ts";
import type { InputDirectory } from "./workspace.ts";

/** Makes the directories of runs and takes them away again. */
export interface WorkspacePool {
  /**
   * Makes `paths.run` with its empty directories; whatever was there is gone. Of the inputs' directories some
   * may be there already, with an older `version.json` for `writeInput` to write over.
   */
  open(paths: WorkspacePaths, inputs: readonly InputDirectory[]): void;
  /** The run has ended; it was opened with these inputs. */
  giveBack(paths: WorkspacePaths, inputs: readonly InputDirectory[]): Promise<void>;
  close(): void;
}

interface Spare {
  readonly path: string;
  readonly inputs: readonly InputDirectory[];
}

const SUBDIRECTORIES = ["IN", "OUT", "previousState", "shared", "state"] as const;

/**
 * Most runs leave their directories as empty as they found them. Such a workspace is renamed for the next run:
 * to make and remove a dozen directories takes the file system longer than the run itself. On ext4 it also makes
 * everything slower that is made in the next five minutes, because what was deleted is not used again so soon
 * and each new file searches past it.
 */
export function createWorkspacePool(directory: string, size: number): WorkspacePool {
  const spares = join(directory, "spare");
  const free: Spare[] = [];
  let made = 0;
  rmSync(spares, { recursive: true, force: true });
  mkdirSync(spares, { recursive: true, mode: 0o700 });

  return {
    open(paths, inputs) {
      if (existsSync(paths.run)) rmSync(paths.run, { recursive: true, force: true });
      const fitting = free.findIndex((spare) => haveSameNames(spare.inputs, inputs));
      const spare = fitting < 0 ? free.pop() : free.splice(fitting, 1)[0];
      if (spare === undefined) makeWorkspace(paths);
      else {
        renameSync(spare.path, paths.run);
        arrangeInputs(`${paths.build}/IN`, spare.inputs, inputs);
      }
    },
    async giveBack(paths, inputs) {
      if (free.length < size && isPristine(paths, inputs)) {
        const path = join(spares, String(made));
        made += 1;
        renameSync(paths.run, path);
        free.push({ path, inputs });
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

function haveSameNames(some: readonly InputDirectory[], others: readonly InputDirectory[]): boolean {
  return some.length === others.length && some.every(({ name }, index) => name === others[index]?.name);
}

/** Gives the directories of an earlier run's inputs the names that this run wants, and removes what is left. */
function arrangeInputs(
  directory: string,
  held: readonly InputDirectory[],
  wanted: readonly InputDirectory[],
): void {
  const kept = new Map(held.map((input) => [input.name, input]));
  const left = held.filter(({ name }) => !wanted.some((input) => input.name === name));
  for (const { name, type } of wanted) {
    const from = kept.get(name) ?? left.pop();
    if (from === undefined) continue;
    if (from.name !== name) renameSync(`${directory}/${from.name}`, `${directory}/${name}`);
    if (from.type !== type) renameSync(`${directory}/${name}/${from.type}`, `${directory}/${name}/${type}`);
  }
  for (const { name } of left) rmSync(`${directory}/${name}`, { recursive: true, force: true });
}

/** Is it as it was before the first script? Whatever is odd about it means no. */
function isPristine(paths: WorkspacePaths, inputs: readonly InputDirectory[]): boolean {
  try {
    return (
      hasJust(paths.run, ["build"]) &&
      isDirectoryOf(paths.build, SUBDIRECTORIES) &&
      isDirectoryOf(
        `${paths.build}/IN`,
        inputs.map(({ name }) => name),
      ) &&
      inputs.every((input) => isUntouched(`${paths.build}/IN/${input.name}`, input.type)) &&
      SUBDIRECTORIES.every((name) => name === "IN" || isDirectoryOf(`${paths.build}/${name}`, []))
    );
  } catch {
    return false;
  }
}

/** A version.json with a second name would be written through that name as well. */
function isUntouched(input: string, type: string): boolean {
  const version = lstatSync(`${input}/version.json`);
  return (
    isDirectoryOf(input, ["version.json", type]) &&
    isDirectoryOf(`${input}/${type}`, []) &&
    version.isFile() &&
    version.nlink === 1 &&
    (version.mode & 0o7777) === (0o666 & ~process.umask())
  );
}

function isDirectoryOf(path: string, names: readonly string[]): boolean {
  const stat = lstatSync(path);
  return stat.isDirectory() && (stat.mode & 0o7777) === (0o777 & ~process.umask()) && hasJust(path, names);
}

function hasJust(directory: string, names: readonly string[]): boolean {
  return readdirSync(directory).toSorted().join("\0") === names.toSorted().join("\0");
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
