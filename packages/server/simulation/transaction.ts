import { AppError, isFinal } from "@landbridge/core";
import type {
  AgentCapacity,
  ConfigurationPlan,
  JsonObject,
  TimeLimits,
  WorkflowDefinition,
} from "@landbridge/core";
import { applyEvent } from "../src/engine/apply-event.ts";
import type { EventParts } from "../src/engine/apply-event.ts";
import {
  createBatch,
  forkBatch,
  isEmpty,
  putAudit,
  remembering,
  runOf,
  savedBatchOf,
} from "../src/engine/batch.ts";
import type { Batch } from "../src/engine/batch.ts";
import { catchUp, changeOf } from "../src/engine/catch-up.ts";
import { decideConfiguration } from "../src/engine/decide-configuration.ts";
import type { EngineEvent, EngineOutcome } from "../src/engine/engine-event.ts";
import { rememberFor, rememberingOf } from "../src/engine/remember.ts";
import type { RunRecord } from "../src/engine/run-record.ts";
import { startRuns } from "../src/engine/start-runs.ts";
import { webhookUrl, webhookValues } from "../src/engine/webhook.ts";
import { createWorkspaceCache } from "../src/engine/workspace-cache.ts";
import type { WorkspaceCache } from "../src/engine/workspace-cache.ts";
import type { SavedBatch } from "../src/store/saved-batch.ts";
import type { WorkspaceNews } from "../src/store/workspace-changes.ts";
import { createSideWrites, sideStoreOf } from "./side-tables.ts";
import type { SideWrites } from "./side-tables.ts";
import { readTables, readerOf } from "./table-reader.ts";
import type { Declarations, Tables } from "./tables.ts";

export const SOURCES = ["source-1", "source-2"] as const;
export type Source = (typeof SOURCES)[number];

/**
 * A sync, or with nothing declared a removal of the source, without what `apply-configuration.ts` and
 * `source-changes.ts` read and write of the source itself by SQL.
 */
export interface SyncEvent {
  readonly type: "sync";
  readonly source: Source;
  readonly definition: WorkflowDefinition;
  /** What this one declares may move to the one that is synced. */
  readonly pausedSource?: Source;
}

/** What `settings.ts` does for the limits of pools and of the workspace, without its SQL. */
export interface LimitsEvent {
  readonly type: "limits-set";
  readonly limits: TimeLimits;
}

export type SimulatedEvent = EngineEvent | SyncEvent | LimitsEvent;

/** An agent as a server sees it. */
export interface Seat {
  readonly agentId: string;
  readonly pool: string;
  readonly instance: string;
  readonly slots: number;
}

/** Everything that a transaction is decided from, beside the database. */
export interface Asked {
  readonly at: number;
  readonly events: readonly SimulatedEvent[];
  readonly seats: readonly Seat[];
}

export type Answer =
  | { readonly outcome: EngineOutcome | { readonly type: "sync" | "limits-set" } }
  | { readonly refusal: AppError };

export interface SyncPlans {
  readonly told: ConfigurationPlan | undefined;
  readonly done: ConfigurationPlan;
}

/** A transaction that was decided and not saved yet. */
export interface Decided {
  readonly asked: Asked;
  readonly batch: Batch;
  /** Absent: there is nothing to save. */
  readonly saved?: SavedBatch;
  readonly declarations?: Declarations;
  /** What a sync does, as a plan told it just before, and as it was done. */
  readonly plans?: SyncPlans;
  readonly limits?: TimeLimits;
  readonly side: SideWrites;
  readonly answers: readonly Answer[];
  readonly started: readonly RunRecord[];
  readonly capacities: readonly AgentCapacity[];
}

/** What `takeUp` of workspace-transactions does. */
export async function readCache(tables: Tables, known?: WorkspaceCache): Promise<WorkspaceCache> {
  const isCaughtUp = known !== undefined && catchUp(known, newsOf(tables, known.revision));
  const cache = isCaughtUp ? known : createWorkspaceCache("workspace", readTables(tables));
  await rememberFor(readerOf(tables), rememberingOf(cache), [...cache.workflow.jobs.values()]);
  return cache;
}

function newsOf({ revision, changes }: Tables, since: number): WorkspaceNews {
  const told = changes
    .slice(since)
    .flatMap((change, index) => (change === undefined ? [] : [{ revision: since + index + 1, change }]));
  return { revision, changes: told };
}

/** What `decideEvents` of workspace-transactions does. */
export async function decideTransaction(
  tables: Tables,
  cache: WorkspaceCache,
  asked: Asked,
): Promise<Decided> {
  let lastId = 0;
  const revision = cache.revision + 1;
  const newId = (): string => `${String(revision)}-${String(++lastId)}`;
  const batch = createBatch(cache, { at: new Date(asked.at), newId });
  const reader = readerOf(tables);
  const side = createSideWrites();
  const parts = { client: NO_CLIENT, store: sideStoreOf(tables, side), reader };
  const answers: Answer[] = [];
  let synced: Synced | undefined;
  let limits: TimeLimits | undefined;
  for (const event of asked.events) {
    try {
      if (event.type === "sync") {
        synced = (await applySync(batch, reader, event)) ?? synced;
        answers.push({ outcome: { type: "sync" } });
      } else if (event.type === "limits-set") {
        limits = setLimits(batch, event);
        answers.push({ outcome: { type: "limits-set" } });
      } else answers.push({ outcome: await applyEvent(batch, parts, event) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      answers.push({ refusal: error });
    }
  }
  const capacities = asked.seats.map((seat) => ({ ...seat, freeSlots: freeSlotsOf(batch, seat) }));
  const started = await startRuns(batch, reader, { agents: capacities, urlOfRun: () => "" });
  const decided = { asked, batch, side, answers, started, capacities, ...(limits ? { limits } : {}) };
  if (isEmpty(batch)) return decided;
  const saved = savedBatchOf(batch, revision);
  const change = synced ? undefined : changeOf(batch, asked.events.filter(isOfEngine));
  return { ...decided, saved: { ...saved, change }, ...synced };
}

function isOfEngine(event: SimulatedEvent): event is EngineEvent {
  return event.type !== "sync" && event.type !== "limits-set";
}

function setLimits(batch: Batch, { limits }: LimitsEvent): TimeLimits {
  putAudit(batch, { actor: "ann", action: "set-workspace", subject: batch.cache.name, details: limits });
  // The limits are part of what is kept in memory.
  batch.isCacheStale = true;
  return limits;
}

// No simulated event goes by SQL of its own: one that does fails the story.
const NO_CLIENT = new Proxy(
  {},
  {
    get() {
      throw new Error("the simulator has no SQL");
    },
  },
) as EventParts["client"];

type Synced = Required<Pick<Decided, "declarations" | "plans">>;

async function applySync(
  batch: Batch,
  reader: EventParts["reader"],
  { source, definition, pausedSource }: SyncEvent,
): Promise<Synced | undefined> {
  await rememberFor(reader, remembering(batch), definition.jobs);
  const desired = { sourceId: source, sourceName: source, definition, heads: headsOf(batch, definition) };
  const sources = SOURCES.map((id) => ({ id, name: id, isPaused: id === pausedSource }));
  const told = decideConfiguration(forkBatch(batch), desired, { sources });
  const decided = decideConfiguration(batch, desired, { sources });
  if (!decided.ok) return undefined;
  const plans = { told: told.ok ? told.plan : undefined, done: decided.plan };
  const { removedJobs, removedResources } = decided.sync;
  const declarations: Declarations = {
    jobs: definition.jobs.flatMap(({ name }) => {
      const record = batch.jobs.get(name);
      return record
        ? [{ id: record.id, sourceId: source, definition: record.job, position: record.position }]
        : [];
    }),
    resources: definition.resources.flatMap(({ name }) => {
      const record = batch.resources.get(name);
      if (!record) return [];
      return [{ id: record.id, sourceId: source, definition: record.resource, position: record.position }];
    }),
    removed: new Set([...removedJobs, ...removedResources]),
  };
  return { declarations, plans };
}

/** Keys of webhooks that declare none are made by chance, so that no two declarations have the same. */
function headsOf(batch: Batch, { resources }: WorkflowDefinition): ReadonlyMap<string, JsonObject> {
  return webhookValues(resources, {
    newKey: () => `key-${String(batch.cache.revision)}`,
    urlOf: (resource, key) =>
      webhookUrl("https://landbridge.test", { workspace: "simulated", resource, key }),
  });
}

/** Runs that end in the batch have reported: their agent has room. */
function freeSlotsOf(batch: Batch, { agentId, slots }: Seat): number {
  let taken = 0;
  for (const id of batch.cache.runs.keys()) {
    const record = runOf(batch, id);
    if (record && !isFinal(record.status) && record.status === "processing" && record.agentId === agentId)
      taken += 1;
  }
  return Math.max(0, slots - taken);
}
