import { isBusy } from "./facts.ts";
import type { Facts } from "./facts.ts";
import { switchedOnAncestors } from "./graph.ts";
import type { Job } from "./job.ts";
import { listOf } from "./list-of.ts";
import type { Workflow } from "./workflow.ts";

/** The jobs that a strict job waits for: ancestors over switched-on INs with something under way. */
export function busyUpstream(workflow: Workflow, facts: Facts, job: Job): readonly string[] {
  return switchedOnAncestors(workflow, job)
    .map((ancestor) => ancestor.name)
    .filter((name) => isBusy(facts.job(name)));
}

/** "Waits until a and b have ended." */
export function sentenceOfWait(busy: readonly string[]): string {
  if (busy.length === 0) return "Waits until nothing upstream is under way.";
  return `Waits until ${listOf(busy)} ${busy.length === 1 ? "has" : "have"} ended.`;
}
