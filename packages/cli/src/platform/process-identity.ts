import { readFileSync } from "node:fs";

/** A process that can be told from a later one with the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, in the system's own ticks; empty where the system does not tell. */
  readonly startMark: string;
}

export function identify(pid: number): ProcessIdentity {
  return { pid, startMark: startMarkOf(pid) ?? "" };
}

export function isAlive({ pid, startMark }: ProcessIdentity): boolean {
  if (!signal(pid, 0)) return false;
  const mark = startMarkOf(pid);
  // Without /proc there is no more to know than that somebody has the id.
  return mark === undefined ? startMark === "" : mark === startMark;
}

/** Sends a signal to a process, or to a group by its negative id; false when nobody is there. */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    // EPERM: it is there, but belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Field 22 of /proc/PID/stat; `undefined` when there is none, or only a zombie. */
function startMarkOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in the second field may hold anything; what follows it never does.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
