import type { Facts } from "./facts.ts";
import { inputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import { latestOf } from "./latest-version.ts";
import { ownValue } from "./own-value.ts";
import type { VersionNumbers } from "./run.ts";
import type { Workflow } from "./workflow.ts";

export function isQuarantined(workflow: Workflow, facts: Facts, name: string, number: number): boolean {
  const { quarantined } = workflow.jobs.has(name) ? facts.job(name) : facts.resource(name);
  return quarantined?.includes(number) === true;
}

/** Those of these versions that nobody may choose. */
export function quarantinedAmong(
  workflow: Workflow,
  facts: Facts,
  versions: VersionNumbers,
): readonly { readonly name: string; readonly number: number }[] {
  return Object.entries(versions).flatMap(([name, number]) =>
    isQuarantined(workflow, facts, name, number) ? [{ name, number }] : [],
  );
}

export interface QuarantinedInput {
  readonly name: string;
  /** Completes "because …". */
  readonly text: string;
}

/** The first IN of which a run would take a version in quarantine, or for that reason none. */
export function quarantinedInput(
  workflow: Workflow,
  facts: Facts,
  job: Job,
  { reads, isReplay }: { readonly reads: VersionNumbers; readonly isReplay: boolean },
): QuarantinedInput | undefined {
  // The plan that is carried out again holds what it reads, whatever its job reads by now.
  const names = isReplay ? Object.keys(reads) : inputsOf(job).map(({ from }) => from);
  for (const name of names) {
    const number = ownValue(reads, name);
    if (number !== undefined && isQuarantined(workflow, facts, name, number))
      return { name, text: `version ${String(number)} of ${name} is in quarantine` };
    const { quarantined } = workflow.jobs.has(name) ? facts.job(name) : facts.resource(name);
    const hasNone = number === undefined && quarantined !== undefined && quarantined.length > 0;
    if (hasNone && latestOf(workflow, facts, name) === undefined)
      return { name, text: `every version of ${name} is in quarantine` };
  }
  return undefined;
}
