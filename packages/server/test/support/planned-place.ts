import { canonicalJson } from "@landbridge/core";
import type { ConfigurationPlan, Job, JsonValue, Resource } from "@landbridge/core";
import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { createAgentPool } from "../../src/engine/agent-pool.ts";
import { createEngine } from "../../src/engine/engine.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { createWorkspaceCache } from "../../src/engine/workspace-cache.ts";
import type { Database } from "../../src/store/database.ts";
import { insertSource } from "../../src/store/sources.ts";
import { readWorkspace } from "../../src/store/workspace-rows.ts";
import { ensureWorkspace } from "../../src/store/workspaces.ts";

export interface Place {
  readonly engine: Engine;
  readonly database: Database;
  readonly workspaceId: string;
  readonly sources: readonly { readonly id: string; readonly name: string }[];
}

export async function openPlace(database: Database): Promise<Place> {
  const id = randomUUID();
  const workspace = await ensureWorkspace(database.query, { id, name: id });
  const sources = [
    { id: "00000000-0000-7000-8000-000000000000".replace(/.{12}$/, randomUUID().slice(-12)), name: "first" },
    { id: "11111111-0000-7000-8000-000000000000".replace(/.{12}$/, randomUUID().slice(-12)), name: "second" },
  ];
  for (const source of sources)
    await insertSource(database.query, workspace.id, {
      ...source,
      kind: "directory",
      location: `/${source.name}`,
    });
  const engine = createEngine({
    database,
    workspaceId: workspace.id,
    agents: createAgentPool(),
    log: pino({ level: "silent" }),
    now: () => new Date(),
    urlOfRun: () => "",
  });
  return { engine, database, workspaceId: workspace.id, sources };
}

/** The workspace as the database has it, in the words of a plan. */
export interface Seen {
  readonly declared: ReadonlyMap<
    string,
    { readonly text: string; readonly values: string; readonly sourceId: string }
  >;
  readonly versions: ReadonlyMap<string, number>;
  readonly queued: ReadonlySet<string>;
  readonly waiting: ReadonlySet<string>;
  readonly inconsistent: ReadonlyMap<string, string>;
}

export async function look({ database, workspaceId }: Place): Promise<Seen> {
  const cache = createWorkspaceCache(workspaceId, await readWorkspace(database.pool, workspaceId));
  const declared = new Map<string, { text: string; values: string; sourceId: string }>();
  const inconsistent = new Map<string, string>();
  for (const { resource, sourceId } of cache.resources.values()) {
    const facts = cache.facts.resource(resource.name);
    if (facts.isDeleted) continue;
    const values = canonicalJson(resource.values);
    declared.set(resource.name, { text: textOf(resource), values, sourceId: sourceId ?? "" });
    if (facts.inconsistent !== undefined) inconsistent.set(resource.name, facts.inconsistent);
  }
  const waiting = new Set<string>();
  for (const { job, sourceId } of cache.jobs.values()) {
    const facts = cache.facts.job(job.name);
    if (facts.isDeleted) continue;
    declared.set(job.name, { text: textOf(job), values: "", sourceId: sourceId ?? "" });
    if (facts.inconsistent !== undefined) inconsistent.set(job.name, facts.inconsistent);
    if (facts.waiting) waiting.add(job.name);
  }
  return {
    declared,
    inconsistent,
    waiting,
    versions: new Map(
      [...cache.resources.keys()].map((name) => [name, cache.facts.resource(name).lastVersionNumber]),
    ),
    queued: new Set([...cache.runs.values()].map(({ live }) => `${live.job} #${String(live.number)}`)),
  };
}

export const NOTHING_SEEN: Seen = {
  declared: new Map(),
  versions: new Map(),
  queued: new Set(),
  waiting: new Set(),
  inconsistent: new Map(),
};

function textOf(thing: Resource | Job): string {
  return canonicalJson(JSON.parse(JSON.stringify(thing)) as JsonValue);
}

/** What is different between two looks, in the words of a plan. */
export function differenceOf(before: Seen, after: Seen) {
  const names = [...new Set([...before.declared.keys(), ...after.declared.keys()])].sort();
  return {
    appeared: names.filter((name) => !before.declared.has(name)),
    disappeared: names.filter((name) => !after.declared.has(name)),
    edited: names.filter((name) => {
      const [old, now] = [before.declared.get(name), after.declared.get(name)];
      return old && now && old.text !== now.text;
    }),
    moved: names.filter((name) => {
      const [old, now] = [before.declared.get(name), after.declared.get(name)];
      return old && now && old.sourceId !== now.sourceId;
    }),
    versions: [...after.versions]
      .filter(([name, number]) => number !== (before.versions.get(name) ?? 0))
      .map(([name, number]) => `${name}@${String(number)}`)
      .sort(),
    started: [...after.queued].filter((run) => !before.queued.has(run)).sort(),
    canceled: [...before.queued].filter((run) => !after.queued.has(run)).sort(),
    newWaiting: [...after.waiting].filter((job) => !before.waiting.has(job)).sort(),
    inconsistent: [...after.inconsistent].sort(),
  };
}

/** The same, as a plan says it. */
export function differenceIn(plan: ConfigurationPlan, before: Seen) {
  const named = (...actions: readonly string[]): string[] =>
    plan.changes
      .filter(({ action }) => actions.includes(action))
      .map(({ name }) => name)
      .sort();
  return {
    appeared: named("add", "restore"),
    disappeared: named("remove"),
    edited: named("change", "touch"),
    moved: named("move"),
    versions: plan.newVersions.map(({ resource, number }) => `${resource}@${String(number)}`).sort(),
    started: plan.starts
      .filter(({ verdict }) => verdict === "queued")
      .map(({ job, runNumber }) => `${job} #${String(runNumber)}`)
      .sort(),
    canceled: plan.canceledRuns.map(({ job, number }) => `${job} #${String(number)}`).sort(),
    newWaiting: plan.starts
      .filter(({ verdict, job }) => verdict === "waiting" && !before.waiting.has(job))
      .map(({ job }) => job)
      .sort(),
    inconsistent: plan.inconsistent.map(({ name, reason }) => [name, reason]).sort(),
  };
}
