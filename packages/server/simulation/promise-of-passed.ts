import { hasNumber, inputStandingsOf, inputsOf, isQuarantined, isRunnable } from "@landbridge/core";
import type { InStep, Job, VersionNumbers } from "@landbridge/core";
import type { WorkspaceCache } from "../src/engine/workspace-cache.ts";
import { Breach } from "./breach.ts";
import type { Tables } from "./tables.ts";
import { count } from "./world.ts";
import type { World } from "./world.ts";

/**
 * When nothing is under way, what has passed was taken by a job that takes every version and that nothing keeps from
 * running. Only of INs that share no job with others: else some versions fit no set.
 */
export function whatPassedWasTaken(world: World, cache: WorkspaceCache): void {
  for (const job of cache.workflow.jobs.values()) {
    if (!mayRun(cache, job)) continue;
    for (const input of inputsOf(job)) {
      const { taken } = cache.facts.job(job.name);
      const known = taken?.[input.from];
      if (!known || !isAlone(cache, job, input)) continue;
      for (const number of passedBy(world.tables, cache, input)) {
        if (isQuarantined(cache.workflow, cache.facts, input.from, number)) continue;
        if (!hasNumber(known, number))
          throw new Breach("passed", `${job.name} took no ${input.from}@${String(number)}, which has passed`);
        count(world, "passed and taken");
      }
    }
  }
}

function mayRun({ workflow, facts }: WorkspaceCache, job: Job): boolean {
  const own = facts.job(job.name);
  if (own.isPaused || own.inconsistent !== undefined || own.isDeleted || !isRunnable(job)) return false;
  return inputStandingsOf(workflow, facts, job).every(
    ({ health, pin, reasons }) =>
      health.state === "healthy" && pin === undefined && !reasons.some(({ code }) => code === "not-passed"),
  );
}

function isAlone(
  { workflow }: WorkspaceCache,
  job: Job,
  { from, flow, passed = [], isSwitchedOn }: InStep,
): boolean {
  if (flow !== "every" || passed.length === 0 || !isSwitchedOn) return false;
  if (!workflow.resources.has(from)) return false;
  return inputsOf(job).every(
    (other) => other.from === from || !(other.passed ?? []).some((name) => passed.includes(name)),
  );
}

function passedBy(
  tables: Tables,
  { jobs, resources }: WorkspaceCache,
  { from, passed = [] }: InStep,
): readonly number[] {
  const id = resources.get(from)?.id;
  const sets = passed.map((name) => {
    const rows = [...(tables.runsOfJob.get(jobs.get(name)?.id ?? "")?.values() ?? [])];
    return new Set(
      rows
        .filter(({ status }) => status === "success")
        .flatMap((row) => {
          const made = (tables.versionsOfRun.get(row.id) ?? []).filter(({ resource_id: of }) => of === id);
          const read = ((row.reads ?? {}) as VersionNumbers)[from];
          // What it made of it stands for it.
          if (made.length > 0) return made.map(({ number }) => number);
          return read === undefined ? [] : [read];
        }),
    );
  });
  const [first = new Set<number>(), ...others] = sets;
  return [...first].filter((number) => others.every((set) => set.has(number)));
}
