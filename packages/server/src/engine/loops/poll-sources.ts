import type { Logger } from "pino";
import { AppError } from "@landbridge/core";
import type { StoredSource } from "../../store/sources.ts";
import type { SourceLook } from "../look-at-source.ts";

/** Looks at once; a host that is asked for hundreds at a time says no. */
const LOOKS_AT_ONCE = 4;

/** Syncs every source that changed since it was read last; paused and removed ones are left alone. */
export function createSourcePoll(parts: {
  readonly listSources: () => Promise<readonly StoredSource[]>;
  readonly look: SourceLook;
  readonly log: Logger;
}): (signal: AbortSignal) => Promise<void> {
  const { listSources, look, log } = parts;
  return async (signal) => {
    const open = (await listSources()).filter(({ deletedAt, isPaused }) => !deletedAt && !isPaused);
    const lookOn = async (): Promise<void> => {
      for (let source = open.shift(); source && !signal.aborted; source = open.shift()) {
        try {
          await look(source, "poll", signal);
        } catch (error) {
          // One source must not keep the others from being looked at.
          if (signal.aborted) return;
          if (error instanceof AppError)
            log.warn({ source: source.name, reason: error.message }, "a changed source could not be synced");
          else log.error({ err: error, source: source.name }, "a source could not be looked at");
        }
      }
    };
    await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, lookOn));
  };
}
