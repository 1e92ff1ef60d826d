import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync } from "node:fs";
import type { ProcessMark } from "../process-tree.ts";
import { pipeChannel, socketChannel } from "./channel.ts";
import type { Channel } from "./channel.ts";
import { createLeftoverSweep } from "./leftover-sweep.ts";
import type { LeftoverSweep } from "./leftover-sweep.ts";
import type { Pipe, PipePool } from "./pipe-pool.ts";
import { createProcessStop, happensWithin } from "./process-stop.ts";
import type { ProcessEnd, ProcessRequest, RunningProcess, Runtime } from "./runtime.ts";

/** A program that has ended by then is read without a stream. */
const LISTEN_AFTER_MS = 3;
/** Once the program has ended: how long its own children may take to follow before they count as left behind. */
const FOLLOW_MS = 40;
/** Nobody of ours writes any more, yet somebody out of reach holds an output: so long we wait for more. */
const SILENCE_MS = 5_000;

/** Runs programs on this machine, each in a session and process group of its own. */
export function createHostRuntime(pipes: PipePool): Runtime {
  const sweep = createLeftoverSweep();
  return {
    name: "host",
    start: (request) => startProcess(request, pipes, sweep),
    async close() {
      sweep.close();
      pipes.close();
    },
  };
}

function startProcess(request: ProcessRequest, pipes: PipePool, sweep: LeftoverSweep): RunningProcess {
  sweep.settle(request.runId);
  const ends = [pipes.take(), ...request.outputs.map(() => pipes.take())];
  const child = spawnWith(request, ends);
  const [report, ...outputs] = openChannels(child, ends, [
    readLines(request.onReport),
    ...request.outputs.map((output) => output.write),
  ]);
  if (report === undefined) throw new Error("a process has no report");
  const channels = [report, ...outputs];
  const listening = setTimeout(() => channels.forEach((channel) => channel.open()), LISTEN_AFTER_MS);
  const mark: ProcessMark = {
    runIds: new Set([request.runId]),
    sessions: new Set(child.pid === undefined ? [] : [child.pid]),
    directories: [request.runDirectory],
  };
  const stopping = createProcessStop(mark);
  const ended = waitForEnd(child).then(async (end) => {
    clearTimeout(listening);
    stopping.leaderIsGone();
    const areOpen = channels.filter((channel) => !channel.takeRest());
    if (
      stopping.isStopping() ||
      (areOpen.includes(report) && !(await happensWithin(report.ended, FOLLOW_MS)))
    ) {
      await stopping.endLeftovers(report.ended);
    } else if (child.pid !== undefined) sweep.add(mark);
    stopping.close();
    for (const channel of areOpen) await drain(channel);
    return end;
  });
  return {
    ended,
    stop: stopping.stop,
    pause: (output) => outputs[output]?.pause(),
    resume: (output) => outputs[output]?.resume(),
  };
}

/** `ends`: the report's pipe, then those of the outputs. Where there is none, Node makes a socket. */
function spawnWith(request: ProcessRequest, ends: readonly (Pipe | undefined)[]): ChildProcess {
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
    stdio: ["ignore", first, second, report, ...others],
  });
  for (const pipe of ends) if (pipe !== undefined) closeSync(pipe.writeFd);
  return child;
}

function openChannels(
  child: ChildProcess,
  ends: readonly (Pipe | undefined)[],
  sinks: readonly ((bytes: Buffer) => void)[],
): readonly Channel[] {
  return sinks.map((sink, index) => {
    const pipe = ends[index];
    if (pipe !== undefined) return pipeChannel(pipe, sink);
    return socketChannel(child, [3, 1][index] ?? index + 2, sink);
  });
}

/** Reads an output to its end, however long a slow server holds it back. */
async function drain(channel: Channel): Promise<void> {
  for (;;) {
    const before = channel.bytesRead();
    if (await happensWithin(channel.ended, SILENCE_MS)) return;
    if (channel.bytesRead() === before && !channel.isPaused()) break;
  }
  channel.abort();
}

function readLines(onLine: (line: string) => void): (bytes: Buffer) => void {
  let rest = "";
  return (bytes) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  };
}

function waitForEnd(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.on("error", (error) => {
      if (child.pid === undefined) resolve({ code: undefined, signal: undefined, fault: error.message });
    });
    child.on("exit", (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
  });
}
