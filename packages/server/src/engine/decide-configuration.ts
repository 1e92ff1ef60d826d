import {
  cloneOf,
  contentFromValues,
  createWorkflow,
  describeSync,
  findInconsistencies,
  isJsonObject,
  isSameContent,
  isSameDeclaration,
  planSync,
  summaryOfSync,
  textOf,
} from "@landbridge/core";
import type {
  ConfigurationPlan,
  ConsistencyFacts,
  Declared,
  DeclaredThings,
  Job,
  JobDecision,
  JsonObject,
  NewVersion,
  Refusal,
  Resource,
  ResourceVersion,
  SyncPlan,
  SyncSource,
  WorkflowDefinition,
} from "@landbridge/core";
import { jobOf, putEvent, resourceOf, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { applyHappening, endRunWithout } from "./consequences.ts";
import { LOOK_AT_REPOSITORY, taskNameOf } from "./effects.ts";
import { putVersion } from "./put-version.ts";
import { keptOfWebhook } from "./webhook.ts";
import { definitionOf } from "./workspace-cache.ts";

/** What a source declares now, with what was found outside. */
export interface Desired {
  readonly sourceId: string;
  readonly sourceName: string;
  readonly definition: WorkflowDefinition;
  /** First contents of resources that were looked up outside, e.g. the head commit of a gitRepo. */
  readonly heads: ReadonlyMap<string, JsonObject>;
  /** Commit of the source itself; absent where it has none. */
  readonly commit?: string | undefined;
  /** The person who asked for it, and has caused what it starts. */
  readonly askedBy?: string | undefined;
}

/** What a workspace is, beside its declarations. */
export interface Surroundings extends ConsistencyFacts {
  readonly sources: readonly SyncSource[];
}

export type ConfigurationDecision =
  | { readonly ok: true; readonly sync: SyncPlan; readonly plan: ConfigurationPlan }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/**
 * Makes the workflow what a source declares, in a batch: additions, changes, moves, soft deletes, new versions of
 * changed resources, and what cannot work as it is declared. Only `trigger` resources start jobs. A plan is this,
 * in a batch that nobody saves; refusals change nothing.
 */
export function decideConfiguration(
  batch: Batch,
  desired: Desired,
  surroundings: Surroundings,
): ConfigurationDecision {
  const before = declaredIn(batch);
  const { sourceId, definition } = desired;
  const outcome = planSync(before, definition, { sourceId, sources: surroundings.sources });
  if (!outcome.ok) return outcome;
  const sync = outcome.plan;
  const historyOf = historiesIn(batch);
  const inconsistentBefore = inconsistentIn(batch);
  declareAll(batch, desired, sync);
  const inconsistentAfter = findInconsistencies(batch.workflow, surroundings);
  markInconsistent(batch, inconsistentAfter);
  const declared = makeVersions(batch, desired, sync);
  const newVersions = [...declared, ...versionsOfSource(batch, desired)];
  lookAgainLater(batch, desired, sync);
  const summary = summaryOfSync(definition, sync);
  const decisions = haveConsequences(batch, desired, { summary, versions: newVersions });
  // Last: heard in the workflow as it was, such an end would start what waits for it, as that was declared then.
  const canceledRuns = endQueuedRunsOf(batch, sync.removedJobs);
  const plan = describeSync({
    summary,
    plan: sync,
    before,
    after: batch.workflow,
    historyOf,
    ...(surroundings.isIntegrationKnown ? { isIntegrationKnown: surroundings.isIntegrationKnown } : {}),
    consequences: { newVersions, decisions, canceledRuns, inconsistentBefore, inconsistentAfter },
  });
  return { ok: true, sync, plan };
}

/** First versions are not told to consumers: also that of a trigger starts nothing (reference §2.17). */
function haveConsequences(
  batch: Batch,
  { sourceName, askedBy }: Desired,
  { summary, versions }: { readonly summary: string; readonly versions: readonly NewVersion[] },
): readonly JobDecision[] {
  const text = `${sourceName} was synced: ${summary}`;
  const event = putEvent(batch, { kind: "synced", subject: sourceName, text });
  // Also without news: what a waiting job waited for may have been removed.
  const told = versions.filter(({ number }) => number > 1);
  return applyHappening(batch, event, { versions: told, ...(askedBy === undefined ? {} : { by: askedBy }) });
}

/** Runs of a removed job that have not started never will; the one that is processing ends by itself. */
function endQueuedRunsOf(batch: Batch, jobs: readonly string[]): { job: string; number: number }[] {
  const ended: { job: string; number: number }[] = [];
  for (const name of jobs) {
    for (const { id, number, status } of batch.draft.job(name).live) {
      const record = runOf(batch, id);
      if (!record || status === "processing") continue;
      const message = `${name} was removed from the configuration before the run started.`;
      endRunWithout(batch, record, { status: "canceled", reason: { code: "job-deleted", message } });
      ended.push({ job: name, number });
    }
  }
  return ended;
}

/** What the workspace declares in the batch, whichever source it is of. */
export function declaredIn(batch: Batch): DeclaredThings {
  const { draft } = batch;
  const resources = new Map<string, Declared<Resource>>();
  for (const name of namesOf(batch, "resources")) {
    const record = resourceOf(batch, name);
    if (!record) continue;
    const { isDeleted } = draft.resource(name);
    resources.set(name, { thing: record.resource, sourceId: record.sourceId, isDeleted });
  }
  const jobs = new Map<string, Declared<Job>>();
  for (const name of namesOf(batch, "jobs")) {
    const record = jobOf(batch, name);
    if (!record) continue;
    jobs.set(name, { thing: record.job, sourceId: record.sourceId, isDeleted: draft.job(name).isDeleted });
  }
  return { resources, jobs };
}

function namesOf({ cache, ...batch }: Batch, kind: "jobs" | "resources"): ReadonlySet<string> {
  return new Set([...cache[kind].keys(), ...batch[kind].keys()]);
}

/** As of before the sync: what it makes itself is no history yet. */
function historiesIn(batch: Batch): Parameters<typeof describeSync>[0]["historyOf"] {
  const { facts } = batch.cache;
  return (kind, name) => {
    if (kind === "resource") return { count: facts.resource(name).lastVersionNumber };
    const { lastRunNumber, lastSuccess } = facts.job(name);
    return { count: lastRunNumber, ...(lastSuccess ? { lastSuccess: lastSuccess.number } : {}) };
  };
}

function inconsistentIn(batch: Batch): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of batch.workflow.resources.keys()) {
    const { inconsistent } = batch.draft.resource(name);
    if (inconsistent !== undefined) found.set(name, inconsistent);
  }
  for (const name of batch.workflow.jobs.keys()) {
    const { inconsistent } = batch.draft.job(name);
    if (inconsistent !== undefined) found.set(name, inconsistent);
  }
  return found;
}

function markInconsistent({ workflow, draft }: Batch, reasons: ReadonlyMap<string, string>): void {
  for (const name of workflow.resources.keys()) {
    const { inconsistent, ...facts } = draft.resource(name);
    const reason = reasons.get(name);
    if (inconsistent !== reason)
      draft.setResource(name, { ...facts, ...(reason === undefined ? {} : { inconsistent: reason }) });
  }
  for (const name of workflow.jobs.keys()) {
    const { inconsistent, ...facts } = draft.job(name);
    const reason = reasons.get(name);
    if (inconsistent !== reason)
      draft.setJob(name, { ...facts, ...(reason === undefined ? {} : { inconsistent: reason }) });
  }
}

/** What stays as it was, place and all, is left alone: nobody needs to hear of it, and no row is written. */
function declareAll(batch: Batch, { sourceId, definition }: Desired, plan: SyncPlan): void {
  for (const [position, resource] of definition.resources.entries()) {
    const facts = batch.draft.resource(resource.name);
    if (facts.isDeleted) batch.draft.setResource(resource.name, { ...facts, isDeleted: false });
    const before = resourceOf(batch, resource.name);
    const isSame = before && !facts.isDeleted && isSameDeclaration(before.resource, resource);
    if (isSame && before.position === position && before.sourceId === sourceId) continue;
    const id = before?.id ?? batch.newId();
    batch.resources.set(resource.name, { ...before, id, sourceId, resource, position });
  }
  for (const [position, job] of definition.jobs.entries()) {
    const facts = batch.draft.job(job.name);
    if (facts.isDeleted) batch.draft.setJob(job.name, { ...facts, isDeleted: false });
    const before = jobOf(batch, job.name);
    const isSame = before && !facts.isDeleted && isSameDeclaration(before.job, job);
    if (isSame && before.position === position && before.sourceId === sourceId) continue;
    const id = before?.id ?? batch.newId();
    batch.jobs.set(job.name, { newsOn: [], ...before, id, sourceId, job, position });
  }
  // What was decided about a job says nothing of it once it is declared in another way.
  for (const { name } of [...plan.changedJobs, ...plan.restoredJobs]) {
    const record = jobOf(batch, name);
    if (!record?.lastDecision) continue;
    const { lastDecision: _old, ...rest } = record;
    batch.jobs.set(name, rest);
  }
  for (const name of plan.removedResources) {
    const { inconsistent: _gone, ...facts } = batch.draft.resource(name);
    batch.draft.setResource(name, { ...facts, isDeleted: true });
  }
  for (const name of plan.removedJobs) {
    const { waiting: _gone, inconsistent: _either, backlog: _too, ...facts } = batch.draft.job(name);
    batch.draft.setJob(name, { ...facts, isDeleted: true });
  }
  batch.workflow = createWorkflow(definitionOf({ ...mergedRecords(batch), facts: batch.draft }));
}

function mergedRecords(batch: Batch) {
  return {
    jobs: new Map([...batch.cache.jobs, ...batch.jobs]),
    resources: new Map([...batch.cache.resources, ...batch.resources]),
  };
}

function makeVersions(batch: Batch, desired: Desired, plan: SyncPlan): readonly NewVersion[] {
  const made: NewVersion[] = [];
  const heads = new Map([...desired.heads, ...headOfSource(desired)]);
  const make = (name: string, content: ReturnType<typeof firstContent>): void => {
    const version = putVersion(batch, name, content, { origin: "configuration" });
    if (version) made.push(version);
  };
  for (const resource of plan.addedResources) make(resource.name, firstContent(resource, heads));
  for (const resource of [...plan.changedResources, ...schedulesRestored(plan)]) {
    const latest = resourceOf(batch, resource.name)?.latest;
    const content = firstContent(resource, headsWith(heads, resource, latest));
    if (!latest || !isSameContent(latest, content)) make(resource.name, content);
  }
  return made;
}

/** A schedule begins anew when it is declared again: nothing was due while it was removed. */
function schedulesRestored({ changedResources, restoredResources }: SyncPlan): readonly Resource[] {
  return restoredResources.filter(({ name, type }) => {
    return type === "time" && !changedResources.some((changed) => changed.name === name);
  });
}

/** A `syncRepo` resource that is named like its source has a version for each commit that was synced. */
function versionsOfSource(batch: Batch, desired: Desired): readonly NewVersion[] {
  const { sourceName, commit } = desired;
  const resource = batch.workflow.resources.get(sourceName);
  const latest = resourceOf(batch, sourceName)?.latest;
  if (resource?.type !== "syncRepo" || commit === undefined || latest?.name === commit) return [];
  const content = firstContent(resource, headOfSource(desired));
  const version = putVersion(batch, sourceName, content, { origin: "external" });
  return version ? [version] : [];
}

function headOfSource({ sourceName, commit }: Desired): ReadonlyMap<string, JsonObject> {
  if (commit === undefined) return new Map();
  return new Map([[sourceName, { shaData: { commitSha: commit, isPullRequest: false } }]]);
}

/** Repositories that did not answer now are asked again, with growing pauses, until they do. */
function lookAgainLater(batch: Batch, { heads }: Desired, plan: SyncPlan): void {
  for (const { name, type, values } of [...plan.addedResources, ...plan.changedResources]) {
    if (type !== "gitRepo" || heads.has(name) || !cloneOf(values)) continue;
    if (isJsonObject(resourceOf(batch, name)?.latest?.values["shaData"])) continue;
    const task = taskNameOf(LOOK_AT_REPOSITORY, batch.cache.id);
    batch.effects.push({ task, payload: { resource: name }, key: `${task}:${name}` });
  }
}

/** A repository that is still the same one keeps its commit when something else about it is edited, a webhook its key. */
function headsWith(
  heads: ReadonlyMap<string, JsonObject>,
  resource: Resource,
  latest: ResourceVersion | undefined,
): ReadonlyMap<string, JsonObject> {
  if (resource.type === "webhook" && latest) {
    const fresh = heads.get(resource.name);
    return new Map([[resource.name, keptOfWebhook(resource, { fresh, latest: latest.values })]]);
  }
  if (resource.type !== "gitRepo" || heads.has(resource.name) || !latest) return heads;
  const { values } = latest;
  const isSame = ["sourceName", "branch"].every(
    (key) => textOf(values[key]) === textOf(resource.values[key]),
  );
  const shaData = values["shaData"];
  return isSame && isJsonObject(shaData) ? new Map([[resource.name, { shaData }]]) : heads;
}

function firstContent(resource: Resource, heads: ReadonlyMap<string, JsonObject>) {
  return contentFromValues(resource.type, { ...resource.values, ...heads.get(resource.name) });
}
