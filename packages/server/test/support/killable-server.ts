import { createClient } from "@landbridge/api";
import type { ApiClient } from "@landbridge/api";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { loadingOf } from "./built-packages.ts";
import type { Command } from "./watched-app.ts";

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
  /** Settles when the process is gone. */
  readonly gone: Promise<void>;
  /** Tells a watched server something; answers the writes and messages that it reached. */
  tell(command: Command): Promise<readonly string[]>;
}

export interface KillableServerOptions {
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** 0: any; the port of an earlier one, for agents that dial the same address again. */
  readonly port: number;
  /** The file of `watchedApp`; absent: the server as it is. */
  readonly app?: string;
}

/** A server in a process of its own. */
export function startKillableServer(options: KillableServerOptions): Promise<KillableServer> {
  return prepareKillableServer(options)();
}

/** A process that has loaded everything, and what makes it a server at once: the next one after a kill. */
export function prepareKillableServer(options: KillableServerOptions): () => Promise<KillableServer> {
  const script = fileURLToPath(new URL("server-child.mjs", import.meta.url));
  const asked = JSON.stringify({ ...options, app: options.app ?? LOADING.fileOf("server", "app") });
  const nodeArguments = options.app === undefined ? LOADING.nodeArguments : [];
  const child = spawn(process.execPath, [...nodeArguments, script, asked], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  // Whoever writes to it hears of its end otherwise.
  child.stdin.on("error", () => undefined);
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  onTestFinished(kill);
  const lines = createInterface(child.stdout);
  // Written by server-child.mjs.
  const tell = async <Said>(text: string): Promise<Said> =>
    JSON.parse(
      await new Promise<string>((resolve, reject) => {
        lines.once("line", resolve);
        void ended.then(() => reject(new Error("the server ended without an answer")));
        child.stdin.write(`${text}\n`);
      }),
    ) as Said;
  return async () => {
    const said = await tell<{ url: string; agentToken: string; token: string }>("start");
    return {
      ...said,
      port: Number(new URL(said.url).port),
      client: clientOf(said),
      kill,
      gone: ended,
      tell: (command) => tell(JSON.stringify(command)),
    };
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
