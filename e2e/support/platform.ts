import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Platform {
  readonly url: string;
  /** Works once. */
  readonly signInUrl: string;
  close(): Promise<void>;
}

const CLI = fileURLToPath(new URL("../../packages/cli/bin/landbridge.js", import.meta.url));
const STOP_MS = 20_000;

/** The platform as a user starts it: the command line, with the sample, a free port and a data directory of its own. */
export async function startPlatform(): Promise<Platform> {
  const dataDir = await mkdtemp(join(tmpdir(), "landbridge-page-"));
  const child = spawn(
    process.execPath,
    [CLI, "up", "--sample", "--port", "0", "--data-dir", dataDir, "--json"],
    {
      stdio: ["ignore", "pipe", "pipe"],
      // A story that writes a file and then looks at the plan must not find that a poll was faster.
      env: { ...process.env, LANDBRIDGE_SYNC_SECONDS: "0" },
    },
  );
  const close = async (): Promise<void> => {
    await stop(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const { url, signInUrl } = await firstLine(child);
    return { url, signInUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function firstLine(child: ChildProcess): Promise<{ url: string; signInUrl: string }> {
  let noise = "";
  child.stderr?.on("data", (chunk: Buffer) => (noise += chunk.toString()));
  const lines = child.stdout ? createInterface(child.stdout) : [];
  for await (const line of lines) {
    const ready: unknown = JSON.parse(line);
    if (isReady(ready)) return ready;
    throw new Error(`The platform said something else than that it is up: ${line}`);
  }
  throw new Error(`The platform ended before it was up: ${noise}`);
}

function isReady(line: unknown): line is { url: string; signInUrl: string } {
  return typeof line === "object" && line !== null && "signInUrl" in line && "url" in line;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGINT");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(timer);
}
