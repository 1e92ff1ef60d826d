import type { InStep, Job, Resource } from "@landbridge/core";
import type { Placeholder } from "../fields/placeholders.ts";
import type { Span } from "../yaml/source-text.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";

/** Something that a step or section names, with the place where it does. */
export interface Reference {
  readonly kind: "in" | "out" | "replicate" | "notify";
  readonly name: string;
  readonly span: Span;
}

export interface DeclaredResource {
  readonly kind: "resource";
  readonly name: string;
  readonly nameSpan: Span;
  readonly resource: Resource;
  /** `${NAME}` in its values; absent where there is none. */
  readonly placeholders?: readonly Placeholder[];
}

/** An IN with its place and the keys that stand beside it. */
export interface PlacedInput {
  readonly input: InStep;
  readonly span: Span;
  readonly entries: readonly MapEntry[];
}

export interface DeclaredJob {
  readonly kind: "job";
  readonly name: string;
  readonly nameSpan: Span;
  readonly job: Job;
  readonly references: readonly Reference[];
  /** Absent where the job was not written as steps. */
  readonly inputs?: readonly PlacedInput[];
}

/** A name whose declaration could not be loaded. What refers to it is not at fault. */
export interface BrokenDeclaration {
  readonly kind: "broken";
  readonly name: string;
  readonly nameSpan: Span;
  /** What it would be if its type were right: it lends its references to the check, and is not in the definition. */
  readonly meant?: DeclaredJob;
}

export type Declaration = DeclaredResource | DeclaredJob | BrokenDeclaration;
