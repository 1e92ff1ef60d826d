import { inputsOf } from "@landbridge/core";
import type { VersionNumbers } from "@landbridge/core";
import { Breach } from "./breach.ts";
import { nameIn } from "./tables.ts";
import type { Moment } from "./watch.ts";

/** A job that was removed starts nothing, and has no new runs. */
export function removedJobsStartNothing({ world, changes }: Moment): void {
  for (const row of [...changes.made, ...changes.started]) {
    const job = world.tables.jobs.get(row.job_id);
    if (!job || job.isDeleted)
      throw new Breach("removed", `${nameIn(world.tables, row)} is of a job that was removed`);
  }
}

/** Runs take versions that are there: not those of something that had the name and was deleted for good. */
export function runsTakeWhatIsThere({ world, changes, cache }: Moment): void {
  for (const row of changes.started) {
    const name = world.tables.jobs.get(row.job_id)?.definition.name ?? "";
    const job = cache.workflow.jobs.get(name);
    // What a frozen plan holds is read no more.
    if (!job || row.replays !== null) continue;
    const reads = (row.reads ?? {}) as VersionNumbers;
    for (const input of inputsOf(job)) {
      const number = reads[input.from];
      if (number === undefined) continue;
      if (!isThere(world.tables, cache, input.from, number))
        throw new Breach(
          "removed",
          `${nameIn(world.tables, row)} takes ${input.from}@${String(number)}: there is none`,
        );
    }
  }
}

function isThere(
  { versions, runsOfJob }: Moment["world"]["tables"],
  { jobs, resources }: Moment["cache"],
  name: string,
  number: number,
): boolean {
  const resource = resources.get(name);
  if (resource) return versions.get(resource.id)?.has(number) === true;
  const job = jobs.get(name);
  return job !== undefined && runsOfJob.get(job.id)?.get(number)?.status === "success";
}

/** What was deleted for good left nothing behind. */
export function deletionLeavesNothing({ world, decided, cache }: Moment): void {
  for (const [index, event] of decided.asked.events.entries()) {
    const answer = decided.answers[index];
    if (event.type !== "deletion-asked" || !answer || "refusal" in answer) continue;
    const { tables } = world;
    const live = [...tables.liveRuns.values()].find((row) => !tables.jobs.has(row.job_id));
    if (live) throw new Breach("removed", `run ${live.id} is live, and its job was deleted`);
    const { name } = event;
    const runs = [...tables.liveRuns.values(), ...tables.runs.values()];
    const kept = [
      ...[...tables.jobs.values()].flatMap((row) => [row.taken, row.backlog, row.pins, row.waiting_replays]),
      ...runs.flatMap(({ reads, bound }) => [reads, bound]),
    ];
    if (kept.some((numbers) => Object.hasOwn((numbers ?? {}) as object, name)))
      throw new Breach("removed", `a job remembers what it took of ${name}, which was deleted`);
    if ([...tables.jobs.values()].some(({ news_on: news }) => news.includes(name)))
      throw new Breach("removed", `a job has news of ${name}, which was deleted`);
    if (cache.workflow.jobs.has(name) || cache.workflow.resources.has(name))
      throw new Breach("removed", `${name} was deleted, and is declared`);
  }
}
