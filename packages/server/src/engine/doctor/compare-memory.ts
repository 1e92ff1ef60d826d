import type { JobFacts } from "@landbridge/core";
import { isDeepStrictEqual } from "node:util";
import type { WorkspaceCache } from "../workspace-cache.ts";

/** Jobs and resources of which memory and database say different things, at the same revision. */
export function differencesOf(memory: WorkspaceCache, stored: WorkspaceCache): readonly string[] {
  const found = new Set<string>();
  for (const name of namesIn(memory.jobs, stored.jobs)) {
    if (!isSame(jobIn(memory, name), jobIn(stored, name))) found.add(name);
  }
  for (const name of namesIn(memory.resources, stored.resources)) {
    if (!isSame(resourceIn(memory, name), resourceIn(stored, name))) found.add(name);
  }
  for (const id of namesIn(memory.runs, stored.runs)) {
    const run = memory.runs.get(id) ?? stored.runs.get(id);
    if (run && !isSame(runIn(memory, id), runIn(stored, id))) found.add(run.live.job);
  }
  if (memory.facts.nextOrder() !== stored.facts.nextOrder()) found.add(memory.name);
  return [...found];
}

function namesIn(one: ReadonlyMap<string, unknown>, other: ReadonlyMap<string, unknown>): Set<string> {
  return new Set([...one.keys(), ...other.keys()]);
}

/** Without what is looked up when it is needed: names of versions, and what passed. */
function jobIn({ jobs, facts }: WorkspaceCache, name: string): unknown {
  const record = jobs.get(name);
  const { named: _named, successes: _successes, quarantined = [], ...rest }: JobFacts = facts.job(name);
  const { pins = {}, taken = {}, backlog = {} } = rest;
  const { id, job, version, newsOn = [] } = record ?? {};
  return {
    ...rest,
    live: rest.live.toSorted((a, b) => a.order - b.order),
    quarantined: quarantined.toSorted((a, b) => a - b),
    pins,
    taken,
    backlog,
    id,
    job,
    newsOn,
    versionOf: version?.runId,
  };
}

function resourceIn({ resources, facts }: WorkspaceCache, name: string): unknown {
  const { named: _named, quarantined = [], ...rest } = facts.resource(name);
  const record = resources.get(name);
  const latest = record?.latest?.id;
  const numbers = quarantined.toSorted((a, b) => a - b);
  return { ...rest, quarantined: numbers, id: record?.id, declared: record?.resource, latest };
}

function runIn({ runs }: WorkspaceCache, id: string): unknown {
  const record = runs.get(id);
  if (!record) return undefined;
  const { status, agentId, leaseToken, queuedAt, startedAt, cancelRequestedAt, live } = record;
  return { status, agentId, leaseToken, queuedAt, startedAt, cancelRequestedAt, live };
}

/** Absent and undefined are the same, and so are keys in another order. */
function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
