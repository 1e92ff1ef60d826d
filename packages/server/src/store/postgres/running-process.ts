import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What tells one process from a later one with the same id; `undefined`: it has ended, or the system does not say. */
export function startMarkOf(pid: number): string | undefined {
  if (process.platform !== "linux") return psColumn(pid, "lstart");
  const stat = procStat(pid);
  return stat === undefined ? undefined : `${bootId()}/${stat.startTicks}`;
}

/** A process that is dead but not yet reaped by its parent does not run any more. */
export function isRunning(pid: number): boolean {
  return isTaken(pid) && procStat(pid)?.state !== "Z";
}

/** Whether a process id is in use, be it only by the remains of a process that nobody has reaped. */
export function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, it is only not ours.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The arguments of a process, joined; empty when it has ended or the system does not say. */
export function commandLineOf(pid: number): string {
  if (process.platform !== "linux") return psColumn(pid, "command") ?? "";
  return (readProc(pid, "cmdline") ?? "").replaceAll("\0", " ");
}

/** The processes that work in a directory, where the system can tell (Linux); PostgreSQL's all work in their cluster. */
export function listProcessesIn(directory: string): readonly number[] {
  if (process.platform !== "linux") return [];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => workingDirectoryOf(pid) === directory).map(Number);
}

function workingDirectoryOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // Ended meanwhile, or another user's.
    return undefined;
  }
}

function procStat(pid: number): { readonly state: string; readonly startTicks: string } | undefined {
  // The second field is the program's name in brackets, which may itself hold spaces and brackets.
  const fields = readProc(pid, "stat")?.split(")").at(-1)?.trim().split(" ");
  const state = fields?.[0];
  const startTicks = fields?.[19];
  return state === undefined || startTicks === undefined ? undefined : { state, startTicks };
}

function bootId(): string {
  return readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
}

function readProc(pid: number, file: "stat" | "cmdline"): string | undefined {
  return readText(`/proc/${pid}/${file}`);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function psColumn(pid: number, column: "lstart" | "command"): string | undefined {
  try {
    const text = execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], {
      encoding: "utf8",
      stdio: "pipe",
    });
    return text.trim() || undefined;
  } catch {
    return undefined;
  }
}
