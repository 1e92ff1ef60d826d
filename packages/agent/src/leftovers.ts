import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { findProcesses, signalProcess } from "./process-tree.ts";
import { removeTree } from "./workspace-pool.ts";

const ROUNDS = 20;

/** Ends what an agent that was killed has left running in this directory, and removes its workspaces. */
export async function cleanLeftovers(
  directory: string,
  options: { readonly keepWorkspaces: boolean; readonly log: Logger },
): Promise<void> {
  const runs = join(directory, "runs");
  const runIds = listDirectory(runs);
  const mark = { runIds: new Set(runIds), sessions: new Set<number>(), directories: [runs] };
  // More than one round, because a process may have made another while we looked.
  for (let round = 0; round < ROUNDS; round += 1) {
    const pids = findProcesses(mark);
    if (pids.length === 0) break;
    options.log.warn({ pids }, "ending processes of an earlier agent");
    for (const pid of pids) signalProcess(pid, "SIGKILL");
    await new Promise(setImmediate);
  }
  if (options.keepWorkspaces) return;
  for (const runId of runIds) await removeTree(join(runs, runId));
}

function listDirectory(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
