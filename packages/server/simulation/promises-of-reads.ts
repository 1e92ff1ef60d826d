import { inputsOf, pinOf } from "@landbridge/core";
import type {
  InStep,
  Pin,
  PlannedInput,
  Replayed,
  RunPlan,
  TriggerCause,
  VersionNumbers,
} from "@landbridge/core";
import { isDeepStrictEqual } from "node:util";
import { Breach } from "./breach.ts";
import { nameIn } from "./tables.ts";
import type { Tables } from "./tables.ts";
import type { Moment, RunRowOf } from "./watch.ts";

/** A run reads what it was bound to, or else the pinned version, or else the newest that is not in quarantine. */
export function runsReadWhatCounts(moment: Moment): void {
  for (const { row } of plannedRuns(moment)) {
    const job = moment.cache.workflow.jobs.get(nameIn(moment.world.tables, row).split(" ")[0] ?? "");
    // A frozen plan reads nothing anew.
    if (!job || row.replays !== null) continue;
    for (const input of inputsOf(job)) holdRead(moment, row, input);
  }
}

function holdRead(moment: Moment, row: RunRowOf, input: InStep): void {
  const { world, cache } = moment;
  const { from } = input;
  const read = ((row.reads ?? {}) as VersionNumbers)[from];
  const bound = ((row.bound ?? {}) as VersionNumbers)[from];
  const is = `${nameIn(world.tables, row)} reads ${from}@${String(read)}`;
  const pin = pinOf(cache.facts.job(nameIn(world.tables, row).split(" ")[0] ?? ""), input);
  // A pin may name what is not there.
  if (read === undefined && pin) return;
  if (bound !== undefined) {
    if (read !== bound) throw new Breach("reads", `${is}, and was bound to ${String(bound)}`);
    return;
  }
  if (row.gate !== null) {
    if (read !== undefined) throw new Breach("reads", `${is}, which nobody approved`);
    return;
  }
  if (isMoving(moment, from)) return;
  const expected = pin ? pinnedNumber(moment, from, pin) : newestNumber(moment, from);
  if (read !== expected) throw new Breach("reads", `${is}, and ${String(expected)} counts`);
}

/** In the same transaction it got a version, or one was put away or released, or a pin was changed. */
function isMoving({ world, saved, decided, cache }: Moment, from: string): boolean {
  const id = idOf(cache, from);
  const isOfPin = decided.asked.events.some(({ type }) => type === "pin-asked" || type === "sync");
  return (
    isOfPin ||
    saved.versions.some((row) => row.resource_id === id) ||
    saved.endedRuns.some((row) => row.job_id === id && row.status === "success") ||
    saved.quarantines.some((row) => row.subject_id === id) ||
    !(world.tables.resources.has(id) || world.tables.jobs.has(id))
  );
}

function idOf({ resources, jobs }: Moment["cache"], name: string): string {
  return (resources.get(name) ?? jobs.get(name))?.id ?? "";
}

function newestNumber({ world, cache }: Moment, from: string): number | undefined {
  return versionsOf(world.tables, idOf(cache, from))[0]?.number;
}

function pinnedNumber({ world, cache }: Moment, from: string, pin: Pin): number | undefined {
  if (pin.kind === "number") return pin.versionNumber;
  const named = versionsOf(world.tables, idOf(cache, from)).filter(({ name }) => name === pin.versionName);
  return named.length === 0 ? undefined : Math.max(...named.map(({ number }) => number));
}

/** All that may be chosen, the newest first: of a job in the order of the queue. */
function versionsOf(
  { versions, runsOfJob, quarantines }: Tables,
  id: string,
): readonly { readonly number: number; readonly name: string | null }[] {
  const isAllowed = ({ number }: { readonly number: number }): boolean => !quarantines.get(id)?.has(number);
  const ofResource = [...(versions.get(id)?.values() ?? [])].filter(isAllowed);
  if (ofResource.length > 0) return ofResource.sort((a, b) => b.number - a.number);
  return [...(runsOfJob.get(id)?.values() ?? [])]
    .filter((row) => row.status === "success" && isAllowed(row))
    .sort((a, b) => b.queue_order - a.queue_order)
    .map(({ number, version_name: name }) => ({ number, name }));
}

/** What an agent is given holds the versions that its run reads, with what is in them; a repeated plan those of before. */
export function plansHoldWhatIsRead(moment: Moment): void {
  const { tables } = moment.world;
  for (const { row, plan } of plannedRuns(moment)) {
    const is = `the plan of ${nameIn(tables, row)}`;
    if (row.replays !== null) {
      const before = tables.plans.get((row.replays as Replayed).runId);
      if (before && !isDeepStrictEqual(before.inputs, plan.inputs))
        throw new Breach("plan", `${is} has other inputs than the one that it repeats`);
    }
    const reads = (row.reads ?? {}) as VersionNumbers;
    const unplanned = Object.keys(reads).find((name) => !plan.inputs.some((input) => input.name === name));
    if (unplanned !== undefined) throw new Breach("plan", `${is} has no ${unplanned}, which it reads`);
    for (const input of plan.inputs) {
      // What was deleted for good since the plan was frozen is read no more.
      if (!tables.resources.has(input.id) && !tables.jobs.has(input.id)) continue;
      if (input.versionNumber !== reads[input.name])
        throw new Breach("plan", `${is} has ${input.name}@${String(input.versionNumber)}`);
      if (!isAsStored(tables, input))
        throw new Breach("plan", `${is} has another ${input.name}@${String(input.versionNumber)}`);
    }
  }
}

function isAsStored(
  tables: Tables,
  { id, kind, versionId, versionName, versionNumber, values }: PlannedInput,
): boolean {
  if (versionNumber === undefined) return true;
  if (kind === "resource") {
    const row = tables.versions.get(id)?.get(versionNumber);
    const isSame = row?.id === versionId && row?.name === (versionName ?? null);
    return isSame && isDeepStrictEqual(row?.content, values);
  }
  const row = tables.runsOfJob.get(id)?.get(versionNumber);
  const isSame = row?.id === versionId && row?.version_name === (versionName ?? null);
  return isSame && isDeepStrictEqual(row?.content ?? row?.state.values, values);
}

function plannedRuns({
  world,
  saved,
}: Moment): readonly { readonly row: RunRowOf; readonly plan: RunPlan }[] {
  return saved.plans.flatMap(({ run_id: id, plan }) => {
    const row = world.tables.liveRuns.get(id) ?? world.tables.runs.get(id);
    return row ? [{ row, plan }] : [];
  });
}

/** What is said to have caused a run is there. */
export function causesAreThere({ world, changes, cache }: Moment): void {
  for (const row of changes.made) {
    const cause = row.cause as TriggerCause;
    const { versions, runsOfJob } = world.tables;
    const isThere =
      cause.kind === "version"
        ? versions.get(idOf(cache, cause.resource))?.has(cause.versionNumber)
        : cause.kind !== "run" ||
          runsOfJob.get(idOf(cache, cause.job))?.get(cause.runNumber)?.status === "success";
    if (isThere !== true)
      throw new Breach(
        "cause",
        `${nameIn(world.tables, row)} was caused by ${JSON.stringify(cause)}: there is none`,
      );
  }
}
