import type { ConditionCause, ConditionVersion, JobInput } from "@landbridge/core";
import { Environment } from "@marcbachmann/cel-js";
import { INPUTS_NAME, MATCHES_NAME } from "./condition-words.ts";
import type { CAUSE_FIELDS, VERSION_FIELDS } from "./condition-words.ts";

const MATCHES = `string.${MATCHES_NAME}(string): bool`;

const CEL_TYPES = { string: "string", choice: "string", number: "double", boolean: "bool" } as const;

const VERSION_TYPES = {
  branch: "string",
  commit: "string",
  versionName: "string",
  versionNumber: "int",
  type: "string",
  values: "map<string, dyn>",
} as const satisfies Record<(typeof VERSION_FIELDS)[number] & keyof ConditionVersion, string>;

const CAUSE_TYPES = { kind: "string", name: "string", by: "string" } as const satisfies Record<
  (typeof CAUSE_FIELDS)[number] & keyof ConditionCause,
  string
>;

const CHECKING = withNumbers(new Environment())
  .registerFunction(MATCHES, () => false, { async: false })
  .registerType("Version", { schema: VERSION_TYPES })
  .registerVariable(INPUTS_NAME, "map<string, Version>")
  .registerVariable({ name: "cause", schema: CAUSE_TYPES });

const WITH_ANY_INPUTS = CHECKING.clone().registerVariable("inputs", "map<string, dyn>");
const WITHOUT_INPUTS = CHECKING.clone().registerVariable({ name: "inputs", schema: {} });

/** For checking: with types. Where the inputs could not be read, nothing is said about theirs. */
export function checkingEnvironment(inputs: readonly JobInput[] | undefined): Environment {
  if (!inputs) return WITH_ANY_INPUTS;
  if (inputs.length === 0) return WITHOUT_INPUTS;
  const schema = Object.fromEntries(inputs.map(({ name, type }) => [name, CEL_TYPES[type]]));
  return CHECKING.clone().registerVariable({ name: "inputs", schema });
}

/** For deciding: what is decided has been checked, so that the types are right. */
export function decidingEnvironment(matches: (text: string, pattern: string) => boolean): Environment {
  return withNumbers(new Environment())
    .registerFunction(MATCHES, matches, { async: false })
    .registerVariable(INPUTS_NAME, "map<string, dyn>")
    .registerVariable("inputs", "map<string, dyn>")
    .registerVariable("cause", "map<string, string>");
}

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
