import type { ParseError, TypeError as CelTypeError } from "@marcbachmann/cel-js";
import {
  CAUSE_FIELDS,
  CONDITION_NAMES,
  INPUTS_NAME,
  MATCHES_NAME,
  VERSION_FIELDS,
  listOfWords,
} from "./condition-words.ts";
import type { ConditionFault, ConditionScope } from "./condition-words.ts";
import { didYouMean } from "../problems/suggestion.ts";

/** Signs and words of other languages. */
const SIGNS: Readonly<Record<string, string>> = {
  "=": "==",
  and: "&&",
  or: "||",
  not: "!",
  "&": "&&",
  "|": "||",
};

const VARIABLE_HINT = "a condition knows no variables and no `${…}`: write `in.app_image.branch == 'main'`";

/** A fault as the CEL library tells it, in our words. */
export function faultOfCel(
  error: ParseError | CelTypeError,
  condition: string,
  scope: ConditionScope,
): ConditionFault {
  const { start, end } = error.range ?? { start: 0, end: condition.length };
  const place = { start, end: Math.max(end, start + 1) };
  const summary = asWritten(error.summary);
  switch (error.code) {
    case "unknown_variable": {
      const name = condition.slice(start, end);
      const hint = signHint(name) ?? didYouMean(name, CONDITION_NAMES) ?? nameHint(name, scope);
      return { ...place, message: `names \`${name}\`, which nobody knows`, hint };
    }
    case "no_such_key":
      return { ...place, ...unknownKey(condition.slice(0, start), error.summary, scope) };
    case "no_such_overload":
    case "no_matching_overload":
      return { ...place, message: `puts together what does not fit: ${withoutPrefix(summary)}` };
    default:
      return { ...place, ...unreadable(condition, start, summary) };
  }
}

function unreadable(
  condition: string,
  start: number,
  summary: string,
): Pick<ConditionFault, "message" | "hint"> {
  const word = /^(?:\w+|.)/.exec(condition.slice(start))?.[0] ?? "";
  const hint = signHint(word);
  if (hint !== undefined) return { message: `can't be read: \`${word}\` is no operator`, hint };
  if (word === "$") return { message: "can't be read: `$` is no sign of a condition", hint: VARIABLE_HINT };
  const isAtEnd = start >= condition.trimEnd().length;
  return { message: `can't be read: ${isAtEnd ? "it ends too early" : summary}` };
}

/** In the words of the condition, not in those that CEL got. */
export function asWritten(summary: string): string {
  return summary
    .replaceAll(new RegExp(`\\b${INPUTS_NAME}\\b`, "g"), "in")
    .replaceAll(new RegExp(`\\b${MATCHES_NAME}\\b`, "g"), "matches")
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}

function withoutPrefix(summary: string): string {
  return summary.replace(/^(?:found )?no (?:such|matching) overload(?: for)?:? /, "");
}

function signHint(word: string): string | undefined {
  const sign = Object.hasOwn(SIGNS, word.toLowerCase()) ? SIGNS[word.toLowerCase()] : undefined;
  return sign === undefined ? undefined : `write \`${sign}\``;
}

/** A name of an IN or an input without what it belongs to, or a text without quotes. */
function nameHint(name: string, { ins, inputs }: ConditionScope): string {
  if (ins?.has(name)) return `write \`in.${name}\``;
  if (inputs?.some((input) => input.name === name)) return `write \`inputs.${name}\``;
  return `a condition knows ${listOfWords(CONDITION_NAMES)}; put texts into quotes`;
}

function unknownKey(
  before: string,
  summary: string,
  { inputs = [] }: ConditionScope,
): Pick<ConditionFault, "message" | "hint"> {
  const key = summary.slice(summary.lastIndexOf(":") + 1).trim();
  const owner = /(\w+)\s*[.[]?\s*$/.exec(before)?.[1];
  if (owner === "cause")
    return {
      message: `reads \`${key}\` of the cause, which has none`,
      hint: didYouMean(key, CAUSE_FIELDS) ?? `it has ${listOfWords(CAUSE_FIELDS)}`,
    };
  if (owner === "inputs" || before.trim() === "") {
    const names = inputs.map(({ name }) => name);
    const hint = names.length === 0 ? "declare it under `inputs`" : `the job has ${listOfWords(names)}`;
    return {
      message: `reads the input \`${key}\`, which the job does not have`,
      hint: didYouMean(key, names) ?? hint,
    };
  }
  return {
    message: `reads \`${key}\` of a version, which has none`,
    hint: didYouMean(key, VERSION_FIELDS) ?? `values stand in \`values\`: \`.values.${key}\``,
  };
}
