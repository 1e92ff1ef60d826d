import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { createProcessStop } from "./process-stop.ts";

interface Program {
  readonly pid: number;
  /** Its code and its signal. */
  readonly exit: Promise<unknown[]>;
  endInput(): void;
}

/** Ends when its input does. */
async function startProgram(): Promise<Program> {
  const child = spawn("cat", { stdio: ["pipe", "ignore", "ignore"], detached: true });
  await once(child, "spawn");
  return { pid: child.pid ?? 0, exit: once(child, "exit"), endInput: () => void child.stdin.end() };
}

function stopOf(pid: number): ReturnType<typeof createProcessStop> {
  return createProcessStop({ runIds: new Set(), sessions: new Set([pid]), directories: [] });
}

test("a stop signals who is in the session", async () => {
  const { pid, exit } = await startProgram();
  const stopping = stopOf(pid);
  stopping.stop({ graceMs: 60_000 });
  expect(await exit).toEqual([null, "SIGTERM"]);
  stopping.close();
});

test.each([0, 60_000])("a stop after the end signals nobody, with a grace of %i", async (graceMs) => {
  // The number of the session that has ended is somebody else's by now.
  const { pid, exit, endInput } = await startProgram();
  const other = await startProgram();
  const stopping = stopOf(pid);
  const later = stopOf(other.pid);
  stopping.leaderIsGone();
  stopping.close();
  stopping.stop({ graceMs });
  later.stop({ graceMs });
  // A signal would have come before this one: timers of one length go off in the order in which they were set.
  expect(await other.exit).toEqual([null, graceMs === 0 ? "SIGKILL" : "SIGTERM"]);
  later.close();
  endInput();
  expect(await exit).toEqual([0, null]);
});
