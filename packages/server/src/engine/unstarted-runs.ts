import { GIVING_BACK, decideGivenBack, giveBackVersion, givesBack, quarantinedAmong } from "@landbridge/core";
import { jobOf, putRun, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { endRunWithout } from "./consequences.ts";
import type { EndedWithout } from "./consequences.ts";
import type { HistoryReader } from "./remember.ts";
import type { RunRecord } from "./run-record.ts";

/**
 * Ends the runs that have not started and are bound to a version in quarantine. Versions of theirs that no other run
 * takes are left to take, where a job takes every one.
 */
export async function endQuarantinedRuns(batch: Batch, reader: HistoryReader): Promise<void> {
  for (const { live } of recordsOf(batch)) {
    // As it is now: the end of one before it may have changed it.
    const record = runOf(batch, live.id);
    const bad = record && quarantinedOf(batch, record);
    if (!record || bad === undefined) continue;
    const message = `It was bound to ${bad}, which is in quarantine.`;
    await endUnstarted(batch, reader, record, {
      status: "canceled",
      reason: { code: "version-quarantined", message },
    });
  }
}

/** Ends a run that has not started. Where that is no fault of its versions, they are left for another one to take. */
export async function endUnstarted(
  batch: Batch,
  reader: HistoryReader,
  record: RunRecord,
  ended: EndedWithout,
): Promise<void> {
  // Before its end is told: who hears of it may take them at once.
  if (givesBack(ended.reason.code)) await giveBackVersions(batch, reader, record);
  endRunWithout(batch, record, ended);
}

/** The runs that were live when the batch began, and those that it made, in the order of the queue. */
function recordsOf(batch: Batch): readonly RunRecord[] {
  const ids = new Set([...batch.cache.runs.keys(), ...batch.runs.keys()]);
  const records = [...ids].flatMap((id) => runOf(batch, id) ?? []);
  return records.sort((a, b) => a.live.order - b.live.order);
}

/** "version 3 of app", where a run that has not started is bound to one that nobody may choose. */
function quarantinedOf({ workflow, draft }: Batch, { live, status }: RunRecord): string | undefined {
  if (status !== "queued" && status !== "gated") return undefined;
  const [bad] = quarantinedAmong(workflow, draft, live.bound ?? {});
  return bad && `version ${String(bad.number)} of ${bad.name}`;
}

async function giveBackVersions(batch: Batch, reader: HistoryReader, { live }: RunRecord): Promise<void> {
  const job = batch.workflow.jobs.get(live.job);
  const id = jobOf(batch, live.job)?.id;
  if (!job || id === undefined) return;
  const runs = recordsOf(batch).filter((record) => record.live.job === live.job);
  const { heirs, free } = decideGivenBack(batch.draft, live, runs);
  for (const heir of heirs) {
    const record = runOf(batch, heir.id);
    if (record) putRun(batch, { ...record, live: heir });
  }
  const taken = await reader.findTaken({ jobId: id, versions: free, leaving: GIVING_BACK });
  for (const { name, number } of free) if (!taken.has(name)) giveBackVersion(batch.draft, job, name, number);
}
