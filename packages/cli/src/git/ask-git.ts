import { execFileSync } from "node:child_process";

const WAIT_MS = 5_000;

/** What git answers about a directory, in one text; nothing without git, without a repository, or without an answer. */
export function askGit(directory: string, ...args: readonly string[]): string | undefined {
  try {
    const text = execFileSync("git", ["-C", directory, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: WAIT_MS,
    });
    return text.replace(/\n$/, "");
  } catch {
    // All of these are one answer: there is nothing to go by.
    return undefined;
  }
}
