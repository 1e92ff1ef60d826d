import { SECTION_NAMES } from "./job.ts";
import type { Job } from "./job.ts";
import type { Workflow } from "./workflow.ts";

/** The declared jobs that name a resource or job: in a step, in `passed`, or to notify it. */
export function jobsNaming(workflow: Workflow, name: string): readonly string[] {
  return indexOf(workflow).get(name) ?? [];
}

/** A workflow never changes, and whoever asks for one name asks for thousands. */
const indexes = new WeakMap<Workflow, ReadonlyMap<string, readonly string[]>>();

function indexOf(workflow: Workflow): ReadonlyMap<string, readonly string[]> {
  const known = indexes.get(workflow);
  if (known) return known;
  const index = new Map<string, string[]>();
  for (const job of workflow.jobs.values()) {
    for (const name of namesIn(job)) {
      const jobs = index.get(name);
      if (jobs) jobs.push(job.name);
      else index.set(name, [job.name]);
    }
  }
  indexes.set(workflow, index);
  return index;
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
