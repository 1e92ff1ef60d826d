import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isConfigFile } from "@landbridge/language";
import type { Server } from "@landbridge/server";
import { CliRefusal } from "../cli-refusal.ts";
import type { CliConfig } from "../config.ts";
import { lastWordsOf, startLocalAgent, stopAgent } from "./local-agent.ts";
import type { LocalAgent } from "./local-agent.ts";
import { signal } from "./process-identity.ts";
import { leaveRunDirectory, makeRunDirectory } from "./run-directory.ts";
import { readSourceFiles } from "../source/source-files.ts";

/** Server and agents of one `landbridge run`: nothing of them is left at the end. */
export interface ThrowAwayPlatform {
  readonly server: Server;
  /** Where the agents keep the directories of the runs. */
  readonly agentDirectories: readonly string[];
  /** Rejected when an agent ends before it was asked to: its runs would wait for ever. */
  readonly lost: Promise<never>;
  close(): Promise<void>;
}

export interface PlatformOptions {
  readonly config: CliConfig;
  /** Said while the first run on a machine prepares what later ones copy. */
  readonly onProgress: (text: string) => void;
  readonly pools: readonly string[];
  readonly isKept: boolean;
}

/** What can be begun before the server is even loaded, and must be ended in any case. */
export interface PlatformStart {
  readonly directory: string;
  open(): Promise<ThrowAwayPlatform>;
  /** Ends the agents at once; for when there is no time to wait. */
  kill(): void;
  /** Ends the agents and takes the directory away. */
  discard(): Promise<void>;
}

const AGENT_GRACE_MS = 5_000;
/** A server that is gone with its command does not come back. */
const ORPHAN_GRACE_MS = 1_000;

export function startPlatform(options: PlatformOptions): PlatformStart {
  const { config, pools, isKept } = options;
  const directory = makeRunDirectory();
  const agents = pools.map((pool, index) => {
    const suffix = index === 0 ? "" : `-${index + 1}`;
    return startLocalAgent({
      directory: join(directory, `agent${suffix}`),
      name: `local${suffix}`,
      pool,
      isKept,
      containersOnHost: true,
      orphanGraceMs: ORPHAN_GRACE_MS,
      environment: config.environment,
    });
  });
  return {
    directory,
    open: () => openPlatform(agents, options, directory),
    kill() {
      for (const { identity } of agents) signal(identity.pid, "SIGKILL");
    },
    async discard() {
      await stopAll(agents);
      leaveRunDirectory(directory, { isKept });
    },
  };
}

async function openPlatform(
  agents: readonly LocalAgent[],
  options: PlatformOptions,
  directory: string,
): Promise<ThrowAwayPlatform> {
  const server = await openServer(options, directory);
  let isClosing = false;
  const watchAgent = async (agent: LocalAgent): Promise<never> => {
    await agent.ended;
    return isClosing ? new Promise<never>(() => undefined) : refuseLost(agent);
  };
  const lost = Promise.race(agents.map(watchAgent));
  // Whoever waits for it is told; at the end nobody need listen.
  lost.catch(() => undefined);
  for (const agent of agents) agent.connect({ server: server.url, token: server.agentToken });
  return {
    server,
    agentDirectories: agents.map((agent) => agent.directory),
    lost,
    async close() {
      isClosing = true;
      await Promise.all([server.close(), stopAll(agents)]);
    },
  };
}

/** The directory that the server reads: the path itself, or a copy of a single file under a name that is read. */
export function sourceDirectoryOf(
  path: string,
  { isFile, directory }: { readonly isFile: boolean; readonly directory: string },
): string {
  if (!isFile) return path;
  const { files } = readSourceFiles(path);
  // The copy's directory has the name of the file's own: the job of a CI part is called after it.
  const target = join(directory, "source", basename(resolve(dirname(path))));
  mkdirSync(target, { recursive: true });
  for (const file of files) {
    writeFileSync(join(target, isConfigFile(file.path) ? file.path : "landbridge.yml"), file.text);
  }
  return target;
}

async function openServer({ config, onProgress }: PlatformOptions, directory: string): Promise<Server> {
  const [{ createServer, loadServerConfig }, { pino }] = await Promise.all([
    import("@landbridge/server"),
    import("pino"),
  ]);
  const serverConfig = loadServerConfig({
    LANDBRIDGE_HOST: "127.0.0.1",
    LANDBRIDGE_PORT: "0",
    LANDBRIDGE_DATA_DIR: join(directory, "data"),
    LANDBRIDGE_CHECK_SECONDS: "0",
    LANDBRIDGE_SYNC_SECONDS: "0",
    LANDBRIDGE_LOG_LEVEL: config.environment["LANDBRIDGE_LOG_LEVEL"] ?? "silent",
    LANDBRIDGE_FETCH_ALLOW: config.environment["LANDBRIDGE_FETCH_ALLOW"],
  });
  return createServer(serverConfig, {
    // Standard output belongs to the answer.
    log: pino({ level: serverConfig.logLevel }, pino.destination({ dest: 2, sync: true })),
    throwAway: { cacheDir: config.cacheDir },
    onProgress,
  });
}

function refuseLost({ directory }: LocalAgent): never {
  const [last] = lastWordsOf(directory, 1);
  const details = last === undefined ? {} : { hint: `It said: ${last}` };
  throw new CliRefusal("AGENT_LOST", "The agent ended before its runs did.", details);
}

async function stopAll(agents: readonly LocalAgent[]): Promise<void> {
  await Promise.all(agents.map(({ identity }) => stopAgent(identity, AGENT_GRACE_MS)));
}
