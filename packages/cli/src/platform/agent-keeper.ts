import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "@landbridge/core";
import type { JsonValue } from "@landbridge/core";
import type { Server } from "@landbridge/server";
import { agentLogOf, startLocalAgent, stopAgent } from "./local-agent.ts";
import type { LocalAgent } from "./local-agent.ts";
import { isAlive, signal } from "./process-identity.ts";
import type { ProcessIdentity } from "./process-identity.ts";

/** Keeps the one agent of `landbridge up` alive, across a server that was killed and started again. */
export interface AgentKeeper {
  readonly pid: number;
  /** Ends it with the runs that it carries. */
  close(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

export interface KeeperOptions {
  /** <data directory>/agent */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Said when the agent ended without being asked. */
  readonly onLoss: (text: string) => void;
}

interface KnownAgent extends ProcessIdentity {
  /** The address that it dials: at another one it would never find us. */
  readonly server: string;
}

const GRACE_MS = 15_000;
const WATCH_MS = 500;
const RESTART_MS = 1_000;
/** An agent that can't start at all is tried again ever more rarely. */
const LONGEST_RESTART_MS = 60_000;

export async function keepAgent(server: Server, options: KeeperOptions): Promise<AgentKeeper> {
  const { directory } = options;
  const left = readKnownAgent(directory);
  const isAdopted = left !== undefined && isAlive(left) && left.server === server.url;
  // One that dials another address would hold the directory for ever.
  if (left && !isAdopted) await stopAgent(left, GRACE_MS);
  let current: ProcessIdentity = isAdopted ? left : startNew(server, options).identity;
  let startedAt = Date.now();
  let restartMs = RESTART_MS;
  // An adopted process is nobody's child here, so its end has to be looked for.
  const watch = setInterval(() => {
    const aliveMs = Date.now() - startedAt;
    if (aliveMs > LONGEST_RESTART_MS) restartMs = RESTART_MS;
    if (isAlive(current) || aliveMs < restartMs) return;
    options.onLoss(`The agent has ended; another one is started. ${agentLogOf(directory)} may say why.`);
    restartMs = Math.min(restartMs * 2, LONGEST_RESTART_MS);
    startedAt = Date.now();
    current = startNew(server, options).identity;
  }, WATCH_MS);
  return {
    get pid() {
      return current.pid;
    },
    async close() {
      clearInterval(watch);
      await stopAgent(current, GRACE_MS);
      rmSync(fileOf(directory), { force: true });
    },
    kill: () => void signal(current.pid, "SIGKILL"),
  };
}

/** The address that the kept agent of a data directory dials, as far as one is written down. */
export function serverOfKeptAgent(directory: string): string | undefined {
  return readKnownAgent(directory)?.server;
}

function startNew(server: Server, { directory, environment }: KeeperOptions): LocalAgent {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const agent = startLocalAgent({ directory, name: "local", pool: "default", environment });
  agent.connect({ server: server.url, token: server.agentToken });
  const known: KnownAgent = { ...agent.identity, server: server.url };
  writeFileSync(fileOf(directory), `${JSON.stringify(known)}\n`, { mode: 0o600 });
  return agent;
}

function fileOf(directory: string): string {
  return join(directory, "process.json");
}

function readKnownAgent(directory: string): KnownAgent | undefined {
  try {
    const value: JsonValue = JSON.parse(readFileSync(fileOf(directory), "utf8"));
    if (!isJsonObject(value)) return undefined;
    const { pid, startMark, server } = value;
    if (typeof pid !== "number" || typeof startMark !== "string" || typeof server !== "string")
      return undefined;
    return { pid, startMark, server };
  } catch {
    // No agent was ever kept here, or the machine stopped while the file was written.
    return undefined;
  }
}
