import type { DeclaredInputView } from "@landbridge/api";
import { ApiError } from "@landbridge/api";
import { adviceFor } from "../../api/failure.ts";

/** What stands in the fields of a form, by the name of the input; a flag is "true", "false" or not said yet. */
export type FieldValues = Readonly<Record<string, string>>;

/** What is wrong with a field, in a sentence each; what no field is to blame for stands under `form`. */
export interface InputFaults {
  readonly fields: Readonly<Record<string, string>>;
  readonly form?: string;
}

export const NO_FAULTS: InputFaults = { fields: {} };

/** The form as it opens: each field with its default. */
export function fieldsAtFirst(inputs: readonly DeclaredInputView[]): FieldValues {
  return Object.fromEntries(inputs.map((input) => [input.name, String(input.default ?? "")]));
}

/** What is sent. A field that stayed empty and has no default is left out: the server says that it has no value. */
export function givenValues(
  inputs: readonly DeclaredInputView[],
  fields: FieldValues,
): Record<string, string> {
  const filled = inputs.flatMap(({ name, ...input }): [string, string][] => {
    const value = fields[name] ?? "";
    return value === "" && input.default === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(filled);
}

/** The server's refusal, each sentence beside the field that it names. */
export function faultsOfRefusal(error: unknown, inputs: readonly DeclaredInputView[]): InputFaults {
  const problems =
    error instanceof ApiError && error.view.code === "INPUTS_INVALID" ? error.view.problems : [];
  const sentences = (problems ?? []).filter((problem) => typeof problem === "string");
  const { detail, hint } = adviceFor(error);
  const whole = hint === undefined ? detail : `${detail} ${hint}`;
  if (sentences.length === 0) return { fields: {}, form: whole };
  const fields: Record<string, string> = {};
  const others: string[] = [];
  for (const sentence of sentences) {
    const name = inputNamedIn(sentence, inputs);
    if (name === undefined) others.push(sentence);
    else fields[name] = sentence;
  }
  return { fields, ...(others.length > 0 ? { form: others.join(" ") } : {}) };
}

/** The server's sentences begin "The input NAME …" or "The value of NAME …". */
function inputNamedIn(sentence: string, inputs: readonly DeclaredInputView[]): string | undefined {
  const name = /^The (?:input|value of) (\S+)/.exec(sentence)?.[1];
  return inputs.find((input) => input.name === name)?.name;
}
