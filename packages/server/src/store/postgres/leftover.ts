import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "@landbridge/core";
import { commandLineOf, isRunning, isTaken, listProcessesIn } from "./running-process.ts";

interface Attempt {
  readonly signal: NodeJS.Signals;
  readonly to: "postmaster" | "all";
  readonly waitMs: number;
}

const ATTEMPTS: readonly Attempt[] = [
  { signal: "SIGINT", to: "postmaster", waitMs: 15_000 },
  { signal: "SIGQUIT", to: "postmaster", waitMs: 5_000 },
  { signal: "SIGKILL", to: "all", waitMs: 5_000 },
];

/**
 * Ends what a killed server left behind in its cluster. Only for who holds the lock of the data directory.
 * PostgreSQL would refuse to start beside it, and two at once on the same files destroy them.
 */
export async function stopLeftover(clusterDir: string): Promise<void> {
  const pidFile = join(clusterDir, "postmaster.pid");
  for (const { signal, to, waitMs } of ATTEMPTS) {
    const found = findLeftover(clusterDir, pidFile);
    for (const pid of to === "all" ? found.all : found.postmaster) sendSignal(pid, signal);
    // Without a postmaster its children end by themselves; they are waited for all the same.
    if (await untilEnded(() => findLeftover(clusterDir, pidFile).all, waitMs)) {
      // What has the id in this file is not PostgreSQL any more, but PostgreSQL can't tell and would refuse to start.
      const named = readPid(pidFile);
      if (named !== undefined && isTaken(named)) rmSync(pidFile);
      return;
    }
  }
  const pids = findLeftover(clusterDir, pidFile).all.join(", ");
  throw new AppError(
    "POSTGRES_START_FAILED",
    `An old PostgreSQL on ${clusterDir} does not end (process ${pids}).`,
    {
      hint: "End it by hand and start again.",
    },
  );
}

function findLeftover(
  clusterDir: string,
  pidFile: string,
): { readonly postmaster: readonly number[]; readonly all: readonly number[] } {
  const working = listProcessesIn(clusterDir);
  const named = readPid(pidFile);
  const isOurs =
    named !== undefined &&
    isRunning(named) &&
    (working.includes(named) || commandLineOf(named).includes(`postgres -D ${clusterDir} `));
  const postmaster = isOurs ? [named] : [];
  return { postmaster, all: [...new Set([...postmaster, ...working])] };
}

async function untilEnded(list: () => readonly number[], waitMs: number): Promise<boolean> {
  // They are not our children, so that nobody tells us when they end.
  for (let waited = 0; waited < waitMs; waited += 10) {
    if (list().length === 0) return true;
    await wait(10);
  }
  return list().length === 0;
}

function readPid(pidFile: string): number | undefined {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
  return pid > 0 ? pid : undefined;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
}
