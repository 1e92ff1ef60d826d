import { createFactsMap, createWorkflow, isFinal } from "@landbridge/core";
import type {
  Facts,
  FactsMap,
  Job,
  JobDecision,
  JobFacts,
  JobVersion,
  LiveRun,
  Resource,
  TimeLimits,
  Workflow,
} from "@landbridge/core";
import type { DecisionJson } from "../store/decisions.ts";
import type { LoadedJob, LoadedResource, NewestVersion, WorkspaceRows } from "../store/workspace-rows.ts";
import { completeRecord } from "./complete-record.ts";
import { runFromRow } from "./run-record.ts";
import type { RunRecord } from "./run-record.ts";
import { createVersionMemory } from "./version-memory.ts";
import type { VersionMemory } from "./version-memory.ts";
import type { VersionRecord } from "./version-record.ts";

/** A stored decision, with the event that it answers in words. */
export interface DecisionRecord extends JobDecision {
  readonly id: string;
  readonly event: string;
  readonly at: Date;
}

export interface JobRecord {
  readonly id: string;
  readonly sourceId?: string;
  readonly job: Job;
  readonly position: number;
  readonly newsOn: readonly string[];
  readonly waitingSince?: Date;
  readonly lastDecision?: DecisionRecord;
  /** The run with the highest number, live or ended. */
  readonly newestRun?: RunRecord;
  /** What the last successful run left: what consumers and the next run read. */
  readonly version?: JobVersion;
}

export interface ResourceRecord {
  readonly id: string;
  readonly sourceId?: string;
  readonly resource: Resource;
  readonly position: number;
  /** The newest version that may be chosen. */
  readonly latest?: VersionRecord;
  /** The newest one of all, where that is in quarantine: nobody takes it, and what it tells of the outside is known. */
  readonly newest?: VersionRecord;
}

/** The version that was made last, whether or not it may be chosen. */
export function newestOf({ newest, latest }: ResourceRecord): VersionRecord | undefined {
  return newest ?? latest;
}

/**
 * What a server keeps in memory of a workspace. The database is the truth: the cache is valid while `revision`
 * equals that of the locked row, and is read again when it does not.
 */
export interface WorkspaceCache {
  readonly id: string;
  readonly name: string;
  revision: number;
  workflow: Workflow;
  readonly facts: FactsMap;
  readonly jobs: Map<string, JobRecord>;
  readonly resources: Map<string, ResourceRecord>;
  /** Live runs by identifier. */
  readonly runs: Map<string, RunRecord>;
  /** Contents of versions other than the newest that runs are about to take. */
  readonly memory: VersionMemory;
  readonly timeLimits: TimeLimits;
}

export function createWorkspaceCache(id: string, rows: WorkspaceRows): WorkspaceCache {
  const facts = createFactsMap();
  facts.setNextOrder(rows.nextOrder);
  const runs = new Map<string, RunRecord>();
  const jobs = new Map<string, JobRecord>();
  const resources = new Map<string, ResourceRecord>();
  const nameOfJob = new Map(rows.jobs.map((job) => [job.id, job.definition.name]));
  for (const row of rows.runs) runs.set(row.id, runFromRow(row, nameOfJob.get(row.job_id) ?? ""));
  const liveOf = new Map<string, LiveRun[]>();
  for (const { live } of runs.values()) liveOf.set(live.job, [...(liveOf.get(live.job) ?? []), live]);
  const quarantined = quarantinedIn(rows);
  for (const row of rows.jobs) {
    const { name } = row.definition;
    facts.setJob(name, { ...jobFacts(row, liveOf.get(name) ?? []), ...quarantined(row.id) });
    jobs.set(name, jobFromRow(row, newestRunOf(liveOf.get(name) ?? [], runs)));
  }
  for (const row of rows.resources) {
    const { name } = row.definition;
    facts.setResource(name, {
      isDeleted: row.deleted_at !== null,
      lastVersionNumber: row.last_version_number,
      ...(row.inconsistent === null ? {} : { inconsistent: row.inconsistent }),
      ...quarantined(row.id),
    });
    resources.set(name, resourceFromRow(row));
  }
  const workflow = createWorkflow(definitionOf({ jobs, resources, facts }));
  const { name, revision, timeouts: timeLimits } = rows;
  const memory = createVersionMemory();
  return { id, name, revision, workflow, facts, jobs, resources, runs, memory, timeLimits };
}

function quarantinedIn({ quarantines }: WorkspaceRows): (id: string) => { quarantined?: readonly number[] } {
  const found = new Map<string, number[]>();
  for (const { subject_id: id, number } of quarantines) found.set(id, [...(found.get(id) ?? []), number]);
  return (id) => {
    const numbers = found.get(id);
    return numbers ? { quarantined: numbers } : {};
  };
}

/** The declared workflow without what was removed from the configuration. */
export function definitionOf({
  jobs,
  resources,
  facts,
}: Pick<WorkspaceCache, "jobs" | "resources"> & { readonly facts: Facts }): {
  resources: Resource[];
  jobs: Job[];
} {
  // Identifiers of sources grow with time, so that the oldest source comes first.
  const byPosition = (a: Placed, b: Placed): number =>
    compareText(a.sourceId ?? "", b.sourceId ?? "") || a.position - b.position;
  return {
    resources: [...resources.values()]
      .filter(({ resource }) => !facts.resource(resource.name).isDeleted)
      .sort(byPosition)
      .map(({ resource }) => resource),
    jobs: [...jobs.values()]
      .filter(({ job }) => !facts.job(job.name).isDeleted)
      .sort(byPosition)
      .map(({ job }) => job),
  };
}

interface Placed {
  readonly sourceId?: string;
  readonly position: number;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function jobFacts(row: LoadedJob, live: readonly LiveRun[]): JobFacts {
  const { last_ended_number: endedNumber, last_ended_status: endedStatus } = row;
  return {
    isPaused: row.is_paused,
    isDeleted: row.deleted_at !== null,
    lastRunNumber: row.last_run_number,
    live,
    ...(row.inconsistent === null ? {} : { inconsistent: row.inconsistent }),
    ...(endedNumber === null || endedStatus === null
      ? {}
      : { lastEnded: { number: endedNumber, status: endedStatus } }),
    ...(row.last_success_run_id === null
      ? {}
      : {
          lastSuccess: {
            runId: row.last_success_run_id,
            number: row.last_success_number ?? 0,
            order: row.success_order ?? 0,
          },
        }),
    ...(row.waiting_order === null
      ? {}
      : {
          waiting: {
            order: row.waiting_order,
            because: row.waiting_because ?? "",
            ...(row.waiting_by === null ? {} : { by: row.waiting_by }),
            ...(row.waiting_replays === null ? {} : { replays: row.waiting_replays }),
          },
        }),
    ...withoutEmpty({ pins: row.pins, taken: row.taken, backlog: row.backlog }),
  };
}

/** Not the last of the queue: a run whose gate opened late stands behind newer ones. */
function newestRunOf(live: readonly LiveRun[], runs: ReadonlyMap<string, RunRecord>): RunRecord | undefined {
  const [newest] = [...live].sort((a, b) => b.number - a.number);
  return newest && runs.get(newest.id);
}

function withoutEmpty<Fields extends Readonly<Record<string, object>>>(fields: Fields): Partial<Fields> {
  const filled = Object.entries(fields).filter(([, value]) => Object.keys(value).length > 0);
  return Object.fromEntries(filled) as Partial<Fields>;
}

function jobFromRow(row: LoadedJob, newestLive: RunRecord | undefined): JobRecord {
  const ended = endedFromRow(row);
  const newestRun =
    newestLive && newestLive.live.number > (ended?.live.number ?? 0) ? newestLive : (ended ?? newestLive);
  return completeRecord<JobRecord>({
    id: row.id,
    sourceId: row.source_id ?? undefined,
    job: row.definition,
    position: row.position,
    newsOn: row.news_on,
    waitingSince: row.waiting_since ?? undefined,
    lastDecision: row.decision === null ? undefined : decisionFromRow(row.decision, row.definition.name),
    newestRun,
    version: versionFromRow(row),
  });
}

function versionFromRow(row: LoadedJob): JobVersion | undefined {
  if (row.last_success_run_id === null) return undefined;
  return {
    runId: row.last_success_run_id,
    number: row.last_success_number ?? 0,
    state: row.success_state ?? { values: {}, files: [] },
    ...(row.success_version_name === null ? {} : { name: row.success_version_name }),
    ...(row.success_content === null ? {} : { content: row.success_content }),
  };
}

function endedFromRow({ id, definition, newest_ended: ended }: LoadedJob): RunRecord | undefined {
  return ended && isFinal(ended.status) ? runFromRow({ ...ended, job_id: id }, definition.name) : undefined;
}

export function decisionFromRow(row: DecisionJson, job: string): DecisionRecord {
  return {
    id: row.id,
    job,
    verdict: row.verdict,
    reason: row.reason,
    text: row.text,
    inputs: row.inputs,
    unblock: row.unblock,
    event: row.event,
    at: new Date(row.at),
    ...(row.run_number === null ? {} : { runNumber: row.run_number }),
  };
}

function resourceFromRow(row: LoadedResource): ResourceRecord {
  return completeRecord<ResourceRecord>({
    id: row.id,
    sourceId: row.source_id ?? undefined,
    resource: row.definition,
    position: row.position,
    latest: latestFromRow(row),
    newest: row.newest ? newestFromRow(row, row.newest) : undefined,
  });
}

function latestFromRow(row: LoadedResource): VersionRecord | undefined {
  const { version_id: id, version_created_at: createdAt } = row;
  if (id === null || createdAt === null) return undefined;
  return {
    id,
    resource: row.definition.name,
    number: row.version_number ?? row.last_version_number,
    values: row.content ?? {},
    files: row.files ?? [],
    origin: row.origin ?? "configuration",
    createdAt,
    ...(row.version_name === null ? {} : { name: row.version_name }),
    ...(row.produced_by === null ? {} : { producedBy: row.produced_by }),
  };
}

function newestFromRow({ definition }: LoadedResource, newest: NewestVersion): VersionRecord {
  const { created_at: createdAt, name, content: values, ...rest } = newest;
  return {
    ...rest,
    resource: definition.name,
    values,
    createdAt: new Date(createdAt),
    ...(name === null ? {} : { name }),
  };
}
