import type { RunningProcess } from "./runtimes/runtime.ts";

/** Why a run is ended before its scripts are. */
export type StopCause =
  | { readonly kind: "canceled"; readonly by: string }
  | {
      readonly kind: "timed-out";
      readonly timeoutMs: number;
      /** The one task whose own limit it was. */
      readonly step?: string;
    }
  | { readonly kind: "agent-stopped" }
  | { readonly kind: "abandoned" };

/** Ends whatever a run has running, now and from now on. The first cause stands. */
export interface RunStop {
  readonly cause: () => StopCause | undefined;
  readonly isRequested: () => boolean;
  request(cause: StopCause, options: { readonly graceMs: number }): void;
  /** The process that a stop has to end at the moment. */
  attach(process: RunningProcess): void;
}

/** `announce` runs before the first signal: it keeps the shell from going on to what comes next. */
export function createRunStop(announce: () => void): RunStop {
  let cause: StopCause | undefined;
  let grace = 0;
  let current: RunningProcess | undefined;
  return {
    cause: () => cause,
    isRequested: () => cause !== undefined,
    request(next, { graceMs }) {
      if (cause === undefined) announce();
      cause ??= next;
      grace = graceMs;
      current?.stop({ graceMs });
    },
    attach(process) {
      current = process;
      if (cause !== undefined) process.stop({ graceMs: grace });
    },
  };
}
