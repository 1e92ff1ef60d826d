import { AppError, jobsNaming, listOf } from "@landbridge/core";
import type { PoolClient } from "pg";
import { deleteBareSource, deleteForGood } from "../store/deletion.ts";
import { jobOf, putAudit, putEvent, resourceOf } from "./batch.ts";
import type { Batch } from "./batch.ts";

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
  client: PoolClient,
  { kind, name, by }: DeletionAsked,
): Promise<readonly string[]> {
  const record = kind === "job" ? jobOf(batch, name) : resourceOf(batch, name);
  if (!record) {
    throw new AppError(
      kind === "job" ? "JOB_NOT_FOUND" : "RESOURCE_NOT_FOUND",
      `There is no ${kind} named ${name}.`,
    );
  }
  const refusal = whyNotDeletable(batch, { kind, name });
  if (refusal) throw refusal;
  const ids = [record.id];
  const runs = await deleteForGood(client, {
    resources: kind === "resource" ? ids : [],
    jobs: kind === "job" ? ids : [],
  });
  batch.isCacheStale = true;
  putAudit(batch, { actor: by, action: "delete", subject: name, details: { kind } });
  putEvent(batch, { kind: "deleted", subject: name, text: `${by} deleted ${name} with its history` });
  return runs;
}

/** Why a name can't be deleted for good now; nothing when it can. */
export function whyNotDeletable(
  batch: Pick<Batch, "draft" | "workflow">,
  { kind, name }: { readonly kind: "resource" | "job"; readonly name: string },
): AppError | undefined {
  const facts = kind === "job" ? batch.draft.job(name) : batch.draft.resource(name);
  if (!facts.isDeleted) {
    return new AppError("STILL_DECLARED", `${name} is declared by a source.`, {
      hint: "Remove it from the configuration first; its history stays until it is deleted for good.",
    });
  }
  const namedBy = jobsNaming(batch.workflow, name);
  if (namedBy.length > 0) {
    return new AppError("STILL_NAMED", `${name} is named by ${listOf(namedBy)}.`, {
      hint: "Take the name out of these jobs first, or declare it again.",
    });
  }
  if (kind === "job" && batch.draft.job(name).live.length > 0) {
    return new AppError("STILL_RUNNING", `A run of ${name} has not ended.`, {
      hint: "Cancel it, or wait for its end.",
    });
  }
  return undefined;
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
    const refusal = whyNotDeletable(batch, thing);
    if (refusal) throw refusal;
  }
  const runs = await deleteForGood(client, {
    resources: resources.map(({ id }) => id),
    jobs: jobs.map(({ id }) => id),
  });
  await deleteBareSource(client, sourceId);
  batch.isCacheStale = true;
  const details = { resources: resources.length, jobs: jobs.length };
  putAudit(batch, { actor: by, action: "delete-source", subject: sourceName, details });
  putEvent(batch, {
    kind: "deleted",
    subject: sourceName,
    text: `${by} deleted the source ${sourceName} with all that it had declared`,
  });
  return runs;
}
