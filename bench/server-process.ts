import { createClient } from "@landbridge/api";
import type { ApiClient } from "@landbridge/api";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../packages/server/test/support/server-child.mjs", import.meta.url));
const APP = fileURLToPath(new URL("../packages/server/dist/app.js", import.meta.url));

/** A server as it is deployed: the built one, in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly agentToken: string;
  readonly client: ApiClient;
  close(): Promise<void>;
}

export async function startServerProcess(options: {
  readonly databaseUrl: string;
  readonly dataDir: string;
}): Promise<ServerProcess> {
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify({ ...options, port: 0, app: APP })], {
    stdio: ["pipe", "pipe", "inherit"],
    // What the bench itself needs to read sources would slow it down.
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once("line", resolve);
    void ended.then(() => reject(new Error("the server ended without saying where it is")));
    child.stdin.write("start\n");
  });
  // Written by server-child.mjs.
  const { url, agentToken, token } = JSON.parse(line) as { url: string; agentToken: string; token: string };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return {
    url,
    agentToken,
    client: createClient(async ({ method, path, body }) => {
      const request = { method, headers, ...(body === undefined ? {} : { body }) };
      const response = await fetch(new URL(path, url), request);
      return { status: response.status, text: await response.text() };
    }),
    async close() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
