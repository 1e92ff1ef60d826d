import type { Facts, ResourceFacts } from "./facts.ts";
import type { Workflow } from "./workflow.ts";

/** The newest version of a resource or job that may be chosen. */
export function latestOf(workflow: Workflow, facts: Facts, name: string): number | undefined {
  if (workflow.jobs.has(name)) return facts.job(name).lastSuccess?.number;
  return latestOfResource(facts.resource(name));
}

/** The number of the newest version of a resource that may be chosen; absent where there is none. */
export function latestOfResource({ lastVersionNumber, quarantined }: ResourceFacts): number | undefined {
  let number = lastVersionNumber;
  while (number > 0 && quarantined?.includes(number)) number -= 1;
  return number > 0 ? number : undefined;
}
