import type { JsonObject, JsonValue } from "@landbridge/core";
import { z } from "zod";
import type { Field, Fields, FieldValues, MapShape } from "./field.ts";
import { checkMapRules, placeOfMap } from "./map-rules.ts";
import type { MapSubject } from "./map-rules.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { didYouMean } from "../problems/suggestion.ts";
import { isTemplated } from "./templated.ts";
import { describeNode, isNull, nodeAt, toJson, toTextJson } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";

export interface ReadFields<Table extends Fields> {
  readonly values: FieldValues<Table>;
  /** The entries of all other keys, for the caller to judge. */
  readonly others: readonly MapEntry[];
}

/** Reads the known keys of a map, each on its own, so that one wrong value does not hide the others. */
export function readFields<Table extends Fields>(
  node: MapNode,
  table: Table,
  problems: Problem[],
): ReadFields<Table> {
  const values: Record<string, unknown> = {};
  const others: MapEntry[] = [];
  for (const entry of node.entries) {
    const field = Object.hasOwn(table, entry.key) ? table[entry.key] : undefined;
    if (!field) others.push(entry);
    else if (isNull(entry.value)) problems.push(emptyValue(entry));
    else {
      const value = readField(entry, field, problems);
      if (value !== undefined) values[entry.key] = value;
    }
  }
  // The one place where parsed values get their type: every one of them passed the schema of its key.
  return { values: values as FieldValues<Table>, others };
}

/** The value of one key, or nothing and a problem. */
export function readField<Value>(
  entry: MapEntry,
  field: Field<Value>,
  problems: Problem[],
): Value | undefined {
  const { shape, isList } = field;
  // Maps with keys of their own are put together key by key, each of which passes the schema of its key.
  if (shape && !isList && entry.value.kind === "map") {
    const values = readMap(entry.value, shape, subjectOf(entry, field, entry.value), problems);
    // Without the key that was refused it would mean something else.
    if (shape.unknownKeys === "refuse" && hasStrangeKey(entry.value, shape)) return undefined;
    return (field.keep ? field.keep(entry.value) : values) as Value;
  }
  const value = parseField(entry, field, problems);
  if (value === undefined) return undefined;
  return isFaulty(entry, field, value, problems) ? undefined : value;
}

/** Reads a map with all its rules. What nobody knows is kept as data, unless the shape refuses it. */
export function readMap(map: MapNode, shape: MapShape, subject: MapSubject, problems: Problem[]): JsonObject {
  const values: Record<string, JsonValue> = {};
  for (const entry of map.entries) {
    const field = Object.hasOwn(shape.fields, entry.key) ? shape.fields[entry.key] : undefined;
    if (!field) {
      if (shape.unknownKeys !== "keep") problems.push(strangeKey(entry, shape, subject));
      if (shape.unknownKeys !== "refuse") values[entry.key] = toJson(entry.value);
      checkKey(entry, shape, problems);
    } else if (isNull(entry.value)) problems.push(emptyValue(entry));
    else {
      const value = readField(entry, field, problems);
      if (isJson(value)) values[entry.key] = value;
    }
  }
  checkMapRules(subject, shape, map.entries, problems);
  return values;
}

function isJson(value: unknown): value is JsonValue {
  return value !== undefined && typeof value !== "function" && typeof value !== "symbol";
}

function hasStrangeKey({ entries }: MapNode, { fields }: MapShape): boolean {
  return entries.some(({ key }) => !Object.hasOwn(fields, key));
}

function strangeKey(entry: MapEntry, shape: MapShape, subject: MapSubject): Problem {
  const known = Object.keys(shape.fields);
  const hint = known.length === 0 ? "they have no values: remove the line" : hintToIndent(shape, known);
  const found = unknownKey(entry, placeOfMap(subject), known, hint);
  return shape.unknownKeys === "refuse" ? { ...found, severity: "error" } : found;
}

/** Where one key holds whatever there is, what stands beside it was meant to be in it. */
function hintToIndent({ fields }: MapShape, [only = "", second]: readonly string[]): string | undefined {
  const isOpen = second === undefined && fields[only]?.shape?.unknownKeys === "keep";
  return isOpen ? `indent it under \`${only}:\`` : undefined;
}

function checkKey({ key, keySpan }: MapEntry, { keyFault }: MapShape, problems: Problem[]): void {
  const fault = keyFault?.(key);
  if (fault === undefined) return;
  const hint = "use letters, digits and `_`, and no digit first";
  problems.push(problem("UNUSUAL_NAME", keySpan, `The key \`${key}\` ${fault}.`, { hint }));
}

function subjectOf({ key, keySpan }: MapEntry, { example }: Field, map: MapNode): MapSubject {
  return { kind: "key", key, span: map.entries.length === 0 ? keySpan : map, example };
}

function parseField<Value>(entry: MapEntry, field: Field<Value>, problems: Problem[]): Value | undefined {
  if (field.shape && field.isList && entry.value.kind === "list") {
    return readMapsInList(entry, field, field.shape, problems) as Value | undefined;
  }
  const parsed = field.schema.safeParse(toJson(entry.value));
  if (parsed.success) return parsed.data;
  const asText = field.schema.safeParse(toTextJson(entry.value));
  if (asText.success) return asText.data;
  const [issue] = parsed.error.issues;
  problems.push(invalidValue(entry, field, issue ? pathOf(issue) : []));
  return undefined;
}

/** Items that are maps are read key by key; the others pass the schema of the field or not. */
function readMapsInList(
  entry: MapEntry,
  field: Field,
  shape: MapShape,
  problems: Problem[],
): readonly JsonValue[] | undefined {
  if (entry.value.kind !== "list") return undefined;
  const values: JsonValue[] = [];
  let isRight = true;
  for (const [index, item] of entry.value.items.entries()) {
    if (item.kind === "map") {
      const { key } = entry;
      values.push(readMap(item, shape, { kind: "item", key, span: item, example: field.example }, problems));
      continue;
    }
    const text = toTextJson(item);
    if (item.kind === "scalar" && field.schema.safeParse([text]).success) values.push(text);
    else {
      problems.push(invalidValue(entry, field, [index]));
      isRight = false;
    }
  }
  return isRight ? values : undefined;
}

function invalidValue(entry: MapEntry, field: Field, path: readonly PropertyKey[]): Problem {
  const node = nodeAt(entry.value, path);
  const isInside = node !== entry.value;
  const found = `${isInside ? `${describePath(path)} is` : "is"} ${describeNode(node)}`;
  const message = `\`${entry.key}\` must be ${field.expects}, but ${found}.`;
  return problem("INVALID_VALUE", node, message, { hint: hintFor(entry, field, node) });
}

/** The word that was probably meant, or else an example. */
function hintFor({ key }: MapEntry, { example, words }: Field, node: YamlNode): string {
  const meant = words && node.kind === "scalar" ? didYouMean(node.text, words) : undefined;
  return meant ?? `for example: \`${key}: ${example}\``;
}

/** Where in the value the fault is. Of alternatives, the one that came furthest was probably meant. */
function pathOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  if (issue.code !== "invalid_union") return issue.path;
  let deepest: readonly PropertyKey[] = [];
  for (const [first] of issue.errors) {
    const path = first ? pathOf(first) : [];
    if (path.length > deepest.length) deepest = path;
  }
  return [...issue.path, ...deepest];
}

function describePath(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `item ${step + 1}` : `\`${String(step)}\``))
    .join(", ");
}

/** Looks at texts for what no schema can say. What a run fills in can't be judged yet. */
function isFaulty(entry: MapEntry, field: Field, value: unknown, problems: Problem[]): boolean {
  const { fault, faultSeverity = "error" } = field;
  if (!fault) return false;
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  let hasFault = false;
  for (const [index, text] of texts.entries()) {
    if (typeof text !== "string" || isTemplated(text)) continue;
    const found = fault(text);
    if (found === undefined) continue;
    hasFault = true;
    const node = entry.value.kind === "list" ? (entry.value.items[index] ?? entry.value) : entry.value;
    problems.push(
      problem("INVALID_VALUE", node, `\`${entry.key}\` ${found}.`, {
        severity: faultSeverity,
        hint: hintFor(entry, field, node),
      }),
    );
  }
  return hasFault && faultSeverity === "error";
}

export function emptyValue(entry: MapEntry): Problem {
  return problem("EMPTY_VALUE", entry.keySpan, `\`${entry.key}\` has no value and is left out.`, {
    hint: "give it a value or remove the line",
  });
}

/** Tells about a key that nobody knows; `place` completes "a known key of …". */
export function unknownKey(entry: MapEntry, place: string, known: Iterable<string>, hint?: string): Problem {
  return problem("UNKNOWN_KEY", entry.keySpan, `\`${entry.key}\` is not a known key of ${place}.`, {
    hint: hint ?? didYouMean(entry.key, known),
  });
}

/** A map, or a problem that says what was expected. */
export function expectMap(
  node: YamlNode,
  what: string,
  example: string,
  problems: Problem[],
): MapNode | undefined {
  if (node.kind === "map") return node;
  problems.push(
    problem("INVALID_VALUE", node, `${what} must be a map, but is ${describeNode(node)}.`, {
      hint: `for example: \`${example}\``,
    }),
  );
  return undefined;
}
