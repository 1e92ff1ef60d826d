// What comes before anything can run: packages installed, sources built; one process at a time per checkout.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ensureBuilt } from "./build.mjs";
import { cacheDirectory } from "./checkout.mjs";
import { endGroupsOnSignal } from "./child-processes.mjs";
import { ensureInstalled } from "./install.mjs";
import { createProgress } from "./progress.mjs";
import { reportFault } from "./setup-fault.mjs";

/** Runs `work` while no other `npm start`, `npm test` or build works on this checkout. */
export async function aloneInCheckout(progress, work) {
  mkdirSync(cacheDirectory, { recursive: true });
  const lock = join(cacheDirectory, "setup.lock");
  const owner = takeLock(lock);
  if (owner !== undefined)
    await progress.step(`Waiting for the set-up of process ${owner}`, () => waitForLock(lock));
  const release = () => rmSync(lock, { force: true });
  // Also when a signal ends the process; a lock that kill -9 leaves behind is seen to have no living owner.
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

export async function runBuild(args) {
  const progress = createProgress();
  endGroupsOnSignal();
  try {
    await aloneInCheckout(progress, async () => {
      await ensureInstalled(progress);
      await ensureBuilt(progress, { isForced: args.includes("--force") });
    });
  } catch (error) {
    reportFault(error);
  }
}

/** Takes the lock and returns undefined, or returns the id of the living process that has it. */
function takeLock(lock) {
  try {
    writeFileSync(lock, `${process.pid} ${startOf(process.pid)}`, { flag: "wx" });
    return undefined;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  const owner = livingOwnerOf(lock);
  if (owner !== undefined) return owner;
  rmSync(lock, { force: true });
  return takeLock(lock);
}

async function waitForLock(lock) {
  while (takeLock(lock) !== undefined) await delay(200);
}

function livingOwnerOf(lock) {
  const [pid, startedAt] = (readIfThere(lock) ?? "").split(" ");
  if (startedAt === undefined || !isAlive(Number(pid))) return undefined;
  return startOf(pid) === startedAt ? pid : undefined;
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** When the process started, in ticks since boot: in a container the same ids come back with every start. */
function startOf(pid) {
  return (
    readIfThere(`/proc/${pid}/stat`)
      ?.replace(/^.*\) /s, "")
      .split(" ")[19] ?? "unknown"
  );
}

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
