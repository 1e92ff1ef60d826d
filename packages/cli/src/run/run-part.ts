import { inputsOf, jobsBehind } from "@landbridge/core";
import type { Workflow } from "@landbridge/core";

/**
 * The jobs that a start of some can come to: those, what they trigger and so on, and the jobs that stop it with a
 * switched-off IN. Behind such a gate nothing follows, since only a person opens it.
 */
export function jobsReachedFrom(workflow: Workflow, started: readonly string[]): ReadonlySet<string> {
  const followers = followersOf(workflow);
  const reached = new Set(started);
  const triggered = new Set(started);
  // A set that grows is walked to its new end.
  for (const name of triggered) {
    for (const { job, isTriggered } of followers.get(name) ?? []) {
      reached.add(job);
      if (isTriggered) triggered.add(job);
    }
  }
  return reached;
}

interface Follower {
  readonly job: string;
  readonly isTriggered: boolean;
}

/** For each job those that read it or what it makes. */
function followersOf(workflow: Workflow): ReadonlyMap<string, readonly Follower[]> {
  const followers = new Map<string, Follower[]>();
  for (const job of workflow.jobs.values()) {
    for (const input of inputsOf(job)) {
      for (const { name } of jobsBehind(workflow, input)) {
        const own = followers.get(name) ?? [];
        own.push({ job: job.name, isTriggered: input.isSwitchedOn });
        followers.set(name, own);
      }
    }
  }
  return followers;
}
