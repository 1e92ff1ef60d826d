import { createClient } from "@landbridge/api";
import type { ApiClient } from "@landbridge/api";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { loadingOf } from "./built-packages.ts";

const LOADING = loadingOf(["core", "language", "api", "server"]);

export interface KillableServer {
  readonly url: string;
  readonly port: number;
  readonly agentToken: string;
  /** Over HTTP, as the command line does it. */
  readonly client: ApiClient;
  readonly token: string;
  /** Ends the process by SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
}

export interface KillableServerOptions {
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** 0: any; the port of an earlier one, for agents that dial the same address again. */
  readonly port: number;
}

/** A server in a process of its own. */
export function startKillableServer(options: KillableServerOptions): Promise<KillableServer> {
  return prepareKillableServer(options)();
}

/** A process that has loaded everything, and what makes it a server at once: the next one after a kill. */
export function prepareKillableServer(options: KillableServerOptions): () => Promise<KillableServer> {
  const script = fileURLToPath(new URL("server-child.mjs", import.meta.url));
  const asked = JSON.stringify({ ...options, app: LOADING.fileOf("server", "app") });
  const child = spawn(process.execPath, [...LOADING.nodeArguments, script, asked], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  onTestFinished(kill);
  return async () => {
    const line = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).once("line", resolve);
      void ended.then(() => reject(new Error("the server ended without saying where it is")));
      child.stdin.write("start\n");
    });
    // Written by server-child.ts.
    const said = JSON.parse(line) as { url: string; agentToken: string; token: string };
    return { ...said, port: Number(new URL(said.url).port), client: clientOf(said), kill };
  };
}

function clientOf({ url, token }: { readonly url: string; readonly token: string }): ApiClient {
  return createClient(async ({ method, path, body }) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(new URL(path, url), {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, text: await response.text() };
  });
}
