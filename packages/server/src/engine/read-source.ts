import { AppError } from "@landbridge/core";
import { isConfigFile } from "@landbridge/language";
import type { ConfigFile } from "@landbridge/language";
import { readFile, readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { StoredSource } from "../store/sources.ts";
import { checkOut } from "./git.ts";

const MAX_FILES = 2_000;
const MAX_DEPTH = 20;
const SKIPPED = new Set([".git", "node_modules"]);

export interface ReadSource {
  readonly files: readonly ConfigFile[];
  readonly commit?: string;
}

/** Reads the configuration files of a source, at one commit for git. Refuses with SOURCE_NOT_READABLE. */
export async function readSource(source: StoredSource, signal?: AbortSignal): Promise<ReadSource> {
  if (source.kind === "directory") return { files: await readDirectory(source.location) };
  const checkedOut = await checkOut(source.location, {
    ...(source.branch === undefined ? {} : { branch: source.branch }),
    ...(signal ? { signal } : {}),
  });
  if (!checkedOut.ok) throw notReadable(source.location, checkedOut.text);
  const { directory, commit, remove } = checkedOut.found;
  try {
    return { files: await readDirectory(directory), commit };
  } finally {
    await remove();
  }
}

/** Paths, sizes and times of a directory's configuration files: unequal when one of them was written. */
export async function fingerprintOf(root: string): Promise<string> {
  const paths = await listPaths(root);
  const lines = await Promise.all(
    paths.map(async (path) => {
      const { size, mtimeMs, ino } = await stat(path);
      return `${path}\0${String(size)}\0${String(mtimeMs)}\0${String(ino)}`;
    }),
  );
  return lines.join("\n");
}

async function readDirectory(root: string): Promise<readonly ConfigFile[]> {
  const paths = await listPaths(root);
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(root, path).replaceAll("\\", "/"),
      text: await readFile(path, "utf8"),
    })),
  );
}

async function listPaths(root: string): Promise<readonly string[]> {
  const found = await stat(root).catch((cause: NodeJS.ErrnoException) => {
    throw notReadable(root, cause.code === "ENOENT" ? "There is no such directory." : cause.message, cause);
  });
  if (!found.isDirectory()) throw notReadable(root, "It is not a directory.");
  return listConfigFiles(root, root, 0);
}

async function listConfigFiles(root: string, directory: string, depth: number): Promise<string[]> {
  if (depth > MAX_DEPTH) return [];
  const entries = await readdir(directory, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    // Links are not followed: a source must not reach out of itself.
    if (entry.isDirectory() && !SKIPPED.has(entry.name))
      found.push(...(await listConfigFiles(root, path, depth + 1)));
    else if (entry.isFile() && isConfigFile(relative(root, path).replaceAll("\\", "/"))) found.push(path);
    if (found.length > MAX_FILES)
      throw notReadable(root, `It has more than ${String(MAX_FILES)} configuration files.`);
  }
  return found;
}

function notReadable(location: string, text: string, cause?: unknown): AppError {
  return new AppError("SOURCE_NOT_READABLE", `${location} can't be read: ${text}`, {
    hint: "Check the path or address, the branch, and that the server may read it.",
    ...(cause === undefined ? {} : { cause }),
  });
}
