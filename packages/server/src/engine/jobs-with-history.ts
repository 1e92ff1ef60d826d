import { inputsOf } from "@landbridge/core";
import type { Facts, InStep, Job, Workflow } from "@landbridge/core";

/** The jobs of a workflow of which decisions may read the history: those with INs that are pinned or name `passed`. */
export function jobsWithHistory(workflow: Workflow, facts: Facts): readonly Job[] {
  const declared = declaredWithHistory(workflow);
  const pinned = [...workflow.jobs.values()].filter(
    (job) => facts.job(job.name).pins !== undefined && !declared.has(job),
  );
  return [...declared, ...pinned];
}

/** Asked after every commit of another server, under the lock, and the same for as long as nobody syncs. */
const withHistory = new WeakMap<Workflow, ReadonlySet<Job>>();

function declaredWithHistory(workflow: Workflow): ReadonlySet<Job> {
  const known = withHistory.get(workflow);
  if (known) return known;
  const hasHistory = ({ pin, passed = [] }: InStep): boolean => pin !== undefined || passed.length > 0;
  const found = new Set([...workflow.jobs.values()].filter((job) => inputsOf(job).some(hasHistory)));
  withHistory.set(workflow, found);
  return found;
}
