import { findProcesses, lastProcessNumber, signalProcess } from "../process-tree.ts";
import type { ProcessMark } from "../process-tree.ts";

const SWEEP_AFTER_MS = 250;
/** More than one, because a process may have made another while we looked. */
const ROUNDS = 20;

export interface LeftoverSweep {
  add(mark: ProcessMark): void;
  /** A new process of this run is about to start: whatever came before it must be gone first. */
  settle(runId: string): void;
  /** Resolves once the last look for this run was taken. */
  settled(runId: string): Promise<void>;
  /** Takes it now, for all that have ended. */
  settleNow(): void;
  close(): void;
}

/**
 * A last look for daemons that left the session of a run and closed every file descriptor, which nothing tells
 * us about. Walking /proc costs more than a short run does, so one look serves all runs that ended meanwhile.
 */
export function createLeftoverSweep(agentMark: string): LeftoverSweep {
  let ended: ProcessMark[] = [];
  const waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  function sweep(): void {
    clearTimeout(timer);
    timer = undefined;
    if (ended.length > 0) endLeftovers();
    for (const resolve of waiting.splice(0)) resolve();
  }
  function endLeftovers(): void {
    const leaders = ended.flatMap((mark) => [...mark.sessions]);
    // What a run leaves behind is younger than its shell, and has a larger number unless these began again.
    const hasWrapped =
      lastProcessNumber() < Math.max(...leaders) || leaders.some((pid, at) => pid < (leaders[at - 1] ?? 0));
    const after = hasWrapped ? 0 : Math.min(...leaders);
    const runIds = new Set(ended.flatMap((mark) => [...mark.runIds]));
    const directories = ended.flatMap((mark) => mark.directories);
    ended = [];
    // The number of a session may belong to somebody else by now: only who carries our mark counts.
    const mark = { runIds, sessions: new Set(leaders), agentMark, directories };
    for (let round = 0; round < ROUNDS; round += 1) {
      const left = findProcesses(mark, after);
      if (left.length === 0) return;
      for (const pid of left) signalProcess(pid, "SIGKILL");
    }
  }
  return {
    add(mark) {
      ended.push(mark);
      timer ??= setTimeout(sweep, SWEEP_AFTER_MS).unref();
    },
    settle(runId) {
      if (ended.some((mark) => mark.runIds.has(runId))) sweep();
    },
    settled(runId) {
      if (!ended.some((mark) => mark.runIds.has(runId))) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
    settleNow: sweep,
    close: sweep,
  };
}
