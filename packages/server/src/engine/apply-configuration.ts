import { AppError, identityOfDefinition, identityOfPlan, removesEverything } from "@landbridge/core";
import type { ConfigurationPlan, SyncPlan, SyncSource, WorkflowDefinition } from "@landbridge/core";
import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { saveSync } from "../store/configurations.ts";
import { removeDeclarations, saveDeclarations } from "../store/declarations.ts";
import { claimGeneration, listSyncSources } from "../store/sync-sources.ts";
import type { SyncProblem, SyncRecord } from "../store/sources.ts";
import { forkBatch, putAudit, remembering } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { decideConfiguration, declaredIn } from "./decide-configuration.ts";
import type { Desired } from "./decide-configuration.ts";
import { createHistoryReader, rememberFor } from "./remember.ts";

/** A source as it was read, to be applied. */
export interface ConfigurationRead extends Desired {
  readonly by: string;
  /** Which reading this is: an older one is never applied over a newer one. */
  readonly generation: number;
  readonly commit?: string | undefined;
  /** SHA-256 over the files. */
  readonly digest?: string | undefined;
  /** What the loader had to say. */
  readonly problems: readonly SyncProblem[];
  /** Nobody asked: such a sync does not take everything away that a source declares. */
  readonly isAutomatic?: boolean | undefined;
  /** Digest of the plan that was looked at: anything else is refused with PLAN_OUTDATED. */
  readonly expected?: string | undefined;
}

export interface ConfigurationApplied {
  readonly record: SyncRecord;
  readonly plan: ConfigurationPlan;
}

/**
 * Applies what a source declares, and writes it down in the source's history. Refuses as a whole with
 * CONFIG_REFUSED, PLAN_OUTDATED, SOURCE_EMPTY, SOURCE_REMOVED or SYNC_OVERTAKEN before it changes anything.
 */
export async function applyConfiguration(
  batch: Batch,
  client: PoolClient,
  read: ConfigurationRead,
): Promise<ConfigurationApplied> {
  await claimOrRefuse(client, read);
  if (read.isAutomatic === true) refuseToRemoveEverything(batch, read);
  const sources = await listSyncSources(client, batch.cache.id);
  await rememberFor(createHistoryReader(client), remembering(batch), read.definition.jobs);
  // Refused on a copy: other events share the batch.
  if (read.expected !== undefined)
    refuseOtherThan(read.expected, decideOrRefuse(forkBatch(batch), read, sources), read.definition);
  const decided = decideOrRefuse(batch, read, sources);
  await saveDeclared(batch, client, { definition: read.definition, sync: decided.sync });
  const record = recordOf(batch, read, decided.plan);
  await saveSync(client, {
    id: batch.newId(),
    workspaceId: batch.cache.id,
    sourceId: read.sourceId,
    by: read.by,
    record,
    digest: read.digest,
    plan: decided.plan,
  });
  const details = {
    text: decided.plan.summary,
    ...(read.commit === undefined ? {} : { commit: read.commit }),
  };
  putAudit(batch, { actor: read.by, action: "sync", subject: read.sourceName, details });
  return { record, plan: decided.plan };
}

/**
 * Identifies what a plan does, so that one who looked at it can ask for just that. A plan names additions without
 * what is in them, so that what is declared counts too.
 */
export function digestOfPlan(plan: ConfigurationPlan, definition: WorkflowDefinition): string {
  const hash = createHash("sha256").update(identityOfPlan(plan)).update("\n");
  return hash.update(identityOfDefinition(definition)).digest("hex").slice(0, 32);
}

async function claimOrRefuse(client: PoolClient, read: ConfigurationRead): Promise<void> {
  const claim = await claimGeneration(client, read);
  if (claim === "removed") {
    throw new AppError("SOURCE_REMOVED", `The source ${read.sourceName} was removed.`, {
      hint: "Restore it first.",
    });
  }
  if (claim === "overtaken")
    throw new AppError("SYNC_OVERTAKEN", `A newer reading of ${read.sourceName} came first.`);
}

function refuseToRemoveEverything(batch: Batch, { sourceId, definition }: ConfigurationRead): void {
  if (!removesEverything(declaredIn(batch), definition, sourceId)) return;
  throw new AppError("SOURCE_EMPTY", "Nothing was changed: the files declare nothing any more.", {
    hint: "If everything is to go, sync by hand.",
  });
}

interface Decided {
  readonly sync: SyncPlan;
  readonly plan: ConfigurationPlan;
}

function decideOrRefuse(batch: Batch, read: ConfigurationRead, sources: readonly SyncSource[]): Decided {
  const askedBy = read.isAutomatic === true ? undefined : read.by;
  const decided = decideConfiguration(batch, { ...read, askedBy }, { sources });
  if (decided.ok) return decided;
  throw new AppError("CONFIG_REFUSED", decided.refusals.map((refusal) => refusal.text).join(" "));
}

function refuseOtherThan(expected: string, { plan }: Decided, definition: WorkflowDefinition): void {
  if (digestOfPlan(plan, definition) === expected) return;
  throw new AppError("PLAN_OUTDATED", "What this sync would do has changed since the plan.", {
    hint: "Look at the plan again.",
  });
}

/** It concerns this source when its own things can't run, or others since now. */
function recordOf(batch: Batch, read: ConfigurationRead, plan: ConfigurationPlan): SyncRecord {
  const own = new Set([...read.definition.resources, ...read.definition.jobs].map(({ name }) => name));
  const concerned = plan.inconsistent.filter(({ name, isNew }) => isNew || own.has(name));
  const names = concerned.map(({ name }) => name);
  const shown = names.length > 5 ? [...names.slice(0, 5), `${String(names.length - 5)} more`] : names;
  const verb = names.length === 1 ? "is" : "are";
  return {
    at: batch.at,
    status: names.length === 0 ? "success" : "inconsistent",
    text: names.length === 0 ? plan.summary : `${plan.summary}. ${shown.join(", ")} ${verb} inconsistent.`,
    problems: read.problems,
    ...(read.commit === undefined ? {} : { commit: read.commit }),
  };
}

async function saveDeclared(
  batch: Batch,
  client: PoolClient,
  { definition, sync }: { readonly definition: WorkflowDefinition; readonly sync: SyncPlan },
): Promise<void> {
  // What is not in the batch is as it was.
  const resources = definition.resources.flatMap(({ name }) => batch.resources.get(name) ?? []);
  await saveDeclarations(client, batch.cache.id, {
    table: "resources",
    declared: resources.map((record) => ({ ...record, definition: record.resource })),
  });
  const jobs = definition.jobs.flatMap(({ name }) => batch.jobs.get(name) ?? []);
  await saveDeclarations(client, batch.cache.id, {
    table: "jobs",
    declared: jobs.map((record) => ({ ...record, definition: record.job })),
  });
  await removeDeclarations(client, batch.cache.id, {
    jobs: sync.removedJobs,
    resources: sync.removedResources,
  });
}
