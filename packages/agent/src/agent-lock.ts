import { AppError } from "@landbridge/core";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signalProcess, startTimeOf } from "./process-tree.ts";

export interface AgentLock {
  release(): void;
}

/**
 * Makes sure that only one agent uses a directory: its pid file names a process by number and start time, so
 * that a stale file never blocks. Refuses with DATA_DIR_IN_USE.
 */
export function acquireAgentLock(directory: string): AgentLock {
  const path = join(directory, "agent.pid");
  const own = `${process.pid} ${startTimeOf(process.pid) ?? ""}\n`;
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own, { mode: 0o600 });
  try {
    // A link either appears with its whole content or not at all.
    for (let attempt = 0; !tryLink(draft, path); attempt += 1) {
      const held = readText(path);
      if (held !== undefined && (attempt > 5 || isAlive(held))) throw inUse(directory, held);
      if (held !== undefined) moveAway(path, held);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (readText(path) === own) rmSync(path, { force: true });
    },
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Two agents may find the same stale file: only who moved that very file away has removed it. */
function moveAway(path: string, stale: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // the other one was faster
  }
  if (readText(aside) === stale) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

function isAlive(held: string): boolean {
  const [pid = "", startedAt] = held.trim().split(" ");
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0 || !signalProcess(number, 0)) return false;
  const current = startTimeOf(number);
  return current === undefined || startedAt === undefined || current === startedAt;
}

function inUse(directory: string, held: string): AppError {
  const [pid = "?"] = held.split(" ");
  return new AppError("DATA_DIR_IN_USE", `Another agent (process ${pid}) uses ${directory}.`, {
    hint: "Give each agent a directory of its own with LANDBRIDGE_AGENT_DIR.",
  });
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
