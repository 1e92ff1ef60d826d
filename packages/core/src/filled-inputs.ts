import { PLATFORM_VARIABLES } from "./default-variables.ts";
import { gitVariables } from "./git-variables.ts";
import { withoutCredentials } from "./plan.ts";
import { versionNameOf } from "./resource-version.ts";
import type { PlannedInput, RunPlan } from "./run-plan.ts";
import { ownSuffixes, paramsOf, prefixedParams, runVariables, versionVariables } from "./run-variables.ts";
import { templateVersion } from "./template.ts";
import type { VariableLookup } from "./template.ts";
import { variableName } from "./variable-name.ts";

/**
 * The INs as a run without an agent sees them: `${NAME}` is filled in from the run's own variables, and from what
 * the INs listed before export. No variable here names a directory, because there is none.
 */
export function fillInputs(plan: RunPlan): readonly PlannedInput[] {
  return fill(plan).inputs;
}

/** Every variable of a run that its plan knows: its own, what was given with it, and what its INs export. */
export function knownVariables(plan: RunPlan): Readonly<Record<string, string>> {
  const { own, exported } = fill(plan);
  return { ...exported, ...own };
}

function fill(plan: RunPlan): {
  readonly inputs: readonly PlannedInput[];
  readonly own: Readonly<Record<string, string>>;
  readonly exported: Readonly<Record<string, string>>;
} {
  const own = { ...plan.env, ...variablesOfRun(plan), ...PLATFORM_VARIABLES };
  const exported: Record<string, string> = {};
  const lookup: VariableLookup = (name) => {
    const pool: Readonly<Record<string, string>> = Object.hasOwn(own, name) ? own : exported;
    return Object.hasOwn(pool, name) ? pool[name] : undefined;
  };
  const inputs = plan.inputs.map((planned) => {
    const input = planned.kind === "job" ? planned : fillInput(planned, lookup);
    Object.assign(exported, versionVariables(input));
    if (input.type === "params") Object.assign(exported, prefixedParams(input), paramsOf(input.values));
    if (input.clone) Object.assign(exported, gitVariables(input, undefined));
    return input;
  });
  return { inputs, own, exported };
}

function variablesOfRun(plan: RunPlan): Record<string, string> {
  const job = variableName(plan.job);
  const named = Object.entries(ownSuffixes(plan)).map(([suffix, value]) => [`${job}_${suffix}`, value]);
  return { ...runVariables(plan), ...Object.fromEntries(named) };
}

function fillInput(planned: PlannedInput, lookup: VariableLookup): PlannedInput {
  const filled = templateVersion(planned.type, planned.values, lookup);
  if (filled === planned.values) return planned;
  const { versionName: written, ...rest } = planned;
  // A tag may be a template too, and then what names the version is what was filled in.
  const name =
    versionNameOf(planned.type, filled) ?? (written?.includes("${") === true ? undefined : written);
  return {
    ...rest,
    values: withoutCredentials(filled),
    ...(name === undefined ? {} : { versionName: name }),
  };
}
