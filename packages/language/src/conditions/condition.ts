import type { JobInput, JsonObject } from "@landbridge/core";
import { Environment, ParseError, TypeError as CelTypeError } from "@marcbachmann/cel-js";
import type { ASTNode } from "@marcbachmann/cel-js";
import { faultOfCel } from "./condition-fault.ts";
import type { ConditionFault, ConditionScope } from "./condition-words.ts";
import { faultsOfNames } from "./condition-names.ts";
import { INPUTS_NAME } from "./condition-words.ts";
import type { CAUSE_FIELDS, VERSION_FIELDS } from "./condition-words.ts";

/** Longer conditions are not looked at: nobody could read them. */
export const LONGEST_CONDITION = 4000;

const TOKEN =
  /\/\/[^\n]*|[bB]?[rR][bB]?(?:"""[^]*?"""|'''[^]*?'''|"[^"\n]*"|'[^'\n]*')|[bB]?(?:"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|[A-Za-z_][A-Za-z0-9_]*|[0-9][0-9A-Za-z.]*|\s+|[^]/g;

/**
 * The condition as CEL has it. There, `in` is an operator and nothing else, so `in` as a name is written `IN`, like
 * the step: of the same length, so that every place stays where it is. It is an operator where something stands
 * before it that it could compare.
 */
export function celOf(condition: string): string {
  let isAfterOperand = false;
  let isAfterDot = false;
  return condition.replace(TOKEN, (token) => {
    if (/^(?:\s|\/\/)/.test(token)) return token;
    const isName = token === "in" && !isAfterOperand && !isAfterDot;
    const isOperator = token === "in" && !isName && !isAfterDot;
    isAfterDot = token === ".";
    isAfterOperand = !isOperator && /[\w"')\]}]$/.test(token);
    return isName ? INPUTS_NAME : token;
  });
}

/** Everything that is wrong with a condition, without a run to try it on. */
export function faultsOfCondition(condition: string, scope: ConditionScope): readonly ConditionFault[] {
  const cel = celOf(condition);
  const environment = environmentFor(scope.inputs);
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

/** What a condition is decided on. */
export interface ConditionFacts {
  readonly in: ReadonlyMap<string, ConditionVersion>;
  readonly inputs: Readonly<Record<string, string | number | boolean>>;
  readonly cause: Readonly<Record<(typeof CAUSE_FIELDS)[number], string>>;
}

export interface ConditionVersion {
  readonly branch: string;
  readonly commit: string;
  readonly versionName: string;
  readonly versionNumber: number;
  readonly type: string;
  readonly values: JsonObject;
}

/** Is a condition without faults true? Throws where it reads a value that is not there. */
export function decideCondition(condition: string, facts: ConditionFacts): boolean {
  // To CEL a number of JavaScript is one with decimals.
  const versions = [...facts.in].map(([name, version]): [string, object] => [
    name,
    { ...version, versionNumber: BigInt(version.versionNumber) },
  ]);
  const { inputs, cause } = facts;
  const context = { [INPUTS_NAME]: Object.fromEntries(versions), inputs, cause };
  return DECIDING.evaluate(celOf(condition), context) === true;
}

const CEL_TYPES = { string: "string", choice: "string", number: "double", boolean: "bool" } as const;

/** What the names stand for. Where the inputs could not be read, nothing is said about theirs. */
function environmentFor(inputs: readonly JobInput[] | undefined): Environment {
  if (!inputs) return WITH_ANY_INPUTS;
  if (inputs.length === 0) return WITHOUT_INPUTS;
  const schema = Object.fromEntries(inputs.map(({ name, type }) => [name, CEL_TYPES[type]]));
  return CHECKING.clone().registerVariable({ name: "inputs", schema });
}

const VERSION_TYPES = {
  branch: "string",
  commit: "string",
  versionName: "string",
  versionNumber: "int",
  type: "string",
  values: "map<string, dyn>",
} as const satisfies Record<(typeof VERSION_FIELDS)[number], string>;

const CHECKING = withNumbers(new Environment())
  .registerType("Version", { schema: VERSION_TYPES })
  .registerVariable(INPUTS_NAME, "map<string, Version>")
  .registerVariable({ name: "cause", schema: { kind: "string", name: "string", by: "string" } });

const WITH_ANY_INPUTS = CHECKING.clone().registerVariable("inputs", "map<string, dyn>");
const WITHOUT_INPUTS = CHECKING.clone().registerVariable({ name: "inputs", schema: {} });

/** What is decided has been checked, so that the types are right. */
const DECIDING = withNumbers(new Environment())
  .registerVariable(INPUTS_NAME, "map<string, dyn>")
  .registerVariable("inputs", "map<string, dyn>")
  .registerVariable("cause", "map<string, string>");

/** Numbers with and without decimals go together: in a condition nobody writes `3.0` for an input that is a number. */
function withNumbers(environment: Environment): Environment {
  const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
  };
  environment.registerOperator("double == int: bool", (a: number, b: bigint) => a === Number(b));
  for (const [sign, calculate] of Object.entries(arithmetic)) {
    environment.registerOperator(`double ${sign} int: double`, (a: number, b: bigint) =>
      calculate(a, Number(b)),
    );
    environment.registerOperator(`int ${sign} double: double`, (a: bigint, b: number) =>
      calculate(Number(a), b),
    );
  }
  return environment;
}
