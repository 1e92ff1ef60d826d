import { parseGitAddress } from "@landbridge/core";
import { askGit } from "./ask-git.ts";

/** The working tree that a directory lies in, as far as git tells. */
export interface GitCheckout {
  /** Its top directory. */
  readonly root: string;
  /** Where `origin` is, without a password. */
  readonly origin: string;
  /** Absent where a commit is checked out without a branch, as CI does. */
  readonly branch?: string;
}

/** Nothing where the directory belongs to no repository, or to one without an `origin`. */
export function findGitCheckout(directory: string): GitCheckout | undefined {
  const root = askGit(directory, "rev-parse", "--show-toplevel");
  const origin = askGit(directory, "remote", "get-url", "origin");
  if (root === undefined || origin === undefined) return undefined;
  const branch = askGit(directory, "symbolic-ref", "--short", "--quiet", "HEAD");
  return { root, origin: parseGitAddress(origin).url, ...(branch === undefined ? {} : { branch }) };
}

/** Whether two addresses are of one repository: over https or ssh, with or without `.git`. */
export function isSameRepository(one: string, other: string): boolean {
  return hostAndPath(one) === hostAndPath(other);
}

/** `git@host:acme/ops.git`, `ssh://git@host/acme/ops` and `https://host/acme/ops/` → `host/acme/ops` */
function hostAndPath(address: string): string {
  const { url } = parseGitAddress(address);
  const [, host, path] =
    /^[a-z+]+:\/\/(?:[^@/]*@)?([^/]*)\/(.*)$/i.exec(url) ?? /^(?:[^@/]*@)([^:/]+):\/?(.*)$/.exec(url) ?? [];
  const bare = (text: string): string => text.replace(/\/+$/, "").replace(/\.git$/, "");
  return host === undefined ? bare(url) : `${host.toLowerCase()}/${bare(path ?? "")}`;
}
