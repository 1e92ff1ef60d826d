import type { JobInput } from "./job.ts";
import { listOf } from "./list-of.ts";
import { nearestName } from "./nearest-name.ts";

export type InputValue = string | number | boolean;

/** What is wrong with one value; the message is a sentence, the hint what to do about it. */
export interface InputProblem {
  readonly input: string;
  readonly message: string;
  readonly hint: string;
}

export type ReadInputValues =
  | {
      readonly ok: true;
      /** A value for every declared input, in declared order. */
      readonly values: Readonly<Record<string, InputValue>>;
      /** The same as variables of the run. */
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

/** A variable of a process holds no more: Linux refuses longer ones at 128 KiB. */
export const LONGEST_INPUT = 32_768;

/**
 * The values that a run begins with: what was given, by the types that are declared, and the defaults of the rest.
 * A text counts for an input of any type, as the command line gives no other. null counts as not given.
 *
 *     readInputValues([{ type: "number", name: "COUNT" }], { COUNT: "3" })  // values: { COUNT: 3 }, env: { COUNT: "3" }
 */
export function readInputValues(
  declared: readonly JobInput[],
  given: Readonly<Record<string, unknown>>,
): ReadInputValues {
  const problems = unknownInputs(declared, Object.keys(given));
  const read: [string, InputValue][] = [];
  const written = new Map(Object.entries(given));
  for (const input of declared) {
    const value = written.get(input.name) ?? input.default;
    const outcome = value === undefined ? missing(input) : readValue(input, value);
    if (typeof outcome === "object") problems.push({ input: input.name, ...outcome });
    else read.push([input.name, outcome]);
  }
  if (problems.length > 0) return { ok: false, problems };
  const env = Object.fromEntries(read.map(([name, value]) => [name, String(value)]));
  return { ok: true, values: Object.fromEntries(read), env };
}

/** What a run that nobody asked for begins with: the defaults. An input without one has no value. */
export function defaultInputValues(declared: readonly JobInput[]): {
  readonly values: Readonly<Record<string, InputValue>>;
  readonly env: Readonly<Record<string, string>>;
} {
  const given = declared.flatMap((input): [string, InputValue][] =>
    input.default === undefined ? [] : [[input.name, input.default]],
  );
  const env = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  return { values: Object.fromEntries(given), env };
}

type Fault = Omit<InputProblem, "input">;

function unknownInputs(declared: readonly JobInput[], given: readonly string[]): InputProblem[] {
  const names = declared.map(({ name }) => name);
  return given
    .filter((name) => !names.includes(name))
    .map((input) => {
      const nearest = nearestName(input, names);
      const known = names.length === 0 ? "it has none" : `it has ${listOf(names)}`;
      const hint = nearest === undefined ? known : `did you mean ${nearest}?`;
      return { input, message: `There is no input named ${shown(input)}.`, hint };
    });
}

function missing(input: JobInput): Fault {
  return { message: `The input ${input.name} has no value.`, hint: `give it ${wantedBy(input)}` };
}

function readValue(input: JobInput, value: unknown): InputValue | Fault {
  switch (input.type) {
    case "string":
      return typeof value === "string" ? readText(input, value) : unfit(input, value);
    case "number":
      return readNumber(value) ?? unfit(input, value);
    case "boolean":
      return readFlag(value) ?? unfit(input, value);
    case "choice":
      return input.options.find((option) => option === value) ?? unfit(input, value);
  }
}

function readText({ name }: JobInput, text: string): string | Fault {
  if (text.includes("\0"))
    return {
      message: `The value of ${name} holds a NUL character.`,
      hint: "no variable can hold one: leave it out",
    };
  if (text.length <= LONGEST_INPUT) return text;
  const message = `The value of ${name} has ${String(text.length)} characters; at most ${String(LONGEST_INPUT)} are taken.`;
  return { message, hint: "put long texts into a file or a resource" };
}

function readNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

const WORDS = new Map([
  ...["true", "on", "yes", "y"].map((word): [string, boolean] => [word, true]),
  ...["false", "off", "no", "n"].map((word): [string, boolean] => [word, false]),
]);

function readFlag(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  return typeof value === "string" ? WORDS.get(value.trim().toLowerCase()) : undefined;
}

function unfit(input: JobInput, value: unknown): Fault {
  const message = `The input ${input.name} must be ${wantedBy(input)}, but is ${shown(value)}.`;
  const nearest =
    input.type === "choice" && typeof value === "string" ? nearestName(value, input.options) : undefined;
  if (nearest !== undefined) return { message, hint: `did you mean ${nearest}?` };
  return { message, hint: `give it ${wantedBy(input)}` };
}

function wantedBy(input: JobInput): string {
  switch (input.type) {
    case "string":
      return "a text";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${listOf(input.options)}`;
  }
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a map";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
