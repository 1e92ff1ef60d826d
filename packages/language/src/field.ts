import { z } from "zod";

/**
 * What may stand under one key: the schema decides, the words tell what was expected. The JSON Schema for
 * editors is made from the same table.
 */
export interface Field<Value = unknown> {
  readonly schema: z.ZodType<Value>;
  /** Completes "must be …". */
  readonly expects: string;
  /** One right value, as it is written in YAML. */
  readonly example: string;
}

export type Fields = Readonly<Record<string, Field>>;

/** The values of a map that was read through `Table`: only what was given and right. */
export type FieldValues<Table extends Fields> = {
  readonly [Key in keyof Table]?: Table[Key] extends Field<infer Value> ? Value : never;
};

/** Text. Numbers and booleans count as the text that was written: `versionName: 5.10` is `5.10`. */
export function text(example: string): Field<string> {
  return { schema: z.string().min(1), expects: "text", example };
}

/** Text that may be empty, as a job may post it later. */
export function anyText(example: string): Field<string> {
  return { schema: z.string(), expects: "text", example };
}

/** `true` and `false`, and the words that older YAML read as such. */
export function flag(example: "true" | "false" | "off" | "on" = "true"): Field<boolean> {
  const words = z.enum(["true", "false", "on", "off", "yes", "no"]);
  const lowered = z
    .string()
    .toLowerCase()
    .pipe(words)
    .transform((word) => word === "true" || word === "on" || word === "yes");
  return { schema: z.union([z.boolean(), lowered]), expects: "true or false (or on, off)", example };
}

export function wholeNumber(from: number, to: number | undefined, example: number): Field<number> {
  const range = to === undefined ? `of at least ${from}` : `from ${from} to ${to}`;
  const bounded = to === undefined ? z.int().min(from) : z.int().min(from).max(to);
  const digits = z
    .string()
    .regex(/^[0-9]{1,15}$/)
    .transform(Number)
    .pipe(bounded);
  return { schema: z.union([bounded, digits]), expects: `a whole number ${range}`, example: String(example) };
}

export function oneOf<const Word extends string>(words: readonly [Word, ...Word[]]): Field<Word> {
  return { schema: z.enum(words), expects: `one of ${words.join(", ")}`, example: words[0] };
}

/** A list of texts; a single text counts as a list of one. */
export function textList(example: string): Field<readonly string[]> {
  const schema = z.union([z.array(z.string()), z.string().transform((one) => [one])]);
  return { schema, expects: "a list of texts", example };
}

/** A map whose content is looked at elsewhere, or kept as it is. */
export function map(example: string): Field<Record<string, unknown>> {
  return { schema: z.record(z.string(), z.unknown()), expects: "a map", example };
}

/** Anything: kept as data. */
export function data(example: string): Field {
  return { schema: z.unknown(), expects: "a value", example };
}
