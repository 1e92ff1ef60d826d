import { createServer, loadServerConfig } from "@landbridge/server";
import type { Server } from "@landbridge/server";
import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { makeBenchDirectory } from "./directories.ts";

const AGENT = fileURLToPath(new URL("../packages/agent/dist/main.js", import.meta.url));

/** A durable server on its embedded PostgreSQL, and one agent as the process that it always is. */
export interface Platform {
  readonly server: Server;
  /** Resolves when so many runs of jobs with this prefix have ended, counted from now. */
  ended(prefix: string, count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startPlatform(yaml: string, slots: number): Promise<Platform> {
  const directory = await makeBenchDirectory();
  const source = join(directory, "source");
  await mkdir(source);
  await writeFile(join(source, "landbridge.yml"), yaml);
  const config = loadServerConfig({
    LANDBRIDGE_DATA_DIR: join(directory, "data"),
    LANDBRIDGE_PORT: "0",
    LANDBRIDGE_CHECK_SECONDS: "0",
    LANDBRIDGE_SYNC_SECONDS: "0",
  });
  const server = await createServer(config, { log: pino({ level: "error" }) });
  const { client, workspace } = server;
  await client.addSource({ workspace, name: "bench", kind: "directory", location: source });
  const agent = spawn(process.execPath, [AGENT], {
    stdio: "inherit",
    env: {
      PATH: process.env["PATH"],
      LANDBRIDGE_SERVER: server.url,
      LANDBRIDGE_AGENT_TOKEN: server.agentToken,
      LANDBRIDGE_AGENT_SLOTS: String(slots),
      LANDBRIDGE_AGENT_DIR: join(directory, "agent"),
      LANDBRIDGE_LOG_LEVEL: "error",
    },
  });
  while (!(await client.listAgents({ workspace })).some((known) => known.isConnected)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    server,
    ended: (prefix, count) =>
      new Promise((resolve) => {
        let left = count;
        const unsubscribe = server.subscribe((message) => {
          if (message.type !== "changed") return;
          left -= message.runs.filter(
            (run) => run.job.startsWith(prefix) && run.finishedAt !== undefined,
          ).length;
          if (left > 0) return;
          unsubscribe();
          resolve();
        });
      }),
    async close() {
      agent.kill("SIGTERM");
      await new Promise((resolve) => agent.once("exit", resolve));
      await server.close();
    },
  };
}
