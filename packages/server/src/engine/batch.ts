import { createFactsDraft, defaultInputValues, isFinal } from "@landbridge/core";
import type { FactsDraft, JobDecision, LiveRun, RunPlan, Workflow } from "@landbridge/core";
import type {
  AuditRow,
  DecisionRow,
  EffectRow,
  EventRow,
  QuarantineRow,
  SavedBatch,
  StepRow,
  VersionRow,
} from "../store/saved-batch.ts";
import { jobRow, resourceRow } from "./record-rows.ts";
import type { Remembering } from "./remember.ts";
import { endedRow, liveRow } from "./run-record.ts";
import type { RunRecord } from "./run-record.ts";
import { createVersionMemory } from "./version-memory.ts";
import type { VersionMemory } from "./version-memory.ts";
import type { DecisionRecord, JobRecord, ResourceRecord, WorkspaceCache } from "./workspace-cache.ts";

/** Changes that one transaction makes, laid over the cache; nothing of it counts before the commit. */
export interface Batch {
  readonly at: Date;
  readonly newId: () => string;
  readonly cache: WorkspaceCache;
  readonly draft: FactsDraft;
  /** Contents of versions that runs are about to take, over those that the cache keeps. */
  readonly memory: VersionMemory;
  /** The declared graph; a sync in the batch replaces it for the events after it. */
  workflow: Workflow;
  readonly jobs: Map<string, JobRecord>;
  readonly resources: Map<string, ResourceRecord>;
  /** Runs that were made or changed. */
  readonly runs: Map<string, RunRecord>;
  readonly plans: { readonly run_id: string; readonly plan: RunPlan }[];
  readonly steps: StepRow[];
  readonly versions: VersionRow[];
  readonly events: EventRow[];
  readonly decisions: DecisionRow[];
  readonly effects: EffectRow[];
  readonly audit: AuditRow[];
  readonly quarantines: QuarantineRow[];
  /** Names were taken out for good: what is kept in memory is read anew. */
  isCacheStale: boolean;
}

export function createBatch(cache: WorkspaceCache, { at, newId }: { at: Date; newId: () => string }): Batch {
  return {
    at,
    newId,
    cache,
    draft: createFactsDraft(cache.facts, at.getTime()),
    memory: createVersionMemory(cache.memory),
    workflow: cache.workflow,
    jobs: new Map(),
    resources: new Map(),
    runs: new Map(),
    plans: [],
    steps: [],
    versions: [],
    events: [],
    decisions: [],
    effects: [],
    audit: [],
    quarantines: [],
    isCacheStale: false,
  };
}

/** A copy whose changes are nobody's: to see what would come of something. */
export function forkBatch(batch: Batch): Batch {
  return {
    ...batch,
    draft: createFactsDraft(batch.draft, batch.at.getTime()),
    memory: createVersionMemory(batch.memory),
    jobs: new Map(batch.jobs),
    resources: new Map(batch.resources),
    runs: new Map(batch.runs),
    plans: [...batch.plans],
    steps: [...batch.steps],
    versions: [...batch.versions],
    events: [...batch.events],
    decisions: [...batch.decisions],
    effects: [...batch.effects],
    audit: [...batch.audit],
    quarantines: [...batch.quarantines],
  };
}

export function isEmpty(batch: Batch): boolean {
  return (
    batch.draft.changedJobs.size === 0 &&
    batch.draft.changedResources.size === 0 &&
    batch.jobs.size === 0 &&
    batch.runs.size === 0 &&
    batch.events.length === 0 &&
    batch.audit.length === 0
  );
}

export function jobOf(batch: Batch, name: string): JobRecord | undefined {
  return batch.jobs.get(name) ?? batch.cache.jobs.get(name);
}

export function resourceOf(batch: Batch, name: string): ResourceRecord | undefined {
  return batch.resources.get(name) ?? batch.cache.resources.get(name);
}

export function runOf(batch: Batch, id: string): RunRecord | undefined {
  return batch.runs.get(id) ?? batch.cache.runs.get(id);
}

/** Writes a run down; the newest run of its job follows. */
export function putRun(batch: Batch, record: RunRecord): void {
  batch.runs.set(record.live.id, record);
  const job = jobOf(batch, record.live.job);
  if (job && record.live.number >= (job.newestRun?.live.number ?? 0)) {
    batch.jobs.set(record.live.job, { ...job, newestRun: record });
  }
}

export function putEvent(batch: Batch, event: { kind: string; subject: string; text: string }): EventRow {
  const row: EventRow = { id: batch.newId(), at: batch.at.toISOString(), ...event };
  batch.events.push(row);
  return row;
}

/** Writes a decision down; it becomes the last one about its job. */
export function putDecision(
  batch: Batch,
  event: EventRow,
  decision: JobDecision,
  versions: readonly { readonly name: string; readonly number: number }[] = [],
): DecisionRecord {
  const record: DecisionRecord = { ...decision, id: batch.newId(), event: event.text, at: batch.at };
  const job = jobOf(batch, decision.job);
  if (!job) return record;
  batch.jobs.set(decision.job, { ...job, lastDecision: record });
  batch.decisions.push({
    id: record.id,
    event_id: event.id,
    job_id: job.id,
    verdict: decision.verdict,
    reason: decision.reason,
    text: decision.text,
    inputs: decision.inputs,
    unblock: decision.unblock,
    run_number: decision.runNumber ?? null,
    versions: versions.map(({ name, number }) => `${name}@${String(number)}`),
    at: batch.at.toISOString(),
  });
  return record;
}

/**
 * A run as it is made: with what was given, and the defaults of what its job asks for besides. A frozen plan that is
 * carried out again holds its own.
 */
export function newRunRecord(
  batch: Batch,
  live: LiveRun,
  decisionId: string,
  given: Partial<Pick<RunRecord, "env" | "inputs">> = {},
): RunRecord {
  const declared = (live.replays ? undefined : batch.workflow.jobs.get(live.job)?.inputs) ?? [];
  const defaults = defaultInputValues(declared);
  const inputs = declared.length === 0 ? given.inputs : { ...defaults.values, ...given.inputs };
  return {
    live,
    jobId: jobOf(batch, live.job)?.id ?? "",
    status: live.status,
    env: { ...defaults.env, ...given.env },
    ...(inputs ? { inputs } : {}),
    decisionId,
    queuedAt: batch.at,
  };
}

/** What looking up versions of a batch needs. */
export function remembering(batch: Batch): Remembering {
  return {
    facts: batch.draft,
    memory: batch.memory,
    jobOf: (name) => jobOf(batch, name),
    resourceOf: (name) => resourceOf(batch, name),
  };
}

export function putAudit(
  batch: Batch,
  entry: { actor: string; action: string; subject: string; details?: object },
): void {
  batch.audit.push({ id: batch.newId(), at: batch.at.toISOString(), details: {}, ...entry });
}

/** An identifier by which the batch is found in the database; none where it answers nobody, such as mere starts. */
export function markOf(batch: Batch): string | undefined {
  return (batch.events[0] ?? batch.audit[0])?.id;
}

/** The batch as rows of the one saving statement. */
export function savedBatchOf(batch: Batch, revision: number): SavedBatch {
  const changedJobs = new Set([...batch.draft.changedJobs.keys(), ...batch.jobs.keys()]);
  const ended = [...batch.runs.values()].filter((run) => isFinal(run.status));
  return {
    workspaceId: batch.cache.id,
    revision,
    nextOrder: batch.draft.nextOrder(),
    jobs: [...changedJobs].flatMap((name) => {
      const record = jobOf(batch, name);
      return record ? [jobRow(record, batch.draft.job(name), batch.at)] : [];
    }),
    resources: [...batch.draft.changedResources.keys()].flatMap((name) => {
      const record = resourceOf(batch, name);
      return record ? [resourceRow(record, batch.draft.resource(name))] : [];
    }),
    liveRuns: [...batch.runs.values()].filter((run) => !isFinal(run.status)).map(liveRow),
    endedRuns: ended.map((run) => endedRow(run, run.finishedAt ?? batch.at)),
    plans: batch.plans,
    steps: batch.steps,
    versions: batch.versions,
    events: batch.events,
    decisions: batch.decisions,
    effects: batch.effects,
    audit: batch.audit,
    quarantines: batch.quarantines,
  };
}

/** After the commit: the cache takes everything over. */
export function applyToCache(batch: Batch, revision: number): void {
  const { cache } = batch;
  cache.facts.apply(batch.draft);
  cache.memory.apply(batch.memory);
  for (const name of new Set([...batch.draft.changedJobs.keys(), ...batch.jobs.keys()])) {
    const record = jobAfter(batch, name);
    if (record) cache.jobs.set(name, record);
  }
  for (const [name, record] of batch.resources) cache.resources.set(name, record);
  for (const [id, record] of batch.runs) {
    if (isFinal(record.status)) cache.runs.delete(id);
    else cache.runs.set(id, record);
  }
  cache.workflow = batch.workflow;
  cache.revision = revision;
}

/** A job as the cache will hold it. */
export function jobAfter(batch: Batch, name: string): JobRecord | undefined {
  const [record, facts] = [jobOf(batch, name), batch.draft.changedJobs.get(name)];
  return record && facts ? withWaitingSince(record, facts.waiting ? batch.at : undefined) : record;
}

function withWaitingSince(record: JobRecord, at: Date | undefined): JobRecord {
  const { waitingSince, ...rest } = record;
  return at ? { ...rest, waitingSince: waitingSince ?? at } : rest;
}
