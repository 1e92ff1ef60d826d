import { AppError, forgetNames, refuseDeletion } from "@landbridge/core";
import type { PoolClient } from "pg";
import { deleteBareSource, deleteForGood } from "../store/deletion.ts";
import { jobOf, putAudit, putEvent, putRun, resourceOf, runOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import type { EventStore } from "./event-store.ts";

export interface DeletionAsked {
  readonly kind: "resource" | "job";
  readonly name: string;
  readonly by: string;
}

/**
 * Deletes what was removed from the configuration, with its history, and answers the runs that are gone. Refuses
 * what is declared, named or running.
 */
export async function deleteObject(
  batch: Batch,
  store: Pick<EventStore, "deleteForGood">,
  { kind, name, by }: DeletionAsked,
): Promise<readonly string[]> {
  const record = kind === "job" ? jobOf(batch, name) : resourceOf(batch, name);
  if (!record) {
    throw new AppError(
      kind === "job" ? "JOB_NOT_FOUND" : "RESOURCE_NOT_FOUND",
      `There is no ${kind} named ${name}.`,
    );
  }
  const refusal = refuseDeletion(batch.workflow, batch.draft, { kind, name });
  if (refusal) throw refusal;
  const ids = [record.id];
  const runs = await store.deleteForGood({
    resources: kind === "resource" ? ids : [],
    jobs: kind === "job" ? ids : [],
  });
  forget(batch, [name]);
  putAudit(batch, { actor: by, action: "delete", subject: name, details: { kind } });
  putEvent(batch, { kind: "deleted", subject: name, text: `${by} deleted ${name} with its history` });
  return runs;
}

/** Deletes a removed source and everything that it declared; answers the runs that are gone. Refuses as a whole. */
export async function deleteSourceForGood(
  batch: Batch,
  client: PoolClient,
  source: { readonly sourceId: string; readonly sourceName: string; readonly by: string },
): Promise<readonly string[]> {
  const { sourceId, sourceName, by } = source;
  const resources = [...batch.cache.resources.values()].filter((record) => record.sourceId === sourceId);
  const jobs = [...batch.cache.jobs.values()].filter((record) => record.sourceId === sourceId);
  const things = [
    ...jobs.map(({ job }) => ({ kind: "job", name: job.name }) as const),
    ...resources.map(({ resource }) => ({ kind: "resource", name: resource.name }) as const),
  ];
  for (const thing of things) {
    const refusal = refuseDeletion(batch.workflow, batch.draft, thing);
    if (refusal) throw refusal;
  }
  const runs = await deleteForGood(client, {
    resources: resources.map(({ id }) => id),
    jobs: jobs.map(({ id }) => id),
  });
  await deleteBareSource(client, sourceId);
  forget(
    batch,
    things.map(({ name }) => name),
  );
  const details = { resources: resources.length, jobs: jobs.length };
  putAudit(batch, { actor: by, action: "delete-source", subject: sourceName, details });
  putEvent(batch, {
    kind: "deleted",
    subject: sourceName,
    text: `${by} deleted the source ${sourceName} with all that it had declared`,
  });
  return runs;
}

/** What the rest of the transaction writes of jobs and runs knows nothing of the names either. */
function forget(batch: Batch, gone: readonly string[]): void {
  batch.isCacheStale = true;
  const names = new Set(gone);
  for (const live of forgetNames(batch.draft, batch.cache.jobs.keys(), names)) {
    const record = runOf(batch, live.id);
    if (record) putRun(batch, { ...record, live });
  }
  for (const name of batch.cache.jobs.keys()) {
    const record = jobOf(batch, name);
    if (!record?.newsOn.some((from) => names.has(from))) continue;
    batch.jobs.set(name, { ...record, newsOn: record.newsOn.filter((from) => !names.has(from)) });
  }
}
