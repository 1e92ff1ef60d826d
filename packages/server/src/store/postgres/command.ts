import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { Writable } from "node:stream";

/** A program to start, and the user to start it as (left out: ours). */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

export type CommandOutcome =
  | { readonly kind: "exited"; readonly code: number | null; readonly output: string }
  | { readonly kind: "not-started"; readonly error: Error };

/**
 * Starts a program in a session of its own: Ctrl-C in a terminal reaches us and not it. One whose arguments were put
 * behind the watcher ends when this process ends, however that comes about.
 */
export function spawnTethered(command: Command): ChildProcess {
  const child = spawn(command.file, command.args, {
    cwd: "/",
    env: CHILD_ENVIRONMENT,
    detached: true,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    ...(command.uid === undefined ? {} : { uid: command.uid }),
    ...(command.gid === undefined ? {} : { gid: command.gid }),
  });
  const lifeline = child.stdio[3];
  // A program that does not read its input, or a watcher that is gone already, breaks these pipes: nothing is lost by it.
  for (const stream of [child.stdin, lifeline]) stream?.on("error", () => undefined);
  // The watcher must go before the id of the ended program can be another's; "close" waits for the pipe to it.
  child.on("exit", () => {
    if (lifeline instanceof Writable) lifeline.end("released\n");
  });
  return child;
}

/**
 * Puts a tiny shell beside a program that reads from a pipe whose other end only we hold. It reads a line: all is
 * well. It reads the end of the pipe: we are dead, and the program gets SIGINT. `unshare` and this keep the process id.
 */
export function behindWatcher(argv: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return ["/bin/sh", "-c", WATCHER, "sh", ...argv];
}

/** Runs a program to its end and gathers what it said. */
export async function runCommand(command: Command, input = ""): Promise<CommandOutcome> {
  let child: ChildProcess;
  try {
    child = spawnTethered(command);
  } catch (error) {
    // Most failures to start are events; not being allowed to change the user is thrown.
    if (error instanceof Error) return { kind: "not-started", error };
    throw error;
  }
  child.stdin?.end(input);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ kind: "not-started", error }));
    child.on("close", (code) => resolve({ kind: "exited", code, output }));
  });
}

// The watcher is started twice removed, so that the program never finds a child that it did not make itself.
const WATCHER = `((trap '' HUP INT TERM; read -r _ <&3 || kill -INT $$) >/dev/null 2>&1 &)
exec 3<&-
exec "$@"`;

// Nothing of our own environment: PG… variables would change what PostgreSQL does, and secrets don't belong in a child.
const CHILD_ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin",
  LC_ALL: "C",
};
