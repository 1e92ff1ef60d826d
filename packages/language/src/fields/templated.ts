import type { JsonObject } from "@landbridge/core";
import { z } from "zod";
import type { Field } from "./field.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import type { ReadWithoutRun } from "./values-shape.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";

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

/** Says of values that hold a variable although they are read where no run is there to fill it in. */
export function checkVariables(
  { keys, unlessOff }: ReadWithoutRun,
  values: JsonObject,
  entries: ReadonlyMap<string, MapEntry>,
  problems: Problem[],
): void {
  if (unlessOff !== undefined && values[unlessOff] === false) return;
  for (const key of keys) {
    const value = values[key];
    if (typeof value !== "string" || !isTemplated(value)) continue;
    const node = entries.get(key)?.value;
    if (!node) continue;
    const message = `\`${key}\` holds a variable, but is read where no run is there to fill it in, too.`;
    const otherwise = unlessOff === undefined ? "" : `, or add \`${unlessOff}: false\` if only runs need it`;
    const hint = `write the value itself${otherwise}`;
    problems.push(problem("INVALID_VALUE", node, message, { severity: "warning", hint }));
  }
}
