import type { Logger } from "pino";

/** Something that runs again and again until it is closed. */
export interface Loop {
  close(): Promise<void>;
}

/**
 * Calls `tick` every `milliseconds`, one at a time; a failing tick is logged and the next one comes. The signal
 * tells a tick that nobody waits for it any more.
 */
export function every(
  milliseconds: number,
  name: string,
  tick: (signal: AbortSignal) => Promise<void>,
  log: Logger,
): Loop {
  const closing = new AbortController();
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= tick(closing.signal)
      .catch((err: unknown) => {
        if (!closing.signal.aborted) log.error({ err, loop: name }, "a loop's tick failed");
      })
      .finally(() => {
        running = undefined;
      });
  }, milliseconds);
  return {
    async close() {
      clearInterval(timer);
      closing.abort();
      await running;
    },
  };
}
