import { gitVariables, paramsOf, prefixedParams, variableName, versionVariables } from "@landbridge/core";
import type { CloneFacts, PlannedInput, PlannedOutput } from "@landbridge/core";
import { acceptedNames } from "./accepted-names.ts";

/** What an IN exports (reference §2); what it can't export is told in `notices`. */
export function inputVariables(
  input: PlannedInput,
  place: { readonly build: string; readonly clone: CloneFacts | undefined },
  notices: string[],
): Record<string, string> {
  const directory = `${place.build}/IN/${input.name}`;
  return {
    ...placeVariables(input, { operation: "IN", directory }),
    ...versionVariables(input),
    ...(input.type === "params" ? paramsVariables(input, notices) : {}),
    ...(input.clone === undefined ? {} : gitVariables(input, place.clone)),
  };
}

/** What an OUT exports: the newest version as it was when the run started. */
export function outputVariables(output: PlannedOutput, build: string): Record<string, string> {
  const directory = `${build}/OUT/${output.name}`;
  return { ...placeVariables(output, { operation: "OUT", directory }), ...versionVariables(output) };
}

function placeVariables(
  object: PlannedInput | PlannedOutput,
  place: { readonly operation: "IN" | "OUT"; readonly directory: string },
): Record<string, string> {
  const prefix = variableName(object.name);
  return {
    [`${prefix}_OPERATION`]: place.operation,
    [`${prefix}_PATH`]: place.directory,
    [`${prefix}_META`]: place.directory,
    [`${prefix}_STATE`]: `${place.directory}/${object.type}`,
  };
}

/** The keys of `params` as they are, and with the resource's name before them. */
function paramsVariables(input: PlannedInput, notices: string[]): Record<string, string> {
  return {
    ...prefixedParams(input),
    ...acceptedNames(paramsOf(input.values), `The key of ${input.name}`, notices),
  };
}
