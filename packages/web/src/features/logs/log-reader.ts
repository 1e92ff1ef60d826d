import { createLogBuffer } from "./log-buffer.ts";
import type { LogBuffer } from "./log-buffer.ts";

/** Where bytes of a log come from; `fetch` and EventSource in the page, made by hand in tests. */
export interface LogSource {
  /** Everything from `offset` on that there is now; pieces as they arrive. Resolves to whether more can come. */
  readonly read: (
    offset: number,
    take: (bytes: Uint8Array) => void,
    signal: AbortSignal,
  ) => Promise<{ readonly isComplete: boolean }>;
  /** What is added from `offset` on, until the log ends (true) or the line breaks (false). */
  readonly follow: (
    offset: number,
    take: (offset: number, bytes: Uint8Array) => void,
    signal: AbortSignal,
  ) => Promise<{ readonly isComplete: boolean }>;
}

export type LogState =
  | { readonly kind: "loading" }
  | { readonly kind: "live" }
  | { readonly kind: "complete" }
  | { readonly kind: "failed"; readonly error: unknown };

export interface LogReader {
  readonly buffer: LogBuffer;
  readonly state: () => LogState;
  /** Grows with everything that changes: bytes and state. */
  readonly revision: () => number;
  readonly subscribe: (listener: () => void) => () => void;
  /** Begins reading, from where it was; the function that comes back ends it. */
  readonly start: () => () => void;
}

const RETRY_MS = 1_000;
const MOST_FAILURES = 5;

/** Reads a log from its start, then follows it to its end; goes on where it was after a break. */
export function createLogReader(source: LogSource, { retryMs = RETRY_MS } = {}): LogReader {
  const buffer = createLogBuffer();
  const revisions = createRevisions();
  let state: LogState = { kind: "loading" };

  const become = (next: LogState): void => {
    state = next;
    revisions.tell();
  };
  const append = (offset: number, bytes: Uint8Array): void => {
    buffer.append(offset, bytes);
    revisions.tellSoon();
  };
  const readAll = async (signal: AbortSignal): Promise<boolean> => {
    const { isComplete } = await source.read(
      buffer.byteLength(),
      (bytes) => append(buffer.byteLength(), bytes),
      signal,
    );
    if (isComplete) return true;
    become({ kind: "live" });
    return (await source.follow(buffer.byteLength(), append, signal)).isComplete;
  };
  const work = async (signal: AbortSignal): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      const before = buffer.byteLength();
      try {
        if (await readAll(signal)) return become({ kind: "complete" });
      } catch (error) {
        if (signal.aborted) return;
        failures = buffer.byteLength() > before ? 1 : failures + 1;
        if (failures >= MOST_FAILURES) return become({ kind: "failed", error });
      }
      await pause(retryMs, signal);
    }
  };

  return {
    buffer,
    state: () => state,
    revision: revisions.count,
    subscribe: revisions.subscribe,
    start: () => {
      const stop = new AbortController();
      if (state.kind !== "complete") void work(stop.signal);
      return () => stop.abort();
    },
  };
}

interface Revisions extends Pick<LogReader, "subscribe"> {
  readonly count: () => number;
  readonly tell: () => void;
  /** Pieces come faster than anybody reads: one drawing for all that come together. */
  readonly tellSoon: () => void;
}

const TOGETHER_MS = 40;

function createRevisions(): Revisions {
  const listeners = new Set<() => void>();
  let count = 0;
  let isTold = true;
  const tell = (): void => {
    isTold = true;
    count += 1;
    for (const listener of listeners) listener();
  };
  return {
    count: () => count,
    tell,
    tellSoon: () => {
      if (!isTold) return;
      isTold = false;
      setTimeout(tell, TOGETHER_MS);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
