import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync } from "node:fs";
import { endedChannel, pipeChannel, socketChannel } from "./channel.ts";
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

/** Starts a program in a session and process group of its own. Never throws: that it did not start is its end. */
export function launch(request: Launch, pipes: PipePool): Launched {
  const ends = Array.from({ length: request.outputs + 1 }, () => pipes.take());
  const { child, ended } = spawnWith(request, ends);
  return withChannels({ pid: child?.pid, ended }, ends, (pipe, index, sink) => {
    if (pipe !== undefined) return pipeChannel(pipe, sink);
    return child === undefined ? endedChannel() : socketChannel(child, [3, 1][index] ?? index + 2, sink);
  });
}

/** Puts channels before a program: one for its report, then one for each output. */
export function withChannels<End>(
  program: Pick<Launched, "pid" | "ended">,
  ends: readonly End[],
  channelOf: (end: End, index: number, sink: Sink) => Channel,
): Launched {
  let bound: readonly Sink[] = [];
  const [report, ...outputs] = ends.map((end, index) =>
    channelOf(end, index, (bytes) => bound[index]?.(bytes)),
  );
  if (report === undefined) throw new Error("a process has no report");
  return {
    ...program,
    report,
    outputs,
    bind(sinks) {
      bound = sinks;
    },
  };
}

/** A child that runs, or none; and how it ended. */
interface Spawned {
  readonly child: ChildProcess | undefined;
  readonly ended: Promise<ProcessEnd>;
}

/** `ends`: the report's pipe, then those of the outputs. Where there is none, Node makes a socket. */
function spawnWith(request: Launch, ends: readonly (Pipe | undefined)[]): Spawned {
  const [program, ...args] = request.command;
  const [report = "pipe", first = "ignore", ...others] = ends.map(
    (pipe) => pipe?.writeFd ?? ("pipe" as const),
  );
  // A socket can't be given twice by Node; such a first output leaves stderr to the program's own `2>&1`.
  const second = typeof first === "number" ? first : "ignore";
  try {
    const child = spawn(program, args, {
      cwd: request.directory,
      env: request.environment,
      detached: true,
      stdio: [request.stdin ?? "ignore", first, second, report, ...others],
    });
    const ended = waitForEnd(child);
    // Out of file descriptors, for example: it has no outputs that could be read.
    return { child: child.pid === undefined ? undefined : child, ended };
  } catch (error) {
    // Some of what the system refuses is thrown, the rest is told by an event.
    const fault = error instanceof Error ? error.message : String(error);
    return { child: undefined, ended: Promise.resolve({ code: undefined, signal: undefined, fault }) };
  } finally {
    for (const pipe of ends) if (pipe !== undefined) closeSync(pipe.writeFd);
  }
}

function waitForEnd(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.on("error", (error) => {
      if (child.pid === undefined) resolve({ code: undefined, signal: undefined, fault: error.message });
    });
    child.on("exit", (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
  });
}
