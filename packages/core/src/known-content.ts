import type { ConditionOutcome } from "./condition-skip.ts";
import type { KnownConditionValues } from "./condition-values.ts";
import type { JsonObject } from "./json.ts";
import { contentFromValues } from "./resource-version.ts";
import type { Workflow } from "./workflow.ts";

/** A condition on what is known: what it is, or what it reads that nobody knows here. */
export type TriedCondition =
  | { readonly kind: "decided"; readonly outcome: ConditionOutcome }
  | { readonly kind: "unknown"; readonly reads: readonly string[] };

export type TryCondition = (condition: string, known: KnownConditionValues) => TriedCondition;

/** What a version is known to hold; of one that only a simulation has made, its name at most. */
export interface KnownContent {
  readonly name?: string;
  readonly values?: JsonObject;
}

export type ContentLookup = (name: string, number: number) => KnownContent | undefined;

/** The first version of each resource, as it is declared. */
export function declaredContents({ resources }: Workflow): ContentLookup {
  return (name, number) => {
    const resource = resources.get(name);
    return resource && number === 1 ? contentFromValues(resource.type, resource.values) : undefined;
  };
}
