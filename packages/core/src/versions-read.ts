import type { Facts } from "./facts.ts";
import { inputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import { latestOf } from "./latest-version.ts";
import { ownValue } from "./own-value.ts";
import { numberOfPin, pinOf } from "./pin.ts";
import type { LiveRun, VersionNumbers } from "./run.ts";
import type { Workflow } from "./workflow.ts";

/**
 * The version of each IN that a run takes when it starts: the one that it was bound to, the pinned one, the newest. One
 * that carries out a frozen plan again takes what that holds, and nothing else.
 */
export function versionsRead(
  workflow: Workflow,
  facts: Facts,
  job: Job,
  run: Pick<LiveRun, "bound" | "gate" | "replays">,
): VersionNumbers {
  if (run.replays) return run.bound ?? {};
  const own = facts.job(job.name);
  const reads: Record<string, number> = {};
  for (const input of inputsOf(job)) {
    const pin = pinOf(own, input);
    const pinned = pin && numberOfPin(workflow, facts, input.from, pin);
    const free = pin ? pinned : latestOf(workflow, facts, input.from);
    // People approved exactly what it was bound to.
    const number = ownValue(run.bound, input.from) ?? (run.gate ? undefined : free);
    if (number !== undefined) reads[input.from] = number;
  }
  return reads;
}
