import type { Logger } from "pino";

/** Something that runs again and again until it is closed. */
export interface Loop {
  close(): Promise<void>;
}

/** Calls `tick` every `milliseconds`, one at a time; a failing tick is logged and the next one comes. */
export function every(milliseconds: number, name: string, tick: () => Promise<void>, log: Logger): Loop {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= tick()
      .catch((err: unknown) => log.error({ err, loop: name }, "a loop's tick failed"))
      .finally(() => {
        running = undefined;
      });
  }, milliseconds);
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
