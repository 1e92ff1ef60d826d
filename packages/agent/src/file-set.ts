import type { FileRef } from "@landbridge/core";
import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Files read from a directory: what they are, and their bytes. */
export interface FileSet {
  readonly files: readonly FileRef[];
  /** Base64, by digest. */
  readonly contents: Readonly<Record<string, string>>;
}

export type FileSetResult =
  | { readonly ok: true; readonly set: FileSet; readonly bytes: number; readonly skipped: readonly string[] }
  | { readonly ok: false; readonly bytes: number };

const EMPTY: FileSetResult = { ok: true, set: { files: [], contents: {} }, bytes: 0, skipped: [] };

interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly isExecutable: boolean;
}

/**
 * Reads every regular file under a directory. Links and devices are left out and named; nothing is read when
 * all together are larger than the limit.
 */
export function readFileSet(directory: string, limitBytes: number): FileSetResult {
  const skipped: string[] = [];
  const found = listFiles(directory, "", skipped);
  if (found.length === 0 && skipped.length === 0) return EMPTY;
  const bytes = found.reduce((sum, file) => sum + file.size, 0);
  if (bytes > limitBytes) return { ok: false, bytes };
  const files: FileRef[] = [];
  const contents: Record<string, string> = {};
  for (const { path, isExecutable } of found) {
    const content = readFileSync(join(directory, path));
    const digest = createHash("sha256").update(content).digest("hex");
    files.push({ path, digest, size: content.length, isExecutable });
    contents[digest] = content.toString("base64");
  }
  return { ok: true, set: { files, contents }, bytes, skipped };
}

function listFiles(root: string, below: string, skipped: string[]): readonly FoundFile[] {
  const found: FoundFile[] = [];
  for (const entry of entriesOf(join(root, below))) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) found.push(...listFiles(root, path, skipped));
    else if (entry.isFile()) {
      const { size, mode } = lstatSync(join(root, path));
      found.push({ path, size, isExecutable: (mode & 0o100) !== 0 });
    } else skipped.push(path);
  }
  return found;
}

function entriesOf(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    // A script may have removed the directory: then it holds nothing.
    return [];
  }
}

export function isInside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`);
}
