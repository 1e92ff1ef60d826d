import { changeRun, giveBackVersion, isFinal, isQuarantined } from "@landbridge/core";
import { jobOf, putRun, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { endRunWithout } from "./consequences.ts";
import type { EndedWithout } from "./consequences.ts";
import type { HistoryReader } from "./remember.ts";
import type { RunRecord } from "./run-record.ts";
import type { NamedVersion } from "../store/takers.ts";

/** Why a run ends before its start through no fault of what it was bound to. */
const LEAVING: ReadonlySet<string> = new Set([
  "version-quarantined",
  "input-unhealthy-at-start",
  "inconsistent",
]);

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
  if (LEAVING.has(ended.reason.code)) await giveBackVersions(batch, reader, record);
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
  const found = Object.entries(live.bound ?? {}).find(([name, number]) =>
    isQuarantined(workflow, draft, name, number),
  );
  return found && `version ${String(found[1])} of ${found[0]}`;
}

/** What no run had taken before goes to the next one that is bound to it, or is left to take where no other took it. */
async function giveBackVersions(batch: Batch, reader: HistoryReader, { live }: RunRecord): Promise<void> {
  const job = batch.workflow.jobs.get(live.job);
  const id = jobOf(batch, live.job)?.id;
  if (!job || id === undefined) return;
  const others = recordsOf(batch).filter((other) => other.live.job === live.job && other.live.id !== live.id);
  const heirs = new Map<RunRecord, string[]>();
  const free: NamedVersion[] = [];
  for (const name of live.takes ?? []) {
    const version = { name, number: live.bound?.[name] ?? 0 };
    const takers = others.filter((other) => takes(other, version));
    const heir = takers.find(({ status }) => status === "queued" || status === "gated");
    if (heir) heirs.set(heir, [...(heirs.get(heir) ?? []), name]);
    if (takers.length === 0) free.push(version);
  }
  for (const [heir, names] of heirs) inherit(batch, heir, names);
  const taken = await reader.findTaken({ jobId: id, versions: free, leaving: [...LEAVING] });
  for (const { name, number } of free) if (!taken.has(name)) giveBackVersion(batch.draft, job, name, number);
}

/** Has a run taken the version, or will it? */
function takes({ live, status, reason }: RunRecord, { name, number }: NamedVersion): boolean {
  const isLeft = isFinal(status) && live.reads === undefined && LEAVING.has(reason?.code ?? "");
  // What it merely read as the newest, it did not take.
  return !isLeft && live.bound?.[name] === number;
}

function inherit(batch: Batch, heir: RunRecord, names: readonly string[]): void {
  const live = { ...heir.live, takes: [...new Set([...(heir.live.takes ?? []), ...names])] };
  changeRun(batch.draft, live);
  putRun(batch, { ...heir, live });
}
