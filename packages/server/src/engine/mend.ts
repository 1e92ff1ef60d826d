import { isQuarantined } from "@landbridge/core";
import type { Breach } from "@landbridge/core";
import { putAudit, putEvent, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { applyHappening, endRunWithout } from "./consequences.ts";
import { enforceDeadlines } from "./deadlines.ts";
import type { DeadlineLimits } from "./deadlines.ts";
import type { RunRecord } from "./run-record.ts";

/** The doctor found something that is overdue. */
export interface MendAsked {
  readonly by: string;
  /** What was found, for the audit log. */
  readonly breaches: readonly Pick<Breach, "code" | "subject">[];
}

/** Does at once whatever an event should have done long ago: ends runs that can't go on, looks at waiting jobs. */
export function mend(batch: Batch, { by, breaches }: MendAsked, limits?: DeadlineLimits): void {
  for (const { code, subject } of breaches)
    putAudit(batch, { actor: by, action: "mend", subject, details: { code } });
  for (const id of batch.cache.runs.keys()) {
    const record = runOf(batch, id);
    if (record?.status === "queued" || record?.status === "gated") endHopeless(batch, record);
  }
  dropWaitingOfRemoved(batch);
  enforceDeadlines(batch, limits);
  const text = `${by} let the doctor mend what it found`;
  const event = putEvent(batch, { kind: "mended", subject: batch.cache.name, text });
  applyHappening(batch, event, { versions: [] });
}

function endHopeless(batch: Batch, record: RunRecord): void {
  const { job } = record.live;
  if (batch.draft.job(job).isDeleted) {
    const message = `${job} was removed from the configuration before the run started.`;
    endRunWithout(batch, record, { status: "canceled", reason: { code: "job-deleted", message } });
    return;
  }
  const bad = quarantinedOf(batch, record);
  if (bad === undefined) return;
  const message = `It was bound to ${bad}, which is in quarantine.`;
  endRunWithout(batch, record, { status: "canceled", reason: { code: "version-quarantined", message } });
}

/** "version 3 of app", where the run is bound to one that nobody may choose. */
function quarantinedOf({ workflow, draft }: Batch, { live }: RunRecord): string | undefined {
  const found = Object.entries(live.bound ?? {}).find(([name, number]) =>
    isQuarantined(workflow, draft, name, number),
  );
  return found && `version ${String(found[1])} of ${found[0]}`;
}

/** Nothing upstream of a removed job ever ends: the graph does not have it. */
function dropWaitingOfRemoved({ draft }: Batch): void {
  for (const name of draft.waitingJobs()) {
    const { waiting: _dropped, ...facts } = draft.job(name);
    if (facts.isDeleted) draft.setJob(name, facts);
  }
}
