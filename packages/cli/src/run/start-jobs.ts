import { asksForContainer, inputsOf, isRunnable, jobsBehind, tasksOf } from "@landbridge/core";
import type { Job, Workflow } from "@landbridge/core";
import { CliRefusal, usage } from "../cli-refusal.ts";

/** The jobs that `landbridge run` starts: those named, or every job that nothing triggers. */
export function jobsToStart(workflow: Workflow, named: readonly string[]): readonly string[] {
  if (named.length > 0) return [...new Set(named)].map((name) => runnableJob(workflow, name));
  const starts = [...workflow.jobs.values()].filter((job) => isRunnable(job) && isStart(workflow, job));
  if (starts.length > 0) return starts.map((job) => job.name);
  const names = [...workflow.jobs.values()].filter(isRunnable).map((job) => job.name);
  throw new CliRefusal("NOTHING_TO_RUN", "There is no job to begin with.", {
    hint:
      names.length === 0
        ? "Only jobs of the types runSh, manifest and release run in this version."
        : `Name one: --job ${names.join(", --job ")}.`,
  });
}

/**
 * Nothing triggers it: no job stands behind any of its INs. A job whose INs from jobs are all switched off is
 * a gate that a person opens; to run it unasked would deploy before anything was made.
 */
function isStart(workflow: Workflow, job: Job): boolean {
  return inputsOf(job).every((input) => jobsBehind(workflow, input).length === 0);
}

function runnableJob(workflow: Workflow, name: string): string {
  const job = workflow.jobs.get(name);
  if (!job)
    throw usage(`There is no job named ${name}.`, `There are: ${[...workflow.jobs.keys()].join(", ")}.`);
  if (!isRunnable(job))
    throw usage(`${name} is of type ${job.type}; only runSh, manifest and release run in this version.`);
  return name;
}

/** Gates that a run may have come to: started by nobody, with all their INs from jobs switched off. */
export function gatesAmong(workflow: Workflow, hasRun: ReadonlySet<string>): readonly string[] {
  const isGate = (job: Job): boolean => {
    const fromJobs = inputsOf(job).filter((input) => jobsBehind(workflow, input).length > 0);
    return fromJobs.length > 0 && fromJobs.every((input) => !input.isSwitchedOn);
  };
  return [...workflow.jobs.values()]
    .filter((job) => !hasRun.has(job.name) && isRunnable(job) && isGate(job))
    .map((job) => job.name);
}

/** Pools that the jobs ask for: on this machine an agent stands in for each. */
export function poolsOf(workflow: Workflow, fallback: string): readonly string[] {
  const pools = [...workflow.jobs.values()].filter(isRunnable).map((job) => job.runtime.nodePool ?? fallback);
  return [...new Set(pools)];
}

/** Jobs with a task that the configuration wants in a container. */
export function jobsInContainers(workflow: Workflow): readonly string[] {
  return [...workflow.jobs.values()]
    .filter((job) => isRunnable(job) && tasksOf(job).some((task) => asksForContainer(job, task)))
    .map((job) => job.name);
}
