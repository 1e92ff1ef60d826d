import { execFileSync } from "node:child_process";
import { parseGitAddress } from "@landbridge/core";

/** The working tree that a directory lies in, as far as git tells. */
export interface GitCheckout {
  /** Its top directory. */
  readonly root: string;
  /** Where `origin` is, without a password. */
  readonly origin: string;
  /** Absent where a commit is checked out without a branch, as CI does. */
  readonly branch?: string;
}

const WAIT_MS = 5_000;

/** Nothing where the directory belongs to no repository, or to one without an `origin`. */
export function findGitCheckout(directory: string): GitCheckout | undefined {
  const root = git(directory, "rev-parse", "--show-toplevel");
  const origin = git(directory, "remote", "get-url", "origin");
  if (root === undefined || origin === undefined) return undefined;
  const branch = git(directory, "symbolic-ref", "--short", "--quiet", "HEAD");
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

function git(directory: string, ...args: readonly string[]): string | undefined {
  try {
    const text = execFileSync("git", ["-C", directory, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: WAIT_MS,
    });
    return text.replace(/\n$/, "");
  } catch {
    // No git, no repository, no such thing in it: nothing to go by.
    return undefined;
  }
}
