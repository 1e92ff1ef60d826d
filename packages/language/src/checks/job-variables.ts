import {
  CI_VARIABLES,
  CI_VARIABLE_FAMILIES,
  DEFAULT_VARIABLES,
  OWN_SUFFIXES,
  PLATFORM_VARIABLES,
  variableName,
} from "@landbridge/core";
import type { Job } from "@landbridge/core";

/** The variables of every run, for suggestions too. */
export const EVERY_RUN: ReadonlySet<string> = new Set([
  ...DEFAULT_VARIABLES,
  ...Object.keys(PLATFORM_VARIABLES),
  // What whoever starts a run by hand says along with it.
  "SHIPPABLE_TRIGGER_DETAIL",
]);

const CI = new Set(CI_VARIABLES);

/** Does a run of the job have a variable by itself, whatever it reads? */
export function hasOwnVariable(job: Job, name: string): boolean {
  if (EVERY_RUN.has(name) || isOfMatrix(job, name)) return true;
  if (job.inputs?.some((input) => input.name === name) === true) return true;
  if (
    job.type === "runCI" &&
    (CI.has(name) || CI_VARIABLE_FAMILIES.some((family) => name.startsWith(family)))
  )
    return true;
  const own = `${variableName(job.name)}_`;
  return name.startsWith(own) && OWN_SUFFIXES.some((suffix) => name === own + suffix);
}

function isOfMatrix({ matrix }: Job, name: string): boolean {
  if (!matrix) return false;
  return Object.hasOwn(matrix.axes, name) || matrix.include.some((leg) => Object.hasOwn(leg, name));
}
