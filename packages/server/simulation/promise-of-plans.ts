import { identityOfPlan } from "@landbridge/core";
import { Breach } from "./breach.ts";
import { nameIn } from "./tables.ts";
import type { Moment, RunRowOf } from "./watch.ts";
import { count } from "./world.ts";

/** A plan tells what its sync does: the same changes, runs that begin, and runs that never will. */
export function plansTellWhatComes(moment: Moment): void {
  const { world, saved, changes, decided } = moment;
  const { plans } = decided;
  if (!plans) return;
  const { told, done } = plans;
  if (!told || identityOfPlan(told) !== identityOfPlan(done))
    throw new Breach("plan", `another plan was told than what was done: ${told?.summary ?? "none"}`);
  const starts = told.starts.flatMap(({ job, runNumber }) =>
    runNumber === undefined ? [] : [`${job} #${String(runNumber)}`],
  );
  const made = changes.made.filter((row) => isBySync(moment, row)).map((row) => nameIn(world.tables, row));
  refuseOther("begins", starts, made);
  const canceled = told.canceledRuns.map(({ job, number }) => `${job} #${String(number)}`);
  const ended = saved.endedRuns.filter(({ reason_code: code }) => code === "job-deleted");
  refuseOther(
    "never starts",
    canceled,
    ended.map((row) => nameIn(world.tables, row)),
  );
  if (starts.length > 0) count(world, "run that a plan told");
}

/** By the sync itself, or because a run ended that its job was removed from; not by what began and ended since. */
function isBySync({ saved, changes, world }: Moment, { decision_id: id }: RunRowOf): boolean {
  const { event_id: eventId } = saved.decisions.find((row) => row.id === id) ?? {};
  const event = saved.events.find((row) => row.id === eventId);
  if (event?.kind === "synced") return true;
  return changes.ended.some(
    (row) =>
      row.reason_code === "job-deleted" &&
      event?.text.startsWith(`${nameIn(world.tables, row)} ended:`) === true,
  );
}

function refuseOther(what: string, told: readonly string[], done: readonly string[]): void {
  const missing = done.find((name) => !told.includes(name));
  if (missing !== undefined) throw new Breach("plan", `${missing} ${what}, and no plan told of it`);
  const idle = told.find((name) => !done.includes(name));
  if (idle !== undefined) throw new Breach("plan", `a plan told that ${idle} ${what}, and it does not`);
}
