import { approvalOf, inputsOf } from "@landbridge/core";
import type { Gate, Job, TriggerCause } from "@landbridge/core";
import { ITS_TIMEOUT } from "../src/engine/run-record.ts";
import { Breach } from "./breach.ts";
import { nameIn } from "./tables.ts";
import type { Moment, RunRowOf } from "./watch.ts";

/** Why a run that its job's `retry` is for is not tried again. */
const NO_RETRY: ReadonlySet<string> = new Set([
  "no-retry-left",
  "superseded",
  "version-quarantined",
  "paused",
  "inconsistent",
  "type-not-runnable",
]);

/** What a job's `retry` is for is tried again, as often as it says, or it is told why not. */
export function retriesAreMadeOrRefused({ world, saved, changes, cache }: Moment): void {
  for (const row of changes.ended) {
    const retry = jobOf({ world, cache }, row)?.retry;
    const name = nameIn(world.tables, row);
    const next = changes.made.filter(
      (other) => other.job_id === row.job_id && retriedBy(other) === row.number,
    );
    if (next.length > 1)
      throw new Breach("retry", `${name} is tried again ${String(next.length)} times at once`);
    const [again] = next;
    const by = row.cancel_requested_by;
    const isWanted = by === null || by === ITS_TIMEOUT;
    const isFor = retry?.on.some((status) => status === row.status) === true && !isExternal(row) && isWanted;
    if (again && (!isFor || again.attempt > retry.attempts))
      throw new Breach(
        "retry",
        `${name} ended: ${row.status}, and is tried again as attempt ${String(again.attempt)}`,
      );
    if (again || !isFor) continue;
    const isTold = saved.decisions.some(
      ({ job_id: id, reason }) => id === row.job_id && NO_RETRY.has(reason),
    );
    if (!isTold) throw new Breach("retry", `${name} ended: ${row.status}, and is not tried again`);
  }
}

function retriedBy({ cause }: RunRowOf): number | undefined {
  const { kind, ...rest } = cause as TriggerCause;
  return kind === "retry" && "runNumber" in rest ? rest.runNumber : undefined;
}

function isExternal({ cause }: RunRowOf): boolean {
  return (cause as TriggerCause).kind === "external";
}

/** A new run takes the place of those that its job's `supersede` names. */
export function supersededRunsEnd({ world, changes, cache }: Moment): void {
  for (const row of changes.made) {
    const job = jobOf({ world, cache }, row);
    // A retry has the place of the run that it repeats.
    if (retriedBy(row) !== undefined) continue;
    if (!job || job.supersede === undefined || takesEvery(job) || isExternal(row)) continue;
    for (const other of world.tables.liveRuns.values()) {
      if (other.job_id !== row.job_id || other.number >= row.number) continue;
      const isAsked = other.cancel_requested_by !== null || isExternal(other);
      if (other.status !== "processing" || (job.supersede === "all" && !isAsked))
        throw new Breach(
          "supersede",
          `${nameIn(world.tables, other)} is ${other.status} beside ${nameIn(world.tables, row)}`,
        );
    }
  }
}

function takesEvery(job: Job): boolean {
  return inputsOf(job).some(({ flow, isSwitchedOn }) => flow === "every" && isSwitchedOn);
}

/** A gate opens when enough people have approved, each once, and nobody who may not; none is passed without. */
export function gatesOpenWithVotes({ world, saved, changes, cache, liveBefore }: Moment): void {
  for (const row of [...saved.liveRuns, ...saved.endedRuns]) {
    const hasOpened = row.status === "queued" || row.started_at !== null;
    if (liveBefore.get(row.id)?.status !== "gated" || !hasOpened) continue;
    const job = jobOf({ world, cache }, row);
    const { required, selfApproval } = approvalOf(job);
    const votes = (row.gate as Gate).votes;
    const approved = new Set(votes.flatMap(({ by, kind }) => (kind === "approve" ? [by] : [])));
    const name = nameIn(world.tables, row);
    if (approved.size < required)
      throw new Breach("gate", `${name} passed with ${String(approved.size)} votes`);
    if (votes.some(({ kind }) => kind === "reject"))
      throw new Breach("gate", `${name} was rejected, and passed`);
    const own = votes.find(({ by }) => by === row.caused_by);
    if (own && !selfApproval && row.status === "queued" && own === votes.at(-1))
      throw new Breach("gate", `${name} was approved by who caused it`);
  }
  for (const row of changes.made) {
    const isGated = row.gate !== null || isExternal(row);
    if (jobOf({ world, cache }, row)?.approval && !isGated)
      throw new Breach("gate", `${nameIn(world.tables, row)} was made without a gate`);
  }
}

function jobOf({ world, cache }: Pick<Moment, "world" | "cache">, row: RunRowOf): Job | undefined {
  return cache.workflow.jobs.get(world.tables.jobs.get(row.job_id)?.definition.name ?? "");
}
