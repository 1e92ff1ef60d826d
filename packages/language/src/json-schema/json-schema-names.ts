import type { JsonObject, WorkflowDefinition } from "@landbridge/core";
import { WRITTEN_TEXT } from "./json-schema-field.ts";

/** Texts that name something, as definitions of the schema. */
export type NameDefinition = "resourceName" | "jobName" | "anyName" | "notificationName";

/** What `name` may hold; the loader says more about unusual ones. */
export const NAME_PATTERN = "^(?!\\.{1,2}$)(?=[\\s\\S]*\\S)[^/\\\\\\u0000-\\u001f\\u007f-\\u009f]{1,200}$";

export function ref(definition: string): JsonObject {
  return { $ref: `#/$defs/${definition}` };
}

/** The places that name a resource or a job, with the names that a workflow declares. */
export function nameDefinitions(declared?: WorkflowDefinition): Record<NameDefinition, JsonObject> {
  const resources = declared?.resources.map(({ name }) => name) ?? [];
  const jobs = declared?.jobs.map(({ name }) => name) ?? [];
  const notifications = (declared?.resources ?? [])
    .filter(({ type }) => type === "notification")
    .map(({ name }) => name);
  return {
    resourceName: nameOf("Name of a resource.", resources),
    jobName: nameOf("Name of a job.", jobs),
    anyName: nameOf("Name of a resource or a job.", [...resources, ...jobs]),
    notificationName: nameOf("Name of a notification resource.", notifications),
  };
}

/** A name that another source declares is right as well. */
function nameOf(description: string, known: readonly string[]): JsonObject {
  const any = { type: [...WRITTEN_TEXT], pattern: "\\S" };
  if (known.length === 0) return { description, ...any };
  return { description, anyOf: [{ enum: [...new Set(known)] }, any] };
}
