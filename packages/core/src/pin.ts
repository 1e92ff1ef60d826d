import type { Facts, JobFacts } from "./facts.ts";
import type { Pin } from "./job.ts";
import { ownValue } from "./own-value.ts";
import type { Workflow } from "./workflow.ts";

/** The pin that counts for an IN: one that somebody set, else the configuration's. */
export function pinOf(
  facts: JobFacts,
  input: { readonly from: string; readonly pin?: Pin },
): Pin | undefined {
  return ownValue(facts.pins, input.from)?.pin ?? input.pin;
}

/** The number of the version that a pin holds; absent where there is none. */
export function numberOfPin(workflow: Workflow, facts: Facts, from: string, pin: Pin): number | undefined {
  if (pin.kind === "number") return pin.versionNumber;
  const named = workflow.jobs.has(from) ? facts.job(from).named : facts.resource(from).named;
  // 0: nothing has the name yet.
  return ownValue(named, pin.versionName) || undefined;
}
