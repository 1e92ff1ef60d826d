import { AppError } from "@landbridge/core";
import type { ConfigurationPlan, WorkflowDefinition } from "@landbridge/core";
import type { PoolClient } from "pg";
import { saveSync } from "../store/configurations.ts";
import type { SavedSync } from "../store/configurations.ts";
import { removeDeclarations } from "../store/declarations.ts";
import { deleteBareSource } from "../store/deletion.ts";
import { listSyncSources, markSourceDeleted, pauseSource } from "../store/sync-sources.ts";
import { putAudit } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { decideConfiguration } from "./decide-configuration.ts";

/** One source, and who asks for something of it. */
export interface SourceAsked {
  readonly sourceId: string;
  readonly sourceName: string;
  readonly by: string;
}

export const NOTHING_DECLARED: WorkflowDefinition = { resources: [], jobs: [] };

/** A paused source is not synced by itself, so that what it declares may move elsewhere. */
export async function changePause(
  batch: Batch,
  client: PoolClient,
  { sourceId, sourceName, by, isPaused }: SourceAsked & { readonly isPaused: boolean },
): Promise<void> {
  if (!(await pauseSource(client, sourceId, isPaused))) return;
  putAudit(batch, { actor: by, action: isPaused ? "pause-source" : "resume-source", subject: sourceName });
}

/**
 * Removes a source and, softly, everything that it declares: histories stay and come back with it. One that never
 * declared anything is forgotten at once.
 */
export async function removeSource(
  batch: Batch,
  client: PoolClient,
  asked: SourceAsked,
): Promise<ConfigurationPlan> {
  const { sourceId, sourceName, by } = asked;
  const desired = { sourceId, sourceName, definition: NOTHING_DECLARED, heads: new Map(), askedBy: by };
  const sources = await listSyncSources(client, batch.cache.id);
  const decided = decideConfiguration(batch, desired, { sources });
  if (!decided.ok) throw new AppError("CONFIG_REFUSED", decided.refusals.map(({ text }) => text).join(" "));
  await removeDeclarations(client, batch.cache.id, {
    jobs: decided.sync.removedJobs,
    resources: decided.sync.removedResources,
  });
  if (!(await deleteBareSource(client, sourceId))) {
    await markSourceDeleted(client, sourceId, batch.at);
    await saveSync(client, removalOf(batch, asked, decided.plan));
  }
  putAudit(batch, {
    actor: by,
    action: "remove-source",
    subject: sourceName,
    details: { text: decided.plan.summary },
  });
  return decided.plan;
}

/** A removal stands in the history of the source like a sync. */
function removalOf(batch: Batch, { sourceId, by }: SourceAsked, plan: ConfigurationPlan): SavedSync {
  const text = `The source was removed: ${plan.summary}`;
  const record = { at: batch.at, status: "success", text, problems: [] } as const;
  return { id: batch.newId(), workspaceId: batch.cache.id, sourceId, by, record, plan };
}

/** Takes a removal back; what the source declares comes back with its next sync. */
export async function restoreSource(
  batch: Batch,
  client: PoolClient,
  { sourceId, sourceName, by }: SourceAsked,
): Promise<void> {
  await markSourceDeleted(client, sourceId, undefined);
  putAudit(batch, { actor: by, action: "restore-source", subject: sourceName });
}
