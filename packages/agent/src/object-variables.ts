import { MESSAGE_FIELDS, isJsonObject, textOf, variableName } from "@landbridge/core";
import type { JsonObject, JsonValue, PlannedInput, PlannedOutput } from "@landbridge/core";
import { acceptedNames } from "./accepted-names.ts";
import { gitVariables } from "./git-variables.ts";
import type { CloneFacts } from "./git-variables.ts";

/** What an IN exports (reference §2); what it can't export is told in `notices`. */
export function inputVariables(
  input: PlannedInput,
  place: { readonly build: string; readonly clone: CloneFacts | undefined },
  notices: string[],
): Record<string, string> {
  const prefix = variableName(input.name);
  const directory = `${place.build}/IN/${input.name}`;
  return {
    ...objectVariables(prefix, input, { operation: "IN", directory }),
    ...valueVariables(prefix, input),
    ...(input.type === "params" ? paramsVariables(prefix, input, notices) : {}),
    ...(input.clone === undefined ? {} : gitVariables(prefix, input, place.clone)),
  };
}

/** What an OUT exports: the newest version as it was when the run started. */
export function outputVariables(output: PlannedOutput, build: string): Record<string, string> {
  const prefix = variableName(output.name);
  const directory = `${build}/OUT/${output.name}`;
  return {
    ...objectVariables(prefix, output, { operation: "OUT", directory }),
    ...valueVariables(prefix, output),
  };
}

/** What every IN and OUT has. */
function objectVariables(
  prefix: string,
  object: PlannedInput | PlannedOutput,
  place: { readonly operation: "IN" | "OUT"; readonly directory: string },
): Record<string, string> {
  return {
    [`${prefix}_NAME`]: object.name,
    [`${prefix}_ID`]: object.id,
    [`${prefix}_TYPE`]: object.type,
    [`${prefix}_OPERATION`]: place.operation,
    [`${prefix}_PATH`]: place.directory,
    [`${prefix}_META`]: place.directory,
    [`${prefix}_STATE`]: `${place.directory}/${object.type}`,
    [`${prefix}_VERSIONID`]: object.versionId ?? "",
    [`${prefix}_VERSIONNUMBER`]: object.versionNumber === undefined ? "" : String(object.versionNumber),
    ...(object.versionName === undefined ? {} : { [`${prefix}_VERSIONNAME`]: object.versionName }),
  };
}

/** Types whose older syntax had a `version` section. */
const VERSION_SECTION_TYPES = new Set(["dockerOptions", "replicas", "trigger", "loadBalancer"]);

function valueVariables(prefix: string, object: PlannedInput | PlannedOutput): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [field, value] of Object.entries(object.values)) {
    const name = variableName(field);
    // Whole messages are too much for an environment, and params have names of their own.
    if (name === "" || field === "params" || MESSAGE_FIELDS.has(field)) continue;
    flatten(`${prefix}_POINTER_${name}`, value, variables);
    flatten(`${prefix}_SEED_${name}`, value, variables);
    if (VERSION_SECTION_TYPES.has(object.type)) flatten(`${prefix}_VERSION_${name}`, value, variables);
    if (field === "sourceName") variables[`${prefix}_SOURCENAME`] = textOf(value);
  }
  return variables;
}

/** Objects by key, lists by index; TRUE and FALSE in capitals, as the reference writes them here. */
function flatten(name: string, value: JsonValue, into: Record<string, string>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) flatten(`${name}_${index}`, item as JsonValue, into);
    return;
  }
  if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const suffix = variableName(key);
      if (suffix !== "") flatten(`${name}_${suffix}`, item, into);
    }
    return;
  }
  into[name] = typeof value === "boolean" ? String(value).toUpperCase() : textOf(value);
}

/** The keys of `params` as they are, and with the resource's name before them. */
function paramsVariables(prefix: string, input: PlannedInput, notices: string[]): Record<string, string> {
  const params = paramsOf(input.values);
  const prefixed = Object.entries(params).map(([key, value]) => [
    `${prefix}_PARAMS_${variableName(key)}`,
    value,
  ]);
  return { ...Object.fromEntries(prefixed), ...acceptedNames(params, `The key of ${input.name}`, notices) };
}

/** The declared keys with posted ones over them. */
function paramsOf(values: JsonObject): Record<string, string> {
  const { params, versionName: _, ...posted } = values;
  const all = { ...(isJsonObject(params) ? params : {}), ...posted };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, textOf(value)]));
}
