import type { Logger } from "pino";
import type { Engine } from "../engine.ts";
import { findRepositoryHeads } from "../repository-heads.ts";
import { takeHead } from "../take-head.ts";
import { newestOf } from "../workspace-cache.ts";

/**
 * Looks for new commits of gitRepo resources: a new head is a new version, which starts the consumers. Content
 * that is known already changes nothing, so several servers may look at the same time.
 */
export function createVersionCheck({
  engine,
  log,
}: {
  readonly engine: Engine;
  readonly log: Logger;
}): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    const cache = await engine.current();
    // As of now: what the memory holds after the look may be newer than what was looked at.
    const seen = new Map([...cache.resources].map(([name, record]) => [name, newestOf(record)?.number ?? 0]));
    const { workflow } = cache;
    const { heads, failures } = await findRepositoryHeads([...workflow.resources.values()], signal);
    if (signal.aborted) return;
    for (const { resource, text } of failures) {
      log.warn({ resource: resource.name, reason: text }, "a repository could not be read");
    }
    for (const [name, values] of heads) {
      const resource = workflow.resources.get(name);
      if (resource) await takeHead(engine, { resource, values, seen: seen.get(name) ?? 0 });
    }
  };
}
