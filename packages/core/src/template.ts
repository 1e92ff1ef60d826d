import { isJsonObject } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";

/** What a variable holds, or nothing where nobody set it. */
export type VariableLookup = (name: string) => string | undefined;

const PLACEHOLDER = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * Puts values in place of `${NAME}`; a variable that nobody set is empty text (reference §1.7). Everything else
 * stays as it is written, `$NAME` and `${` before what is no name too. What was put in is not looked at again.
 */
export function substitute(text: string, lookup: VariableLookup): string {
  if (!text.includes("${")) return text;
  return text.replace(PLACEHOLDER, (_, name: string) => lookup(name) ?? "");
}

/** The same for every text inside values, nested ones too; the same object where nothing changes. */
export function templateValues(values: JsonObject, lookup: VariableLookup): JsonObject {
  let isChanged = false;
  const entries = Object.entries(values).map(([key, value]): [string, JsonValue] => {
    const filled = templateValue(value, lookup);
    isChanged ||= filled !== value;
    return [key, filled];
  });
  return isChanged ? Object.fromEntries(entries) : values;
}

/** What a third party sent along with a version. It is data and no definition: a commit message may hold `${…}`. */
export const MESSAGE_FIELDS: ReadonlySet<string> = new Set([
  "shaData",
  "payload",
  "webhookRequestBody",
  "webhookRequestPayload",
]);

/**
 * The values of one version as a run sees them. `params` are never templated, because they are what templates
 * are filled from, and neither is a third party's message.
 */
export function templateVersion(type: string, values: JsonObject, lookup: VariableLookup): JsonObject {
  if (type === "params") return values;
  const messages = Object.entries(values).filter(([field]) => MESSAGE_FIELDS.has(field));
  if (messages.length === 0) return templateValues(values, lookup);
  const own = Object.entries(values).filter(([field]) => !MESSAGE_FIELDS.has(field));
  const before = Object.fromEntries(own);
  const filled = templateValues(before, lookup);
  return filled === before ? values : { ...filled, ...Object.fromEntries(messages) };
}

/** The names in the placeholders of a value, each once, in order of appearance. */
export function placeholdersOf(value: JsonValue): readonly string[] {
  const names = new Set<string>();
  collectNames(value, names);
  return [...names];
}

function templateValue(value: JsonValue, lookup: VariableLookup): JsonValue {
  if (typeof value === "string") return substitute(value, lookup);
  if (Array.isArray(value)) {
    const list: readonly JsonValue[] = value;
    const filled = list.map((item) => templateValue(item, lookup));
    return filled.some((item, index) => item !== list[index]) ? filled : list;
  }
  return isJsonObject(value) ? templateValues(value, lookup) : value;
}

function collectNames(value: JsonValue, names: Set<string>): void {
  if (typeof value === "string") {
    if (!value.includes("${")) return;
    for (const [, name = ""] of value.matchAll(PLACEHOLDER)) names.add(name);
    return;
  }
  if (Array.isArray(value)) for (const item of value) collectNames(item, names);
  else if (isJsonObject(value)) for (const item of Object.values(value)) collectNames(item, names);
}
