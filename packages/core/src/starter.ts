import { inputsOf, modeOf } from "./job.ts";
import type { DependencyMode, Job } from "./job.ts";
import { listOf } from "./list-of.ts";
import { ruleOfResourceType } from "./resource.ts";
import type { Workflow } from "./workflow.ts";

/** One later event that would start a job. */
export interface Starter {
  /** Name of the IN. */
  readonly from: string;
  readonly mode: DependencyMode;
  /** Completes "starts at …": "a new version of app", "a successful run of build". */
  readonly text: string;
}

/** Which events start a job by themselves, in the order of its INs; none: it is started by hand only. */
export function startersOf(workflow: Workflow, job: Job): readonly Starter[] {
  return inputsOf(job).flatMap((input) => {
    if (!input.isSwitchedOn) return [];
    const plain = eventOver(workflow, input.from);
    if (plain === undefined) return [];
    const { from, passed = [] } = input;
    const event = passed.length === 0 ? plain : `a version of ${from} that passed ${listOf(passed)}`;
    const pinned = input.pin === undefined ? "" : ", only when it is the pinned one";
    return [{ from: input.from, mode: modeOf(job, input), text: `${event}${pinned}` }];
  });
}

function eventOver(workflow: Workflow, name: string): string | undefined {
  if (workflow.jobs.has(name)) return `a successful run of ${name}`;
  const resource = workflow.resources.get(name);
  if (!resource || ruleOfResourceType(resource.type).fires === "never") return undefined;
  if (resource.type === "trigger") return `an edit of the trigger ${name}`;
  if (resource.type === "time") return `the schedule ${name}`;
  if (resource.type === "webhook") return `a post to the webhook ${name}`;
  if (resource.type === "gitRepo" || resource.type === "ciRepo" || resource.type === "syncRepo")
    return `a commit to ${name}`;
  return `a new version of ${name}`;
}
