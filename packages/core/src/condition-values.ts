import { isJsonObject, textOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { InputValue } from "./input-values.ts";
import { cloneOptionsOf } from "./plan.ts";
import type { PlannedInput, RunPlan } from "./run-plan.ts";
import type { TriggerCause } from "./run.ts";

/** Everything that `when` may read of a run. */
export interface ConditionValues {
  /** By the name of the IN. */
  readonly in: Readonly<Record<string, ConditionVersion>>;
  readonly inputs: Readonly<Record<string, InputValue>>;
  readonly cause: ConditionCause;
}

/** As much of it as is known where nothing has run: what is not known is not there. */
export interface KnownConditionValues {
  readonly in: Readonly<Record<string, Partial<ConditionVersion>>>;
  readonly inputs: Readonly<Record<string, InputValue>>;
  readonly cause: Partial<ConditionCause>;
}

/** The version that a run reads over an IN. Texts are empty, and the number is 0, where it has none. */
export interface ConditionVersion {
  readonly branch: string;
  readonly commit: string;
  readonly versionName: string;
  readonly versionNumber: number;
  readonly type: string;
  readonly values: JsonObject;
}

export interface ConditionCause {
  readonly kind: TriggerCause["kind"];
  /** The resource or job that started the run. */
  readonly name: string;
  /** Who did. */
  readonly by: string;
}

/** What the condition of a run is decided on: its frozen plan, and the inputs that it was given. */
export function conditionValuesOf(
  plan: Pick<RunPlan, "inputs" | "cause">,
  inputs: Readonly<Record<string, InputValue>>,
): ConditionValues {
  return {
    in: Object.fromEntries(plan.inputs.map((input) => [input.name, conditionVersionOf(input)])),
    inputs,
    cause: conditionCauseOf(plan.cause),
  };
}

export function conditionVersionOf({
  type,
  versionName,
  versionNumber,
  values,
}: Pick<PlannedInput, "type" | "versionName" | "versionNumber" | "values">): ConditionVersion {
  const { branch, commit } = cloneOptionsOf(values);
  return {
    branch: branch ?? "",
    commit: commit ?? textOf(values["commit"]),
    versionName: versionName ?? "",
    versionNumber: versionNumber ?? 0,
    type,
    values: type === "params" ? keysOfParams(values) : values,
  };
}

/** The keys of `params` as scripts know them: posted ones stand beside the declared map. */
function keysOfParams(values: JsonObject): JsonObject {
  const { params, versionName: _, ...posted } = values;
  return { ...(isJsonObject(params) ? params : {}), ...posted };
}

export function conditionCauseOf(cause: TriggerCause): ConditionCause {
  switch (cause.kind) {
    case "version":
      return { kind: cause.kind, name: cause.resource, by: "" };
    case "run":
      return { kind: cause.kind, name: cause.job, by: "" };
    case "retry":
      return { kind: cause.kind, name: "", by: "" };
    case "external":
      return { kind: cause.kind, name: cause.server, by: "" };
    case "replay":
      return { kind: cause.kind, name: cause.name, by: cause.by };
    case "manual":
    case "rerun":
      return { kind: cause.kind, name: "", by: cause.by };
  }
}
