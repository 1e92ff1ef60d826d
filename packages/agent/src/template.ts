import { isJsonObject } from "@landbridge/core";
import type { JsonObject, JsonValue } from "@landbridge/core";

type Variables = Readonly<Record<string, string>>;

/** Puts values in place of `${NAME}`; a name that nobody set is nothing (reference §1.7). */
export function fillTemplate(text: string, variables: Variables): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? "") : "",
  );
}

/** The same for every text inside a resource's values. */
export function fillTemplates(values: JsonObject, variables: Variables): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fillValue(value, variables)]));
}

function fillValue(value: JsonValue, variables: Variables): JsonValue {
  if (typeof value === "string") return value.includes("${") ? fillTemplate(value, variables) : value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => fillValue(item, variables));
  return isJsonObject(value) ? fillTemplates(value, variables) : value;
}
