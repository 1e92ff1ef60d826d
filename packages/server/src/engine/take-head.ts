import { AppError, contentFromValues } from "@landbridge/core";
import type { JsonObject, Resource } from "@landbridge/core";
import type { Engine } from "./engine.ts";

export interface FoundHead {
  readonly resource: Resource;
  /** What the repository answered, as values of a version. */
  readonly values: JsonObject;
  /** Number of the newest version when the look began, 0 without one. */
  readonly seen: number;
}

/** Makes a head that was found the newest version of its resource, if it is news and not overtaken. */
export async function takeHead(engine: Engine, { resource, values, seen }: FoundHead): Promise<void> {
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
