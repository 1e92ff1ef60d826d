import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const CHECKOUT = fileURLToPath(new URL("../../../..", import.meta.url));

/** What was built when it is newer than all sources, as in `npm test`: it starts three times as fast as they do. */
const COMMAND = ["core", "language", "api", "server", "agent", "cli"].every(isBuilt)
  ? [join(CHECKOUT, "packages/cli/bin/landbridge.js")]
  : [
      "--conditions=source",
      "--import",
      import.meta.resolve("tsx"),
      join(CHECKOUT, "packages/cli/src/main.ts"),
    ];

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliProcess {
  readonly pid: number;
  /** What it has printed so far. */
  stdout(): string;
  stderr(): string;
  /** Waits until standard output or standard error has a line like this, printed before or after the call. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Asks it to end, if it has not ended yet, and waits for that. */
  end(): Promise<Finished>;
  readonly ended: Promise<Finished>;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it can read from standard input; nothing at all if left out. */
  readonly input?: string;
}

/** Starts `landbridge` as a process group of its own, as a shell with job control would. */
export function startCli(
  args: readonly string[],
  { cwd = CHECKOUT, env = {}, input }: CliOptions = {},
): CliProcess {
  const child = spawn(process.execPath, [...COMMAND, ...args], {
    cwd,
    env: { ...ordinaryEnvironment(), ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    detached: true,
  });
  child.stdin?.end(input);
  return follow(child);
}

/** Runs `landbridge` to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<Finished> {
  return startCli(args, options).ended;
}

function follow(child: ChildProcess): CliProcess {
  const texts = { stdout: "", stderr: "" };
  const listeners = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Finished>((resolve) => {
    child.on("close", (code) => resolve({ code, ...texts }));
  });
  const kill = (signal: NodeJS.Signals): void => void process.kill(-(child.pid ?? 0), signal);
  return {
    pid: child.pid ?? 0,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(texts.stdout) ?? pattern.exec(texts.stderr);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        void ended.then(({ code, stdout, stderr }) =>
          reject(
            new Error(`ended with ${String(code)} without saying ${pattern.source}:\n${stdout}\n${stderr}`),
          ),
        );
      }),
    kill,
    async end() {
      if (child.exitCode === null && child.signalCode === null) kill("SIGINT");
      return ended;
    },
    ended,
  };
}

/** The environment of the tests without what belongs to whoever runs them. */
function ordinaryEnvironment(): Record<string, string> {
  const foreign = /^(LANDBRIDGE_|DATABASE_URL$|XDG_|NO_COLOR$|FORCE_COLOR$|VITEST|NODE_OPTIONS$)/;
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !foreign.test(name)) own[name] = value;
  }
  return own;
}

/** The lines of JSON that a command printed. */
export function jsonLines(text: string): readonly Record<string, unknown>[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const value: Record<string, unknown> = JSON.parse(line);
      return value;
    });
}

function isBuilt(name: string): boolean {
  const directory = join(CHECKOUT, "packages", name);
  const built = statSync(join(directory, "dist/.tsbuildinfo"), { throwIfNoEntry: false });
  if (!built) return false;
  const sources = readdirSync(join(directory, "src"), { recursive: true, encoding: "utf8" });
  return sources.every(
    (path) => path.endsWith(".test.ts") || statSync(join(directory, "src", path)).mtimeMs <= built.mtimeMs,
  );
}
