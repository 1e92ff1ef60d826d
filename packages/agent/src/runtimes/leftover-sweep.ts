import { findProcesses, lastProcessNumber, signalProcess } from "../process-tree.ts";
import type { ProcessMark } from "../process-tree.ts";

const SWEEP_AFTER_MS = 1_000;

export interface LeftoverSweep {
  add(mark: ProcessMark): void;
  /** A new process of this run is about to start: whatever came before it must be gone first. */
  settle(runId: string): void;
  close(): void;
}

/**
 * A last look for daemons that left the session of a run and closed every file descriptor, which nothing tells
 * us about. Walking /proc costs more than a short run does, so one look serves all runs that ended meanwhile.
 */
export function createLeftoverSweep(agentMark: string): LeftoverSweep {
  let ended: ProcessMark[] = [];
  let timer: NodeJS.Timeout | undefined;

  function sweep(): void {
    clearTimeout(timer);
    timer = undefined;
    const leaders = ended.flatMap((mark) => [...mark.sessions]);
    // What a run leaves behind is younger than its shell, and has a larger number unless these began again.
    const hasWrapped =
      lastProcessNumber() < Math.max(...leaders) || leaders.some((pid, at) => pid < (leaders[at - 1] ?? 0));
    const after = hasWrapped ? 0 : Math.min(...leaders);
    const runIds = new Set(ended.flatMap((mark) => [...mark.runIds]));
    const directories = ended.flatMap((mark) => mark.directories);
    ended = [];
    // The number of a session may belong to somebody else by now: only who carries our mark counts.
    const left = findProcesses({ runIds, sessions: new Set(leaders), agentMark, directories }, after);
    for (const pid of left) signalProcess(pid, "SIGKILL");
  }
  return {
    add(mark) {
      ended.push(mark);
      timer ??= setTimeout(sweep, SWEEP_AFTER_MS).unref();
    },
    settle(runId) {
      if (ended.some((mark) => mark.runIds.has(runId))) sweep();
    },
    close() {
      clearTimeout(timer);
      if (ended.length > 0) sweep();
    },
  };
}
