import { findProcesses, signalGroup, signalProcess } from "../process-tree.ts";
import type { ProcessMark } from "../process-tree.ts";

/** How long what was left behind may take to end after a TERM. */
const LEFTOVER_GRACE_MS = 1_000;
/** How often we look while waiting for processes that hold no pipe of ours. */
const LOOK_MS = 20;
const LONGEST_LOOK_MS = 200;
/** After KILL: when a process can't be killed (it waits for a disk, say), the run ends without it. */
const GIVE_UP_MS = 5_000;

/** TERM to all processes of a run, then KILL to those that are left when the grace is over, until none is. */
export interface ProcessStop {
  stop(options: { readonly graceMs: number }): void;
  isStopping(): boolean;
  /** The program itself has ended; its number may soon belong to somebody else. */
  leaderIsGone(): void;
  /** Ends what the program left behind. `report` ends when the last process that holds it does. */
  endLeftovers(report: Promise<void>): Promise<void>;
  close(): void;
}

export function createProcessStop(mark: ProcessMark): ProcessStop {
  let killAt = Number.POSITIVE_INFINITY;
  let killTimer: NodeJS.Timeout | undefined;
  let leaderIsGone = false;
  let isClosed = false;

  function signalAll(signal: NodeJS.Signals): void {
    // Once the leader is gone, /proc tells who is still in its session.
    if (!leaderIsGone || process.platform !== "linux") {
      for (const group of mark.sessions) signalGroup(group, signal);
    }
    for (const pid of findProcesses(mark)) signalProcess(pid, signal);
  }
  function stop({ graceMs }: { readonly graceMs: number }): void {
    // The numbers of what has ended may be somebody else's by now.
    if (isClosed) return;
    const at = performance.now() + graceMs;
    if (at >= killAt) return;
    if (killAt === Number.POSITIVE_INFINITY && graceMs > 0) signalAll("SIGTERM");
    killAt = at;
    clearTimeout(killTimer);
    killTimer = setTimeout(() => signalAll("SIGKILL"), graceMs);
  }
  /** A process that is just becoming another program shows no environment: one look that finds none is not enough. */
  async function isQuiet(): Promise<boolean> {
    if (findProcesses(mark).length > 0) return false;
    await delay(LOOK_MS);
    return findProcesses(mark).length === 0;
  }
  return {
    stop,
    isStopping: () => killAt !== Number.POSITIVE_INFINITY,
    leaderIsGone() {
      leaderIsGone = true;
    },
    async endLeftovers(report) {
      if (killAt === Number.POSITIVE_INFINITY) stop({ graceMs: LEFTOVER_GRACE_MS });
      let isReportOpen = true;
      void report.then(() => {
        isReportOpen = false;
      });
      for (let lookMs = LOOK_MS; !(await isQuiet()); lookMs = Math.min(2 * lookMs, LONGEST_LOOK_MS)) {
        const now = performance.now();
        if (now >= killAt + GIVE_UP_MS) return;
        if (now >= killAt) signalAll("SIGKILL");
        // Only who closed the report must be looked for.
        if (isReportOpen && now < killAt) await happensWithin(report, killAt - now);
        else await delay(lookMs);
      }
    },
    close() {
      isClosed = true;
      clearTimeout(killTimer);
    },
  };
}

export function happensWithin(event: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    void event.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
