import { EXIT } from "./exit-code.ts";

export interface Interrupt {
  /** The signal that asked for an end; `undefined` while nobody did. */
  readonly by: NodeJS.Signals | undefined;
  /** Fulfilled by the first request for an end. */
  readonly asked: Promise<NodeJS.Signals>;
  /** 130 after Ctrl-C, as shells count; else what the command came to. */
  close(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** `npm start` and a terminal may both deliver the same Ctrl-C: one that follows at once is not a second one. */
const SAME_REQUEST_MS = 500;

/** Takes requests to end over from Node. A second one, later, carries `force` out instead of waiting. */
export function catchInterrupt(force: () => void): Interrupt {
  let by: NodeJS.Signals | undefined;
  let askedAt = 0;
  let tell = (_signal: NodeJS.Signals): void => undefined;
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    tell = resolve;
  });
  const listener = (signal: NodeJS.Signals): void => {
    if (by === undefined) {
      by = signal;
      askedAt = Date.now();
      tell(signal);
      return;
    }
    if (Date.now() - askedAt < SAME_REQUEST_MS) return;
    force();
    process.exit(EXIT.interrupted);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    get by() {
      return by;
    },
    asked,
    close() {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
