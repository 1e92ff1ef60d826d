import { REASONS, inputsOf, isBusy, switchedOnAncestors } from "@landbridge/core";
import type { InputFact, TriggerCause } from "@landbridge/core";
import type { DecisionRow, EventRow } from "../src/store/saved-batch.ts";
import { Breach } from "./breach.ts";
import { nameIn } from "./tables.ts";
import type { Moment } from "./watch.ts";

/** Every decision has a reason of the registry. */
export function everyReasonIsKnown({ saved }: Moment): void {
  for (const { reason, text } of saved.decisions) {
    if (!Object.hasOwn(REASONS, reason)) throw new Breach("reasons", `"${reason}" is not a reason: ${text}`);
    if (text === "") throw new Breach("reasons", `a decision says nothing: ${reason}`);
  }
}

/** Whoever consumes what happened has a decision about it; one that speaks of a new run has just that run. */
export function decisionsAnswerNews(moment: Moment): void {
  const { world, saved, changes, cache } = moment;
  const told = decisionsByEvent(moment);
  for (const event of saved.events) {
    for (const subject of subjectsOf(moment, event)) {
      for (const { job, input } of cache.workflow.consumers.get(subject) ?? []) {
        const about = told.get(event.id)?.get(job.name) ?? [];
        if (about.length === 0)
          throw new Breach(
            "decided-once",
            `${job.name} reads ${input.from} and heard nothing of: ${event.text}`,
          );
      }
    }
    for (const [name, about] of told.get(event.id) ?? []) {
      const job = cache.workflow.jobs.get(name);
      const takesEvery = job && inputsOf(job).some(({ flow }) => flow === "every");
      if (takesEvery) refuseTwoForOne(moment, name, about, event);
      else if (job) refuseTwo(name, about, event);
    }
  }
  const decisions = new Map(saved.decisions.map((row) => [row.id, row]));
  for (const row of changes.made) {
    const decision = decisions.get(row.decision_id ?? "");
    const isItsOwn = decision?.run_number === row.number && decision.job_id === row.job_id;
    if (!isItsOwn || (decision.verdict !== "queued" && decision.verdict !== "gated"))
      throw new Breach("decided-once", `${nameIn(world.tables, row)} was made without a decision of its own`);
  }
}

/** One decision for one event; only a job that takes every version has more, for those that are left. */
function refuseTwo(job: string, about: readonly DecisionRow[], event: EventRow): void {
  const own = ownOf(about);
  if (own.length > 1)
    throw new Breach("decided-once", `${job} was decided ${String(own.length)} times for: ${event.text}`);
}

/** A job that takes every version has a decision for each that it takes, and for what it can't take one of each kind. */
function refuseTwoForOne(
  { world, changes }: Moment,
  job: string,
  about: readonly DecisionRow[],
  event: EventRow,
): void {
  const own = ownOf(about);
  const idle = own.filter((row) => row.run_number === null).map(({ verdict }) => verdict);
  const is = `${job} was decided`;
  // Somebody dropped its wait, and then it was looked at for what it has left to take.
  const isOfDrop = event.kind === "waiting-dropped" && event.subject === job;
  if (new Set(idle).size < idle.length && !isOfDrop)
    throw new Breach("decided-once", `${is} as ${idle.join(" and ")} for: ${event.text}`);
  const numbers = new Set<number>();
  const taken = new Set<string>();
  for (const { run_number: number } of own) {
    if (number === null) continue;
    if (numbers.has(number)) throw new Breach("decided-once", `${is} twice for ${job} #${String(number)}`);
    numbers.add(number);
    const run = changes.made.find((row) => nameIn(world.tables, row) === `${job} #${String(number)}`);
    const versions = JSON.stringify(run?.bound ?? {});
    if (taken.has(versions))
      throw new Breach("decided-once", `${is} twice for ${versions}, after: ${event.text}`);
    taken.add(versions);
  }
}

function ownOf(about: readonly DecisionRow[]): readonly DecisionRow[] {
  return about.filter(({ reason }) => !["retry", "no-retry-left", "superseded"].includes(reason));
}

function decisionsByEvent({ world, saved }: Moment): Map<string, Map<string, DecisionRow[]>> {
  const found = new Map<string, Map<string, DecisionRow[]>>();
  for (const row of saved.decisions) {
    const job = world.tables.jobs.get(row.job_id)?.definition.name ?? row.job_id;
    const ofEvent = found.get(row.event_id) ?? new Map<string, DecisionRow[]>();
    found.set(row.event_id, ofEvent);
    ofEvent.set(job, [...(ofEvent.get(job) ?? []), row]);
  }
  return found;
}

/** Names of what an event is about, as far as consumers are concerned. */
function subjectsOf({ world, saved, changes }: Moment, event: EventRow): readonly string[] {
  const nameOf = (id: string): string => world.tables.resources.get(id)?.definition.name ?? id;
  if (event.kind === "version-arrived" || event.kind === "replayed") return [event.subject];
  if (event.kind === "synced") {
    const changed = saved.versions.filter(({ run_id: by, number }) => by === null && number > 1);
    return changed.map(({ resource_id: id }) => nameOf(id));
  }
  if (event.kind !== "run-finished") return [];
  const run = changes.ended.find((row) => event.text.startsWith(`${nameIn(world.tables, row)} ended:`));
  const made = saved.versions.filter(({ run_id: by }) => by !== null && by === run?.id);
  return [event.subject, ...made.map(({ resource_id: id }) => nameOf(id))];
}

/** What an event starts has healthy inputs, as far as its mode asks; a strict run none that is under way. */
export function startsAreHealthy({ world, saved, changes }: Moment): void {
  const decisions = new Map(saved.decisions.map((row) => [row.id, row]));
  for (const row of changes.made) {
    const cause = row.cause as TriggerCause;
    const isByEvent = cause.kind === "version" || cause.kind === "run" || cause.kind === "replay";
    if (!isByEvent || row.mode === "immediate") continue;
    const inputs = (decisions.get(row.decision_id ?? "")?.inputs ?? []) as readonly InputFact[];
    const bad = inputs.find(
      ({ health: { state }, isSwitchedOn }) =>
        state === "unhealthy" || (row.mode === "strict" && state === "busy" && isSwitchedOn),
    );
    if (bad)
      throw new Breach(
        "health",
        `${nameIn(world.tables, row)} was made while ${bad.from} is ${bad.health.state}`,
      );
  }
}

/** A strict job starts once for one wait, when nothing upstream is under way. */
export function strictStartsOnce(moment: Moment): void {
  const { world, saved, changes, cache, jobsBefore, decided } = moment;
  const answered = new Map<string, number>();
  const waits = new Map<string, number>();
  for (const { job_id: id, verdict, reason } of saved.decisions) {
    if (reason === "upstream-settled") answered.set(id, (answered.get(id) ?? 0) + 1);
    if (verdict === "waiting" && reason === "waits-for-upstream") waits.set(id, (waits.get(id) ?? 0) + 1);
  }
  for (const [id, count] of answered) {
    const waited = Number(typeof jobsBefore.get(id)?.waiting_order === "number") + (waits.get(id) ?? 0);
    const name = world.tables.jobs.get(id)?.definition.name ?? id;
    if (count > waited)
      throw new Breach("strict", `${name} started ${String(count)} times for ${String(waited)} waits`);
  }
  // Where one event follows another, upstream may be busy again by now.
  if (decided.asked.events.length > 1 || saved.events.length > 1) return;
  for (const row of changes.made) {
    const job = cache.workflow.jobs.get(world.tables.jobs.get(row.job_id)?.definition.name ?? "");
    const { kind } = row.cause as { readonly kind: string };
    if (!job || row.mode !== "strict" || (kind !== "version" && kind !== "run")) continue;
    const busy = switchedOnAncestors(cache.workflow, job).find(({ name }) => isBusy(cache.facts.job(name)));
    if (busy)
      throw new Breach("strict", `${nameIn(world.tables, row)} starts while ${busy.name} is under way`);
  }
}
