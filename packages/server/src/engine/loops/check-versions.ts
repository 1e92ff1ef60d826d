import { AppError } from "@landbridge/core";
import type { JsonObject, Resource } from "@landbridge/core";
import { contentFromValues } from "@landbridge/core";
import type { Logger } from "pino";
import type { Engine } from "../engine.ts";
import { findRepositoryHeads } from "../repository-heads.ts";

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
    const seen = new Map([...cache.resources].map(([name, { latest }]) => [name, latest?.number ?? 0]));
    const { workflow } = cache;
    const { heads, failures } = await findRepositoryHeads([...workflow.resources.values()], signal);
    if (signal.aborted) return;
    for (const { resource, text } of failures) {
      log.warn({ resource: resource.name, reason: text }, "a repository could not be read");
    }
    for (const [name, values] of heads) {
      const resource = workflow.resources.get(name);
      if (resource) await arrive(engine, { resource, values, seen: seen.get(name) ?? 0 });
    }
  };
}

async function arrive(
  engine: Engine,
  found: { readonly resource: Resource; readonly values: JsonObject; readonly seen: number },
): Promise<void> {
  const { resource, values, seen } = found;
  const content = contentFromValues(resource.type, { ...resource.values, ...values });
  try {
    await engine.submit({
      type: "version-arrived",
      resource: resource.name,
      content,
      seen,
      by: "the repository",
    });
  } catch (error) {
    // Removed from the configuration meanwhile.
    if (error instanceof AppError && error.code === "RESOURCE_NOT_FOUND") return;
    throw error;
  }
}
