import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync } from "node:fs";
import { pipeChannel, socketChannel } from "./channel.ts";
import type { Channel } from "./channel.ts";
import type { Pipe, PipePool } from "./pipe-pool.ts";
import type { ProcessEnd } from "./runtime.ts";

export interface Launch {
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** How many outputs it has. */
  readonly outputs: number;
  /** A file descriptor for its standard input; nothing otherwise. */
  readonly stdin?: number;
}

export type Sink = (bytes: Buffer) => void;

/** A program that was started; nobody reads it yet. */
export interface Launched {
  readonly pid: number | undefined;
  readonly ended: Promise<ProcessEnd>;
  /** What comes over file descriptor 3. Every process of the run holds it: its end means that all are gone. */
  readonly report: Channel;
  readonly outputs: readonly Channel[];
  /** Says who gets what is read: the report first, then the outputs. Before the first byte is read. */
  bind(sinks: readonly Sink[]): void;
}

/** Starts a program in a session and process group of its own. */
export function launch(request: Launch, pipes: PipePool): Launched {
  const ends = Array.from({ length: request.outputs + 1 }, () => pipes.take());
  const child = spawnWith(request, ends);
  let bound: readonly Sink[] = [];
  const [report, ...outputs] = ends.map((pipe, index) => {
    const sink: Sink = (bytes) => bound[index]?.(bytes);
    if (pipe !== undefined) return pipeChannel(pipe, sink);
    return socketChannel(child, [3, 1][index] ?? index + 2, sink);
  });
  if (report === undefined) throw new Error("a process has no report");
  return {
    pid: child.pid,
    ended: waitForEnd(child),
    report,
    outputs,
    bind(sinks) {
      bound = sinks;
    },
  };
}

/** `ends`: the report's pipe, then those of the outputs. Where there is none, Node makes a socket. */
function spawnWith(request: Launch, ends: readonly (Pipe | undefined)[]): ChildProcess {
  const [program, ...args] = request.command;
  const [report = "pipe", first = "ignore", ...others] = ends.map(
    (pipe) => pipe?.writeFd ?? ("pipe" as const),
  );
  // A socket can't be given twice by Node; such a first output leaves stderr to the program's own `2>&1`.
  const second = typeof first === "number" ? first : "ignore";
  const child = spawn(program, args, {
    cwd: request.directory,
    env: request.environment,
    detached: true,
    stdio: [request.stdin ?? "ignore", first, second, report, ...others],
  });
  for (const pipe of ends) if (pipe !== undefined) closeSync(pipe.writeFd);
  return child;
}

function waitForEnd(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.on("error", (error) => {
      if (child.pid === undefined) resolve({ code: undefined, signal: undefined, fault: error.message });
    });
    child.on("exit", (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
  });
}
