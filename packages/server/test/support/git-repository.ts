import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./test-server.ts";

export interface GitRepository {
  /** file://… */
  readonly url: string;
  readonly directory: string;
  /** Writes a file and commits it; answers the commit. */
  commit(path: string, text: string): string;
}

/** A repository of this test's own, made with the system's git. */
export async function createGitRepository(): Promise<GitRepository> {
  const directory = await temporaryDirectory();
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-C", directory, "-c", "user.name=a", "-c", "user.email=a@example.org", ...args], {
      encoding: "utf8",
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", GIT_CONFIG_NOSYSTEM: "1", HOME: directory },
    });
  git("init", "--quiet", "--initial-branch", "trunk");
  return {
    url: `file://${directory}`,
    directory,
    commit(path, text) {
      writeFileSync(join(directory, path), text);
      git("add", path);
      git("commit", "--quiet", "-m", `Change ${path}`);
      return git("rev-parse", "HEAD").trim();
    },
  };
}
