import type { AppError } from "@landbridge/core";
import { programOf } from "./binaries.ts";
import { behindWatcher, spawnTethered } from "./command.ts";
import { commandAs } from "./identity.ts";
import type { Lodging } from "./lodging.ts";
import { problemIn } from "./problem.ts";
import type { ServerLog } from "./server-log.ts";
import { settingArguments } from "./settings.ts";

/** A running PostgreSQL, child of this process. */
export interface Postmaster {
  readonly pid: number;
  /** Settles when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it in an orderly way, and with growing force when it does not. */
  stop(): Promise<void>;
}

export interface PostmasterRequest {
  readonly lodging: Lodging;
  readonly dataDir: string;
  readonly socketDir: string;
  readonly durable: boolean;
  readonly log: ServerLog;
}

const READY = "database system is ready to accept connections";
// After a crash the write-ahead log is replayed first; it is kept small, so this is far beyond what that takes.
const START_LIMIT_MS = 120_000;
const FAST_SHUTDOWN_MS = 20_000;
const IMMEDIATE_SHUTDOWN_MS = 5_000;

/** Resolves when it takes connections; refuses with what it said when it ends before. */
export async function startPostmaster(request: PostmasterRequest): Promise<Postmaster> {
  const { lodging, log } = request;
  const program = programOf(lodging.binaries, "postgres");
  const argv = [program, "-D", lodging.clusterDir, ...settingArguments(request)] as const;
  const child = spawnTethered(commandAs(lodging.identity, behindWatcher(argv)));
  child.stdin?.end();
  const { promise: ended, resolve: end } = defer<void>();
  const ready = new Promise<"ready">((resolve) => {
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log.write(text);
      if (log.tail().includes(READY)) resolve("ready");
    });
  });
  child.stdout?.resume();
  child.on("error", (error) => {
    log.write(`${error.message}\n`);
    end();
  });
  child.on("close", () => end());

  const stop = () => endWithForce((signal) => child.kill(signal), ended);
  const tooLong = setTimeout(() => void stop(), START_LIMIT_MS);
  const first = await Promise.race([ready, ended.then(() => "ended" as const)]);
  clearTimeout(tooLong);
  if (first === "ended" || child.pid === undefined) throw startProblem(request);
  return { pid: child.pid, ended, stop };
}

function startProblem({ dataDir, log }: PostmasterRequest): AppError {
  return problemIn(log.tail(), { dataDir, logFile: log.path });
}

async function endWithForce(kill: (signal: NodeJS.Signals) => void, ended: Promise<void>): Promise<void> {
  const more = [
    setTimeout(() => kill("SIGQUIT"), FAST_SHUTDOWN_MS),
    setTimeout(() => kill("SIGKILL"), FAST_SHUTDOWN_MS + IMMEDIATE_SHUTDOWN_MS),
  ];
  kill("SIGINT");
  await ended;
  for (const timer of more) clearTimeout(timer);
}

function defer<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
