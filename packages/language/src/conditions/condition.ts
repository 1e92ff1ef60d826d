import { ParseError, TypeError as CelTypeError } from "@marcbachmann/cel-js";
import type { ASTNode, Environment } from "@marcbachmann/cel-js";
import { MOST_COST, costOf } from "./condition-cost.ts";
import { checkingEnvironment } from "./condition-environment.ts";
import { faultOfCel } from "./condition-fault.ts";
import type { ConditionFault, ConditionScope } from "./condition-words.ts";
import { faultsOfNames } from "./condition-names.ts";
import { INPUTS_NAME, MATCHES_NAME } from "./condition-words.ts";

/** Longer conditions are not looked at: nobody could read them. */
export const LONGEST_CONDITION = 4000;

const TOKEN =
  /\/\/[^\n]*|[bB]?[rR][bB]?(?:"""[^]*?"""|'''[^]*?'''|"[^"\n]*"|'[^'\n]*')|[bB]?(?:"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|[A-Za-z_][A-Za-z0-9_]*|[0-9][0-9A-Za-z.]*|\s+|[^]/g;

const CALL = /^(?:\s|\/\/[^\n]*)*\(/;

/**
 * The condition as CEL has it. There, `in` is an operator and nothing else, so `in` as a name is written `IN`, like
 * the step: of the same length, so that every place stays where it is. It is an operator where something stands
 * before it that it could compare. `matches` becomes our own in the same way, where it is called.
 */
export function celOf(condition: string): string {
  let isAfterOperand = false;
  let isAfterDot = false;
  return condition.replace(TOKEN, (token, at: number) => {
    if (/^(?:\s|\/\/)/.test(token)) return token;
    const isName = token === "in" && !isAfterOperand && !isAfterDot;
    const isOperator = token === "in" && !isName && !isAfterDot;
    const isMatch = token === "matches" && isAfterDot && CALL.test(condition.slice(at + token.length));
    isAfterDot = token === ".";
    isAfterOperand = !isOperator && /[\w"')\]}]$/.test(token);
    if (isMatch) return MATCHES_NAME;
    return isName ? INPUTS_NAME : token;
  });
}

/** Everything that is wrong with a condition, without a run to try it on. */
export function faultsOfCondition(condition: string, scope: ConditionScope): readonly ConditionFault[] {
  const cel = celOf(condition);
  const environment = checkingEnvironment(scope.inputs);
  const parsed = parse(environment, cel);
  if (!parsed.ok) return [faultOf(parsed.error, condition, scope)];
  const faults = faultsOfNames(parsed.ast, condition, scope);
  // `in.my-repo` is a subtraction to CEL; what that leads to would only confuse.
  if (faults.some(({ isMisread }) => isMisread)) return faults;
  const checked = parsed.check();
  if (checked.error !== undefined) {
    const last = faultOf(checked.error, condition, scope);
    // Of an IN that is not there its keys need no words.
    const isKeyOfFault = faults.some(
      ({ end }) => end <= last.start && /^['"\]\s.]*$/.test(condition.slice(end, last.start)),
    );
    return isKeyOfFault ? faults : [...faults, last];
  }
  if (costOf(parsed.ast, new Map()) > MOST_COST) {
    const message = "goes over too much: its loops multiply";
    return [...faults, { start: 0, end: condition.length, message, hint: "decide it in a script" }];
  }
  if (checked.type === "bool" || checked.type === "dyn") return faults;
  const message = `must be true or false, but gives ${nameOfType(checked.type)}`;
  return [...faults, { start: 0, end: condition.length, message, hint: "compare it, for example with `==`" }];
}

type Parsed =
  | {
      readonly ok: true;
      readonly ast: ASTNode;
      readonly check: () => { readonly type?: string; readonly error?: unknown };
    }
  | { readonly ok: false; readonly error: unknown };

function parse(environment: Environment, cel: string): Parsed {
  try {
    const parsed = environment.parse(cel);
    return { ok: true, ast: parsed.ast, check: () => parsed.check() };
  } catch (error) {
    return { ok: false, error };
  }
}

/** Whatever the library stumbles over is a fault of this condition; it must not keep the rest from loading. */
function faultOf(error: unknown, condition: string, scope: ConditionScope): ConditionFault {
  if (error instanceof ParseError || error instanceof CelTypeError)
    return faultOfCel(error, condition, scope);
  const why = error instanceof Error ? error.message : String(error);
  return { start: 0, end: condition.length, message: `can't be read: ${why}` };
}

function nameOfType(type: string | undefined): string {
  if (type === "string") return "text";
  if (type === "int" || type === "double" || type === "uint") return "a number";
  return type === undefined ? "nothing" : `a value of type ${type}`;
}
