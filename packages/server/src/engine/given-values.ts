import { AppError, readInputValues } from "@landbridge/core";
import type { InputValues, JobInput, ReadInputValues } from "@landbridge/core";

/** Values as somebody gave them, not yet read by the types of what is asked for. */
export type GivenValues = Readonly<Record<string, unknown>>;

/** What was given for declared inputs, read by their types; refuses with INPUTS_INVALID and every problem. */
export function readGiven(
  declared: readonly JobInput[],
  given: GivenValues,
): Extract<ReadInputValues, { ok: true }> {
  const read = readInputValues(declared, given);
  if (read.ok) return read;
  const problems = read.problems.map(({ message, hint }) => `${message} (${hint})`);
  throw new AppError("INPUTS_INVALID", problems.join(" "), { problems });
}

/**
 * The values of an older run by the types that are declared now; refuses with INPUTS_INVALID what does not fit any
 * more. What is asked for since then has its default.
 */
export function readOld(
  declared: readonly JobInput[],
  old: InputValues,
): Extract<ReadInputValues, { ok: true }> {
  const still = declared.filter(({ name }) => Object.hasOwn(old, name));
  return readGiven(still, Object.fromEntries(still.map(({ name }) => [name, String(old[name])])));
}
