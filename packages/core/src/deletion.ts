import { AppError } from "./error.ts";
import type { Facts, FactsDraft, JobFacts } from "./facts.ts";
import { listOf } from "./list-of.ts";
import { jobsNaming } from "./reference.ts";
import type { LiveRun } from "./run.ts";
import type { Workflow } from "./workflow.ts";

/** Why something can't be deleted for good now, history and all; nothing when it can. */
export function refuseDeletion(
  workflow: Workflow,
  facts: Facts,
  { kind, name }: { readonly kind: "resource" | "job"; readonly name: string },
): AppError | undefined {
  const { isDeleted } = kind === "job" ? facts.job(name) : facts.resource(name);
  if (!isDeleted) {
    return new AppError("STILL_DECLARED", `${name} is declared by a source.`, {
      hint: "Remove it from the configuration first; its history stays until it is deleted for good.",
    });
  }
  const namedBy = jobsNaming(workflow, name);
  if (namedBy.length > 0) {
    return new AppError("STILL_NAMED", `${name} is named by ${listOf(namedBy)}.`, {
      hint: "Take the name out of these jobs first, or declare it again.",
    });
  }
  if (kind === "job" && facts.job(name).live.length > 0) {
    return new AppError("STILL_RUNNING", `A run of ${name} has not ended.`, {
      hint: "Cancel it, or wait for its end.",
    });
  }
  return undefined;
}

/**
 * What jobs took, pinned and have left to take of something that is gone for good is forgotten: its name may be given
 * to something else, whose versions count from 1 again. Returns the runs that have not ended and knew it.
 */
export function forgetNames(
  draft: FactsDraft,
  jobs: Iterable<string>,
  names: ReadonlySet<string>,
): readonly LiveRun[] {
  const changed: LiveRun[] = [];
  for (const name of jobs) {
    const facts = draft.job(name);
    const isKnown = (numbers: object = {}): boolean => Object.keys(numbers).some((key) => names.has(key));
    const runs = facts.live.filter(({ bound, reads }) => isKnown(bound) || isKnown(reads));
    const { taken, backlog, pins, waiting } = facts;
    if (runs.length === 0 && ![taken, backlog, pins, waiting?.replays].some(isKnown)) continue;
    const kept = withoutNames(facts, names);
    draft.setJob(name, kept);
    changed.push(...kept.live.filter(({ id }) => runs.some((run) => run.id === id)));
  }
  return changed;
}

function withoutNames(facts: JobFacts, names: ReadonlySet<string>): JobFacts {
  const { taken, backlog, pins, waiting } = facts;
  const replays = waiting?.replays && without(waiting.replays, names);
  return {
    ...facts,
    ...(taken ? { taken: without(taken, names) } : {}),
    ...(backlog ? { backlog: without(backlog, names) } : {}),
    ...(pins ? { pins: without(pins, names) } : {}),
    ...(waiting && replays ? { waiting: { ...waiting, replays } } : {}),
    live: facts.live.map((run) => ({
      ...run,
      ...(run.bound ? { bound: without(run.bound, names) } : {}),
      ...(run.reads ? { reads: without(run.reads, names) } : {}),
    })),
  };
}

function without<Value>(
  values: Readonly<Record<string, Value>>,
  names: ReadonlySet<string>,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
}
