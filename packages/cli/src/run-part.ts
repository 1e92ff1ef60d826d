import { inputsOf, jobsBehind } from "@landbridge/core";
import type { Workflow } from "@landbridge/core";

/**
 * The jobs that a start of some can come to: those, what they trigger and so on, and the gates that this leads to.
 * Behind a gate nothing follows, since only a person opens it.
 */
export function jobsReachedFrom(workflow: Workflow, started: readonly string[]): ReadonlySet<string> {
  const followers = followersOf(workflow);
  const reached = new Set<string>(started);
  const open = [...started];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const follower of followers.get(name) ?? []) {
      if (reached.has(follower.job)) continue;
      reached.add(follower.job);
      if (follower.isTriggered) open.push(follower.job);
    }
  }
  return reached;
}

interface Follower {
  readonly job: string;
  readonly isTriggered: boolean;
}

/** For each job the ones that read it or what it makes; triggered ones first, so that a gate by one way only is known. */
function followersOf(workflow: Workflow): ReadonlyMap<string, readonly Follower[]> {
  const followers = new Map<string, Follower[]>();
  for (const job of workflow.jobs.values()) {
    for (const input of inputsOf(job)) {
      for (const { name } of jobsBehind(workflow, input)) {
        followers.set(name, [...(followers.get(name) ?? []), { job: job.name, isTriggered: input.isSwitchedOn }]);
      }
    }
  }
  return followers;
}
