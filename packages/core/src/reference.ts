import { SECTION_NAMES } from "./job.ts";
import type { Job } from "./job.ts";
import type { Workflow } from "./workflow.ts";

/** The declared jobs that name a resource or job: in a step, in `passed`, or to notify it. */
export function jobsNaming(workflow: Workflow, name: string): readonly string[] {
  return [...workflow.jobs.values()].filter((job) => namesIn(job).has(name)).map((job) => job.name);
}

function namesIn(job: Job): ReadonlySet<string> {
  const names = new Set<string>();
  for (const step of job.steps) {
    if (step.kind === "in") {
      names.add(step.from);
      for (const passed of step.passed ?? []) names.add(passed);
    } else if (step.kind === "out") names.add(step.to);
  }
  for (const section of SECTION_NAMES) for (const { name } of job.sections[section].notify) names.add(name);
  return names;
}
