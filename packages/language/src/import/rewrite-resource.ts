import { LEGACY_RESOURCE_TYPES, VALUES_SHAPES } from "../resources/resource-types.ts";
import { RESOURCE_FIELDS, VALUE_SECTIONS } from "../fields/schema.ts";
import { isResourceType } from "@landbridge/core";
import { mergeValues } from "../fields/merge-values.ts";
import type { MergedValues } from "../fields/merge-values.ts";
import { findEntry, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";
import { rewriteEntry, rewriteFields } from "./rewrite-data.ts";
import { dropEntry, newEntry } from "./rewriting.ts";
import type { Rewriting } from "./rewriting.ts";
import { blockMap, originOf, textValue } from "./written.ts";
import type { WrittenEntry, WrittenMap } from "./written.ts";

const SECTIONS: readonly string[] = VALUE_SECTIONS;

/** A resource by today's names: all its values under `versionTemplate`. `impliedType` is that of `triggers`. */
export function rewriteResource(state: Rewriting, map: MapNode, impliedType?: "trigger"): WrittenMap {
  const typeEntry = findEntry(map, "type")?.value;
  const written = typeEntry?.kind === "scalar" ? textOfScalar(typeEntry) : undefined;
  const type = todaysType(written ?? impliedType ?? "");
  const others = map.entries.filter(({ key }) => !Object.hasOwn(RESOURCE_FIELDS, key));
  const merged = mergeValues(type, others, []);
  const own = map.entries.filter(({ key }) => Object.hasOwn(RESOURCE_FIELDS, key));
  const lifted = liftedIntegration(state, own, merged);
  const known = rewriteFields(state, [...own, ...lifted], RESOURCE_FIELDS);
  const typed = known.some(({ key }) => key === "type")
    ? known.map((entry) => (entry.key === "type" ? { ...entry, value: textValue(type) } : entry))
    : [...known, newEntry("type", textValue(type))];
  tellLost(state, others, merged);
  return blockMap([...inOrder(typed), ...rewriteValues(state, type, { merged, others })]);
}

function todaysType(written: string): string {
  return Object.hasOwn(LEGACY_RESOURCE_TYPES, written)
    ? (LEGACY_RESOURCE_TYPES[written] ?? written)
    : written;
}

/** name, type, integration and so on, as the language lists them. */
function inOrder(entries: readonly WrittenEntry[]): readonly WrittenEntry[] {
  return Object.keys(RESOURCE_FIELDS).flatMap((key) => entries.filter((entry) => entry.key === key));
}

/** An integration that stood among the values, where none stands beside the type. */
function liftedIntegration(
  state: Rewriting,
  own: readonly MapEntry[],
  { integration }: MergedValues,
): readonly MapEntry[] {
  if (!integration) return [];
  if (!own.some(({ key }) => key === "integration")) return [{ ...integration, key: "integration" }];
  dropEntry(state, integration, "OVERRIDDEN");
  return [];
}

/** Keys and values that are not among the merged ones. */
function tellLost(state: Rewriting, entries: readonly MapEntry[], merged: MergedValues): void {
  const there = new Set<number>(merged.integration ? [merged.integration.keySpan.start] : []);
  for (const { keySpan, value } of merged.entries.values()) {
    there.add(keySpan.start);
    if (value.kind === "map") for (const entry of value.entries) there.add(entry.keySpan.start);
  }
  for (const entry of entries) {
    const isSection = SECTIONS.includes(entry.key) && entry.value.kind === "map";
    const written = isSection && entry.value.kind === "map" ? entry.value.entries : [entry];
    for (const each of written) {
      if (there.has(each.keySpan.start)) continue;
      const isUnknown = state.isTold("UNKNOWN_KEY", each.keySpan);
      dropEntry(state, each, isNull(each.value) ? "EMPTY_VALUE" : isUnknown ? "UNKNOWN_KEY" : "OVERRIDDEN");
    }
  }
}

interface Values {
  readonly merged: MergedValues;
  readonly others: readonly MapEntry[];
}

function rewriteValues(state: Rewriting, type: string, { merged, others }: Values): readonly WrittenEntry[] {
  const sections = others.filter(({ key, value }) => SECTIONS.includes(key) && value.kind === "map");
  if (merged.entries.size === 0 && sections.length === 0) return [];
  const fields = isResourceType(type) ? VALUES_SHAPES[type].fields : {};
  const written = [...merged.entries.values()].flatMap((entry) =>
    Object.hasOwn(fields, entry.key) ? rewriteFields(state, [entry], fields) : [rewriteEntry(state, entry)],
  );
  const origins = sections.map(({ keySpan }) => originOf(keySpan));
  return [newEntry("versionTemplate", blockMap(written), origins)];
}
