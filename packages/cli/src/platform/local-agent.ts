import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@landbridge/core";
import { identify, isAlive, signal } from "./process-identity.ts";
import type { ProcessIdentity } from "./process-identity.ts";

/** An agent of this machine, in a process and session of its own: Ctrl-C of a terminal does not reach it. */
export interface LocalAgent {
  readonly directory: string;
  readonly identity: ProcessIdentity;
  /** Tells it where to go; it may have been started before that was known. */
  connect(place: { readonly server: string; readonly token: string }): void;
  /** Ends when the process has ended. */
  readonly ended: Promise<void>;
}

export interface LocalAgentOptions {
  readonly directory: string;
  readonly name: string;
  readonly pool: string;
  readonly slots?: number;
  /** The directories of ended runs stay. */
  readonly isKept?: boolean;
  /** How long it looks for a server when this process is gone; its own default suits a server that comes back. */
  readonly orphanGraceMs?: number;
  /** Tasks that ask for a container run on this machine itself. */
  readonly containersOnHost?: boolean;
  readonly environment: NodeJS.ProcessEnv;
}

/** Starts the agent in advance: it loads while the server does, and waits on its standard input for the address. */
export function startLocalAgent(options: LocalAgentOptions): LocalAgent {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const log = openSync(agentLogOf(options.directory), "a", 0o600);
  const child = spawn(process.execPath, agentArguments(options), {
    detached: true,
    stdio: ["pipe", log, log],
    env: options.environment,
  });
  closeSync(log);
  const { pid, stdin } = child;
  if (pid === undefined || stdin === null) {
    child.on("error", () => undefined);
    throw new AppError("INTERNAL", "The agent's process could not be started.");
  }
  // It may end before it has read the address; that it did is told by `ended`.
  stdin.on("error", () => undefined);
  return {
    directory: options.directory,
    identity: identify(pid),
    connect: (place) => void stdin.end(`${JSON.stringify(place)}\n`),
    ended: endOf(child),
  };
}

/** What an agent says about itself, for people whose agent does not come up. */
export function agentLogOf(directory: string): string {
  return join(directory, "agent.log");
}

/** The last things that it said, as sentences. */
export function lastWordsOf(directory: string, count: number): readonly string[] {
  try {
    return readFileSync(agentLogOf(directory), "utf8").trimEnd().split("\n").slice(-count).map(messageOf);
  } catch {
    return [];
  }
}

/** The log has one JSON object a line; what a crash prints has not. */
function messageOf(line: string): string {
  try {
    const entry: { msg?: unknown } = JSON.parse(line);
    return typeof entry.msg === "string" ? entry.msg : line;
  } catch {
    return line;
  }
}

/** TERM, then KILL after a while; ends when nothing of it is left. */
export async function stopAgent(agent: ProcessIdentity, graceMs: number): Promise<void> {
  if (isAlive(agent)) signal(agent.pid, "SIGTERM");
  const deadline = Date.now() + graceMs;
  while (isAlive(agent)) {
    if (Date.now() > deadline) signal(agent.pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function agentArguments({
  directory,
  name,
  pool,
  slots,
  isKept,
  orphanGraceMs,
  containersOnHost,
}: LocalAgentOptions): string[] {
  const [, main = ""] = process.argv;
  return [
    ...process.execArgv,
    main,
    "agent",
    "--connect-from-stdin",
    `--dir=${directory}`,
    `--name=${name}`,
    `--pool=${pool}`,
    `--parent-pid=${process.pid}`,
    ...(slots === undefined ? [] : [`--slots=${slots}`]),
    ...(isKept === true ? ["--keep"] : []),
    ...(containersOnHost === true ? ["--containers-on-host"] : []),
    ...(orphanGraceMs === undefined ? [] : [`--orphan-grace=${orphanGraceMs}`]),
  ];
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
}
