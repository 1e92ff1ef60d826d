import type { InputFact, InputHealth, UnhealthyBecause } from "./decision.ts";
import { UNHEALTHY_BECAUSE } from "./decision.ts";
import type { Facts, JobFacts, ResourceFacts } from "./facts.ts";
import { isBusy } from "./facts.ts";
import { inputsOf, modeOf } from "./job.ts";
import type { InStep, Job } from "./job.ts";
import { latestOfResource } from "./latest-version.ts";
import type { Workflow } from "./workflow.ts";

/** The health of the job or resource that an IN names (DESIGN §5, point 1). */
export function healthOfInput(workflow: Workflow, facts: Facts, input: InStep): InputHealth {
  if (workflow.jobs.has(input.from)) return healthOfJob(facts.job(input.from));
  if (workflow.resources.has(input.from)) return healthOfResource(facts.resource(input.from));
  // What was removed from the configuration is known by its facts alone.
  const isDeleted = facts.job(input.from).isDeleted || facts.resource(input.from).isDeleted;
  return unhealthy(isDeleted ? "deleted" : "missing");
}

function healthOfJob(facts: JobFacts): InputHealth {
  if (facts.isDeleted) return unhealthy("deleted");
  if (facts.inconsistent !== undefined) return unhealthy("inconsistent");
  if (isBusy(facts)) return { state: "busy" };
  if (!facts.lastEnded) return unhealthy("never-run");
  if (facts.lastEnded.status !== "success") return unhealthy(facts.lastEnded.status);
  if (!facts.lastSuccess && facts.quarantined !== undefined) return unhealthy("quarantined");
  return { state: "healthy" };
}

function healthOfResource(facts: ResourceFacts): InputHealth {
  if (facts.isDeleted) return unhealthy("deleted");
  if (facts.inconsistent !== undefined) return unhealthy("inconsistent");
  if (facts.lastVersionNumber > 0 && latestOfResource(facts) === undefined) return unhealthy("quarantined");
  return { state: "healthy" };
}

/** Every IN of a job with its state; `changed` are the names that an event is about. */
export function inputFactsOf(
  workflow: Workflow,
  facts: Facts,
  job: Job,
  changed: ReadonlySet<string>,
): readonly InputFact[] {
  return inputsOf(job).map((input) => ({
    from: input.from,
    kind: kindOf(workflow, input.from),
    isChanged: changed.has(input.from),
    isSwitchedOn: input.isSwitchedOn,
    mode: modeOf(job, input),
    health: healthOfInput(workflow, facts, input),
  }));
}

/** "deploy_prod failed in its last run" */
export function sentenceOfUnhealthy(from: string, because: UnhealthyBecause): string {
  return `${from} ${UNHEALTHY_BECAUSE[because]}`;
}

function kindOf(workflow: Workflow, name: string): InputFact["kind"] {
  if (workflow.jobs.has(name)) return "job";
  return workflow.resources.has(name) ? "resource" : "missing";
}

function unhealthy(because: UnhealthyBecause): InputHealth {
  return { state: "unhealthy", because };
}
