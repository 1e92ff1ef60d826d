import { isJsonObject } from "@landbridge/core";
import type { JsonObject, JsonValue } from "@landbridge/core";
import { parse } from "yaml";
import { z } from "zod";
import type { Field, Fields } from "../fields/field.ts";
import type { Descriptions } from "./json-schema-descriptions.ts";

/** A table of fields, with what editors say about each. */
export interface DescribedFields {
  readonly fields: Fields;
  readonly descriptions: Descriptions;
  /** Keys that have a form of their own: these stand in place of what the table says. */
  readonly structures?: Readonly<Record<string, JsonObject>>;
  /** The tables of maps that stand under a key, or in the list under it. */
  readonly inner?: Readonly<Record<string, DescribedFields>>;
  /** What holds for the map as a whole: `required`, `minProperties`. */
  readonly rules?: JsonObject;
}

/** `properties` for a table of fields. */
export function fieldSchemas(table: DescribedFields): Record<string, JsonObject> {
  return Object.fromEntries(
    Object.entries(table.fields).map(([key, field]) => {
      const description = table.descriptions[key] ?? `Must be ${field.expects}.`;
      const shape = orNull(table.structures?.[key] ?? shapeOfField(field, table.inner?.[key]));
      return [key, { description, ...shape, examples: [exampleOf(field)] }];
    }),
  );
}

/** The shape that the loader accepts; the keys of maps in it are those of their own tables. */
function shapeOfField(field: Field, inner: DescribedFields | undefined): JsonObject {
  const shape = asWritten(shapeOf(field.schema));
  const table = inner ?? (field.shape ? { fields: field.shape.fields, descriptions: {} } : undefined);
  return table ? withKeys(shape, { ...table.rules, properties: fieldSchemas(table) }) : shape;
}

function withKeys(shape: JsonObject, keys: JsonObject): JsonObject {
  const { items, anyOf, properties } = shape;
  const parts = Array.isArray(anyOf)
    ? { anyOf: anyOf.map((part: JsonValue) => partWithKeys(part, keys)) }
    : {};
  return {
    ...shape,
    ...(properties === undefined ? {} : keys),
    ...(items === undefined ? {} : { items: partWithKeys(items, keys) }),
    ...parts,
  };
}

function partWithKeys(part: JsonValue, keys: JsonObject): JsonValue {
  return isJsonObject(part) ? withKeys(part, keys) : part;
}

/** Where the condition holds, the consequence must. */
export function when(condition: JsonObject, consequence: JsonObject): JsonObject {
  // This is the word of JSON Schema; nobody awaits a schema.
  // oxlint-disable-next-line unicorn/no-thenable
  return { if: condition, then: consequence };
}

/** A key without a value is a warning and counts as left out. */
export function orNull(schema: JsonObject): JsonObject {
  const { type, anyOf, ...rest } = schema;
  if (Array.isArray(anyOf)) return { ...rest, anyOf: [...anyOf, { type: "null" }] };
  const isPlain = type !== undefined && rest["enum"] === undefined && rest["const"] === undefined;
  if (isPlain) return { ...rest, type: [...(Array.isArray(type) ? type : [type]), "null"] };
  const isAnything = Object.keys(schema).every((key) => key === "description");
  return isAnything ? schema : { anyOf: [schema, { type: "null" }] };
}

/** A scalar that counts as the text that was written. */
export const WRITTEN_TEXT: readonly string[] = ["string", "number", "boolean"];

function shapeOf(schema: z.ZodType): JsonObject {
  const made = z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: narrowWords });
  const plain: JsonObject = JSON.parse(JSON.stringify(made));
  const { $schema: _, ...shape } = plain;
  return shape;
}

interface Overridden {
  readonly zodSchema: unknown;
  readonly jsonSchema: Record<string, unknown>;
}

/**
 * Words that count in any case, `ON` like `on`, are a text that is changed before it is checked: on its own zod
 * would say no more of it than "a text".
 */
function narrowWords({ zodSchema, jsonSchema }: Overridden): void {
  if (!(zodSchema instanceof z.ZodPipe) || jsonSchema["type"] !== "string") return;
  const words = wordsIn(zodSchema);
  if (words.length === 0 || jsonSchema["pattern"] !== undefined) return;
  const isAnyCase = words.every((word) => zodSchema.safeParse(word.toUpperCase()).success);
  jsonSchema["pattern"] = `^(?:${words.map((word) => (isAnyCase ? anyCase(word) : word)).join("|")})$`;
}

function wordsIn(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (!(schema instanceof z.ZodPipe)) return [];
  return [...wordsIn(schema.def.in), ...wordsIn(schema.def.out)];
}

function anyCase(word: string): string {
  return [...word]
    .map((letter) =>
      letter.toUpperCase() === letter.toLowerCase()
        ? letter
        : `[${letter.toUpperCase()}${letter.toLowerCase()}]`,
    )
    .join("");
}

/** The loader takes numbers and flags as the text that was written, wherever a text is wanted. */
function asWritten(schema: JsonObject): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(schema)) {
    // Every key of a map is a text, and every number in JSON is smaller than the largest: neither helps anybody.
    if (key === "propertyNames" && JSON.stringify(value) === '{"type":"string"}') continue;
    if (key === "maximum" && value === Number.MAX_SAFE_INTEGER) continue;
    result[key] = partAsWritten(key, value);
  }
  if (schema["type"] === "string") result["type"] = writtenTypes(schema);
  if (Array.isArray(schema["enum"])) result["enum"] = wordsAsWritten(schema["enum"]);
  if (Array.isArray(schema["enum"]) || schema["const"] !== undefined) delete result["type"];
  return result;
}

function partAsWritten(key: string, value: JsonValue): JsonValue {
  if (key === "properties" && isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, isJsonObject(part) ? asWritten(part) : part]),
    );
  }
  if (key === "anyOf" && Array.isArray(value)) return alternativesAsWritten(value);
  const isSchema = key === "items" || key === "additionalProperties";
  return isSchema && isJsonObject(value) ? asWritten(value) : value;
}

/** Where a number has its own alternative, the text is for what is written in quotes. */
function alternativesAsWritten(parts: readonly JsonValue[]): JsonValue {
  const hasNumber = parts.some(
    (part) => isJsonObject(part) && (part["type"] === "integer" || part["type"] === "number"),
  );
  return parts.map((part) => {
    if (!isJsonObject(part)) return part;
    return hasNumber && part["type"] === "string" ? part : asWritten(part);
  });
}

function writtenTypes({ pattern, format }: JsonObject): JsonValue {
  if (typeof pattern !== "string") return format === undefined ? [...WRITTEN_TEXT] : "string";
  const expression = new RegExp(pattern, "u");
  const mayBeNumber = ["1", "1.5", "-1"].some((number) => expression.test(number));
  return mayBeNumber ? ["string", "number"] : "string";
}

/** `on` is a text to some readers of YAML and true to others. */
function wordsAsWritten(words: readonly JsonValue[]): JsonValue {
  const read = words.flatMap((word) => {
    const value: JsonValue = typeof word === "string" ? parse(word) : word;
    return typeof value === "number" || typeof value === "boolean" ? [value] : [];
  });
  return [...words, ...read];
}

function exampleOf({ example }: Field): JsonValue {
  const value: JsonValue = parse(example);
  return value;
}
