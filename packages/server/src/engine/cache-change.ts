import { MOST_SUCCESSES, isFinal } from "@landbridge/core";
import type { JobFacts, JobVersion, ResourceFacts, SuccessfulRun } from "@landbridge/core";
import { jobAfter, resourceOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { completeRecord } from "./complete-record.ts";
import type { RunRecord } from "./run-record.ts";
import type { VersionRecord } from "./version-record.ts";
import type { DecisionRecord, JobRecord, ResourceRecord, WorkspaceCache } from "./workspace-cache.ts";

/**
 * What a batch changes of a cache that holds the same workflow: whoever has the revision before has this one after it.
 * Large things that stay as they were are left out. The form is part of the schema: a migration that empties
 * `workspace_changes` comes with a change of it.
 */
interface CacheChange<Moment extends Date | string> {
  readonly nextOrder: number;
  readonly runs: readonly ToldRun<Moment>[];
  readonly jobs: readonly ToldJob<Moment>[];
  readonly resources: readonly ToldResource<Moment>[];
}

/** A record as it is told: moments are texts on the way from one server to another. */
type Told<Fields, Moment> = {
  [Name in keyof Fields]: Fields[Name] extends Date | undefined ? Moment : Fields[Name];
};

/** Of one that has ended: what is shown beside its job. */
type ToldRun<Moment> = Told<Omit<RunRecord, "steps" | "state" | "content">, Moment>;

interface ToldJob<Moment> extends Pick<JobRecord, "newsOn"> {
  readonly name: string;
  readonly facts: Omit<JobFacts, "live" | "successes"> & { readonly live: readonly string[] };
  /** Successful runs that were not among those remembered; absent: none are remembered. */
  readonly newSuccesses: readonly SuccessfulRun[] | undefined;
  /** Absent: as it was. */
  readonly version: JobVersion | undefined;
  readonly waitingSince: Moment | undefined;
  /** Absent: as it was. */
  readonly lastDecision: Told<DecisionRecord, Moment> | undefined;
}

interface ToldResource<Moment> {
  readonly name: string;
  readonly facts: ResourceFacts;
  /** Absent: as it was. */
  readonly latest: Told<VersionRecord, Moment> | undefined;
  readonly newest: Told<VersionRecord, Moment> | undefined;
}

/** What a batch changes, as text for other servers; absent: it takes a version away, which can't be told so. */
export function writeChange(batch: Batch): string | undefined {
  const { cache, draft } = batch;
  const jobs = [...new Set([...draft.changedJobs.keys(), ...batch.jobs.keys()])];
  const resources = [...new Set([...draft.changedResources.keys(), ...batch.resources.keys()])];
  const isTakenAway =
    jobs.some((name) => cache.jobs.get(name)?.version && !jobAfter(batch, name)?.version) ||
    resources.some((name) => cache.resources.get(name)?.latest && !resourceOf(batch, name)?.latest);
  if (isTakenAway) return undefined;
  const change: CacheChange<Date> = {
    nextOrder: draft.nextOrder(),
    runs: [...batch.runs.values()].map((run) => toldRun(batch, run)),
    jobs: jobs.flatMap((name) => toldJob(batch, name)),
    resources: resources.map((name) => toldResource(batch, name)),
  };
  return JSON.stringify(change);
}

/** Takes over what the next revision changed; false: it is about something that the cache doesn't know. */
export function applyChange(cache: WorkspaceCache, revision: number, text: string): boolean {
  // Written by `writeChange` of a server with the same schema.
  const change = JSON.parse(text) as CacheChange<string>;
  const isKnown =
    change.jobs.every(({ name }) => cache.jobs.has(name)) &&
    change.resources.every(({ name }) => cache.resources.has(name));
  if (!isKnown) return false;
  for (const told of change.runs) takeRun(cache, told);
  for (const told of change.jobs) takeJob(cache, told);
  for (const told of change.resources) takeResource(cache, told);
  cache.facts.setNextOrder(change.nextOrder);
  cache.memory.forgetMissing();
  cache.revision = revision;
  return true;
}

function toldRun({ cache, at }: Batch, run: RunRecord): ToldRun<Date> {
  const { steps: _steps, state: _state, content: _content, plan, ...rest } = run;
  if (!isFinal(run.status)) {
    const isNew = plan !== undefined && cache.runs.get(run.live.id)?.plan !== plan;
    return { ...rest, ...(isNew ? { plan } : {}) };
  }
  const { agentId: _agent, agentInstance: _process, leaseToken: _lease, decisionId: _by, ...shown } = rest;
  const { takes: _takes, locks: _locks, nodePool: _pool, ...live } = run.live;
  return { ...shown, live, env: {}, finishedAt: run.finishedAt ?? at };
}

function toldJob(batch: Batch, name: string): ToldJob<Date>[] {
  const [before, after] = [batch.cache.jobs.get(name), jobAfter(batch, name)];
  if (!after) return [];
  const { live, successes, ...facts } = batch.draft.job(name);
  const known = batch.cache.facts.job(name).successes;
  const { newsOn, version, waitingSince, lastDecision } = after;
  return [
    {
      name,
      facts: { ...facts, live: live.map(({ id }) => id) },
      newsOn,
      newSuccesses: successes && known ? successes.filter((run) => !known.includes(run)) : undefined,
      version: version === before?.version ? undefined : version,
      waitingSince,
      lastDecision: lastDecision === before?.lastDecision ? undefined : lastDecision,
    },
  ];
}

function toldResource(batch: Batch, name: string): ToldResource<Date> {
  const { latest, newest } = resourceOf(batch, name) ?? {};
  const isNew = latest !== batch.cache.resources.get(name)?.latest;
  return { name, facts: batch.draft.resource(name), latest: isNew ? latest : undefined, newest };
}

function takeRun(cache: WorkspaceCache, told: ToldRun<string>): void {
  const { queuedAt, startedAt, finishedAt, cancelRequestedAt, ...rest } = told;
  const { id, job, number } = told.live;
  const plan = told.plan ?? cache.runs.get(id)?.plan;
  const record: RunRecord = {
    ...rest,
    queuedAt: new Date(queuedAt),
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
    ...(finishedAt === undefined ? {} : { finishedAt: new Date(finishedAt) }),
    ...(cancelRequestedAt === undefined ? {} : { cancelRequestedAt: new Date(cancelRequestedAt) }),
    ...(plan && !isFinal(told.status) ? { plan } : {}),
  };
  if (isFinal(told.status)) cache.runs.delete(id);
  else cache.runs.set(id, record);
  const holder = cache.jobs.get(job);
  if (holder && number >= (holder.newestRun?.live.number ?? 0))
    cache.jobs.set(job, { ...holder, newestRun: record });
}

function takeJob(cache: WorkspaceCache, told: ToldJob<string>): void {
  const { name, facts, newsOn, newSuccesses, version, waitingSince, lastDecision } = told;
  const known = cache.facts.job(name).successes;
  cache.facts.setJob(name, {
    ...facts,
    live: facts.live.flatMap((id) => cache.runs.get(id)?.live ?? []),
    ...(known && newSuccesses ? { successes: withSuccesses(known, newSuccesses) } : {}),
  });
  const before = cache.jobs.get(name);
  if (!before) return;
  const { id, sourceId, job, position, newestRun } = before;
  const record = completeRecord<JobRecord>({
    id,
    // As declared: the workflow is the same.
    sourceId,
    job,
    position,
    newsOn,
    waitingSince: waitingSince === undefined ? undefined : new Date(waitingSince),
    lastDecision: lastDecision ? { ...lastDecision, at: new Date(lastDecision.at) } : before.lastDecision,
    // Told with the runs.
    newestRun,
    version: version ?? before.version,
  });
  cache.jobs.set(name, record);
}

/** Some of them may be known already: they are read without the workspace's lock. */
function withSuccesses(
  known: readonly SuccessfulRun[],
  added: readonly SuccessfulRun[],
): readonly SuccessfulRun[] {
  const numbers = new Set(known.map(({ number }) => number));
  const others = added.filter(({ number }) => !numbers.has(number));
  return [...others, ...known].sort((a, b) => b.number - a.number).slice(0, MOST_SUCCESSES);
}

function takeResource(cache: WorkspaceCache, { name, facts, latest, newest }: ToldResource<string>): void {
  cache.facts.setResource(name, facts);
  const before = cache.resources.get(name);
  if (!before) return;
  const { id, sourceId, resource, position } = before;
  const record = completeRecord<ResourceRecord>({
    id,
    // As declared: the workflow is the same.
    sourceId,
    resource,
    position,
    latest: latest ? withMoment(latest) : before.latest,
    newest: newest && withMoment(newest),
  });
  cache.resources.set(name, record);
}

function withMoment(version: Told<VersionRecord, string>): VersionRecord {
  return { ...version, createdAt: new Date(version.createdAt) };
}
