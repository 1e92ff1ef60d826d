import { AppError } from "@landbridge/core";
import type { Resource } from "@landbridge/core";
import { contentFromValues } from "@landbridge/core";
import type { Logger } from "pino";
import type { Engine } from "../engine.ts";
import { findRepositoryHeads } from "../repository-heads.ts";

/**
 * Looks for new commits of gitRepo resources: a new head is a new version, which starts the consumers. Content
 * that is known already changes nothing, so several servers may look at the same time.
 */
export function createVersionCheck(parts: {
  readonly engine: Engine;
  readonly log: Logger;
}): () => Promise<void> {
  return async () => {
    const { workflow } = await parts.engine.current();
    const { heads, failures } = await findRepositoryHeads([...workflow.resources.values()]);
    for (const [name, values] of heads) {
      const resource = workflow.resources.get(name);
      if (resource) await arrive(parts.engine, resource, values);
    }
    for (const { resource, text } of failures) {
      parts.log.warn({ resource: resource.name, reason: text }, "a repository could not be read");
    }
  };
}

async function arrive(engine: Engine, resource: Resource, values: Resource["values"]): Promise<void> {
  const content = contentFromValues(resource.type, { ...resource.values, ...values });
  try {
    await engine.submit({
      type: "version-arrived",
      resource: resource.name,
      content,
      by: "the repository",
    });
  } catch (error) {
    // Removed from the configuration meanwhile.
    if (error instanceof AppError && error.code === "RESOURCE_NOT_FOUND") return;
    throw error;
  }
}
