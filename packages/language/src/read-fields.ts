import type { Field, Fields, FieldValues } from "./field.ts";
import { problem } from "./problem.ts";
import type { Problem } from "./problem.ts";
import { didYouMean } from "./suggestion.ts";
import { describeNode, isNull, nodeAt, toJson, toTextJson } from "./yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "./yaml-node.ts";

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
  const parsed = field.schema.safeParse(toJson(entry.value));
  if (parsed.success) return parsed.data;
  const asText = field.schema.safeParse(toTextJson(entry.value));
  if (asText.success) return asText.data;
  const path = parsed.error.issues[0]?.path ?? [];
  const node = nodeAt(entry.value, path);
  const where = [entry.key, ...path.map(String)].join(".");
  const found = node.start === entry.value.start ? describeNode(entry.value) : describeNode(node);
  problems.push(
    problem("INVALID_VALUE", node, `\`${where}\` must be ${field.expects}, but is ${found}.`, {
      hint: `for example: \`${entry.key}: ${field.example}\``,
    }),
  );
  return undefined;
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
