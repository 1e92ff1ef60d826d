import type { Job } from "./job.ts";
import { canonicalJson } from "./json.ts";
import type { JsonValue } from "./json.ts";
import type { Resource } from "./resource.ts";
import type { WorkflowDefinition } from "./workflow.ts";

/** One declared thing as the store has it. */
export interface Declared<Thing> {
  readonly thing: Thing;
  readonly sourceId: string | undefined;
  readonly isDeleted: boolean;
}

export interface SyncPlan {
  readonly addedResources: readonly Resource[];
  /** Values changed: a new version. */
  readonly changedResources: readonly Resource[];
  /** Something else changed (flags, place, integration): no new version. */
  readonly touchedResources: readonly Resource[];
  /** Was removed before and is declared again; its history goes on. */
  readonly restoredResources: readonly Resource[];
  readonly removedResources: readonly string[];
  readonly addedJobs: readonly Job[];
  readonly changedJobs: readonly Job[];
  readonly restoredJobs: readonly Job[];
  readonly removedJobs: readonly string[];
}

export type SyncOutcome =
  | { readonly ok: true; readonly plan: SyncPlan }
  | { readonly ok: false; readonly refusals: readonly { readonly name: string; readonly text: string }[] };

/**
 * The difference between what a source declared before and what it declares now. Refuses names that belong to
 * another source, and a name that changes between resource and job or changes its type.
 */
export function planSync(
  current: {
    readonly resources: ReadonlyMap<string, Declared<Resource>>;
    readonly jobs: ReadonlyMap<string, Declared<Job>>;
  },
  desired: WorkflowDefinition,
  sourceId: string,
): SyncOutcome {
  const refusals = [
    ...desired.resources.flatMap((resource) =>
      refusalOf(resource.name, sourceId, current.resources, current.jobs),
    ),
    ...desired.jobs.flatMap((job) => refusalOf(job.name, sourceId, current.jobs, current.resources)),
    ...desired.resources.flatMap((resource) => typeChangeOf(resource, current.resources.get(resource.name))),
  ];
  if (refusals.length > 0) return { ok: false, refusals };
  const resources = sortByChange(current.resources, desired.resources, sourceId);
  const jobs = sortByChange(current.jobs, desired.jobs, sourceId);
  const hasNewValues = (resource: Resource): boolean => {
    const before = current.resources.get(resource.name)?.thing.values;
    return before !== undefined && canonicalJson(before) !== canonicalJson(resource.values);
  };
  return {
    ok: true,
    plan: {
      addedResources: resources.added,
      changedResources: [...resources.changed, ...resources.restored].filter(hasNewValues),
      touchedResources: resources.changed.filter((resource) => !hasNewValues(resource)),
      restoredResources: resources.restored,
      removedResources: resources.removed,
      addedJobs: jobs.added,
      changedJobs: jobs.changed,
      restoredJobs: jobs.restored,
      removedJobs: jobs.removed,
    },
  };
}

/** "2 jobs and 3 resources; 1 added, 2 changed" */
export function summaryOfSync(desired: WorkflowDefinition, plan: SyncPlan): string {
  const added = plan.addedJobs.length + plan.addedResources.length;
  const restored = plan.restoredJobs.length + plan.restoredResources.length;
  const changed = plan.changedJobs.length + plan.changedResources.length + plan.touchedResources.length;
  const removed = plan.removedJobs.length + plan.removedResources.length;
  const parts = [
    [added, "added"],
    [restored, "restored"],
    [changed, "changed"],
    [removed, "removed"],
  ].flatMap(([count, word]) => (count === 0 ? [] : [`${String(count)} ${String(word)}`]));
  const size = `${countOf(desired.jobs.length, "job")} and ${countOf(desired.resources.length, "resource")}`;
  return `${size}; ${parts.length === 0 ? "nothing changed" : parts.join(", ")}`;
}

function sortByChange<Thing extends Resource | Job>(
  current: ReadonlyMap<string, Declared<Thing>>,
  desired: readonly Thing[],
  sourceId: string,
): { added: Thing[]; changed: Thing[]; restored: Thing[]; removed: string[] } {
  const sorted: { added: Thing[]; changed: Thing[]; restored: Thing[]; removed: string[] } = {
    added: [],
    changed: [],
    restored: [],
    removed: [],
  };
  for (const thing of desired) {
    const before = current.get(thing.name);
    if (!before) sorted.added.push(thing);
    else if (before.isDeleted) sorted.restored.push(thing);
    else if (textOf(before.thing) !== textOf(thing)) sorted.changed.push(thing);
  }
  const kept = new Set(desired.map((thing) => thing.name));
  for (const [name, before] of current) {
    if (before.sourceId === sourceId && !before.isDeleted && !kept.has(name)) sorted.removed.push(name);
  }
  return sorted;
}

function refusalOf(
  name: string,
  sourceId: string,
  same: ReadonlyMap<string, Declared<Resource | Job>>,
  other: ReadonlyMap<string, Declared<Resource | Job>>,
): { name: string; text: string }[] {
  const before = same.get(name);
  if (before && before.sourceId !== sourceId && !before.isDeleted) {
    return [{ name, text: `${name} is declared by another source already.` }];
  }
  if (other.has(name))
    return [
      {
        name,
        text: `${name} was a ${"steps" in (other.get(name)?.thing ?? {}) ? "job" : "resource"} before; take a new name.`,
      },
    ];
  return [];
}

function typeChangeOf(
  resource: Resource,
  before: Declared<Resource> | undefined,
): { name: string; text: string }[] {
  if (!before || before.thing.type === resource.type) return [];
  return [
    {
      name: resource.name,
      text: `${resource.name} was of type ${before.thing.type}; its versions would not fit the type ${resource.type}. Take a new name.`,
    },
  ];
}

/** Declarations are plain data. Where a thing stands in its file is no change of it. */
function textOf({ place: _place, ...thing }: Resource | Job): string {
  return canonicalJson(JSON.parse(JSON.stringify(thing)) as JsonValue);
}

function countOf(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}
