import type { Facts, WaitingJob } from "./facts.ts";
import { newsOver } from "./happening.ts";
import type { Happening } from "./happening.ts";
import { inputsOf } from "./job.ts";
import type { InStep, Job } from "./job.ts";
import { ownValue } from "./own-value.ts";
import { isQuarantined } from "./quarantine.ts";
import type { VersionNumbers } from "./run.ts";
import type { Workflow } from "./workflow.ts";

/** The old version that a happening sends down the graph again. */
export function replaysOf({ replayed }: Happening): VersionNumbers {
  return replayed ? { [replayed.name]: replayed.number } : {};
}

/** What a waiting job will read of what was sent again, after this happening: the last word over each IN counts. */
export function replaysAfter(
  workflow: Workflow,
  waiting: WaitingJob | undefined,
  { happening, firing }: { readonly happening: Happening; readonly firing: readonly InStep[] },
): VersionNumbers {
  const overtaken = new Set(
    firing.filter((input) => !newsOver(workflow, happening, input).blocked).map(({ from }) => from),
  );
  const kept = Object.entries(waiting?.replays ?? {}).filter(([from]) => !overtaken.has(from));
  return { ...Object.fromEntries(kept), ...replaysOf(happening) };
}

/** Those that a run may take when the wait is over: of INs that are still there, and not in quarantine by now. */
export function replaysLeft(
  workflow: Workflow,
  facts: Facts,
  job: Job,
  replays: VersionNumbers = {},
): VersionNumbers {
  const left = inputsOf(job).flatMap(({ from }) => {
    const number = ownValue(replays, from);
    if (number === undefined || isQuarantined(workflow, facts, from, number)) return [];
    return [[from, number] as const];
  });
  return Object.fromEntries(left);
}
