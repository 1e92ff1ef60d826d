import type { JsonValue } from "@landbridge/core";
import { z } from "zod";
import type { Severity } from "../problems/problem.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";

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
  /** The words that are known, where only some are. */
  readonly words?: readonly string[];
  /** The keys of the map that stands here; with `isList`, of each map in the list. */
  readonly shape?: MapShape;
  readonly isList?: boolean;
  /** What no schema can say about a text, or about each text of a list; completes "`key` …". */
  readonly fault?: (text: string) => string | undefined;
  /** How bad such a fault is: a warning keeps the value as it is written. Left out: an error. */
  readonly faultSeverity?: Severity;
  /** How a right value is kept, where plain data would lose something of what was written. */
  readonly keep?: (node: YamlNode) => JsonValue;
}

export type Fields = Readonly<Record<string, Field>>;

/** What a map looks like: its keys, and the rules between them. */
export interface MapShape {
  readonly fields: Fields;
  /** Without these it can't be used. */
  readonly required: readonly string[];
  /** Without these it can be used, but only later or for less. */
  readonly recommended: readonly string[];
  /** Keys that exclude each other; the first of each pair counts. */
  readonly exclusive: readonly (readonly [string, string])[];
  /** Keys of which all are needed where one is given. */
  readonly together: readonly (readonly string[])[];
  /** Is it of no use without any key at all? */
  readonly atLeastOne: boolean;
  /** Which keys a word under another key asks for. */
  readonly requiredWith: readonly RequiredWith[];
  /** What becomes of a key that nobody knows: kept with a warning, refused, or kept as any other. */
  readonly unknownKeys: "warn" | "refuse" | "keep";
  /** What is wrong with the name of a key that is kept; completes "The key `x` …". */
  readonly keyFault?: (key: string) => string | undefined;
}

export interface RequiredWith {
  readonly key: string;
  readonly words: readonly string[];
  readonly needs: string;
}

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
  const words = z.enum(["true", "false", "on", "off", "yes", "no", "y", "n"]);
  const lowered = z
    .string()
    .toLowerCase()
    .pipe(words)
    .transform((word) => word === "true" || word === "on" || word === "yes" || word === "y");
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

/** A number that need not be whole. */
export function anyNumber(from: number, example: number): Field<number> {
  const bounded = z.number().min(from);
  const digits = z
    .string()
    .regex(/^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/)
    .transform(Number)
    .pipe(bounded);
  const expects = `a number of at least ${from}`;
  return { schema: z.union([bounded, digits]), expects, example: String(example) };
}

export function oneOf<const Word extends string>(words: readonly [Word, ...Word[]]): Field<Word> {
  return { schema: z.enum(words), expects: `one of ${words.join(", ")}`, example: words[0], words };
}

/** Words that are known; another one is kept with a warning. `where` tells where they are. */
export function openWords(words: readonly [string, ...string[]], where: string): Field<string> {
  const expects = `one of ${words.join(", ")}, ${where}`;
  const fault = (word: string): string | undefined =>
    words.includes(word) ? undefined : `is ${JSON.stringify(word)}, but should be ${expects}`;
  const schema = z.union([z.enum(words), z.string()]);
  return { schema, expects, example: words[0], words, fault, faultSeverity: "warning" };
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

/** A map of names and texts. */
export function textMap(example: string): Field<Record<string, string>> {
  return { schema: z.record(z.string(), z.string()), expects: "a map of names and texts", example };
}

/** A list whose content is kept as it is. */
export function list(example: string): Field<readonly unknown[]> {
  return { schema: z.array(z.unknown()), expects: "a list", example };
}

/** Anything: kept as data. */
export function data(example: string): Field {
  return { schema: z.unknown(), expects: "a value", example };
}
