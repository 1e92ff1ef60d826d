import { MOST_SUCCESSES, inputsOf, pinOf, versionsRead } from "@landbridge/core";
import type { Facts, FactsDraft, FactsMap, Job, LiveRun, Pin, Workflow } from "@landbridge/core";
import { findContents, listSuccesses } from "../store/kept-versions.ts";
import type { FoundContents, WantedContents, WantedVersion } from "../store/kept-versions.ts";
import type { VersionMemory } from "./version-memory.ts";
import type { JobRecord, ResourceRecord } from "./workspace-cache.ts";

/** Where the engine looks up what it does not keep in memory. */
export interface HistoryReader {
  findContents: (wanted: WantedContents) => Promise<FoundContents>;
  listSuccesses: (jobIds: readonly string[]) => ReturnType<typeof listSuccesses>;
}

export function createHistoryReader(client: Parameters<typeof findContents>[0]): HistoryReader {
  return {
    findContents: (wanted) => findContents(client, wanted),
    listSuccesses: (jobIds) => listSuccesses(client, jobIds, MOST_SUCCESSES),
  };
}

/** The parts of a batch, or of a cache, that remembering reads and writes. */
export interface Remembering {
  readonly facts: FactsDraft | FactsMap;
  readonly memory: VersionMemory;
  readonly jobOf: (name: string) => JobRecord | undefined;
  readonly resourceOf: (name: string) => ResourceRecord | undefined;
}

/**
 * Brings into memory what decisions about these jobs read of the history: the successful runs of the jobs that their
 * INs have to pass, and the versions that INs are pinned to. What is there already is not read again.
 */
export async function rememberFor(
  reader: HistoryReader,
  { facts, memory, jobOf, resourceOf }: Remembering,
  jobs: readonly Job[],
): Promise<void> {
  const passed = new Set(jobs.flatMap((job) => inputsOf(job).flatMap((input) => input.passed ?? [])));
  const unknown = [...passed].flatMap((name) => {
    const record = jobOf(name);
    return record && facts.job(name).successes === undefined ? [{ name, id: record.id }] : [];
  });
  if (unknown.length > 0) {
    const found = await reader.listSuccesses(unknown.map(({ id }) => id));
    for (const { name, id } of unknown) {
      facts.setJob(name, { ...facts.job(name), successes: found.get(id) ?? [] });
    }
  }
  const wanted: Wanted = { resources: [], jobs: [], plans: [] };
  for (const job of jobs) {
    for (const input of inputsOf(job)) {
      const pin = pinOf(facts.job(job.name), input);
      if (pin) wantPin({ facts, memory, jobOf, resourceOf }, wanted, input.from, pin);
    }
  }
  await fetchInto(reader, { facts, memory, jobOf, resourceOf }, wanted);
}

/** Brings into memory what queued runs are about to take, if it is not there: one statement at most. */
export async function rememberNeeds(
  reader: HistoryReader,
  parts: Remembering,
  workflow: Workflow,
): Promise<void> {
  const wanted: Wanted = { resources: [], jobs: [], plans: [] };
  for (const name of parts.facts.queuedJobs()) {
    const job = workflow.jobs.get(name);
    if (!job) continue;
    for (const run of parts.facts.job(name).live) {
      if (run.status === "queued" && isSpecial(parts.facts, job, run)) want(parts, wanted, workflow, { job, run });
    }
  }
  await fetchInto(reader, parts, wanted);
}

/** Is everything at hand that a run takes when it starts? */
export function hasNeeds(parts: Remembering, workflow: Workflow, run: LiveRun): boolean {
  const job = workflow.jobs.get(run.job);
  if (!job || !isSpecial(parts.facts, job, run)) return true;
  const wanted: Wanted = { resources: [], jobs: [], plans: [] };
  want(parts, wanted, workflow, { job, run });
  return wanted.resources.length + wanted.jobs.length + wanted.plans.length === 0;
}

interface Wanted {
  readonly resources: WantedVersion[];
  readonly jobs: WantedVersion[];
  readonly plans: string[];
}

/** May the run take another version than the newest one? */
function isSpecial(facts: Facts, job: Job, run: LiveRun): boolean {
  if (run.bound || run.replays) return true;
  const { pins } = facts.job(job.name);
  return (pins !== undefined && Object.keys(pins).length > 0) || inputsOf(job).some((input) => input.pin);
}

function want(
  parts: Remembering,
  wanted: Wanted,
  workflow: Workflow,
  { job, run }: { readonly job: Job; readonly run: LiveRun },
): void {
  if (run.replays) {
    if (!parts.memory.plan(run.replays.runId)) wanted.plans.push(run.replays.runId);
    return;
  }
  for (const [name, number] of Object.entries(versionsRead(workflow, parts.facts, job, run))) {
    const resource = parts.resourceOf(name);
    if (workflow.resources.has(name) && resource) {
      const isThere = resource.latest?.number === number || parts.memory.resourceVersion(name, number);
      if (!isThere) wanted.resources.push({ id: resource.id, number });
      continue;
    }
    const upstream = parts.jobOf(name);
    if (!upstream) continue;
    const isThere = upstream.version?.number === number || parts.memory.jobVersion(name, number);
    if (!isThere) wanted.jobs.push({ id: upstream.id, number });
  }
}

function wantPin(parts: Remembering, wanted: Wanted, name: string, pin: Pin): void {
  const of = pin.kind === "number" ? { number: pin.versionNumber } : { name: pin.versionName };
  const resource = parts.resourceOf(name);
  const job = parts.jobOf(name);
  const named = (resource ? parts.facts.resource(name) : parts.facts.job(name)).named ?? {};
  const isKnown = pin.kind === "name" && named[pin.versionName] !== undefined;
  if (resource) {
    if (!isKnown && !(pin.kind === "number" && parts.memory.resourceVersion(name, pin.versionNumber)))
      wanted.resources.push({ id: resource.id, ...of });
  } else if (job && !isKnown && !(pin.kind === "number" && parts.memory.jobVersion(name, pin.versionNumber))) {
    wanted.jobs.push({ id: job.id, ...of });
  }
}

async function fetchInto(reader: HistoryReader, parts: Remembering, wanted: Wanted): Promise<void> {
  if (wanted.resources.length + wanted.jobs.length + wanted.plans.length === 0) return;
  const found = await reader.findContents(wanted);
  const nameOf = new Map<string, string>();
  for (const { plan } of found.plans) nameOf.set(plan.jobId, plan.job);
  takeIn(parts, found);
}

function takeIn({ facts, memory, jobOf, resourceOf }: Remembering, found: FoundContents): void {
  void jobOf;
  void resourceOf;
  for (const { resourceId, ...version } of found.resources) {
    void resourceId;
    void version;
  }
  for (const { runId, plan, state } of found.plans) memory.putPlan(runId, { plan, state });
  void facts;
}
