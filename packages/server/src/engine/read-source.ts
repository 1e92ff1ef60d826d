import { AppError, withReason } from "@landbridge/core";
import { isConfigFile } from "@landbridge/language";
import type { ConfigFile } from "@landbridge/language";
import type { Stats } from "node:fs";
import { readFile, readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { StoredSource } from "../store/sources.ts";
import { checkOut } from "./git.ts";

const MAX_FILES = 2_000;
const MAX_DEPTH = 20;
/** More than any configuration that is taken; what is larger is not even read. */
const MAX_BYTES = 64 * 1_048_576;
const SKIPPED = new Set([".git", "node_modules"]);

export interface ReadSource {
  readonly files: readonly ConfigFile[];
  readonly commit?: string;
}

/** Reads the configuration files of a source, at one commit for git. Refuses with SOURCE_NOT_READABLE and SOURCE_EMPTY. */
export async function readSource(source: StoredSource, signal?: AbortSignal): Promise<ReadSource> {
  const { location } = source;
  if (source.kind === "directory") return { files: await readFilled(location, location) };
  const checkedOut = await checkOut(location, {
    ...(source.branch === undefined ? {} : { branch: source.branch }),
    ...(signal ? { signal } : {}),
  });
  if (!checkedOut.ok) throw notReadable(location, checkedOut.text);
  const { directory, commit, remove } = checkedOut.found;
  try {
    return { files: await readFilled(directory, location), commit };
  } finally {
    await remove();
  }
}

/** A directory to read, and what people call it where it is a copy. */
interface Place {
  readonly root: string;
  readonly location: string;
}

/** Paths, sizes and times of a directory's configuration files: unequal when one of them was written. */
export async function fingerprintOf(root: string): Promise<string> {
  const found = await listFiles({ root, location: root });
  return found
    .map(({ path, size, mtimeMs, ino }) => `${path}\0${String(size)}\0${String(mtimeMs)}\0${String(ino)}`)
    .join("\n");
}

/** An empty place is more often a missing mount than a wish to remove everything. */
async function readFilled(root: string, location: string): Promise<readonly ConfigFile[]> {
  const files = await readDirectory(root, location);
  if (files.length > 0) return files;
  const isBare = (await isThere(join(root, "HEAD"))) && (await isThere(join(root, "objects")));
  throw new AppError("SOURCE_EMPTY", `${location} holds no configuration file.`, {
    hint: isBare
      ? `It is a git repository without a working tree: give file://${location}, or a branch.`
      : "Put landbridge.yml there; if everything is to go, remove the source.",
  });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readDirectory(root: string, location: string): Promise<readonly ConfigFile[]> {
  const found = await listFiles({ root, location });
  const bytes = found.reduce((sum, { size }) => sum + size, 0);
  if (bytes > MAX_BYTES) {
    const limit = String(MAX_BYTES / 1_048_576);
    throw notReadable(location, `Its configuration files have more than ${limit} MB.`);
  }
  const read = async (path: string): Promise<ConfigFile> => ({
    path: relative(root, path).replaceAll("\\", "/"),
    text: await readFile(path, "utf8"),
  });
  return refusing({ root, location }, () => Promise.all(found.map(({ path }) => read(path))));
}

interface FoundFile extends Pick<Stats, "size" | "mtimeMs" | "ino"> {
  readonly path: string;
}

async function listFiles(place: Place): Promise<readonly FoundFile[]> {
  return refusing(place, async () => {
    if (!(await stat(place.root)).isDirectory()) throw notReadable(place.location, "It is not a directory.");
    const paths = await listConfigFiles(place, place.root, 0);
    return Promise.all(
      paths.map(async (path) => {
        const { size, mtimeMs, ino } = await stat(path);
        return { path, size, mtimeMs, ino };
      }),
    );
  });
}

/** What the system refuses is a fault of the source, and named as people know it: a copy has a new path each time. */
async function refusing<Result>({ root, location }: Place, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof AppError || !(cause instanceof Error) || !("code" in cause)) throw cause;
    const isGone = cause.code === "ENOENT" && "path" in cause && cause.path === root;
    throw notReadable(
      location,
      isGone ? "There is no such directory." : `${cause.message.replaceAll(root, location)}.`,
      cause,
    );
  }
}

async function listConfigFiles(place: Place, directory: string, depth: number): Promise<string[]> {
  if (depth > MAX_DEPTH) return [];
  const { root, location } = place;
  const entries = await readdir(directory, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    // Links are not followed: a source must not reach out of itself.
    if (entry.isDirectory() && !SKIPPED.has(entry.name))
      found.push(...(await listConfigFiles(place, path, depth + 1)));
    else if (entry.isFile() && isConfigFile(relative(root, path).replaceAll("\\", "/"))) found.push(path);
    if (found.length > MAX_FILES)
      throw notReadable(location, `It has more than ${String(MAX_FILES)} configuration files.`);
  }
  return found;
}

function notReadable(location: string, text: string, cause?: unknown): AppError {
  return new AppError("SOURCE_NOT_READABLE", withReason(`${location} can't be read`, text), {
    hint: "Check the path or address, the branch, and that the server may read it.",
    ...(cause === undefined ? {} : { cause }),
  });
}
