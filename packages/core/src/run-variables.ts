import type { DefaultVariable, OwnSuffix } from "./default-variables.ts";
import { isJsonObject, textOf } from "./json.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import type { PlannedInput, PlannedOutput, RunPlan } from "./run-plan.ts";
import { nameOfCause } from "./run.ts";
import { MESSAGE_FIELDS } from "./template.ts";
import { variableName } from "./variable-name.ts";

type DirectoryVariable =
  "JOB_PATH" | "JOB_STATE" | "JOB_PREVIOUS_STATE" | "JOB_MESSAGE" | "SHARED_DIR" | "LANDBRIDGE_OUTBOX";
type DirectorySuffix = "PATH" | "META" | "STATE" | "PREVIOUS_STATE" | "MESSAGE";

/** The variables of a run that its plan knows; those that name directories come from the agent. */
export function runVariables(plan: RunPlan): Record<Exclude<DefaultVariable, DirectoryVariable>, string> {
  return {
    LANDBRIDGE_RUN_ID: plan.runId,
    LANDBRIDGE_RUN_NUMBER: String(plan.number),
    LANDBRIDGE_JOB: plan.job,
    LANDBRIDGE_WORKSPACE: plan.workspace,
    LANDBRIDGE_RUN_URL: plan.url,
    JOB_NAME: plan.job,
    JOB_TYPE: plan.jobType,
    BUILD_ID: plan.runId,
    BUILD_NUMBER: String(plan.number),
    BUILD_JOB_ID: plan.runId,
    BUILD_JOB_NUMBER: "1",
    BUILD_URL: plan.url,
    SUBSCRIPTION_ID: plan.workspaceId,
    RESOURCE_ID: plan.jobId,
    SHIPPABLE_WWW_URL: /^[a-z]+:\/\/[^/?#]+/.exec(plan.url)?.[0] ?? "",
    JOB_TRIGGERED_BY_NAME: nameOfCause(plan.cause),
  };
}

/** The same under the name of the run's own job, as the ends of the names. */
export function ownSuffixes(plan: RunPlan): Record<Exclude<OwnSuffix, DirectorySuffix>, string> {
  return { NAME: plan.job, ID: plan.jobId, TYPE: plan.jobType };
}

/** What every IN and OUT exports (reference §2) that does not depend on where the run is. */
export function versionVariables(object: PlannedInput | PlannedOutput): Record<string, string> {
  const prefix = variableName(object.name);
  return {
    [`${prefix}_NAME`]: object.name,
    [`${prefix}_ID`]: object.id,
    [`${prefix}_TYPE`]: object.type,
    [`${prefix}_VERSIONID`]: object.versionId ?? "",
    [`${prefix}_VERSIONNUMBER`]: object.versionNumber === undefined ? "" : String(object.versionNumber),
    ...(object.versionName === undefined ? {} : { [`${prefix}_VERSIONNAME`]: object.versionName }),
    ...valueVariables(prefix, object),
  };
}

/** The pairs of `params`: the declared ones with posted ones over them. */
export function paramsOf(values: JsonObject): Record<string, string> {
  const { params, versionName: _, ...posted } = values;
  const all = { ...(isJsonObject(params) ? params : {}), ...posted };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, textOf(value)]));
}

/** The pairs of `params` with the resource's name before them. */
export function prefixedParams(input: PlannedInput): Record<string, string> {
  const prefix = `${variableName(input.name)}_PARAMS_`;
  const pairs = Object.entries(paramsOf(input.values));
  return Object.fromEntries(pairs.map(([key, value]) => [prefix + variableName(key), value]));
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
