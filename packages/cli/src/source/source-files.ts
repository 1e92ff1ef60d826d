import { closeSync, openSync, readSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { isConfigFile } from "@landbridge/language";
import { CliRefusal } from "../cli-refusal.ts";

/** Where no configuration of the source itself lies. */
const SKIPPED = new Set([".git", "node_modules"]);
/** More than the language accepts of one file: enough for it to notice, without filling the memory. */
const READ_BYTES = 32 * 1024 * 1024;

export interface SourceFile {
  /** Relative to the source, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The configuration files of one source, read. */
export interface SourceFiles {
  /** The directory that the paths count from, as it was given. */
  readonly root: string;
  readonly files: readonly SourceFile[];
}

/** Reads the configuration files below a directory, or one file whatever its name. */
export function readSourceFiles(path: string): SourceFiles {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) {
    throw new CliRefusal("PATH_NOT_FOUND", `There is no file or directory ${path}.`);
  }
  if (!found.isDirectory()) {
    return { root: dirname(path), files: [{ path: basename(path), text: readText(path) }] };
  }
  const paths = configPaths(path, "");
  if (paths.length === 0) throw nothingFound(path);
  return { root: path, files: paths.map((each) => ({ path: each, text: readText(join(path, each)) })) };
}

/** The path as a person would type it, for problems: `examples/hello/landbridge.yml`. */
export function shownPath(root: string, path: string): string {
  return normalize(join(root, path));
}

function configPaths(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : configPaths(root, path);
    // A link to a file counts as the file; a link to a directory is not followed, it may lead in circles.
    const isFile = entry.isFile() || (entry.isSymbolicLink() && isLinkToFile(join(root, path)));
    return isFile && isConfigFile(path) ? [path] : [];
  });
}

function isLinkToFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** At most what the language will look at: a huge file is refused by its limits without filling the memory. */
function readText(path: string): string {
  const size = Math.min(statSync(path).size, READ_BYTES);
  const bytes = Buffer.alloc(size);
  const file = openSync(path, "r");
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read) {
      read = readSync(file, bytes, length, size - length, null);
    }
    return bytes.toString("utf8", 0, length);
  } finally {
    closeSync(file);
  }
}

function nothingFound(path: string): CliRefusal {
  return new CliRefusal("NO_CONFIGURATION", `There is no configuration file in ${path}.`, {
    hint: "Landbridge reads landbridge.yml, landbridge.*.yml, .landbridge/*.yml and the shippable.yml family.",
  });
}
