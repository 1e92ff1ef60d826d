import { AppError, readInputValues } from "@landbridge/core";
import type { JobInput, ReadInputValues } from "@landbridge/core";

/** What was given for declared inputs, read by their types; refuses with INPUTS_INVALID and every problem. */
export function readGiven(
  declared: readonly JobInput[],
  given: Readonly<Record<string, unknown>>,
): Extract<ReadInputValues, { ok: true }> {
  const read = readInputValues(declared, given);
  if (read.ok) return read;
  const problems = read.problems.map(({ message, hint }) => `${message} (${hint})`);
  throw new AppError("INPUTS_INVALID", problems.join(" "), { problems });
}
