import { decideTriggers } from "@landbridge/core";
import type { Happening, JobDecision } from "@landbridge/core";
import type { EventRow } from "../store/saved-batch.ts";
import { jobOf, newRunRecord, putDecision, putRun } from "./batch.ts";
import type { Batch } from "./batch.ts";

/** Lets a happening have its consequences: decisions about consumers, new runs, waiting jobs. */
export function applyHappening(batch: Batch, event: EventRow, happening: Happening): readonly JobDecision[] {
  const { decisions, requests } = decideTriggers(batch.workflow, batch.draft, happening, batch.newId);
  const runOf = new Map(requests.map((request) => [request.job, request.run]));
  for (const decision of decisions) {
    const stored = putDecision(batch, event, decision, happening.versions);
    const run = runOf.get(decision.job);
    if (run) putRun(batch, newRunRecord(batch, run, stored.id));
    noteNews(batch, happening, decision);
  }
  return decisions;
}

/** Remembers news on switched-off inputs until a run takes them up. */
function noteNews(batch: Batch, happening: Happening, decision: JobDecision): void {
  const succeeded = happening.ended?.status === "success" ? happening.ended.job : undefined;
  const isNews = (name: string): boolean =>
    name === succeeded ||
    happening.versions.some((version) => version.resource === name && version.origin !== "configuration");
  const names = decision.inputs.filter(
    (input) => input.isChanged && !input.isSwitchedOn && isNews(input.from),
  );
  const record = jobOf(batch, decision.job);
  if (names.length === 0 || !record) return;
  const newsOn = [...new Set([...record.newsOn, ...names.map((input) => input.from)])];
  batch.jobs.set(decision.job, { ...record, newsOn });
}
