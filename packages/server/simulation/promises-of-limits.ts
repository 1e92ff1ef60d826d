import { DEFAULT_POOL, DEFAULT_TIMEOUT_MINUTES, inputsOf } from "@landbridge/core";
import type { LiveRunRow } from "../src/store/saved-batch.ts";
import { Breach } from "./breach.ts";
import { isExternalRow, nameIn } from "./tables.ts";
import type { Moment } from "./watch.ts";

/** A serial job starts a run only when no other run of it is processing. Nobody here holds a build of another server. */
export function serialHolds(moment: Moment): void {
  const { world, cache } = moment;
  for (const row of moment.changes.started) {
    if (isExternalRow(row)) continue;
    const job = world.tables.jobs.get(row.job_id)?.definition;
    if (!job || cache.workflow.jobs.get(job.name)?.triggerMode !== "serial") continue;
    const other = processing(moment).find(({ id, job_id: of }) => of === row.job_id && id !== row.id);
    if (other)
      throw new Breach("serial", `${nameIn(world.tables, row)} runs beside ${nameIn(world.tables, other)}`);
  }
}

/** A lock is held by at most one run. */
export function locksHold(moment: Moment): void {
  const holders = new Map<string, LiveRunRow>();
  for (const row of processing(moment)) {
    for (const lock of row.locks ?? []) {
      const other = holders.get(lock);
      const { tables } = moment.world;
      if (other) throw new Breach("lock", `${nameIn(tables, row)} and ${nameIn(tables, other)} hold ${lock}`);
      holders.set(lock, row);
    }
  }
}

/** An agent gets no more runs than it has slots, and only those of its pool. */
export function slotsHold({ world, decided, changes }: Moment): void {
  for (const { agentId, slots, pool } of decided.asked.seats) {
    const rows = [...world.tables.liveRuns.values()].filter(
      (row) => row.status === "processing" && row.agent_id === agentId,
    );
    if (rows.length > slots) throw new Breach("slots", `${agentId} has ${String(rows.length)} runs`);
    for (const row of changes.started) {
      if (row.agent_id === agentId && (row.node_pool ?? "default") !== pool)
        throw new Breach("slots", `${nameIn(world.tables, row)} runs in the pool ${pool}`);
    }
  }
}

/** A chrono run starts only when no job directly upstream or downstream is processing. */
export function chronoStartsAlone(moment: Moment): void {
  const { world, cache, saved, liveBefore } = moment;
  const place = new Map(saved.plans.map(({ run_id: id }, index) => [id, index]));
  const placeOf = (row: LiveRunRow): number =>
    liveBefore.get(row.id)?.status === "processing" ? -1 : (place.get(row.id) ?? -1);
  const running = processing(moment);
  for (const row of moment.changes.started) {
    const job = world.tables.jobs.get(row.job_id)?.definition;
    if (row.mode !== "chrono" || !job || isExternalRow(row)) continue;
    const declared = cache.workflow.jobs.get(job.name);
    const consumers = cache.workflow.consumers.get(job.name) ?? [];
    const around = new Set([
      ...(declared ? inputsOf(declared).map(({ from }) => from) : []),
      ...consumers.map((consumer) => consumer.job.name),
    ]);
    const other = running.find(
      (one) =>
        one.id !== row.id &&
        around.has(world.tables.jobs.get(one.job_id)?.definition.name ?? "") &&
        placeOf(one) < placeOf(row),
    );
    if (other)
      throw new Breach("chrono", `${nameIn(world.tables, row)} starts beside ${nameIn(world.tables, other)}`);
  }
}

/** A run may take as long as its job says, or else its pool, or else its workspace. */
export function plansHoldTheLimits({ world, saved, cache, decided }: Moment): void {
  // What starts as they change has those of before.
  if (decided.limits) return;
  for (const { run_id: id, plan } of saved.plans) {
    const row = world.tables.liveRuns.get(id) ?? world.tables.runs.get(id);
    const job = cache.workflow.jobs.get(plan.job);
    if (!row || !job || row.replays !== null) continue;
    const { pools, workspace } = world.tables.timeouts;
    const ofPool = pools[row.node_pool ?? DEFAULT_POOL];
    const minutes = job.runtime.timeoutMinutes ?? ofPool ?? workspace ?? DEFAULT_TIMEOUT_MINUTES;
    if (plan.timeoutMs !== minutes * 60_000)
      throw new Breach(
        "time-limit",
        `${nameIn(world.tables, row)} may take ${String(plan.timeoutMs)} ms, and ${String(minutes)} minutes are the limit`,
      );
  }
}

function processing({ world }: Moment): readonly LiveRunRow[] {
  return [...world.tables.liveRuns.values()].filter(({ status }) => status === "processing");
}
