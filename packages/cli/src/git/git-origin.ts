import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { isCloneable, parseGitAddress } from "@landbridge/core";
import { askGit } from "./ask-git.ts";

/** Where a directory's repository can be cloned from. */
export interface GitOrigin {
  /** Without a password. */
  readonly address: string;
  readonly branch: string;
  /** The directory within the repository, with a slash at its end; empty for its root. */
  readonly folder: string;
}

/** The repository that a directory belongs to; nothing where it belongs to none or has no commit yet. */
export function findGitOrigin(directory: string): GitOrigin | undefined {
  const git = (...args: readonly string[]): string | undefined => askGit(directory, ...args);
  const root = git("rev-parse", "--show-toplevel");
  if (root === undefined || git("rev-parse", "--verify", "--quiet", "HEAD") === undefined) return undefined;
  const origin = git("remote", "get-url", "origin");
  const address = origin === undefined ? realpathSync(root) : addressOf(origin, root);
  const current = git("symbolic-ref", "--short", "--quiet", "HEAD");
  // Of a checked out commit: the branch that the origin would give to whoever clones it.
  const ofOrigin = git("symbolic-ref", "--short", "--quiet", "refs/remotes/origin/HEAD");
  const branch = current ?? ofOrigin?.replace(/^origin\//, "");
  if (address === undefined || branch === undefined) return undefined;
  return { address, branch, folder: git("rev-parse", "--show-prefix") ?? "" };
}

/** A password belongs into nobody's repository. */
function addressOf(origin: string, root: string): string | undefined {
  if (isCloneable(origin)) return origin.startsWith("/") ? origin : parseGitAddress(origin).url;
  // `../other.git` counts from the root of the repository.
  return /^\.{0,2}\//.test(origin) || !origin.includes(":") ? resolve(root, origin) : undefined;
}
