import type { Job } from "./job.ts";
import { canonicalJson } from "./json.ts";
import type { JsonValue } from "./json.ts";
import type { Resource } from "./resource.ts";
import type { WorkflowDefinition } from "./workflow.ts";

export const SYNC_STATUSES = ["success", "inconsistent", "failure"] as const;
/** `inconsistent`: it was applied, and some jobs can't run as they are declared. `failure`: nothing was changed. */
export type SyncStatus = (typeof SYNC_STATUSES)[number];

/** One declared thing as the store has it. */
export interface Declared<Thing> {
  readonly thing: Thing;
  readonly sourceId: string | undefined;
  readonly isDeleted: boolean;
}

/** All that a workspace declares, and what it declared before, by name. */
export interface DeclaredThings {
  readonly resources: ReadonlyMap<string, Declared<Resource>>;
  readonly jobs: ReadonlyMap<string, Declared<Job>>;
}

/** A thing that changes its source; its versions or runs go with it. */
export interface Move {
  readonly name: string;
  readonly kind: "resource" | "job";
  /** Name of the source that declared it until now. */
  readonly from: string;
}

/** What a sync knows of the sources of its workspace. */
export interface SyncSource {
  readonly id: string;
  readonly name: string;
  /** Its own syncs hold still, so that what it declares may move elsewhere. */
  readonly isPaused: boolean;
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
  /** Taken over from another source as they are. */
  readonly moved: readonly Move[];
  /** Restored here, where another source had declared and removed them. */
  readonly adopted: readonly Move[];
}

export type SyncOutcome =
  | { readonly ok: true; readonly plan: SyncPlan }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** Why one declaration can't be taken, one sentence. */
export interface Refusal {
  readonly name: string;
  readonly text: string;
}

/**
 * The difference between what a source declared before and what it declares now. Refuses names that belong to
 * another source, and a name that changes between resource and job or changes its type. What another source
 * declares is taken over when that source is paused and the declaration is the same (reference §1.6).
 */
export function planSync(
  current: DeclaredThings,
  desired: WorkflowDefinition,
  { sourceId, sources }: { readonly sourceId: string; readonly sources: readonly SyncSource[] },
): SyncOutcome {
  const ownership: Ownership = { sourceId, byId: new Map(sources.map((source) => [source.id, source])) };
  const refusals: Refusal[] = [];
  const moved: Move[] = [];
  for (const resource of desired.resources) {
    const before = current.resources.get(resource.name);
    const judged = judge(ownership, resource, before, current.jobs.has(resource.name) ? "job" : undefined);
    const type = judged.refusal ? undefined : typeChangeOf(resource, before);
    const refusal = judged.refusal ?? type;
    if (refusal !== undefined) refusals.push({ name: resource.name, text: refusal });
    if (judged.from !== undefined) moved.push({ name: resource.name, kind: "resource", from: judged.from });
  }
  for (const job of desired.jobs) {
    const before = current.jobs.get(job.name);
    const judged = judge(ownership, job, before, current.resources.has(job.name) ? "resource" : undefined);
    if (judged.refusal !== undefined) refusals.push({ name: job.name, text: judged.refusal });
    if (judged.from !== undefined) moved.push({ name: job.name, kind: "job", from: judged.from });
  }
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
      moved,
      adopted: [
        ...adoptedFrom(ownership, "resource", current.resources, resources.restored),
        ...adoptedFrom(ownership, "job", current.jobs, jobs.restored),
      ],
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
    [plan.moved.length, "moved"],
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
    else if (!isSameText(before.thing, thing)) sorted.changed.push(thing);
  }
  const kept = new Set(desired.map((thing) => thing.name));
  for (const [name, before] of current) {
    if (before.sourceId === sourceId && !before.isDeleted && !kept.has(name)) sorted.removed.push(name);
  }
  // Servers know what was declared in different orders; runs of what is gone end in this one.
  sorted.removed.sort();
  return sorted;
}

/** Would a sync take away all that its source declares? */
export function removesEverything(
  current: DeclaredThings,
  { resources, jobs }: WorkflowDefinition,
  sourceId: string,
): boolean {
  if (resources.length + jobs.length > 0) return false;
  return [...current.resources.values(), ...current.jobs.values()].some(
    (declared) => declared.sourceId === sourceId && !declared.isDeleted,
  );
}

interface Ownership {
  readonly sourceId: string;
  readonly byId: ReadonlyMap<string, SyncSource>;
}

/** May this source declare it: a refusal, or the source that it is taken over from, or neither. */
function judge(
  { sourceId, byId }: Ownership,
  thing: Resource | Job,
  before: Declared<Resource | Job> | undefined,
  other: "job" | "resource" | undefined,
): { readonly refusal?: string; readonly from?: string } {
  const { name } = thing;
  if (other) {
    const hint = "take a new name, or delete what it was for good";
    return { refusal: `${name} was a ${other} before, whose history is kept: ${hint}.` };
  }
  if (!before || before.isDeleted || before.sourceId === sourceId || before.sourceId === undefined) return {};
  const owner = byId.get(before.sourceId);
  if (!owner) return {};
  const belongs = `${name} belongs to the source ${owner.name}`;
  if (!owner.isPaused) {
    return { refusal: `${belongs}. To move it, pause ${owner.name} first; or take another name.` };
  }
  if (textOf(before.thing) !== textOf(thing)) {
    return { refusal: `${belongs}; to move it here, declare it exactly as there and change it afterwards.` };
  }
  return { from: owner.name };
}

function adoptedFrom(
  { sourceId, byId }: Ownership,
  kind: Move["kind"],
  current: ReadonlyMap<string, Declared<Resource | Job>>,
  restored: readonly (Resource | Job)[],
): readonly Move[] {
  return restored.flatMap(({ name }) => {
    const before = current.get(name)?.sourceId;
    const from = before === undefined || before === sourceId ? undefined : byId.get(before)?.name;
    return from === undefined ? [] : [{ name, kind, from }];
  });
}

function typeChangeOf(resource: Resource, before: Declared<Resource> | undefined): string | undefined {
  if (!before || before.thing.type === resource.type) return undefined;
  const { name, type } = resource;
  const because = `its versions would not fit the type ${type}`;
  return `${name} was of type ${before.thing.type}; ${because}: take a new name, or delete what it was for good.`;
}

/** Equal for definitions that declare the same, wherever in their files and in whatever order. */
export function identityOfDefinition({ resources, jobs }: WorkflowDefinition): string {
  return [resources.map(textOf).sort(), jobs.map(textOf).sort()].flat().join("\n");
}

/** Are two declarations the same, the place where they stand included? */
export function isSameDeclaration(a: Resource | Job, b: Resource | Job): boolean {
  const isSamePlace =
    a.place?.file === b.place?.file && a.place?.line === b.place?.line && a.place?.column === b.place?.column;
  return isSamePlace && isSameText(a, b);
}

function isSameText(a: Resource | Job, b: Resource | Job): boolean {
  // Most declarations come from the same reader in the same order, and are equal.
  return JSON.stringify(a) === JSON.stringify(b) || textOf(a) === textOf(b);
}

/** Declarations are plain data. Where a thing stands in its file is no change of it. */
function textOf({ place: _place, ...thing }: Resource | Job): string {
  return canonicalJson(JSON.parse(JSON.stringify(thing)) as JsonValue);
}

function countOf(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? "" : "s"}`;
}
