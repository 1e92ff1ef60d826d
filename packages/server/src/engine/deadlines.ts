import { decisionOnExpiry, isFinal } from "@landbridge/core";
import { putDecision, putEvent, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { endRunWithout, requestCancel } from "./consequences.ts";
import { ITS_TIMEOUT, isExternal, isOverdue } from "./run-record.ts";
import type { RunRecord } from "./run-record.ts";

/** How long a status may last beside what the run itself says; only tests wait for less. */
export interface DeadlineLimits {
  /** Nothing is queued for longer than this. */
  readonly queueMs: number;
  /** An agent ends a run at its timeout by itself; this much later it is told to. */
  readonly overtimeMs: number;
  /** And this much after it was asked to end, the run ends without its agent. */
  readonly graceMs: number;
}

export const DEADLINE_LIMITS: DeadlineLimits = {
  queueMs: 7 * 86_400_000,
  overtimeMs: 10 * 60_000,
  graceMs: 10 * 60_000,
};

/** The moment at which somebody has to look at a run again, milliseconds since 1970: no status is for ever. */
export function deadlineOf(
  { live, status, queuedAt, startedAt, plan, cancelRequestedAt }: RunRecord,
  { queueMs, overtimeMs, graceMs }: DeadlineLimits = DEADLINE_LIMITS,
): number {
  if (status === "gated") return live.gate?.expiresAt ?? queuedAt.getTime() + queueMs;
  if (status === "queued") return Math.max(live.notBefore ?? 0, queuedAt.getTime()) + queueMs;
  if (isFinal(status)) return Infinity;
  if (live.cause.kind === "external") return live.cause.endsBy;
  if (cancelRequestedAt) return cancelRequestedAt.getTime() + graceMs;
  return (startedAt ?? queuedAt).getTime() + (plan?.timeoutMs ?? 0) + overtimeMs;
}

/** Ends what waited or worked longer than it may. */
export function enforceDeadlines(batch: Batch, limits?: DeadlineLimits): void {
  // In an order that every server knows, whatever it read in which order.
  const inOrder = [...batch.cache.runs.values()].sort((a, b) => a.live.order - b.live.order);
  for (const { live } of inOrder) {
    const record = runOf(batch, live.id);
    if (record && !isFinal(record.status) && deadlineOf(record, limits) <= batch.draft.now)
      enforce(batch, record);
  }
}

function enforce(batch: Batch, record: RunRecord): void {
  const { live, status } = record;
  const name = `${live.job} #${String(live.number)}`;
  if (status === "gated") {
    const event = putEvent(batch, {
      kind: "gate-expired",
      subject: live.job,
      text: `the gate of ${name} expired`,
    });
    putDecision(batch, event, decisionOnExpiry(live));
    const reason = { code: "gate-expired", message: "Nobody approved it in time." } as const;
    endRunWithout(batch, record, { status: "canceled", reason });
  } else if (status === "queued") {
    const reason = { code: "queue-expired", message: "It was queued for longer than a week." } as const;
    endRunWithout(batch, record, { status: "canceled", reason });
  } else if (isExternal(record)) {
    const message = "The end of the build was not told in time.";
    endRunWithout(batch, record, { status: "timeout", reason: { code: "timed-out", message } });
  } else if (!record.cancelRequestedAt) requestCancel(batch, record, ITS_TIMEOUT);
  else endWithoutAgent(batch, record);
}

function endWithoutAgent(batch: Batch, record: RunRecord): void {
  if (isOverdue(record)) {
    const message = "Its agent did not end it after its timeout.";
    endRunWithout(batch, record, { status: "timeout", reason: { code: "timed-out", message } });
    return;
  }
  const message = `Its agent did not end it after ${record.cancelRequestedBy ?? "somebody"} canceled it.`;
  endRunWithout(batch, record, { status: "canceled", reason: { code: "canceled", message } });
}
