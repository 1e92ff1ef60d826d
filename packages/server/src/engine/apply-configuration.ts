import {
  AppError,
  cloneOf,
  contentFromValues,
  createWorkflow,
  isJsonObject,
  isSameContent,
  planSync,
  summaryOfSync,
  textOf,
} from "@landbridge/core";
import type {
  Declared,
  Job,
  JsonObject,
  NewVersion,
  Resource,
  ResourceVersion,
  SyncPlan,
  WorkflowDefinition,
} from "@landbridge/core";
import type { PoolClient } from "pg";
import { removeDeclarations, saveDeclarations } from "../store/declarations.ts";
import { jobOf, putAudit, putEvent, putVersion, resourceOf, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { LOOK_AT_REPOSITORY, taskNameOf } from "./effects.ts";
import type { EngineEvent } from "./engine-event.ts";
import { endRunWithout } from "./finish-run.ts";
import { applyHappening } from "./happening.ts";
import { definitionOf } from "./workspace-cache.ts";

type ConfigurationRead = Extract<EngineEvent, { type: "configuration-read" }>;

/**
 * Makes the workflow what a source declares: additions, changes, soft deletes, new versions of changed
 * resources. Only `trigger` resources start jobs. Refuses as a whole with CONFIG_REFUSED.
 */
export async function applyConfiguration(
  batch: Batch,
  client: PoolClient,
  read: ConfigurationRead,
): Promise<string> {
  const outcome = planSync(declaredIn(batch), read.definition, read.sourceId);
  if (!outcome.ok) {
    throw new AppError("CONFIG_REFUSED", outcome.refusals.map((refusal) => refusal.text).join(" "));
  }
  const { plan } = outcome;
  const text = summaryOfSync(read.definition, plan);
  endQueuedRunsOf(batch, plan.removedJobs);
  declareAll(batch, read, plan);
  await saveDeclared(batch, client, { definition: read.definition, plan });
  const versions = makeVersions(batch, read, plan);
  lookAgainLater(batch, read, plan);
  putAudit(batch, { actor: read.by, action: "sync", subject: read.sourceName, details: { text } });
  const event = putEvent(batch, {
    kind: "synced",
    subject: read.sourceName,
    text: `${read.sourceName} was synced: ${text}`,
  });
  // Also without news: what a waiting job waited for may have been removed.
  applyHappening(batch, event, { versions });
  return text;
}

/** Runs of a removed job that have not started never will; the one that is processing ends by itself. */
function endQueuedRunsOf(batch: Batch, jobs: readonly string[]): void {
  for (const name of jobs) {
    for (const { id, status } of batch.draft.job(name).live) {
      const record = runOf(batch, id);
      if (!record || status === "processing") continue;
      const message = `${name} was removed from the configuration before the run started.`;
      endRunWithout(batch, record, { status: "canceled", reason: { code: "job-deleted", message } });
    }
  }
}

function declaredIn(batch: Batch): {
  resources: ReadonlyMap<string, Declared<Resource>>;
  jobs: ReadonlyMap<string, Declared<Job>>;
} {
  const { cache, draft } = batch;
  const resources = new Map<string, Declared<Resource>>();
  for (const name of new Set([...cache.resources.keys(), ...batch.resources.keys()])) {
    const record = resourceOf(batch, name);
    if (!record) continue;
    const { isDeleted } = draft.resource(name);
    resources.set(name, { thing: record.resource, sourceId: record.sourceId, isDeleted });
  }
  const jobs = new Map<string, Declared<Job>>();
  for (const name of new Set([...cache.jobs.keys(), ...batch.jobs.keys()])) {
    const record = jobOf(batch, name);
    if (record)
      jobs.set(name, { thing: record.job, sourceId: record.sourceId, isDeleted: draft.job(name).isDeleted });
  }
  return { resources, jobs };
}

function declareAll(batch: Batch, read: ConfigurationRead, plan: SyncPlan): void {
  const { sourceId, definition } = read;
  for (const [position, resource] of definition.resources.entries()) {
    const before = resourceOf(batch, resource.name);
    batch.resources.set(resource.name, {
      ...before,
      id: before?.id ?? batch.newId(),
      sourceId,
      resource,
      position,
    });
    const facts = batch.draft.resource(resource.name);
    if (facts.isDeleted) batch.draft.setResource(resource.name, { ...facts, isDeleted: false });
  }
  for (const [position, job] of definition.jobs.entries()) {
    const before = jobOf(batch, job.name);
    const record = { newsOn: [], ...before, id: before?.id ?? batch.newId(), sourceId, job, position };
    batch.jobs.set(job.name, record);
    const facts = batch.draft.job(job.name);
    if (facts.isDeleted) batch.draft.setJob(job.name, { ...facts, isDeleted: false });
  }
  for (const name of plan.removedResources) {
    batch.draft.setResource(name, { ...batch.draft.resource(name), isDeleted: true });
  }
  for (const name of plan.removedJobs) {
    const { waiting: _gone, ...facts } = batch.draft.job(name);
    batch.draft.setJob(name, { ...facts, isDeleted: true });
  }
  batch.workflow = createWorkflow(definitionOf({ ...mergedRecords(batch), facts: batch.draft }));
}

async function saveDeclared(
  batch: Batch,
  client: PoolClient,
  { definition, plan }: { readonly definition: WorkflowDefinition; readonly plan: SyncPlan },
): Promise<void> {
  const resources = definition.resources.flatMap(({ name }) => resourceOf(batch, name) ?? []);
  await saveDeclarations(client, batch.cache.id, {
    table: "resources",
    declared: resources.map((record) => ({ ...record, definition: record.resource })),
  });
  const jobs = definition.jobs.flatMap(({ name }) => jobOf(batch, name) ?? []);
  await saveDeclarations(client, batch.cache.id, {
    table: "jobs",
    declared: jobs.map((record) => ({ ...record, definition: record.job })),
  });
  await removeDeclarations(client, batch.cache.id, {
    jobs: plan.removedJobs,
    resources: plan.removedResources,
  });
}

function mergedRecords(batch: Batch) {
  return {
    jobs: new Map([...batch.cache.jobs, ...batch.jobs]),
    resources: new Map([...batch.cache.resources, ...batch.resources]),
  };
}

function makeVersions(batch: Batch, read: ConfigurationRead, plan: SyncPlan): readonly NewVersion[] {
  const made: NewVersion[] = [];
  for (const resource of plan.addedResources) {
    // The first version of a trigger starts nothing either (reference §2.17): it is not told to consumers.
    putVersion(batch, resource.name, firstContent(resource, read.heads), { origin: "configuration" });
  }
  for (const resource of plan.changedResources) {
    const latest = resourceOf(batch, resource.name)?.latest;
    const content = firstContent(resource, headsWith(read.heads, resource, latest));
    if (latest && isSameContent(latest, content)) continue;
    const version = putVersion(batch, resource.name, content, { origin: "configuration" });
    if (version) made.push(version);
  }
  return made;
}

/** Repositories that did not answer now are asked again, with growing pauses, until they do. */
function lookAgainLater(batch: Batch, read: ConfigurationRead, plan: SyncPlan): void {
  for (const { name, type, values } of [...plan.addedResources, ...plan.changedResources]) {
    if (type !== "gitRepo" || read.heads.has(name) || !cloneOf(values)) continue;
    if (isJsonObject(resourceOf(batch, name)?.latest?.values["shaData"])) continue;
    const task = taskNameOf(LOOK_AT_REPOSITORY, batch.cache.id);
    batch.effects.push({ task, payload: { resource: name }, key: `${task}:${name}` });
  }
}

/** A repository that is still the same one keeps its commit when something else about it is edited. */
function headsWith(
  heads: ReadonlyMap<string, JsonObject>,
  resource: Resource,
  latest: ResourceVersion | undefined,
): ReadonlyMap<string, JsonObject> {
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
