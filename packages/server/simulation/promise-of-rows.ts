import { canonicalJson } from "@landbridge/core";
import type { JobFacts, JsonValue } from "@landbridge/core";
import { isDeepStrictEqual } from "node:util";
import { createWorkspaceCache } from "../src/engine/workspace-cache.ts";
import type { JobRecord, ResourceRecord, WorkspaceCache } from "../src/engine/workspace-cache.ts";
import { Breach } from "./breach.ts";
import { readTables } from "./table-reader.ts";
import { readCache } from "./transaction.ts";
import type { Moment } from "./watch.ts";
import type { World } from "./world.ts";

/** What a transaction changed is in memory as it would be read. */
export function changedRowsAgree({ world, saved, cache: kept, decided }: Moment): void {
  // What is read anew anyway may differ.
  if (decided.batch.isCacheStale) return;
  const jobs = new Set([...saved.jobs.map(({ id }) => id), ...saved.liveRuns.map((row) => row.job_id)]);
  const resources = new Set(saved.resources.map(({ id }) => id));
  const read = createWorkspaceCache("workspace", readTables(world.tables, { jobs, resources }));
  compare("the order", kept.facts.nextOrder(), read.facts.nextOrder());
  for (const name of read.jobs.keys()) {
    const { successes: _counted, ...facts } = kept.facts.job(name);
    compare(`the facts of ${name}`, plainFacts(facts), plainFacts(read.facts.job(name)));
    compare(`the record of ${name}`, changing(kept.jobs.get(name)), changing(read.jobs.get(name)));
  }
  for (const name of read.resources.keys()) {
    compare(`the facts of ${name}`, plainFactsOf(kept, name), plainFactsOf(read, name));
    const [one, other] = [kept.resources.get(name), read.resources.get(name)];
    compare(
      `the record of ${name}`,
      [one?.latest?.id, one?.newest?.id],
      [other?.latest?.id, other?.newest?.id],
    );
  }
  for (const [id, run] of read.runs) {
    const name = `${run.live.job} #${String(run.live.number)}`;
    compare(`the record of ${name}`, withoutPlan(kept.runs.get(id)), withoutPlan(run));
  }
}

/** A job's record without what only a sync changes. */
function changing(record: JobRecord | undefined): object | undefined {
  if (!record) return undefined;
  const { newestRun, lastDecision, version, newsOn, waitingSince } = record;
  const { live, status } = newestRun ?? {};
  return {
    newsOn,
    waitingSince,
    newest: live?.id,
    status,
    decision: lastDecision?.id,
    version: version?.runId,
  };
}

/** What a server has in memory is what it would read. */
export async function rowsAndCacheAgree(world: World, kept: WorkspaceCache): Promise<void> {
  const read = await readCache(world.tables);
  compare("the order", kept.facts.nextOrder(), read.facts.nextOrder());
  for (const name of new Set([...kept.jobs.keys(), ...read.jobs.keys()])) {
    // What some IN had to pass once is still kept, and no longer read.
    const { successes, ...rest } = kept.facts.job(name);
    const facts = read.facts.job(name).successes && successes ? { ...rest, successes } : rest;
    compare(`the facts of ${name}`, plainFacts(facts), plainFacts(read.facts.job(name)));
    compare(`the record of ${name}`, plainJob(kept.jobs.get(name)), plainJob(read.jobs.get(name)));
  }
  for (const name of new Set([...kept.resources.keys(), ...read.resources.keys()])) {
    compare(`the facts of ${name}`, plainFactsOf(kept, name), plainFactsOf(read, name));
    compare(
      `the record of ${name}`,
      plainResource(kept.resources.get(name)),
      plainResource(read.resources.get(name)),
    );
  }
  for (const id of new Set([...kept.runs.keys(), ...read.runs.keys()])) {
    const [one, other] = [kept.runs.get(id), read.runs.get(id)];
    const name = `${one?.live.job ?? other?.live.job ?? id} #${String(one?.live.number ?? other?.live.number)}`;
    compare(`the record of ${name}`, withoutPlan(one), withoutPlan(other));
  }
  compare("the graph", [...kept.workflow.jobs.keys()], [...read.workflow.jobs.keys()]);
}

/** Names of versions are looked up when they are needed; lists of numbers have no order. */
function plainFacts(facts: JobFacts): object {
  const { named: _read, quarantined = [], successes, pins = {}, taken = {}, backlog = {}, ...rest } = facts;
  return {
    ...rest,
    pins,
    taken,
    backlog,
    quarantined: [...quarantined].sort((a, b) => a - b),
    ...(successes ? { successes } : {}),
  };
}

function plainFactsOf({ facts }: WorkspaceCache, resource: string): object {
  const { named: _read, quarantined = [], ...rest } = facts.resource(resource);
  return { ...rest, quarantined: [...quarantined].sort((a, b) => a - b) };
}

function plainJob(record: JobRecord | undefined): object | undefined {
  if (!record) return undefined;
  const { newestRun, lastDecision, ...rest } = record;
  return {
    ...rest,
    newestRun: newestRun?.live.id,
    newestStatus: newestRun?.status,
    lastDecision: lastDecision?.id,
  };
}

function plainResource(record: ResourceRecord | undefined): object | undefined {
  return record && { ...record, latest: record.latest?.id, newest: record.newest?.id };
}

function withoutPlan(record: object | undefined): object | undefined {
  if (!record) return undefined;
  const { plan: _frozen, ...rest } = record as { readonly plan?: unknown };
  return rest;
}

function compare(what: string, kept: unknown, read: unknown): void {
  // Most are; writing both down costs several times as much.
  if (isDeepStrictEqual(kept, read)) return;
  const [one, other] = [textOf(kept), textOf(read)];
  if (one !== other)
    throw new Breach("rows-and-cache", `${what}: in memory ${one}, in the database ${other}`);
}

function textOf(value: unknown): string {
  // Both sides as the database would write them.
  return canonicalJson(JSON.parse(JSON.stringify(value ?? null)) as JsonValue);
}
