import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { findProcesses, signalGroup, signalProcess } from "../process-tree.ts";
import type { ProcessMark } from "../process-tree.ts";
import { createLeftoverSweep } from "./leftover-sweep.ts";
import type { LeftoverSweep } from "./leftover-sweep.ts";
import type { Pipe, PipePool } from "./pipe-pool.ts";
import type { ProcessEnd, ProcessRequest, RunningProcess, Runtime } from "./runtime.ts";

/** Once the program has ended: how long its own children may take to follow before they count as left behind. */
const FOLLOW_MS = 40;
/** How long what was left behind may take to end after a TERM. */
const LEFTOVER_GRACE_MS = 1_000;
/** How often we look while waiting for processes that hold no pipe of ours. */
const LOOK_MS = 20;
const LONGEST_LOOK_MS = 200;
/** After KILL: when a process can't be killed (it waits for a disk, say), the run ends without it. */
const GIVE_UP_MS = 5_000;

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

interface Output {
  readonly stream: Readable;
  readonly closed: Promise<void>;
  readonly bytesRead: () => number;
}

function startProcess(request: ProcessRequest, pipes: PipePool, sweep: LeftoverSweep): RunningProcess {
  sweep.settle(request.runId);
  const taken = request.outputs.map(() => pipes.take());
  const child = spawnWith(request, taken);
  const outputs = taken.map((pipe, index) => readOutput(request, { child, pipe, index }));
  const report = readReport(child, request.onReport);
  const group = child.pid;
  const mark: ProcessMark = {
    runIds: new Set([request.runId]),
    sessions: new Set(group === undefined ? [] : [group]),
    directories: [request.runDirectory],
  };
  const stopping = createStop(mark);
  const ended = waitForEnd(child).then(async (end) => {
    stopping.leaderIsGone();
    if (group !== undefined) {
      if (await isAllGone(group, report, stopping.isStopping)) sweep.add(mark);
      else await stopping.endLeftovers(report);
    }
    stopping.close();
    await Promise.all(outputs.map(drain));
    return end;
  });
  return {
    ended,
    stop: stopping.stop,
    pause: (output) => void outputs[output]?.stream.pause(),
    resume: (output) => void outputs[output]?.stream.resume(),
  };
}

function spawnWith(request: ProcessRequest, taken: readonly (Pipe | undefined)[]): ChildProcess {
  const [program, ...args] = request.command;
  const ends = taken.map((pipe) => pipe?.writeFd ?? ("pipe" as const));
  const [first = "ignore", ...others] = ends;
  // A socket can't be given twice by Node; such a first output leaves stderr to the program's own `2>&1`.
  const second = typeof first === "number" ? first : "ignore";
  const child = spawn(program, args, {
    cwd: request.directory,
    env: request.environment,
    detached: true,
    stdio: ["ignore", first, second, "pipe", ...others],
  });
  for (const pipe of taken) if (pipe !== undefined) closeSync(pipe.writeFd);
  return child;
}

function readOutput(
  request: ProcessRequest,
  from: { readonly child: ChildProcess; readonly pipe: Pipe | undefined; readonly index: number },
): Output {
  const stream =
    from.pipe === undefined
      ? readableOf(from.child, from.index === 0 ? 1 : from.index + 3)
      : new Socket({ fd: from.pipe.readFd, readable: true, writable: false });
  const sink = request.outputs[from.index];
  let isDrained = false;
  let bytesRead = 0;
  stream.on("data", (bytes: Buffer) => {
    bytesRead += bytes.length;
    sink?.write(bytes);
  });
  stream.on("end", () => {
    isDrained = true;
  });
  const closed = new Promise<void>((resolve) => {
    stream.on("close", () => {
      from.pipe?.release({ isDrained });
      resolve();
    });
    stream.on("error", () => resolve());
  });
  return { stream, closed, bytesRead: () => bytesRead };
}

/** Reads an output to its end; gives up only when nobody of ours writes, yet somebody out of reach holds it. */
async function drain({ stream, closed, bytesRead }: Output): Promise<void> {
  for (;;) {
    const before = bytesRead();
    if (await happensWithin(closed, GIVE_UP_MS)) return;
    if (bytesRead() === before && !stream.isPaused()) break;
  }
  stream.destroy();
}

function readableOf(child: ChildProcess, fd: number): Readable {
  const stream = child.stdio[fd];
  if (stream === null || stream === undefined || !("read" in stream)) {
    throw new Error(`file descriptor ${fd} of a child is not readable`);
  }
  return stream;
}

/** Lines of file descriptor 3. Every process of the run holds it, so its end means that they are all gone. */
function readReport(child: ChildProcess, onLine: (line: string) => void): Promise<void> {
  const stream = readableOf(child, 3);
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  return new Promise((resolve) => {
    stream.on("close", resolve);
    stream.on("error", () => resolve());
  });
}

function waitForEnd(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.on("error", (error) => {
      if (child.pid === undefined) resolve({ code: undefined, signal: undefined, fault: error.message });
    });
    child.on("exit", (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
  });
}

async function isAllGone(group: number, report: Promise<void>, isStopping: () => boolean): Promise<boolean> {
  if (isStopping() || !(await happensWithin(report, FOLLOW_MS))) return false;
  return !isStopping() && !signalGroup(group, 0);
}

interface Stop {
  stop(options: { readonly graceMs: number }): void;
  isStopping(): boolean;
  leaderIsGone(): void;
  endLeftovers(report: Promise<void>): Promise<void>;
  close(): void;
}

/** TERM to all, then KILL to all that are left when the grace is over, until nobody is. */
function createStop(mark: ProcessMark): Stop {
  let killAt = Number.POSITIVE_INFINITY;
  let killTimer: NodeJS.Timeout | undefined;
  let leaderIsGone = false;

  function everyProcess(): readonly number[] {
    return findProcesses(mark);
  }
  function signalAll(signal: NodeJS.Signals): void {
    // The leader's number may belong to somebody else once it is gone; /proc tells who is still in its group.
    if (!leaderIsGone || process.platform !== "linux") {
      for (const group of mark.sessions) signalGroup(group, signal);
    }
    for (const pid of everyProcess()) signalProcess(pid, signal);
  }
  function stop({ graceMs }: { readonly graceMs: number }): void {
    const at = performance.now() + graceMs;
    if (at >= killAt) return;
    if (killAt === Number.POSITIVE_INFINITY && graceMs > 0) signalAll("SIGTERM");
    killAt = at;
    clearTimeout(killTimer);
    killTimer = setTimeout(() => signalAll("SIGKILL"), graceMs);
  }
  return {
    stop,
    isStopping: () => killAt !== Number.POSITIVE_INFINITY,
    leaderIsGone() {
      leaderIsGone = true;
    },
    async endLeftovers(report) {
      if (killAt === Number.POSITIVE_INFINITY) stop({ graceMs: LEFTOVER_GRACE_MS });
      let isReportOpen = true;
      void report.then(() => {
        isReportOpen = false;
      });
      for (let lookMs = LOOK_MS; everyProcess().length > 0; lookMs = Math.min(2 * lookMs, LONGEST_LOOK_MS)) {
        const now = performance.now();
        if (now >= killAt + GIVE_UP_MS) return;
        if (now >= killAt) signalAll("SIGKILL");
        // The report ends when the last process that holds it does; only who closed it must be looked for.
        if (isReportOpen && now < killAt) await happensWithin(report, killAt - now);
        else await delay(lookMs);
      }
    },
    close: () => clearTimeout(killTimer),
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function happensWithin(event: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    void event.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
