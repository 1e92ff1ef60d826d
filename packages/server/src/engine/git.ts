import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInGroup } from "./group-process.ts";
import type { GroupEnd } from "./group-process.ts";

const MAX_OUTPUT_BYTES = 16 * 1_048_576;
const LOOK_TIMEOUT_MS = 15_000;
/** Where git lives; the environment of the server is none of its business. */
const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin";
const CLONE_TIMEOUT_MS = 120_000;

export interface GitCredentials {
  readonly username: string;
  readonly password: string;
}

/** What a repository answered, or one sentence why it did not. */
export type GitAnswer<Found> =
  { readonly ok: true; readonly found: Found } | { readonly ok: false; readonly text: string };

/** The head commit of a branch (of the default branch without one), without fetching anything else. */
export async function findHead(
  url: string,
  options: { readonly branch?: string; readonly credentials?: GitCredentials; readonly signal?: AbortSignal },
): Promise<GitAnswer<{ readonly commit: string; readonly branch: string }>> {
  const wanted = options.branch === undefined ? "HEAD" : `refs/heads/${options.branch}`;
  const answer = await git(["ls-remote", "--symref", "--", url, wanted], LOOK_TIMEOUT_MS, options);
  if (!answer.ok) return answer;
  const commit = /^([0-9a-f]{40,64})\t/m.exec(answer.found)?.[1];
  const branch = options.branch ?? /^ref: refs\/heads\/(\S+)\tHEAD/m.exec(answer.found)?.[1] ?? "";
  if (commit === undefined)
    return {
      ok: false,
      text: `${url} has no ${options.branch === undefined ? "commits" : `branch ${options.branch}`}.`,
    };
  return { ok: true, found: { commit, branch } };
}

/** A shallow copy of a branch in a directory of its own; the caller removes it. */
export async function checkOut(
  url: string,
  options: { readonly branch?: string; readonly signal?: AbortSignal },
): Promise<GitAnswer<{ readonly directory: string; readonly commit: string; remove(): Promise<void> }>> {
  const directory = await mkdtemp(join(tmpdir(), "landbridge-source-"));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  const branch = options.branch === undefined ? [] : ["--branch", options.branch];
  const cloned = await git(
    ["clone", "--quiet", "--depth", "1", ...branch, "--", url, directory],
    CLONE_TIMEOUT_MS,
    options,
  );
  const head = cloned.ok ? await git(["-C", directory, "rev-parse", "HEAD"], LOOK_TIMEOUT_MS) : cloned;
  if (!head.ok) {
    await remove();
    return head;
  }
  return { ok: true, found: { directory, commit: head.found.trim(), remove } };
}

async function git(
  args: readonly string[],
  timeoutMs: number,
  { credentials, signal }: { readonly credentials?: GitCredentials; readonly signal?: AbortSignal } = {},
): Promise<GitAnswer<string>> {
  const secret = credentials ? await askpass(credentials) : undefined;
  try {
    const end = await runInGroup("git", args, {
      timeoutMs,
      maxBytes: MAX_OUTPUT_BYTES,
      ...(signal ? { signal } : {}),
      // Nobody is there to answer a prompt; credentials come through the environment, never as an argument.
      env: {
        PATH: SYSTEM_PATH,
        // No configuration but our own: a file that somebody left in a shared place must not run commands here.
        HOME: "/nonexistent",
        XDG_CONFIG_HOME: "/nonexistent",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_TERMINAL_PROMPT: "0",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_ALLOW_PROTOCOL: "https:http:ssh:file",
        ...secret?.env,
      },
    });
    const isDone = end.code === 0 && end.why === undefined;
    return isDone ? { ok: true, found: end.stdout } : { ok: false, text: sentenceOf(end, args) };
  } finally {
    await secret?.remove();
  }
}

/** Git asks this script for user name and password; the script answers from its environment. */
async function askpass(credentials: GitCredentials): Promise<{
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}> {
  const directory = await mkdtemp(join(tmpdir(), "landbridge-askpass-"));
  const script = join(directory, "askpass");
  await writeFile(
    script,
    '#!/bin/sh\ncase "$1" in Username*) printf %s "$LANDBRIDGE_GIT_USERNAME" ;; *) printf %s "$LANDBRIDGE_GIT_PASSWORD" ;; esac\n',
    { mode: 0o700 },
  );
  return {
    env: {
      GIT_ASKPASS: script,
      LANDBRIDGE_GIT_USERNAME: credentials.username,
      LANDBRIDGE_GIT_PASSWORD: credentials.password,
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

function sentenceOf({ why, fault, stderr }: GroupEnd, args: readonly string[]): string {
  const command = `git ${args[0] ?? ""}`;
  if (fault !== undefined) {
    return fault.code === "ENOENT"
      ? "git is not installed on the server."
      : `git did not start: ${fault.message}.`;
  }
  if (why === "aborted") return "The server is closing.";
  if (why === "timeout") return `${command} took too long.`;
  if (why === "output") return `${command} said more than ${String(MAX_OUTPUT_BYTES / 1_048_576)} MB.`;
  const lines = stderr.trim().split("\n");
  const last = lines.find((line) => /^(fatal|ERROR|error): /.test(line)) ?? lines.at(-1) ?? "";
  return last === "" ? `${command} failed.` : last.replace(/^(fatal|ERROR|error): /, "");
}
