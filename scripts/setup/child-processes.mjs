// Runs the tools. Each is a process group of its own, so that ending one leaves nothing of it behind.
import { spawn } from "node:child_process";

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
const GRACE_MS = 5_000;
const PIPE_MS = 2_000;
/** Running children and how long each is given to end by itself. */
const live = new Map();
let isEnding = false;

/**
 * Runs a command to its end and gathers what it prints. Never throws: a command that can't be started, that is
 * killed or that takes longer than `timeoutMs` has a `code` other than 0 and says so at the end of its output.
 */
export function runCommand(file, args, { cwd, env, timeoutMs, graceMs } = {}) {
  return new Promise((resolve) => {
    const child = startGroup(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] }, graceMs);
    const chunks = [];
    const take = (chunk) => chunks.push(chunk);
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const timer = timeoutMs && setTimeout(() => endOverdue(child, timeoutMs, take), timeoutMs);
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ code: 127, output: `${file} can't be started: ${error.message}\n` });
    });
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      // Nobody is told of a failure that is only the end of it all.
      if (isEnding) return;
      if (signal !== null) take(Buffer.from(`ended by ${signal}\n`));
      const finish = () => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") });
      child.on("close", finish);
      // A process that left the group, as servers do, may hold the pipe open for ever.
      setTimeout(finish, PIPE_MS).unref();
    });
  });
}

/** Starts a command in a process group of its own; it is ended when this process is told to end. */
export function startGroup(file, args, options, graceMs = GRACE_MS) {
  const child = spawn(file, args, { ...options, detached: true });
  live.set(child, graceMs);
  child.on("error", () => live.delete(child));
  child.on("exit", () => {
    live.delete(child);
    // What it started and did not end itself.
    endGroup(child, "SIGKILL");
  });
  return child;
}

export function endGroup(child, signal = "SIGTERM") {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has already ended.
  }
}

/** True from the signal on that ends everything. */
export function isToldToEnd() {
  return isEnding;
}

function endOverdue(child, timeoutMs, take) {
  take(Buffer.from(`\nstopped: it took longer than ${Math.round(timeoutMs / 1000)} s\n`));
  endGroup(child);
  setTimeout(() => endGroup(child, "SIGKILL"), GRACE_MS).unref();
}

/**
 * Ctrl-C and its like end every running group first, then this process, with the exit code that shells give.
 * Returns a function that takes the listeners away again, for when another program goes on in this process.
 */
export function endGroupsOnSignal() {
  const listeners = Object.entries(SIGNALS).map(([signal, number]) => {
    const listener = () => {
      // npm hands a Ctrl-C of the terminal on a second time; tools take a second one as impatience.
      if (!isEnding) void endAll(signal).then(() => process.exit(128 + number));
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => listeners.forEach((remove) => remove());
}

async function endAll(signal) {
  isEnding = true;
  const ending = [...live].map(([child, graceMs]) => {
    const killer = setTimeout(() => endGroup(child, "SIGKILL"), graceMs);
    endGroup(child, signal);
    return new Promise((resolve) => child.once("exit", resolve)).then(() => clearTimeout(killer));
  });
  await Promise.all(ending);
}
