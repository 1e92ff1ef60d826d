import { z } from "zod";
import type { Field } from "./field.ts";

const PLACEHOLDER = /\$\{[A-Za-z_][A-Za-z0-9_]*\}/;

/** Does the text hold a variable, so that only a run knows what it will be? */
export function isTemplated(text: string): boolean {
  return text.includes("${") && PLACEHOLDER.test(text);
}

const WITH_VARIABLE = z.string().regex(PLACEHOLDER);

/** The field, or a text with a `${VARIABLE}` in it, which is filled in when a run reads the resource. */
export function templated<Value>(field: Field<Value>): Field<Value | string> {
  return { ...field, schema: z.union([field.schema, WITH_VARIABLE]) };
}
