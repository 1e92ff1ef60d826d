import { placeAt } from "../yaml/source-text.ts";
import type { SourceText, Span } from "../yaml/source-text.ts";

/** A line of an old file that something in the new one comes from. */
export interface Origin {
  readonly source: SourceText;
  /** From 1. */
  readonly line: number;
}

/** What the new file will hold, in today's syntax; every entry and item knows where it comes from. */
export type Written = WrittenScalar | WrittenList | WrittenMap;

export type WrittenScalar =
  /** Quoted where YAML would read something else. */
  | { readonly kind: "text"; readonly text: string }
  /** A number, a flag or nothing, exactly as it is to stand there. */
  | { readonly kind: "plain"; readonly text: string };

export interface WrittenList {
  readonly kind: "list";
  readonly items: readonly WrittenItem[];
  /** It stood in brackets, and may stand so again where it is short. */
  readonly isFlow: boolean;
  /** Name of the anchor that is set here. */
  readonly anchor?: string;
}

export interface WrittenMap {
  readonly kind: "map";
  readonly entries: readonly WrittenEntry[];
  readonly isFlow: boolean;
}

export type WrittenItem = WrittenValue | WrittenAlias;

export interface WrittenValue {
  readonly kind: "value";
  readonly value: Written;
  readonly origins: readonly Origin[];
}

/** An item that stands for the items of a template. */
export interface WrittenAlias {
  readonly kind: "alias";
  readonly template: Template;
  readonly origins: readonly Origin[];
  /** Where it is written out: as items of the list around it, or as a list of its own. */
  readonly isFlattened: boolean;
}

/** A list with an anchor. */
export interface Template {
  /** That of its anchor. */
  readonly name: string;
  readonly items: readonly WrittenItem[];
  /** Where the anchor is set. */
  readonly origins: readonly Origin[];
}

export interface WrittenEntry {
  readonly key: string;
  readonly value: Written;
  readonly origins: readonly Origin[];
}

export function originOf({ source, start }: Span): Origin {
  return { source, line: placeAt(source, start).line };
}

/** The same for the same line of the same file. */
export function lineKey({ source, line }: Origin): string {
  return `${source.file}\n${line}`;
}

export function textValue(text: string): WrittenScalar {
  return { kind: "text", text };
}

export function plainValue(text: string): WrittenScalar {
  return { kind: "plain", text };
}

/** A list that stands in lines of its own. */
export function blockList(items: readonly WrittenItem[]): WrittenList {
  return { kind: "list", items, isFlow: false };
}

/** A map that stands in lines of its own. */
export function blockMap(entries: readonly WrittenEntry[]): WrittenMap {
  return { kind: "map", entries, isFlow: false };
}
