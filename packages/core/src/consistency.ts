import { inputsOf, outputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import type { Workflow } from "./workflow.ts";

export interface ConsistencyFacts {
  /** Whether the workspace has an integration of that name; absent where integrations are not kept. */
  readonly isIntegrationKnown?: (name: string) => boolean;
}

/**
 * Everything that can't work as it is declared, with the reasons as one text: resources whose integration is
 * missing; jobs whose IN or OUT names nothing, a job or an inconsistent resource, that have a resource other than
 * `state` as IN and OUT, or that replicate what is no IN. Jobs that are inconsistent are skipped (reference §1.6).
 */
export function findInconsistencies(
  workflow: Workflow,
  { isIntegrationKnown = () => true }: ConsistencyFacts = {},
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { name, integration } of workflow.resources.values()) {
    if (integration === undefined || isIntegrationKnown(integration)) continue;
    found.set(name, `There is no integration named ${integration}.`);
  }
  const badResources = new Set(found.keys());
  for (const job of workflow.jobs.values()) {
    const reasons = reasonsOf(workflow, job, badResources);
    for (const name of job.integrations) {
      if (!isIntegrationKnown(name)) reasons.push(`There is no integration named ${name}.`);
    }
    if (reasons.length > 0) found.set(job.name, reasons.join(" "));
  }
  return found;
}

function reasonsOf(workflow: Workflow, job: Job, badResources: ReadonlySet<string>): string[] {
  const reasons = new Set<string>();
  const inputs = new Set<string>();
  for (const { from } of inputsOf(job)) {
    inputs.add(from);
    if (from === job.name) reasons.add(`The job has itself as IN.`);
    else if (badResources.has(from)) reasons.add(`The IN ${from} is inconsistent.`);
    else if (!workflow.resources.has(from) && !workflow.jobs.has(from))
      reasons.add(`The IN ${from} names nothing that is declared.`);
  }
  for (const { to, replicate } of outputsOf(job)) {
    const resource = workflow.resources.get(to);
    if (workflow.jobs.has(to)) reasons.add(`The OUT ${to} is a job, not a resource.`);
    else if (!resource) reasons.add(`The OUT ${to} names nothing that is declared.`);
    else if (badResources.has(to)) reasons.add(`The OUT ${to} is inconsistent.`);
    else if (inputs.has(to) && resource.type !== "state")
      reasons.add(`${to} is both IN and OUT, which only a resource of type state may be.`);
    if (replicate === undefined || isImpliedInput(job, replicate)) continue;
    if (!inputs.has(replicate)) reasons.add(`The OUT ${to} replicates ${replicate}, which is no IN.`);
    else if (resource && typeNamed(workflow, replicate) !== undefined) {
      const type = typeNamed(workflow, replicate);
      if (type !== resource.type)
        reasons.add(
          `The OUT ${to} of type ${resource.type} replicates ${replicate} of type ${String(type)}.`,
        );
    }
  }
  return [...reasons];
}

/** A runCI job has the ciRepo of its project as IN without saying so. */
function isImpliedInput(job: Job, name: string): boolean {
  return job.type === "runCI" && name.endsWith("_ciRepo");
}

function typeNamed(workflow: Workflow, name: string): string | undefined {
  return workflow.resources.get(name)?.type;
}
