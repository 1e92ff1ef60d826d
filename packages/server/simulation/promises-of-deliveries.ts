import { isFinal } from "@landbridge/core";
import type { JsonObject, RunStatus, StateSnapshot, TriggerCause } from "@landbridge/core";
import type { BuildTold } from "../src/engine/external-events.ts";
import type { EndedRunRow, SavedBatch } from "../src/store/saved-batch.ts";
import { Breach } from "./breach.ts";
import type { Tables } from "./tables.ts";
import type { Decided } from "./transaction.ts";
import type { Memory, Moment } from "./watch.ts";

/** What was told from outside, by what it is known again. */
export interface Told {
  /** The number that each delivery of a webhook was answered with. */
  readonly deliveries: Map<string, number>;
  readonly builds: Map<string, { readonly number: number; readonly data: JsonObject }>;
}

interface Answered {
  readonly decided: Decided;
  readonly memory: Memory;
  /** Absent: nothing was saved. */
  readonly saved?: SavedBatch;
}

/** A delivery that comes again makes no second version, and is answered like the first one. */
export function deliveriesMakeOneVersion({ decided, memory, saved }: Answered): void {
  const { asked, answers, batch } = decided;
  const made = new Map<string, number>();
  for (const [index, event] of asked.events.entries()) {
    const answer = answers[index];
    if (event.type !== "webhook-posted" || !answer || !("outcome" in answer)) continue;
    if (answer.outcome.type !== "number") continue;
    const { number } = answer.outcome;
    const id = batch.cache.resources.get(event.resource)?.id ?? event.resource;
    const key = `${id} ${event.delivery ?? `${String(asked.at)} ${String(index)}`}`;
    const known = memory.told.deliveries.get(key);
    const is = `${event.delivery ?? "a post"} to ${event.resource} is answered with version ${String(number)}`;
    if (known !== undefined && known !== number)
      throw new Breach("delivery", `${is}, and was with ${String(known)}`);
    if (known === undefined) made.set(id, (made.get(id) ?? 0) + 1);
    memory.told.deliveries.set(key, number);
    if (
      known === undefined &&
      !saved?.versions.some((row) => row.resource_id === id && row.number === number)
    )
      throw new Breach("delivery", `${is}, which was not made`);
  }
  if (asked.events.some(({ type }) => type !== "webhook-posted")) return;
  for (const { resource_id: id } of saved?.versions ?? []) {
    const count = saved?.versions.filter((row) => row.resource_id === id && row.run_id === null).length ?? 0;
    const expected = made.get(id);
    if (expected !== undefined && count !== expected)
      throw new Breach("delivery", `${String(count)} versions for ${String(expected)} deliveries`);
  }
}

/** A build that is told of again has the run that it has. */
export function buildsHaveOneRun({ decided, memory, saved }: Answered): void {
  const { asked, answers } = decided;
  const rows = [...(saved?.liveRuns ?? []), ...(saved?.endedRuns ?? [])];
  for (const [index, event] of asked.events.entries()) {
    const answer = answers[index];
    if (event.type !== "build-told" || !answer || !("outcome" in answer)) continue;
    if (answer.outcome.type !== "number") continue;
    const { number } = answer.outcome;
    const { key, jobId, server } = keyOfBuild(decided, event);
    const known = memory.told.builds.get(key);
    const is = `build ${event.buildId} of ${event.job} is run ${String(number)}`;
    if (known && known.number !== number) throw new Breach("build", `${is}, and was ${String(known.number)}`);
    const row = rows.find((one) => one.job_id === jobId && one.number === number);
    const cause = row?.cause as TriggerCause | undefined;
    const isOwn = cause?.kind === "external" && cause.buildId === event.buildId && cause.server === server;
    if (!known && !isOwn) throw new Breach("build", `${is}, which was not made`);
    memory.told.builds.set(key, { number, data: { ...known?.data, ...event.data } });
  }
}

/** Once a build's end was told its run has ended, and it holds all that was told until then. */
export function buildsEndAsTold({ world, decided, memory, saved }: Moment): void {
  for (const event of decided.asked.events) {
    if (event.type !== "build-told" || event.status === "processing") continue;
    const { key, jobId } = keyOfBuild(decided, event);
    const known = memory.told.builds.get(key);
    if (!known) continue;
    const isToldTwice = decided.asked.events.some(
      (other) => other !== event && other.type === "build-told" && keyOfBuild(decided, other).key === key,
    );
    const row = endedRow(world.tables, jobId, known.number);
    const is = `run ${String(known.number)} of build ${event.buildId} of ${event.job}`;
    if (!row || !isFinal(row.status as RunStatus)) throw new Breach("build", `${is} has not ended`);
    // What is told beside its end may come after it, and changes nothing then.
    if (!saved.endedRuns.includes(row) || row.status !== event.status || isToldTwice) continue;
    const { values } = row.state as StateSnapshot;
    for (const [name, value] of Object.entries(known.data)) {
      if (name !== "versionName" && values[name] !== String(value))
        throw new Breach(
          "build",
          `${is} ends with ${name} ${String(values[name])}, and ${String(value)} was told`,
        );
    }
  }
}

function endedRow({ runsOfJob }: Tables, jobId: string, number: number): EndedRunRow | undefined {
  return runsOfJob.get(jobId)?.get(number);
}

function keyOfBuild(
  { batch }: Decided,
  { job, server, buildId }: BuildTold,
): { readonly key: string; readonly jobId: string; readonly server: string } {
  const { jobs, resources } = batch.cache;
  const jobId = jobs.get(job)?.id ?? job;
  const found = resources.get(server) ?? [...resources.values()].find(({ id }) => id === server);
  return { key: `${jobId} ${found?.id ?? server} ${buildId}`, jobId, server: found?.resource.name ?? server };
}
