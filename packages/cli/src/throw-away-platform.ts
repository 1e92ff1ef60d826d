import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isConfigFile } from "@landbridge/language";
import type { Server } from "@landbridge/server";
import type { CliConfig } from "./config.ts";
import { startLocalAgent, stopAgent } from "./local-agent.ts";
import type { LocalAgent } from "./local-agent.ts";
import { signal } from "./process-identity.ts";
import { readSourceFiles } from "./source-files.ts";

/** Server and agents of one `landbridge run`: nothing of them is left at the end. */
export interface ThrowAwayPlatform {
  readonly server: Server;
  /** Where the agents keep the directories of the runs. */
  readonly agentDirectories: readonly string[];
  close(): Promise<void>;
}

export interface PlatformOptions {
  readonly config: CliConfig;
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
  const directory = mkdtempSync(join(tmpdir(), "landbridge-run-"));
  const agents = pools.map((pool, index) =>
    startLocalAgent({
      directory: join(directory, index === 0 ? "agent" : `agent-${index + 1}`),
      name: index === 0 ? "local" : `local-${index + 1}`,
      pool,
      isKept,
      orphanGraceMs: ORPHAN_GRACE_MS,
      environment: config.environment,
    }),
  );
  const discard = async (): Promise<void> => {
    await Promise.all(agents.map(({ identity }) => stopAgent(identity, AGENT_GRACE_MS)));
    if (!isKept) rmSync(directory, { recursive: true, force: true });
  };
  return {
    directory,
    discard,
    kill() {
      for (const { identity } of agents) signal(identity.pid, "SIGKILL");
    },
    async open() {
      const server = await openServer(config, directory);
      for (const agent of agents) agent.connect({ server: server.url, token: server.agentToken });
      return {
        server,
        agentDirectories: agents.map((_, index) =>
          join(directory, index === 0 ? "agent" : `agent-${index + 1}`),
        ),
        async close() {
          await Promise.all([server.close(), stopAll(agents)]);
        },
      };
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
  const target = join(directory, "source");
  mkdirSync(target, { recursive: true });
  for (const file of files) {
    writeFileSync(join(target, isConfigFile(file.path) ? file.path : "landbridge.yml"), file.text);
  }
  return target;
}

async function openServer(config: CliConfig, directory: string): Promise<Server> {
  const [{ createServer, loadServerConfig }, { pino }] = await Promise.all([
    import("@landbridge/server"),
    import("pino"),
  ]);
  const serverConfig = loadServerConfig({
    LANDBRIDGE_HOST: "127.0.0.1",
    LANDBRIDGE_PORT: "0",
    LANDBRIDGE_DATA_DIR: join(directory, "data"),
    LANDBRIDGE_CHECK_SECONDS: "0",
    LANDBRIDGE_LOG_LEVEL: config.environment["LANDBRIDGE_LOG_LEVEL"] ?? "silent",
  });
  return createServer(serverConfig, {
    // Standard output belongs to the answer.
    log: pino({ level: serverConfig.logLevel }, pino.destination({ dest: 2, sync: true })),
    throwAway: { cacheDir: config.cacheDir },
  });
}

async function stopAll(agents: readonly LocalAgent[]): Promise<void> {
  await Promise.all(agents.map(({ identity }) => stopAgent(identity, AGENT_GRACE_MS)));
}
