import type { KnownConditionValues } from "@landbridge/core";
import { EvaluationError } from "@marcbachmann/cel-js";
import type { ParseResult } from "@marcbachmann/cel-js";
import { LONGEST_CONDITION, celOf } from "./condition.ts";
import { MOST_COST, costOf } from "./condition-cost.ts";
import { decidingEnvironment } from "./condition-environment.ts";
import { asWritten } from "./condition-fault.ts";
import { INPUTS_NAME } from "./condition-words.ts";
import { createPatternMatcher } from "./pattern-matcher.ts";

export type DecidedCondition =
  | { readonly ok: true; readonly value: boolean }
  /** One sentence of why it can't be decided. */
  | { readonly ok: false; readonly text: string };

const MOST_PATTERN_STEPS = 1_000_000;
const MOST_KEPT = 500;

const MATCHER = createPatternMatcher();
const DECIDING = decidingEnvironment(MATCHER.matches);
const COMPILED = new Map<string, ParseResult>();

/**
 * Is the condition true of this run? The same language as when it was checked, in bounded time: at most about a
 * tenth of a second, whatever the condition and the values are.
 *
 *     evaluateCondition("in.app.branch == 'main'", conditionValuesOf(plan, inputs))  // { ok: true, value: true }
 */
export function evaluateCondition(condition: string, scope: KnownConditionValues): DecidedCondition {
  if (condition.length > LONGEST_CONDITION)
    return refusal(`has ${condition.length} characters; at most ${LONGEST_CONDITION} are read`);
  try {
    const compiled = compile(condition);
    const values = valuesOf(scope);
    if (costOf(compiled.ast, new Map(Object.entries(values))) > MOST_COST)
      return refusal("goes over too much to be decided: the values are too large, or its loops multiply");
    MATCHER.grant(MOST_PATTERN_STEPS);
    const value: unknown = compiled(values);
    if (MATCHER.isSpent()) return refusal(TOO_MANY_STEPS);
    if (typeof value === "boolean") return { ok: true, value };
    return refusal(`must be true or false, but gives ${kindOf(value)}`);
  } catch (error) {
    return refusal(MATCHER.isSpent() ? TOO_MANY_STEPS : reasonOf(error, condition));
  }
}

const TOO_MANY_STEPS = "matches texts that are too long for its patterns";

function refusal(completion: string): DecidedCondition {
  return { ok: false, text: `The condition ${completion}.` };
}

export function compile(condition: string): ParseResult {
  const known = COMPILED.get(condition);
  if (known) return known;
  const compiled = DECIDING.parse(celOf(condition));
  if (COMPILED.size >= MOST_KEPT) COMPILED.clear();
  COMPILED.set(condition, compiled);
  return compiled;
}

/** What the names stand for. To CEL a number of JavaScript is one with decimals. */
function valuesOf({ in: versions, inputs, cause }: KnownConditionValues): Record<string, object> {
  const read = Object.entries(versions).map(([name, version]): [string, object] => [
    name,
    { ...version, versionNumber: BigInt(version.versionNumber ?? 0) },
  ]);
  return { [INPUTS_NAME]: Object.fromEntries(read), inputs, cause };
}

/** The names with which a condition ends that is cut off after a key. */
const READ = /[A-Za-z_]\w*(?:\.\w+|\[(?:'[^']*'|"[^"]*")\]?)*$/;

/** Whatever the library stumbles over keeps this condition alone from being decided. */
function reasonOf(error: unknown, condition: string): string {
  if (!(error instanceof Error)) return `can't be decided: ${String(error)}`;
  if (!(error instanceof EvaluationError)) return `can't be decided: ${plain(error.message)}`;
  const { code, summary, range } = error;
  if (code !== "no_such_key") return `can't be decided: ${plain(summary)}`;
  const [written] = READ.exec(condition.slice(0, range?.end)) ?? [];
  return `reads \`${written ?? summary.slice(summary.lastIndexOf(":") + 1).trim()}\`, which is not there`;
}

function plain(message: string): string {
  return asWritten(message.split("\n")[0] ?? message).replace(/\.$/, "");
}

function kindOf(value: unknown): string {
  if (value === null) return "nothing";
  if (typeof value === "string") return "a text";
  if (typeof value === "number" || typeof value === "bigint") return "a number";
  return Array.isArray(value) ? "a list" : "a value of another type";
}
