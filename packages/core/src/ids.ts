/** Branded identifiers: a RunId can't be handed where a JobId is meant. All are UUIDs (version 7) as text. */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type WorkspaceId = Id<"workspace">;
export type SourceId = Id<"source">;
export type ResourceId = Id<"resource">;
export type ResourceVersionId = Id<"resource-version">;
export type JobId = Id<"job">;
export type RunId = Id<"run">;
export type EventId = Id<"event">;
export type DecisionId = Id<"decision">;
export type AgentId = Id<"agent">;
/** The fence of one attempt: an agent's answer counts only while the run still carries this token. */
export type LeaseToken = Id<"lease-token">;

/** Marks a text that is known to be an identifier of that kind, e.g. when it was read from the store. */
export function asId<Kind extends Id<string>>(text: string): Kind {
  return text as Kind;
}
