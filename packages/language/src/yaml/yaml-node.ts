import type { JsonObject, JsonValue } from "@landbridge/core";
import type { Span } from "./source-text.ts";

/** A parsed YAML value that knows where it stands. Aliases and merge keys are resolved already. */
export type YamlNode = ScalarNode | ListNode | MapNode;

export interface ScalarNode extends Span {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** As it stands in the file, for plain scalars: `5.10` where the value is 5.1. */
  readonly text: string;
}

export interface ListNode extends Span {
  readonly kind: "list";
  readonly items: readonly YamlNode[];
}

export interface MapNode extends Span {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

export function findEntry(map: MapNode, key: string): MapEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** The node as plain data. Keys that could reach a prototype never get this far: the parser takes them out. */
export function toJson(node: YamlNode): JsonValue {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map((item) => toJson(item));
  return toJsonObject(node);
}

export function toJsonObject(map: MapNode): JsonObject {
  const object: Record<string, JsonValue> = {};
  for (const { key, value } of map.entries) object[key] = toJson(value);
  return object;
}

/** Like `toJson`, but numbers and booleans as the text that stands in the file. */
export function toTextJson(node: YamlNode): JsonValue {
  if (node.kind === "scalar") return textOfScalar(node) ?? null;
  if (node.kind === "list") return node.items.map((item) => toTextJson(item));
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, toTextJson(value)]));
}

/** The text of a scalar as written; nothing for null. */
export function textOfScalar(node: ScalarNode): string | undefined {
  if (node.value === null) return undefined;
  return typeof node.value === "string" ? node.value : node.text;
}

/** How a value is called in a message. */
export function describeNode(node: YamlNode): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "map") return "a map";
  if (node.value === null) return "nothing";
  if (typeof node.value !== "string") return node.text;
  return JSON.stringify(node.value.length > 40 ? `${node.value.slice(0, 37)}…` : node.value);
}

/** Follows a path as zod reports it, as far as the nodes go. */
export function nodeAt(node: YamlNode, path: readonly PropertyKey[]): YamlNode {
  let current = node;
  for (const step of path) {
    const next: YamlNode | undefined =
      current.kind === "list"
        ? current.items[Number(step)]
        : current.kind === "map"
          ? findEntry(current, String(step))?.value
          : undefined;
    if (!next) return current;
    current = next;
  }
  return current;
}
