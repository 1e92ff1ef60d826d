import { closeSync, writeSync } from "node:fs";
import { signalProcess } from "../process-tree.ts";
import { quoteWord } from "../session-script.ts";
import { pipeChannel } from "./channel.ts";
import { launch, withChannels } from "./launch.ts";
import type { Launched } from "./launch.ts";
import type { Launcher } from "./launcher.ts";
import type { Pipe, PipePool } from "./pipe-pool.ts";
import type { SessionRequest } from "./runtime.ts";

export interface ShellStockOptions {
  /** bash and helpers/session.bash. */
  readonly command: readonly [string, ...string[]];
  readonly directory: string;
  /** What every run has in its environment anyway. */
  readonly environment: Readonly<Record<string, string>>;
  readonly size: number;
  readonly pipes: PipePool;
  /** Starts them at less cost; while it lives. */
  readonly launcher?: Launcher;
}

/**
 * Shells that have started already and wait for their instructions. To start one takes longer than most short
 * scripts; here that happens while nobody waits. Each serves one run, like any other shell.
 */
export interface ShellStock {
  /** A shell that has been given the instructions, or `undefined` where they can't be given that way. */
  take(request: SessionRequest): Launched | undefined;
  /** A good moment to start another one: a run has ended, and the server is about to answer. */
  refill(): void;
  close(): void;
}

interface WaitingShell {
  readonly launched: Launched;
  readonly instructionsFd: number;
}

/** In place of a file: the instructions of a session come over its standard input. */
export const WAITING = "-";
/** When a run takes longer than this, its successor's shell is started meanwhile. */
const REFILL_AFTER_MS = 20;
/** Its instructions, its report and its output. */
const PIPES_OF_A_SHELL = 3;
/** A pipe holds 64 KiB: what is longer would have to wait for the shell. */
const LONGEST_INSTRUCTIONS = 48 * 1024;
/** Names that bash keeps for itself: given in the environment it ignores them, set later they are errors. */
const SHELL_NAME =
  /^(U?ID|E?UID|PPID|GROUPS|SECONDS|RANDOM|SRANDOM|LINENO|FUNCNAME|DIRSTACK|BASH\w*|EPOCH\w+|(OPT|HIST|COMP)\w+|PWD|OLDPWD|SHLVL|_)$/;

export function createShellStock(options: ShellStockOptions): ShellStock {
  const { environment, size, launcher } = options;
  const waiting: WaitingShell[] = [];
  /** How many are about to start. */
  let ordered = 0;
  let refill: NodeJS.Immediate | undefined;
  let refillLater: NodeJS.Timeout | undefined;
  let isClosed = false;

  function add(): void {
    refill = undefined;
    if (launcher?.isAlive() === true) return orderAll(launcher);
    const shell = startWaiting(options);
    if (shell === undefined) return;
    // What keeps it from starting may last: the next run tries again.
    if (shell.launched.pid === undefined) return release(shell);
    keep(shell);
    addSoon();
  }
  function orderAll(from: Launcher): void {
    while (waiting.length + ordered < size && options.pipes.has(PIPES_OF_A_SHELL)) {
      ordered += 1;
      void orderWaiting(from, options.pipes).then((shell) => {
        ordered -= 1;
        if (shell === undefined) return;
        if (isClosed) end(shell);
        else keep(shell);
      });
    }
  }
  function keep(shell: WaitingShell): void {
    waiting.push(shell);
    void shell.launched.ended.then(() => discard(shell));
  }
  function addSoon(): void {
    clearTimeout(refillLater);
    refillLater = undefined;
    if (!isClosed && waiting.length + ordered < size) refill ??= setImmediate(add);
  }
  /** Somebody ended it, or it could not start. */
  function discard(shell: WaitingShell): void {
    const at = waiting.indexOf(shell);
    if (at === -1) return;
    waiting.splice(at, 1);
    release(shell);
  }
  addSoon();
  return {
    take(request) {
      if (request.outputs.length !== 1) return undefined;
      const text = instructionsFor(request, environment);
      const shell = text === undefined ? undefined : (waiting.shift() ?? startWaiting(options));
      // To start one now would keep us from seeing the end of a short run.
      refillLater ??= setTimeout(addSoon, REFILL_AFTER_MS);
      if (shell === undefined || text === undefined) return undefined;
      if (!instruct(shell, text)) return undefined;
      return shell.launched;
    },
    refill: addSoon,
    close() {
      isClosed = true;
      clearTimeout(refillLater);
      clearImmediate(refill);
      for (const shell of waiting.splice(0)) end(shell);
    },
  };
}

/** False when it could not start, or was ended by somebody while it waited. */
function instruct(shell: WaitingShell, text: string): boolean {
  if (shell.launched.pid !== undefined) {
    try {
      writeSync(shell.instructionsFd, `${String(text.length).padStart(8, "0")}${text}`);
      closeSync(shell.instructionsFd);
      return true;
    } catch {
      // Nobody reads there any more.
    }
  }
  release(shell);
  return false;
}

function end(shell: WaitingShell): void {
  if (shell.launched.pid !== undefined) signalProcess(shell.launched.pid, "SIGKILL");
  release(shell);
}

function release({ launched, instructionsFd }: WaitingShell): void {
  closeSync(instructionsFd);
  for (const channel of [launched.report, ...launched.outputs]) channel.takeRest();
}

function startWaiting({
  command,
  directory,
  environment,
  pipes,
}: ShellStockOptions): WaitingShell | undefined {
  // Its outputs must not be sockets: it may serve a run that comes when there are pipes again.
  const pipe = pipes.has(PIPES_OF_A_SHELL) ? pipes.take({ isBlocking: true }) : undefined;
  if (pipe === undefined) return undefined;
  const { writeFd } = pipe;
  const launched = launch(
    { command: [...command, WAITING], directory, environment, outputs: 1, stdin: pipe.readFd },
    pipes,
  );
  closeSync(pipe.readFd);
  // The name can serve again: the shell holds the pipe itself.
  void launched.ended.then(() => pipe.release({ isDrained: true }));
  return { launched, instructionsFd: writeFd };
}

function giveBack(pipes: readonly (Pipe | undefined)[]): undefined {
  for (const pipe of pipes) {
    if (pipe === undefined) continue;
    for (const fd of [pipe.readFd, pipe.writeFd]) closeSync(fd);
    pipe.release({ isDrained: true });
  }
}

/** The same, started by another process. */
async function orderWaiting(launcher: Launcher, pipes: PipePool): Promise<WaitingShell | undefined> {
  const taken = [pipes.take({ isBlocking: true }), pipes.take(), pipes.take()];
  const [stdin, report, output] = taken;
  // Out of file descriptors, for example.
  if (!stdin || !report || !output) return giveBack(taken);
  for (const { writeFd } of [report, output]) closeSync(writeFd);
  const shell = await launcher.start({ stdin: stdin.path, report: report.path, output: output.path });
  closeSync(stdin.readFd);
  const ended = shell?.ended ?? Promise.resolve({ code: undefined, signal: undefined });
  // A launcher that was killed may have started one and not told us: it must not read what is for the next.
  void ended.then(() => stdin.release({ isDrained: shell !== undefined }));
  const launched = withChannels({ pid: shell?.pid, ended }, [report, output], (pipe, _, sink) =>
    pipeChannel(pipe, sink),
  );
  const waiting = { launched, instructionsFd: stdin.writeFd };
  if (shell !== undefined) return waiting;
  release(waiting);
  return undefined;
}

/** The instructions behind what the waiting shell lacks of the run's environment; `undefined` if that can't be. */
function instructionsFor(
  { environment, directory, instructions }: SessionRequest,
  known: Readonly<Record<string, string>>,
): string | undefined {
  const words: string[] = ["export"];
  for (const [name, value] of Object.entries(environment)) {
    if (known[name] === value) continue;
    if (SHELL_NAME.test(name) || !/^[A-Za-z_]\w*$/.test(name)) return undefined;
    words.push(`${name}=${quoteWord(value)}`);
  }
  for (const name of Object.keys(known)) if (!(name in environment)) return undefined;
  const text = `${words.join(" ")}\ncd -- ${quoteWord(directory)}\nunset OLDPWD\n${instructions}`;
  return text.length > LONGEST_INSTRUCTIONS ? undefined : text;
}
