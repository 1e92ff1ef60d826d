import type { Breach } from "@landbridge/core";
import { putAudit, putEvent, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { applyHappening, endRunWithout } from "./consequences.ts";
import { enforceDeadlines } from "./deadlines.ts";
import type { DeadlineLimits } from "./deadlines.ts";
import type { HistoryReader } from "./remember.ts";
import type { RunRecord } from "./run-record.ts";
import { endQuarantinedRuns } from "./unstarted-runs.ts";

/** The doctor found something that is overdue. */
export interface MendAsked {
  readonly by: string;
  /** What was found, for the audit log. */
  readonly breaches: readonly Pick<Breach, "code" | "subject">[];
}

/** Does at once whatever an event should have done long ago: ends runs that can't go on, looks at waiting jobs. */
export async function mend(
  batch: Batch,
  reader: HistoryReader,
  { by, breaches }: MendAsked,
  limits?: DeadlineLimits,
): Promise<void> {
  for (const { code, subject } of breaches)
    putAudit(batch, { actor: by, action: "mend", subject, details: { code } });
  for (const id of batch.cache.runs.keys()) {
    const record = runOf(batch, id);
    if (record?.status === "queued" || record?.status === "gated") endRemoved(batch, record);
  }
  await endQuarantinedRuns(batch, reader);
  dropWaitingOfRemoved(batch);
  enforceDeadlines(batch, limits);
  const text = `${by} let the doctor mend what it found`;
  const event = putEvent(batch, { kind: "mended", subject: batch.cache.name, text });
  applyHappening(batch, event, { versions: [] });
}

function endRemoved(batch: Batch, record: RunRecord): void {
  const { job } = record.live;
  if (!batch.draft.job(job).isDeleted) return;
  const message = `${job} was removed from the configuration before the run started.`;
  endRunWithout(batch, record, { status: "canceled", reason: { code: "job-deleted", message } });
}

/** Nothing upstream of a removed job ever ends: the graph does not have it. */
function dropWaitingOfRemoved({ draft }: Batch): void {
  for (const name of draft.waitingJobs()) {
    const { waiting: _dropped, ...facts } = draft.job(name);
    if (facts.isDeleted) draft.setJob(name, facts);
  }
}
