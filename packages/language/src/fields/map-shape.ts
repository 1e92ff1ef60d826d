import { z } from "zod";
import type { Field, Fields, MapShape } from "./field.ts";

/** The rules that nothing is said about are the mildest. */
export function mapShape(fields: Fields, rules: Partial<Omit<MapShape, "fields">> = {}): MapShape {
  return {
    fields,
    required: [],
    recommended: [],
    exclusive: [],
    together: [],
    atLeastOne: false,
    requiredWith: [],
    unknownKeys: "warn",
    ...rules,
  };
}

/** The map as one schema. The rules between keys are not in it, except which are required. */
export function schemaOfShape(shape: MapShape): z.ZodType<Record<string, unknown>> {
  const keys = Object.entries(shape.fields).map(([key, { schema }]): [string, z.ZodType] => [
    key,
    shape.required.includes(key) ? schema : schema.optional(),
  ]);
  const parts = Object.fromEntries(keys);
  return shape.unknownKeys === "refuse" ? z.strictObject(parts) : z.looseObject(parts);
}

/** A map with keys of its own, each read like any other. */
export function mapOf(shape: MapShape, example: string): Field<Record<string, unknown>> {
  return { schema: schemaOfShape(shape), expects: `a map with ${keysIn(shape)}`, example, shape };
}

/** A list of maps with keys of their own. */
export function listOf(shape: MapShape, example: string): Field {
  const schema = z.array(schemaOfShape(shape));
  return { schema, expects: `a list of maps with ${keysIn(shape)}`, example, shape, isList: true };
}

/** Like `listOf`, but an item, or all of it, may be text as well. */
export function listOfMapsOrTexts(shape: MapShape, example: string): Field {
  const schema = z.union([z.array(z.union([z.string(), schemaOfShape(shape)])), z.string()]);
  const expects = `text, or a list of texts or of maps with ${keysIn(shape)}`;
  return { schema, expects, example, shape, isList: true };
}

function keysIn({ fields }: MapShape): string {
  return Object.keys(fields)
    .map((key) => `\`${key}\``)
    .join(", ");
}
