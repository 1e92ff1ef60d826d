import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { isRunning } from "../process-tree.ts";
import type { ProcessEnd } from "./runtime.ts";

export interface LauncherOptions {
  /** helpers/launcher.mjs. */
  readonly script: string;
  /** What it starts, each in `directory` and with nothing but `environment`. */
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Paths of the named pipes that a shell is to have. The other end of each is open. */
export interface ShellPipes {
  readonly stdin: string;
  /** File descriptors 1 and 2. */
  readonly output: string;
  /** File descriptor 3. */
  readonly report: string;
}

/** A child of the launcher. */
export interface StartedShell {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
}

/**
 * A small process that starts shells for us. To start a process is to copy its parent first: for an agent with its
 * tens of megabytes that takes three times as long, and nothing else goes on meanwhile.
 */
export interface Launcher {
  /** Its end is final: whoever needs a shell starts it without us from then on. */
  isAlive(): boolean;
  /** `undefined` where it could not be started. */
  start(pipes: ShellPipes): Promise<StartedShell | undefined>;
  close(): void;
}

/** How often we look for a shell whose end nobody tells us any more. */
const LOOK_MS = 50;

interface Ordered {
  readonly started: (shell: StartedShell | undefined) => void;
}

interface Running {
  readonly pid: number;
  readonly end: (end: ProcessEnd) => void;
}

type Told =
  | { readonly id: number; readonly pid: number }
  | { readonly id: number; readonly fault: string }
  | { readonly id: number; readonly code: number | null; readonly signal: string | null };

export function startLauncher({ script, ...common }: LauncherOptions): Launcher {
  const ordered = new Map<number, Ordered>();
  const running = new Map<number, Running>();
  const child = spawnScript(script);
  let isAlive = child !== undefined;
  let lastId = 0;

  function order(message: object): void {
    child?.stdin.write(`${JSON.stringify(message)}\n`);
  }
  function hear(told: Told): void {
    if ("pid" in told) return begin(told.id, told.pid);
    if ("fault" in told) return decline(told.id);
    running.get(told.id)?.end({ code: told.code ?? undefined, signal: told.signal ?? undefined });
    running.delete(told.id);
  }
  function begin(id: number, pid: number): void {
    const ended = new Promise<ProcessEnd>((end) => running.set(id, { pid, end }));
    ordered.get(id)?.started({ pid, ended });
    ordered.delete(id);
  }
  function decline(id: number): void {
    ordered.get(id)?.started(undefined);
    ordered.delete(id);
  }
  function giveUp(): void {
    if (!isAlive) return;
    isAlive = false;
    for (const id of ordered.keys()) decline(id);
    for (const shell of running.values()) endUnheard(shell);
    running.clear();
  }
  if (child !== undefined) {
    // Not at its exit: what it told last may not have been read by then.
    child.on("close", giveUp);
    child.stdin.on("error", () => {});
    child.unref();
    createInterface({ input: child.stdout }).on("line", (line) => hear(JSON.parse(line) as Told));
  }
  order(common);
  return {
    isAlive: () => isAlive,
    start(pipes) {
      if (!isAlive) return Promise.resolve(undefined);
      const id = ++lastId;
      return new Promise((started) => {
        ordered.set(id, { started });
        order({ id, ...pipes });
      });
    },
    close: () => void child?.stdin.end(),
  };
}

/** `undefined` where nothing can be started just now: out of file descriptors, for example. */
function spawnScript(script: string): ChildProcessByStdio<Writable, Readable, null> | undefined {
  try {
    const child = spawn(process.execPath, [script], {
      detached: true,
      // It has no need of ours; what shells get is told it.
      env: {},
      stdio: ["pipe", "pipe", "ignore"],
      cwd: "/",
    });
    // Some of what the system refuses is thrown, the rest is told by an event, and there is no number.
    child.on("error", () => {});
    return child.pid === undefined ? undefined : child;
  } catch {
    return undefined;
  }
}

/** Its parent is gone, and with it the status with which it ends: what it reported until then counts. */
function endUnheard({ pid, end }: Running): void {
  const look = setInterval(() => {
    if (isRunning(pid)) return;
    clearInterval(look);
    end({ code: undefined, signal: undefined });
  }, LOOK_MS);
}
