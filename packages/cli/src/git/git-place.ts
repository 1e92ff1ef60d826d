import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, parseGitAddress } from "@landbridge/core";
import type { CliConfig } from "../config.ts";
import { readSourceFiles } from "../source/source-files.ts";
import type { SourceFiles } from "../source/source-files.ts";

const CLONE_MS = 120_000;

/** Whether a place is the address of a repository rather than a directory. */
export function isGitAddress(place: string): boolean {
  return /^(https?|ssh|git|file):\/\//.test(place) || /^[\w.-]+@[\w.-]+:/.test(place);
}

export interface GitPlace {
  readonly address: string;
  readonly branch?: string | undefined;
}

/** The configuration files of a repository as this machine's git sees it; nothing of the copy stays. */
export function readGitPlace(
  { address, branch }: GitPlace,
  environment: CliConfig["environment"],
): SourceFiles {
  if (parseGitAddress(address).credentials) {
    throw new AppError(
      "BAD_REQUEST",
      "The address has a password in it, which would be stored in the open.",
      {
        hint: "Sources with credentials are not in this version yet; use a path or a public address.",
      },
    );
  }
  const directory = mkdtempSync(join(tmpdir(), "landbridge-plan-"));
  try {
    clone({ address, branch }, directory, environment);
    const { files } = readSourceFiles(directory);
    return { root: "", files };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function clone(
  { address, branch }: GitPlace,
  directory: string,
  environment: CliConfig["environment"],
): void {
  const ofBranch = branch === undefined ? [] : ["--branch", branch];
  try {
    execFileSync("git", ["clone", "--quiet", "--depth", "1", ...ofBranch, "--", address, directory], {
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
      timeout: CLONE_MS,
      env: { ...environment, GIT_TERMINAL_PROMPT: "0" },
    });
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim().split("\n") : [];
    const why = said.find((line) => /^(fatal|error): /.test(line)) ?? (said.at(-1) || "git did not answer");
    throw new AppError("SOURCE_NOT_READABLE", `${address} can't be read: ${why}`, {
      hint: "Check the address and the branch, and that git of this machine may read it.",
      cause,
    });
  }
}
