/** How long a follower waits before it looks again by itself, e.g. when the run ended without a last line. */
const LOOK_AGAIN_MS = 1_000;

/** Wakes those who follow logs of a run when it grows or ends. */
export interface LogWatch {
  grew(runId: string): void;
  /** Resolves at the next growth, or after a while. */
  next(runId: string, withinMs?: number): Promise<void>;
}

export function createLogWatch(): LogWatch {
  const waiting = new Map<string, Set<() => void>>();
  return {
    grew(runId) {
      const wakers = waiting.get(runId);
      waiting.delete(runId);
      for (const wake of wakers ?? []) wake();
    },
    next: (runId, withinMs = LOOK_AGAIN_MS) =>
      new Promise((resolve) => {
        const wakers = waiting.get(runId) ?? new Set();
        const wake = (): void => {
          clearTimeout(timer);
          wakers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, withinMs);
        wakers.add(wake);
        waiting.set(runId, wakers);
      }),
  };
}
