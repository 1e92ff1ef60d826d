import { isResourceType } from "@landbridge/core";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue, expectMap, unknownKey } from "./read-fields.ts";
import {
  LEGACY_INNER_KEYS,
  LEGACY_INTEGRATION_KEY,
  LEGACY_RESOURCE_KEYS,
  LEGACY_SOURCE_KEYS,
  VALUES_SHAPES,
} from "../resources/resource-types.ts";
import { LEGACY_VALUE_SECTIONS, RESOURCE_FIELDS, VALUE_SECTIONS } from "./schema.ts";
import { isNull } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";

/** The values of a resource, from wherever they were written, by today's names. */
export interface MergedValues {
  readonly entries: Map<string, MapEntry>;
  /** An integration that was written among the values. */
  integration: MapEntry | undefined;
  /** Is there a section that can't be read? Then it may hold what seems to be missing. */
  hasBrokenSection: boolean;
}

/** Merges the sections that hold values, oldest syntax first, and keys that stand beside them. */
export function mergeValues(type: string, entries: readonly MapEntry[], problems: Problem[]): MergedValues {
  const merged: MergedValues = { entries: new Map(), integration: undefined, hasBrokenSection: false };
  for (const entry of entries) {
    if (!isValueSection(entry.key)) mergeStray(type, entry, merged, problems);
  }
  for (const key of VALUE_SECTIONS) {
    const section = entries.find((entry) => entry.key === key);
    if (section) mergeSection(type, section, merged, problems);
  }
  return merged;
}

function isValueSection(key: string): boolean {
  return VALUE_SECTIONS.some((section) => section === key);
}

/** A key beside `type`: with types that nobody knows it may be anything. */
function mergeStray(type: string, entry: MapEntry, merged: MergedValues, problems: Problem[]): void {
  if (!isResourceType(type)) {
    if (!isNull(entry.value)) merged.entries.set(entry.key, entry);
    return;
  }
  const today = nameToday(LEGACY_RESOURCE_KEYS[type], entry.key);
  const isKnown = Object.hasOwn(VALUES_SHAPES[type].fields, today);
  if (isKnown && !isNull(entry.value)) merged.entries.set(today, { ...entry, key: today });
  if (today !== entry.key) {
    const message = `\`${entry.key}\` comes from an early version of the language; it is read as \`${today}\`.`;
    const hint = `write \`versionTemplate: {${today}: …}\``;
    problems.push(problem("LEGACY_KEY", entry.keySpan, message, { hint }));
    return;
  }
  problems.push(strayKey(type, entry, isKnown));
}

function strayKey(type: string, entry: MapEntry, isKnown: boolean): Problem {
  if (isNull(entry.value)) return emptyValue(entry);
  if (isKnown) {
    const message = `\`${entry.key}\` belongs under \`versionTemplate\`; it is read as if it stood there.`;
    return problem("MISPLACED_KEY", entry.keySpan, message, { hint: "indent it under `versionTemplate:`" });
  }
  const isOfJobs = entry.key === "steps" || entry.key.startsWith("on_");
  const hint = isOfJobs ? "only jobs have it: move this to `jobs:`" : undefined;
  const known = [...Object.keys(RESOURCE_FIELDS), ...VALUE_SECTIONS];
  return unknownKey(entry, `a resource of type ${type}`, known, hint);
}

function mergeSection(type: string, section: MapEntry, merged: MergedValues, problems: Problem[]): void {
  if (isNull(section.value)) {
    // Types without values are often written with an empty `version:` or `pointer:`.
    const message = `\`${section.key}\` has no value and is left out.`;
    problems.push(problem("EMPTY_VALUE", section.keySpan, message));
    return;
  }
  const example = `${section.key}: {versionName: "1.0"}`;
  const map = expectMap(section.value, `\`${section.key}\``, example, problems);
  if (!map) {
    merged.hasBrokenSection = true;
    return;
  }
  const isLegacy = LEGACY_VALUE_SECTIONS.includes(section.key);
  if (isLegacy) {
    const message = `\`${section.key}\` comes from an early version of the language; it is read as \`versionTemplate\`.`;
    problems.push(problem("LEGACY_KEY", section.keySpan, message, { hint: "write `versionTemplate`" }));
  }
  for (const entry of map.entries) {
    if (isLegacy && entry.key === LEGACY_INTEGRATION_KEY) merged.integration = entry;
    else if (entry.key === "integration" && isResourceType(type)) liftIntegration(entry, merged, problems);
    else if (isLegacy) addLegacy(type, entry, merged.entries);
    else merged.entries.set(entry.key, entry);
  }
}

function liftIntegration(entry: MapEntry, merged: MergedValues, problems: Problem[]): void {
  const message = "`integration` belongs beside `type`; it is read as if it stood there.";
  problems.push(
    problem("MISPLACED_KEY", entry.keySpan, message, { hint: "move it one level up, in line with `type:`" }),
  );
  merged.integration = entry;
}

function nameToday(renames: Readonly<Record<string, string>> | undefined, key: string): string {
  return renames && Object.hasOwn(renames, key) ? (renames[key] ?? key) : key;
}

function addLegacy(type: string, entry: MapEntry, entries: Map<string, MapEntry>): void {
  const inner = isResourceType(type) ? LEGACY_INNER_KEYS[type] : undefined;
  const place = inner && Object.hasOwn(inner, entry.key) ? inner[entry.key] : undefined;
  if (place) addInner(place, entry, entries);
  else {
    const key = nameToday(isResourceType(type) ? LEGACY_SOURCE_KEYS[type] : undefined, entry.key);
    entries.set(key, { ...entry, key });
  }
}

/** Puts together the map that such keys belong into today. */
function addInner(
  [outer, key]: readonly [string, string],
  entry: MapEntry,
  entries: Map<string, MapEntry>,
): void {
  const before = entries.get(outer);
  const others = before?.value.kind === "map" ? before.value.entries : [];
  const { source, start } = others[0]?.keySpan ?? entry.keySpan;
  const inner: readonly MapEntry[] = [...others, { ...entry, key }];
  const value: MapNode = { kind: "map", source, start, end: entry.value.end, entries: inner };
  entries.set(outer, { key: outer, keySpan: before?.keySpan ?? entry.keySpan, value });
}
