import type { Field, Fields } from "../fields/field.ts";
import { readField } from "../fields/read-fields.ts";
import { isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { ListNode, MapEntry, ScalarNode, YamlNode } from "../yaml/yaml-node.ts";
import { drop, dropEntry, writtenEntry, writtenItem } from "./rewriting.ts";
import type { Rewriting } from "./rewriting.ts";
import { originOf, plainValue, textValue } from "./written.ts";
import type { Template, Written, WrittenEntry, WrittenItem, WrittenScalar } from "./written.ts";

/** Anything, with the very values that it has; lists that stand at an anchor stay aliases. */
export function rewriteData(state: Rewriting, node: YamlNode): Written {
  if (node.kind === "scalar") return scalarAsItIs(node);
  const sign = node.source.text[node.start];
  if (node.kind === "list") {
    const items = node.items.map((item) => rewriteListItem(state, item));
    return { kind: "list", items, isFlow: sign === "[" };
  }
  const entries = node.entries.map((entry) => rewriteEntry(state, entry));
  return { kind: "map", entries, isFlow: sign === "{" };
}

/** The value of a key that is known, as its reader takes it: text in quotes where it needs them, flags as true or false. */
export function rewriteField(state: Rewriting, entry: MapEntry, field: Field): Written {
  return rewriteAs(state, entry.value, readField(entry, field, []));
}

/** The entries of a map that are known; one without a value is left out, as by the reader. */
export function rewriteFields(
  state: Rewriting,
  entries: readonly MapEntry[],
  table: Fields,
): readonly WrittenEntry[] {
  const written: WrittenEntry[] = [];
  for (const entry of entries) {
    const field = Object.hasOwn(table, entry.key) ? table[entry.key] : undefined;
    if (!field) continue;
    if (isNull(entry.value)) dropEntry(state, entry, "EMPTY_VALUE");
    else written.push(writtenEntry(entry, rewriteField(state, entry, field)));
  }
  return written;
}

/** The node, where a reader made `value` of it. */
function rewriteAs(state: Rewriting, node: YamlNode, value: unknown): Written {
  if (node.kind === "scalar") {
    if (typeof value === "boolean") return plainValue(String(value));
    return typeof value === "string" && typeof node.value !== "string" && node.value !== null
      ? textValue(node.text)
      : scalarAsItIs(node);
  }
  if (typeof value !== "object" || value === null) return rewriteData(state, node);
  if (node.kind === "list") return rewriteListAs(state, node, value);
  const entries = node.entries.flatMap((entry) => {
    const read: unknown = Object.hasOwn(value, entry.key) ? Reflect.get(value, entry.key) : undefined;
    if (read !== undefined || !isNull(entry.value))
      return [writtenEntry(entry, rewriteAs(state, entry.value, read))];
    dropEntry(state, entry, "EMPTY_VALUE");
    return [];
  });
  return { kind: "map", entries, isFlow: node.source.text[node.start] === "{" };
}

function rewriteListAs(state: Rewriting, node: ListNode, value: object): Written {
  if (!Array.isArray(value) || value.length !== node.items.length) return rewriteData(state, node);
  const items = node.items.map((item, index) => {
    const read: unknown = value[index];
    return writtenItem(item, rewriteAs(state, item, read));
  });
  return { kind: "list", items, isFlow: node.source.text[node.start] === "[" };
}

/** The entry as data; nothing of it changes. */
export function rewriteEntry(state: Rewriting, entry: MapEntry): WrittenEntry {
  return writtenEntry(entry, rewriteData(state, entry.value));
}

/** The commands of a script in any of its forms, as the items of one list. */
export function rewriteScript(state: Rewriting, node: YamlNode): readonly WrittenItem[] {
  if (node.kind === "list") {
    const template = templateAt(state, node);
    if (template) return [{ kind: "alias", template, origins: [originOf(node)], isFlattened: true }];
    return node.items.flatMap((item) => rewriteScript(state, item));
  }
  if (node.kind === "map" || isExternalAlias(node)) return [writtenItem(node, rewriteData(state, node))];
  const command = (textOfScalar(node) ?? "").replace(/\n+$/, "");
  if (command !== "")
    return [writtenItem(node, textValue(command.includes("\n") ? `${command}\n` : command))];
  drop(state, { ...node, end: node.start + 1 }, isNull(node) ? "EMPTY_VALUE" : "EMPTY_COMMAND");
  return [];
}

/** The list that an alias stands for. */
function templateAt(state: Rewriting, node: ListNode): Template | undefined {
  const { source, start, end, items } = node;
  if (source.text[start] !== "*") return undefined;
  const known = state.templates.get(items);
  if (known) return known;
  const place = state.anchorPlaces.get(items);
  const template = {
    name: source.text.slice(start + 1, end).trim(),
    items: items.flatMap((item) => writtenOut(rewriteListItem(state, item))),
    origins: place ? [place] : [],
  };
  state.templates.set(items, template);
  return template;
}

/** In a template nothing refers to another one: they come out in any order. */
function writtenOut(item: WrittenItem): readonly WrittenItem[] {
  if (item.kind === "value") return [item];
  const { template, origins } = item;
  const items = template.items.map((each) => ({ ...each, origins: [...origins, ...each.origins] }));
  return items;
}

function rewriteListItem(state: Rewriting, node: YamlNode): WrittenItem {
  const template = node.kind === "list" ? templateAt(state, node) : undefined;
  if (template) return { kind: "alias", template, origins: [originOf(node)], isFlattened: false };
  return writtenItem(node, rewriteData(state, node));
}

/** An alias of what an external reference brings stands for itself. */
function isExternalAlias({ source, start, end, value }: ScalarNode): boolean {
  return typeof value === "string" && value.startsWith("*") && source.text.slice(start, end) === value;
}

function scalarAsItIs(node: ScalarNode): WrittenScalar {
  if (isExternalAlias(node)) return plainValue(String(node.value));
  if (typeof node.value === "string") return textValue(node.value);
  return plainValue(node.value === null ? "null" : node.text);
}
