import { rmSync, writeFileSync } from "node:fs";
import type { ProcessMark } from "../process-tree.ts";
import type { Channel } from "./channel.ts";
import { launch } from "./launch.ts";
import type { Launched } from "./launch.ts";
import { startLauncher } from "./launcher.ts";
import { createLeftoverSweep } from "./leftover-sweep.ts";
import type { LeftoverSweep } from "./leftover-sweep.ts";
import type { PipePool } from "./pipe-pool.ts";
import { createProcessStop, happensWithin } from "./process-stop.ts";
import type { ProcessRequest, RunningProcess, Runtime, SessionRequest } from "./runtime.ts";
import { createShellStock, WAITING } from "./shell-stock.ts";

/** A program that has ended by then is read without a stream. */
const LISTEN_AFTER_MS = 3;
/** Once the program has ended: how long its own children may take to follow before they count as left behind. */
const FOLLOW_MS = 40;
/** Nobody of ours writes any more, yet somebody out of reach holds an output: so long we wait for more. */
const SILENCE_MS = 5_000;

export interface HostOptions {
  readonly pipes: PipePool;
  /** bash and helpers/session.bash. */
  readonly session: readonly [string, ...string[]];
  /** What every run has in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where shells wait. */
  readonly directory: string;
  /** How many of them. */
  readonly waitingShells: number;
  readonly agentMark: string;
  /** helpers/launcher.mjs. */
  readonly launcher: string;
}

/** Runs programs on this machine, each in a session and process group of its own. */
export function createHostRuntime(options: HostOptions): Runtime {
  const { pipes, session, environment, directory } = options;
  const sweep = createLeftoverSweep(options.agentMark);
  const shells = { command: session, directory, environment };
  const launcher =
    options.waitingShells > 0
      ? startLauncher({ script: options.launcher, ...shells, command: [...session, WAITING] })
      : undefined;
  const stock = createShellStock({
    ...shells,
    pipes,
    size: options.waitingShells,
    ...(launcher ? { launcher } : {}),
  });
  return {
    name: "host",
    start: (request) => {
      sweep.settle(request.runId);
      return attend(launch({ ...request, outputs: request.outputs.length }, pipes), request, sweep);
    },
    startSession: (request) => {
      sweep.settle(request.runId);
      const launched = stock.take(request) ?? launchSession(request, options);
      void launched.ended.then(stock.refill);
      return attend(launched, request, sweep);
    },
    settled: sweep.settled,
    settleNow: sweep.settleNow,
    async close() {
      stock.close();
      launcher?.close();
      sweep.close();
      pipes.close();
    },
  };
}

/** A shell of its own, which reads its instructions from a file. */
function launchSession(request: SessionRequest, { session, pipes }: HostOptions): Launched {
  const file = `${request.runDirectory}/instructions`;
  writeFileSync(file, request.instructions);
  const launched = launch(
    { ...request, command: [...session, file], outputs: request.outputs.length },
    pipes,
  );
  // At once: the next shell, of this run or of the next one here, finds its own under the same name.
  void launched.ended.then(() => removeFile(file));
  return launched;
}

function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What a script put in its place goes with the run's directory.
  }
}

/** Sees a process through: reads it, ends it when told to, and what it left behind in any case. */
function attend(launched: Launched, request: ProcessRequest, sweep: LeftoverSweep): RunningProcess {
  const { pid, report, outputs } = launched;
  const channels = [report, ...outputs];
  launched.bind([readLines(request.onReport), ...request.outputs.map((output) => output.write)]);
  const listening = setTimeout(() => channels.forEach((channel) => channel.open()), LISTEN_AFTER_MS);
  const mark: ProcessMark = {
    runIds: new Set([request.runId]),
    sessions: new Set(pid === undefined ? [] : [pid]),
    directories: [request.runDirectory],
  };
  const stopping = createProcessStop(mark);
  const ended = launched.ended.then(async (end) => {
    clearTimeout(listening);
    stopping.leaderIsGone();
    const areOpen = channels.filter((channel) => !channel.takeRest());
    const isLeft = areOpen.includes(report) && !(await happensWithin(report.ended, FOLLOW_MS));
    if (isLeft || stopping.isStopping()) await stopping.endLeftovers(report.ended);
    else if (pid !== undefined) sweep.add(mark);
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
