import { inputsOf } from "@landbridge/core";
import type { TriggerCause, VersionNumbers } from "@landbridge/core";
import type { Moment } from "./watch.ts";
import { count } from "./world.ts";

/** What came of the events: kinds of runs that are drawn for a promise have to be there. */
export function countKinds({ world, changes, cache, decided, jobsBefore }: Moment): void {
  for (const { id, sourceId } of decided.declarations?.jobs ?? []) {
    const before = jobsBefore.get(id);
    if (before && before.sourceId !== sourceId) count(world, before.isDeleted ? "adopted" : "moved");
  }
  for (const { reason_code: code, status } of changes.ended) count(world, `ended ${code ?? status}`);
  for (const { job_id: id, cause, bound } of changes.made) {
    const { kind } = cause as TriggerCause;
    count(world, `made by ${kind}`);
    if (kind === "retry" && changes.ended.some((row) => row.job_id === id && row.status === "lost"))
      count(world, "retried after it was lost");
    const name = world.tables.jobs.get(id)?.definition.name ?? "";
    const job = cache.workflow.jobs.get(name);
    const numbers = (bound ?? {}) as VersionNumbers;
    for (const { from, flow, passed = [] } of job ? inputsOf(job) : [])
      if (flow === "every" && passed.length > 0 && numbers[from] !== undefined)
        count(world, "every that passed");
  }
}
