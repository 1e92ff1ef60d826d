import type { CloneFacts, PlannedClone } from "@landbridge/core";
import { AGENT_MARK, RUN_MARK } from "./process-tree.ts";
import type { ProcessEnd, RunningProcess, Runtime } from "./runtimes/runtime.ts";

export interface CloneRequest {
  readonly runId: string;
  readonly clone: PlannedClone;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  /** Where the working copy goes. */
  readonly directory: string;
  readonly runDirectory: string;
  readonly helpers: string;
  readonly bash: string;
  readonly machine: Readonly<Record<string, string>>;
  readonly agentMark: string;
  readonly write: (bytes: Buffer) => void;
}

export type CloneResult =
  { readonly ok: true; readonly facts: CloneFacts } | { readonly ok: false; readonly message: string };

export interface RunningClone {
  readonly process: RunningProcess;
  readonly result: Promise<CloneResult>;
}

/** Why a clone can't even be tried, in a sentence. Git would take some of these for options or programs. */
export function findCloneFault({ url, commit, branch, depth }: PlannedClone): string | undefined {
  if (
    !/^(https?|ssh|file):\/\/[^-\s]/.test(url) &&
    !/^[\w.-]+@[\w.][\w.-]*:[^-\s]/.test(url) &&
    !/^\/[^-]/.test(url)
  ) {
    return `${url} is not an address that git may clone (https, http, ssh or file)`;
  }
  if (/[\0\n\r]/.test(url)) return "the address holds a line break";
  if (commit !== undefined && !/^[0-9a-f]{7,64}$/i.test(commit)) return `${commit} is not a commit`;
  if (branch !== undefined && !isBranchName(branch)) return `${branch} is not the name of a branch`;
  if (depth !== undefined && (!Number.isInteger(depth) || depth < 1)) return "the depth must be 1 or more";
  return undefined;
}

/** Git's own rules, and no leading dash. */
function isBranchName(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- git forbids control characters in names of branches
  return !/^-|^$|[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|\.lock$/.test(name);
}

export function startClone(runtime: Runtime, request: CloneRequest): RunningClone {
  const facts: { commit?: string; committer?: string; message?: string } = {};
  const process = runtime.start({
    runId: request.runId,
    command: [request.bash, `${request.helpers}/clone.bash`, request.directory],
    directory: request.runDirectory,
    environment: cloneEnvironment(request),
    runDirectory: request.runDirectory,
    outputs: [{ write: request.write }],
    onReport(line) {
      const value = line.slice(2);
      if (line.startsWith("F ")) facts.commit = value;
      if (line.startsWith("C ")) facts.committer = value;
      if (line.startsWith("M ")) facts.message = Buffer.from(value, "base64").toString().trimEnd();
    },
  });
  return { process, result: process.ended.then((end) => resultOf(end, facts)) };
}

function resultOf(end: ProcessEnd, facts: Partial<CloneFacts>): CloneResult {
  if (end.fault !== undefined) return { ok: false, message: end.fault };
  const { commit, committer = "", message = "" } = facts;
  if (end.code === 0 && commit !== undefined) return { ok: true, facts: { commit, committer, message } };
  return { ok: false, message: `git exited with ${end.code ?? end.signal ?? "nothing"}` };
}

function cloneEnvironment(request: CloneRequest): Record<string, string> {
  const { runId, clone, credentials, helpers, machine, agentMark } = request;
  return {
    ...machine,
    [RUN_MARK]: runId,
    [AGENT_MARK]: agentMark,
    CLONE_URL: clone.url,
    CLONE_COMMIT: clone.commit ?? "",
    CLONE_BRANCH: clone.branch ?? "",
    CLONE_DEPTH: clone.depth === undefined ? "" : String(clone.depth),
    CLONE_CONFIG: clone.config.map(configLine).join("\n"),
    CLONE_USERNAME: credentials?.username ?? "",
    CLONE_PASSWORD: credentials?.password ?? "",
    GIT_ASKPASS: `${helpers}/askpass`,
    SSH_ASKPASS: `${helpers}/askpass`,
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: `${helpers}/gitconfig`,
    GIT_ALLOW_PROTOCOL: "http:https:ssh:file",
    GIT_SSH_COMMAND: "ssh -o BatchMode=yes",
  };
}

/** `name value`, `name=value` or `name "value"`: as `git config` takes them, in one form. */
function configLine(line: string): string {
  const match = /^\s*(?:git\s+config\s+(?:--\w+\s+)*)?([\w.-][^\s=]*)(?:\s*=\s*|\s+)(.*?)\s*$/s.exec(line);
  if (match === null) return "";
  const [, name = "", value = ""] = match;
  const quoted = /^(["'])(.*)\1$/s.exec(value);
  return `${name} ${quoted?.[2] ?? value}`.replaceAll("\n", " ");
}
