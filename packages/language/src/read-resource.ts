import { isResourceType } from "@landbridge/core";
import type { JsonObject, JsonValue } from "@landbridge/core";
import { append } from "./append.ts";
import type { DeclaredResource, BrokenDeclaration } from "./declaration.ts";
import { problemsOfType, problemsOfValues } from "./future-resources.ts";
import { isJobType } from "./job-types.ts";
import { problem } from "./problem.ts";
import type { Problem } from "./problem.ts";
import { emptyValue, expectMap, readFields, unknownKey } from "./read-fields.ts";
import { readName } from "./read-name.ts";
import {
  LEGACY_RESOURCE_KEYS,
  LEGACY_RESOURCE_TYPES,
  LEGACY_SOURCE_KEYS,
  RESOURCE_TYPE_NAMES,
  VALUES_SHAPES,
} from "./resource-types.ts";
import type { ValuesShape } from "./resource-types.ts";
import { LEGACY_VALUE_SECTIONS, RESOURCE_FIELDS, VALUE_SECTIONS } from "./schema.ts";
import { placeAt } from "./source-text.ts";
import type { Span } from "./source-text.ts";
import { didYouMean } from "./suggestion.ts";
import { findEntry, isNull, toJson, toJsonObject } from "./yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "./yaml-node.ts";

const EXAMPLE =
  "- {name: my_repo, type: gitRepo, versionTemplate: {sourceName: https://git.example.com/acme/api.git}}";

/** One item of `resources` or, with the type already known, of `triggers`. */
export function readResource(
  node: YamlNode,
  problems: Problem[],
  impliedType?: "trigger",
): DeclaredResource | BrokenDeclaration | undefined {
  const map = expectMap(node, "A resource", EXAMPLE, problems);
  if (!map) return undefined;
  const named = readName(map, "resource", problems);
  const { values, others } = readFields(map, RESOURCE_FIELDS, problems);
  if (!named) return undefined;
  const typeSpan = map.entries.find(({ key }) => key === "type")?.value ?? named.nameSpan;
  const written = values.type ?? impliedType;
  if (written === undefined) {
    const hint = `add a type, for example \`type: gitRepo\``;
    problems.push(
      problem("MISSING_KEY", named.nameSpan, `The resource \`${named.name}\` needs a type.`, { hint }),
    );
    return { kind: "broken", ...named };
  }
  const type = resolveType(written, typeSpan, problems);
  const integration = values.integration === undefined ? undefined : findEntry(map, "integration");
  return {
    kind: "resource",
    ...named,
    resource: {
      name: named.name,
      type,
      ...(values.integration === undefined ? {} : { integration: values.integration }),
      flags: values.flags ?? [],
      values: readValues({ name: named.name, type, span: typeSpan, integration }, others, problems),
      place: placeAt(map.source, named.nameSpan.start),
    },
  };
}

function resolveType(written: string, span: Span, problems: Problem[]): string {
  const renamed = Object.hasOwn(LEGACY_RESOURCE_TYPES, written) ? LEGACY_RESOURCE_TYPES[written] : undefined;
  if (renamed !== undefined) {
    const message = `The resource type \`${written}\` is called \`${renamed}\` today and is read as such.`;
    problems.push(problem("LEGACY_TYPE", span, message, { hint: `write \`type: ${renamed}\`` }));
    return renamed;
  }
  append(problems, problemsOfType(written, span));
  if (isResourceType(written)) return written;
  const hint = isJobType(written)
    ? `\`${written}\` is a job type: move this to \`jobs:\``
    : didYouMean(written, RESOURCE_TYPE_NAMES);
  problems.push(
    problem(
      "UNKNOWN_RESOURCE_TYPE",
      span,
      `\`${written}\` is not a known resource type; it is kept as data.`,
      { hint },
    ),
  );
  return written;
}

interface Subject {
  readonly name: string;
  readonly type: string;
  readonly span: Span;
  readonly integration: MapEntry | undefined;
}

/** Merges the sections that hold values, oldest syntax first, and checks them against the type. */
function readValues(subject: Subject, entries: readonly MapEntry[], problems: Problem[]): JsonObject {
  const shape = isResourceType(subject.type) ? VALUES_SHAPES[subject.type] : undefined;
  const merged = new Map<string, MapEntry>();
  for (const entry of entries) {
    if (isValueSection(entry.key)) continue;
    const today = legacyKeyOf(subject.type, entry.key);
    const isUsable =
      !isResourceType(subject.type) || (shape !== undefined && Object.hasOwn(shape.fields, today));
    if (isUsable && !isNull(entry.value)) merged.set(today, { ...entry, key: today });
    if (isResourceType(subject.type)) problems.push(strayKey(subject, entry, shape));
  }
  for (const key of VALUE_SECTIONS) {
    const section = entries.find((entry) => entry.key === key);
    if (section) mergeSection(subject, section, merged, problems);
  }
  if (!shape) return toJsonObject(mapOf(subject.span, merged));
  return checkValues(subject, shape, merged, problems);
}

function isValueSection(key: string): boolean {
  return VALUE_SECTIONS.some((section) => section === key);
}

function legacyKeyOf(type: string, key: string): string {
  const renames = LEGACY_RESOURCE_KEYS[type] ?? {};
  return Object.hasOwn(renames, key) ? (renames[key] ?? key) : key;
}

function strayKey(subject: Subject, entry: MapEntry, shape: ValuesShape | undefined): Problem {
  const today = legacyKeyOf(subject.type, entry.key);
  if (today !== entry.key) {
    const message = `\`${entry.key}\` comes from an early version of the language; it is read as \`${today}\`.`;
    return problem("LEGACY_KEY", entry.keySpan, message, {
      hint: `write \`versionTemplate: {${today}: …}\``,
    });
  }
  if (isNull(entry.value)) return emptyValue(entry);
  if (shape && Object.hasOwn(shape.fields, entry.key)) {
    const message = `\`${entry.key}\` belongs under \`versionTemplate\`; it is read as if it stood there.`;
    return problem("MISPLACED_KEY", entry.keySpan, message, { hint: "indent it under `versionTemplate:`" });
  }
  const isOfJobs = entry.key === "steps" || entry.key.startsWith("on_");
  const hint = isOfJobs ? "only jobs have it: move this to `jobs:`" : undefined;
  return unknownKey(
    entry,
    `a resource of type ${subject.type}`,
    [...Object.keys(RESOURCE_FIELDS), ...VALUE_SECTIONS],
    hint,
  );
}

function mergeSection(
  subject: Subject,
  section: MapEntry,
  into: Map<string, MapEntry>,
  problems: Problem[],
): void {
  if (isNull(section.value)) {
    // Types without values are often written with an empty `version:` or `pointer:`.
    problems.push(
      problem("EMPTY_VALUE", section.keySpan, `\`${section.key}\` has no value and is left out.`),
    );
    return;
  }
  const example = `${section.key}: {versionName: "1.0"}`;
  const map = expectMap(section.value, `\`${section.key}\``, example, problems);
  if (!map) return;
  const isLegacy = LEGACY_VALUE_SECTIONS.includes(section.key);
  if (isLegacy) {
    const message = `\`${section.key}\` comes from an early version of the language; it is read as \`versionTemplate\`.`;
    problems.push(problem("LEGACY_KEY", section.keySpan, message, { hint: "write `versionTemplate`" }));
  }
  const renames = isLegacy ? (LEGACY_SOURCE_KEYS[subject.type] ?? {}) : {};
  for (const entry of map.entries) {
    const key = Object.hasOwn(renames, entry.key) ? (renames[entry.key] ?? entry.key) : entry.key;
    into.set(key, { ...entry, key });
  }
}

function checkValues(
  subject: Subject,
  shape: ValuesShape,
  merged: ReadonlyMap<string, MapEntry>,
  problems: Problem[],
): JsonObject {
  const map = mapOf(subject.span, merged);
  const { values, others } = readFields(map, shape.fields, problems);
  for (const [a, b] of shape.exclusive) {
    const second = merged.get(b);
    if (merged.has(a) && second) {
      const message = `\`${a}\` and \`${b}\` exclude each other; \`${a}\` counts.`;
      problems.push(
        problem("CONFLICTING_KEYS", second.keySpan, message, {
          severity: "warning",
          hint: "keep one of them",
        }),
      );
    }
  }
  for (const entry of others)
    problems.push(unknownKey(entry, `the values of type ${subject.type}`, Object.keys(shape.fields)));
  append(problems, missingKeys(subject, shape, merged));
  const result: Record<string, JsonValue> = {};
  for (const entry of map.entries) {
    const value = readValue(subject.type, entry, values[entry.key]);
    if (value !== undefined) result[entry.key] = value;
  }
  const { type, integration } = subject;
  append(problems, problemsOfValues({ type, integration, values: result, entries: merged }));
  return result;
}

function missingKeys(subject: Subject, shape: ValuesShape, merged: ReadonlyMap<string, MapEntry>): Problem[] {
  const found: Problem[] = [];
  const isMissing = (key: string): boolean => !merged.has(key);
  const message = (key: string): string =>
    `The ${subject.type} resource \`${subject.name}\` has no \`${key}\`.`;
  const hint = (key: string): string =>
    `add \`versionTemplate: {${key}: ${shape.fields[key]?.example ?? "…"}}\``;
  for (const key of shape.required.filter(isMissing)) {
    found.push(problem("MISSING_KEY", subject.span, message(key), { hint: hint(key) }));
  }
  for (const key of shape.recommended.filter(isMissing)) {
    found.push(problem("MISSING_KEY", subject.span, message(key), { hint: hint(key), severity: "warning" }));
  }
  return found;
}

/** What the schema made of a known key; the written value of an unknown one; nothing where it was wrong. */
function readValue(type: string, entry: MapEntry, parsed: unknown): JsonValue | undefined {
  const shape = isResourceType(type) ? VALUES_SHAPES[type] : undefined;
  if (!shape || !Object.hasOwn(shape.fields, entry.key)) return toJson(entry.value);
  if (parsed === undefined) return undefined;
  if (type === "params" && entry.key === "params") return toVariables(entry.value);
  return isJson(parsed) ? parsed : undefined;
}

function isJson(value: unknown): value is JsonValue {
  return (
    value !== undefined &&
    typeof value !== "function" &&
    typeof value !== "symbol" &&
    typeof value !== "bigint"
  );
}

/**
 * Params become environment variables, which are text. A number that would change on its way to a number and
 * back (5.10, 007, 12345678901234567890) is therefore kept as the text that was written.
 */
function toVariables(node: YamlNode): JsonValue {
  if (node.kind === "scalar") {
    const isAltered =
      node.value !== null && typeof node.value !== "string" && String(node.value) !== node.text;
    return isAltered ? node.text : node.value;
  }
  if (node.kind === "list") return node.items.map((item) => toVariables(item));
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, toVariables(value)]));
}

function mapOf(span: Span, entries: ReadonlyMap<string, MapEntry>): MapNode {
  const { source, start, end } = span;
  return { kind: "map", source, start, end, entries: [...entries.values()] };
}
