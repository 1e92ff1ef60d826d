import { canonicalJson } from "@landbridge/core";
import type { JobFacts, JsonValue } from "@landbridge/core";
import type { JobRecord, ResourceRecord, WorkspaceCache } from "../src/engine/workspace-cache.ts";
import { Breach } from "./breach.ts";
import { readCache } from "./transaction.ts";
import type { World } from "./world.ts";

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
    const facts = ({ facts }: WorkspaceCache): object => {
      const { named: _read, quarantined = [], ...rest } = facts.resource(name);
      return { ...rest, quarantined: [...quarantined].sort((a, b) => a - b) };
    };
    compare(`the facts of ${name}`, facts(kept), facts(read));
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
  const [one, other] = [textOf(kept), textOf(read)];
  if (one !== other)
    throw new Breach("rows-and-cache", `${what}: in memory ${one}, in the database ${other}`);
}

function textOf(value: unknown): string {
  // Both sides as the database would write them.
  return canonicalJson(JSON.parse(JSON.stringify(value ?? null)) as JsonValue);
}
