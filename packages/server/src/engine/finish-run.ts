import { collectJobState, collectOutputs, decideRun } from "@landbridge/core";
import type { ManagedOutcome, NewVersion, RunPlan, RunResult } from "@landbridge/core";
import { resourceOf, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { endRunAs } from "./consequences.ts";
import { putVersion } from "./put-version.ts";
import { isOverdue } from "./run-record.ts";
import type { RunRecord } from "./run-record.ts";

/** An agent's report about a run that it was given. */
export interface FinishReport {
  readonly runId: string;
  readonly leaseToken: string;
  readonly result: RunResult;
}

/**
 * Ends a run as its agent reported: versions of its OUTs, its job version, and what follows from them. A report
 * with another lease token, or about a run that has ended, changes nothing: false.
 */
export function finishRun(batch: Batch, { runId, leaseToken, result: reported }: FinishReport): boolean {
  const record = runOf(batch, runId);
  if (!record || record.leaseToken !== leaseToken || record.status !== "processing") return false;
  const result = isOverdue(record) ? asTimeout(reported) : reported;
  const decided = decideRun(record.status, { type: "finished", status: result.status });
  if (!decided.ok) return false;
  const versions = record.plan ? makeVersions(batch, record, record.plan, result) : [];
  const kept = record.plan ? collectJobState(record.plan, result) : { state: result.state };
  const { versionName } = kept;
  endRunAs(batch, record, {
    status: result.status,
    state: kept.state,
    ...(result.reason ? { reason: { code: result.reason.code, text: result.reason.message } } : {}),
    ...(result.message === undefined ? {} : { message: result.message }),
    ...(versionName === undefined ? {} : { versionName }),
    steps: result.steps,
    versions,
  });
  return true;
}

/** An agent that was told to end a run can't know that its timeout was what asked for it. */
function asTimeout(result: RunResult): RunResult {
  if (result.status !== "canceled") return result;
  return {
    ...result,
    status: "timeout",
    reason: { code: "timed-out", message: "Its agent ended it only when it was told to after its timeout." },
  };
}

/** Ends a run that the scheduler carried out itself. */
export function endManagedRun(batch: Batch, record: RunRecord, outcome: ManagedOutcome): void {
  if (!outcome.ok) {
    endRunAs(batch, record, {
      status: "failure",
      reason: { code: "input-not-prepared", text: outcome.text },
      versions: [],
    });
    return;
  }
  const { content, versionName } = outcome;
  endRunAs(batch, record, {
    status: "success",
    content,
    ...(versionName === undefined ? {} : { versionName }),
    versions: [],
  });
}

/** The newest versions are the base of a merge, not those of the start: another run may have added keys since. */
function makeVersions(
  batch: Batch,
  record: RunRecord,
  plan: RunPlan,
  result: RunResult,
): readonly NewVersion[] {
  const outputs = plan.outputs.map((output) => {
    const latest = resourceOf(batch, output.name)?.latest;
    if (!latest) return output;
    const { versionName: _stale, ...rest } = output;
    const named = latest.name === undefined ? {} : { versionName: latest.name };
    return { ...rest, ...named, values: latest.values, files: latest.files };
  });
  return collectOutputs({ ...plan, outputs }, result).flatMap(({ resource, content }) => {
    const made = putVersion(batch, resource, content, { origin: "run", by: record.live });
    return made ? [made] : [];
  });
}
