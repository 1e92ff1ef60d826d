import { hasNumber, inputsOf, isQuarantined, pinOf, ruleOfResourceType } from "@landbridge/core";
import type { InStep, Job, TriggerCause, VersionNumbers } from "@landbridge/core";
import { Breach } from "./breach.ts";
import { nameIn } from "./tables.ts";
import type { WorkspaceCache } from "../src/engine/workspace-cache.ts";
import type { Moment, RunRowOf } from "./watch.ts";
import type { World } from "./world.ts";

/** By job and IN: the versions that came over an IN that takes every one, and the runs that were bound to each. */
export type EveryEdges = Map<
  string,
  { readonly came: Set<number>; readonly takers: Map<number, ReadonlySet<string>> }
>;

/** An IN of `flow: every` skips no version, takes none twice by itself, and takes them in order. */
export function everyVersionGetsItsRun(moment: Moment): void {
  noteEdges(moment);
  noteComers(moment);
  const returned = moment.changes.ended.filter(({ reason_code: code }) => code !== null && RETURNS.has(code));
  for (const row of returned) noteReturned(moment, row);
  // A retry has the place of the run that it repeats.
  const made = [...moment.changes.made].sort((a, b) => a.queue_order - b.queue_order || a.number - b.number);
  for (const row of made) noteTaken(moment, row, returned);
  for (const { id } of moment.saved.jobs) nothingIsForgotten(moment, id);
}

function everyInputs(job: Job): readonly InStep[] {
  return inputsOf(job).filter(
    ({ flow, passed = [], isSwitchedOn, pin }) =>
      flow === "every" && passed.length === 0 && isSwitchedOn && !pin,
  );
}

/** By identifiers: after a deletion for good a name may be that of something new. */
function keyOf({ jobs, resources }: WorkspaceCache, job: string, from: string): string {
  return `${jobs.get(job)?.id ?? job} ${(resources.get(from) ?? jobs.get(from))?.id ?? from}`;
}

/** A sync may take an edge away: what came over it is forgotten. */
function noteEdges({ cache, decided, memory }: Moment): void {
  const isFirst = memory.every.size === 0;
  if (!isFirst && !decided.asked.events.some(({ type }) => type === "sync")) return;
  const keys = new Set<string>();
  for (const job of cache.workflow.jobs.values()) {
    for (const { from } of everyInputs(job)) {
      const key = keyOf(cache, job.name, from);
      keys.add(key);
      if (!memory.every.has(key)) memory.every.set(key, { came: new Set(), takers: new Map() });
    }
  }
  for (const key of memory.every.keys()) if (!keys.has(key)) memory.every.delete(key);
}

function noteComers(moment: Moment): void {
  const { world, saved, cache } = moment;
  for (const { resource_id: id, number, origin } of saved.versions) {
    const resource = world.tables.resources.get(id)?.definition;
    const { fires } = ruleOfResourceType(resource?.type ?? "");
    const isNews = origin === "configuration" ? fires === "yaml" && number > 1 : fires !== "never";
    if (resource && isNews) noteComer(moment, resource.name, number);
  }
  for (const { job_id: id, status, number } of saved.endedRuns) {
    const name = world.tables.jobs.get(id)?.definition.name;
    if (name !== undefined && status === "success" && cache.workflow.jobs.has(name))
      noteComer(moment, name, number);
  }
}

function noteComer({ cache, memory, decided }: Moment, name: string, number: number): void {
  // Whether the pin was there before or after it is not known here.
  const { events } = decided.asked;
  for (const { job, input } of cache.workflow.consumers.get(name) ?? []) {
    const isOfPin = events.some(
      (one) => one.type === "pin-asked" && one.job === job.name && one.input === name,
    );
    if (isOfPin && events.length > 1) continue;
    if (pinOf(cache.facts.job(job.name), input)) continue;
    memory.every.get(keyOf(cache, job.name, name))?.came.add(number);
  }
}

/** Why a run that never started gives back all that it was bound to. */
const RETURNS: ReadonlySet<string> = new Set([
  "version-quarantined",
  "input-unhealthy-at-start",
  "inconsistent",
]);

function noteReturned({ world, cache, memory }: Moment, row: RunRowOf): void {
  for (const [from, number] of boundOf(row)) {
    const takers = memory.every.get(keyOf(cache, jobNameOf(world, row), from))?.takers;
    const others = new Set(takers?.get(number));
    others.delete(row.id);
    if (others.size === 0) takers?.delete(number);
    else takers?.set(number, others);
  }
}

function noteTaken(moment: Moment, row: RunRowOf, returned: readonly RunRowOf[]): void {
  const { world, saved, cache, memory, jobsBefore } = moment;
  const job = jobNameOf(world, row);
  const cause = row.cause as TriggerCause;
  // That of a job with a gate has the gate's reason.
  const waitedFor = jobsBefore.get(row.job_id)?.waiting_because;
  const isAnswer = saved.decisions.some(
    ({ id, reason }) =>
      id === row.decision_id && (reason === "upstream-settled" || reason === "needs-approval"),
  );
  const isReturned = (from: string, number: number): boolean =>
    returned.some(
      (other) => other.job_id === row.job_id && (other.bound as VersionNumbers | null)?.[from] === number,
    );
  for (const [from, number] of boundOf(row)) {
    const edge = memory.every.get(keyOf(cache, job, from));
    if (!edge) continue;
    const isOwn =
      (cause.kind === "version" && cause.resource === from) || (cause.kind === "run" && cause.job === from);
    const is = `${nameIn(world.tables, row)} takes ${from}@${String(number)}`;
    // A wait is answered by a run, also where another one was early and took what it waited for.
    const isWaitOver = isAnswer && (row.status !== "gated" || waitedFor === from);
    if (isOwn && !isWaitOver && edge.takers.has(number))
      throw new Breach("every", `${is}, which a run took before`);
    const skipped = [...edge.came].find(
      (other) =>
        other < number &&
        !edge.takers.has(other) &&
        !isReturned(from, other) &&
        !isQuarantinedFor(moment, from, other),
    );
    // What a pin holds is taken out of order; the rest is left until it is gone.
    if (isOwn && skipped !== undefined && !isPinned(moment, row, from))
      throw new Breach("every", `${is} before ${from}@${String(skipped)}`);
    // A retry carries out again what the run before it read, also under a pin.
    if (cause.kind === "retry" || returned.some(({ id }) => id === row.id)) continue;
    edge.takers.set(number, new Set([...(edge.takers.get(number) ?? []), row.id]));
  }
}

/** Is the version in quarantine, or was it until it was released in this transaction? */
function isQuarantinedFor({ saved, cache }: Moment, from: string, number: number): boolean {
  const { id } = cache.resources.get(from) ?? cache.jobs.get(from) ?? {};
  const isReleased = saved.quarantines.some((row) => row.subject_id === id && row.number === number);
  return isReleased || isQuarantined(cache.workflow, cache.facts, from, number);
}

/** Is the IN pinned by command, or was it until this transaction? */
function isPinned({ world, jobsBefore }: Moment, { job_id: id }: RunRowOf, from: string): boolean {
  const pins = [jobsBefore.get(id)?.pins, world.tables.jobs.get(id)?.pins];
  return pins.some((set) => set !== undefined && Object.hasOwn(set, from));
}

function jobNameOf({ tables }: World, row: RunRowOf): string {
  return tables.jobs.get(row.job_id)?.definition.name ?? "";
}

function boundOf({ bound }: RunRowOf): readonly (readonly [string, number])[] {
  return Object.entries((bound ?? {}) as VersionNumbers);
}

function nothingIsForgotten({ world, cache, memory }: Moment, id: string): void {
  const job = cache.workflow.jobs.get(world.tables.jobs.get(id)?.definition.name ?? "");
  if (!job) return;
  const { backlog } = cache.facts.job(job.name);
  for (const { from } of everyInputs(job)) {
    const edge = memory.every.get(keyOf(cache, job.name, from));
    for (const number of edge?.came ?? []) {
      if (edge?.takers.has(number) || hasNumber(backlog?.[from] ?? [], number)) continue;
      throw new Breach("every", `${job.name} has no run for ${from}@${String(number)} and will have none`);
    }
  }
}
