import {
  DEFAULT_POOL,
  MOST_SUCCESSES,
  compareRuns,
  holdOf,
  inputsOf,
  isFinal,
  isManaged,
  ownValue,
  pinOf,
  versionsRead,
} from "@landbridge/core";
import type {
  AgentCapacity,
  Facts,
  FactsDraft,
  FactsMap,
  Job,
  JobFacts,
  LiveRun,
  Pin,
  Workflow,
} from "@landbridge/core";
import { findContents, findNewestSuccess, listSuccesses } from "../store/kept-versions.ts";
import { findRun, listSteps } from "../store/runs.ts";
import { findTaken } from "../store/takers.ts";
import type { TakenAsked } from "../store/takers.ts";
import type { FoundContents, NewestSuccess, WantedContents, WantedVersion } from "../store/kept-versions.ts";
import { runFromRow } from "./run-record.ts";
import type { RunRecord } from "./run-record.ts";
import type { VersionMemory } from "./version-memory.ts";
import type { JobRecord, ResourceRecord, WorkspaceCache } from "./workspace-cache.ts";

/** Where the engine looks up what it does not keep in memory. */
export interface HistoryReader {
  findContents: (wanted: WantedContents) => Promise<FoundContents>;
  listSuccesses: (jobIds: readonly string[]) => ReturnType<typeof listSuccesses>;
  findNewestSuccess: (jobId: string, except: readonly number[]) => Promise<NewestSuccess | undefined>;
  findTaken: (asked: TakenAsked) => Promise<ReadonlySet<string>>;
  /** A run of a job that has ended, with its steps. */
  findEndedRun: (
    job: { readonly id: string; readonly name: string },
    number: number,
  ) => Promise<RunRecord | undefined>;
}

export function createHistoryReader(client: Parameters<typeof findContents>[0]): HistoryReader {
  return {
    findContents: (wanted) => findContents(client, wanted),
    listSuccesses: (jobIds) => listSuccesses(client, jobIds, MOST_SUCCESSES),
    findNewestSuccess: (jobId, except) => findNewestSuccess(client, jobId, except),
    findTaken: (asked) => findTaken(client, asked),
    async findEndedRun({ id, name }, number) {
      const row = await findRun(client, id, number);
      if (!row || !isFinal(row.status)) return undefined;
      return { ...runFromRow(row, name), steps: await listSteps(client, row.id) };
    },
  };
}

/** The parts of a batch, or of a cache, that remembering reads and writes. */
export interface Remembering {
  readonly facts: FactsDraft | FactsMap;
  readonly memory: VersionMemory;
  readonly jobOf: (name: string) => JobRecord | undefined;
  readonly resourceOf: (name: string) => ResourceRecord | undefined;
}

export function rememberingOf({ facts, memory, jobs, resources }: WorkspaceCache): Remembering {
  return { facts, memory, jobOf: (name) => jobs.get(name), resourceOf: (name) => resources.get(name) };
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
  const passed = jobs.flatMap((job) => inputsOf(job).flatMap((input) => input.passed ?? []));
  await rememberSuccesses(reader, { facts, memory, jobOf, resourceOf }, passed);
  const wanted = wantNothing();
  for (const job of jobs) {
    for (const input of inputsOf(job)) {
      const pin = pinOf(facts.job(job.name), input);
      if (pin) wantPin({ facts, memory, jobOf, resourceOf }, wanted, input.from, pin);
    }
  }
  await fetchInto(reader, { facts, memory, jobOf, resourceOf }, wanted);
}

/** Brings the successful runs of these jobs into memory, where they are not. */
export async function rememberSuccesses(
  reader: HistoryReader,
  { facts, jobOf }: Remembering,
  jobs: readonly string[],
): Promise<void> {
  const unknown = [...new Set(jobs)].filter((name) => facts.job(name).successes === undefined);
  const ids = unknown.flatMap((name) => jobOf(name)?.id ?? []);
  const found: ReadonlyMap<string, JobFacts["successes"]> =
    ids.length === 0 ? new Map() : await reader.listSuccesses(ids);
  // One that a sync is about to declare has none yet: those to come are remembered from its first run on.
  for (const name of unknown) {
    facts.setJob(name, { ...facts.job(name), successes: found.get(jobOf(name)?.id ?? "") ?? [] });
  }
}

/** More than this is not read at once: less than the memory keeps, so that nothing pushes out what is read with it. */
const MOST_READ = 300;

/** Brings into memory what runs that may start now take, if it is not there: one statement at most. */
export async function rememberNeeds(
  reader: HistoryReader,
  parts: Remembering,
  { workflow, agents }: { readonly workflow: Workflow; readonly agents: readonly AgentCapacity[] },
): Promise<void> {
  const wanted = wantNothing();
  const free = new Set(agents.filter(({ freeSlots }) => freeSlots > 0).map(({ pool }) => pool));
  if (free.size === 0 && workflow.managed.size === 0) return;
  for (const { run, job } of specialInOrder(parts.facts, workflow)) {
    if (!isManaged(job) && !free.has(run.nodePool ?? DEFAULT_POOL)) continue;
    if (holdOf(workflow, parts.facts, run)) continue;
    want(parts, wanted, workflow, { job, run });
    if (sizeOf(wanted) >= MOST_READ) break;
  }
  await fetchInto(reader, parts, wanted);
}

/** Looked through at every start, mostly in vain: with hundreds of queued runs, what it makes on the way counts. */
function specialInOrder(facts: Facts, workflow: Workflow): readonly { run: LiveRun; job: Job }[] {
  const found: { run: LiveRun; job: Job }[] = [];
  for (const name of facts.queuedJobs()) {
    const job = workflow.jobs.get(name);
    if (!job) continue;
    for (const run of facts.job(name).live)
      if (run.status === "queued" && isSpecial(facts, job, run)) found.push({ run, job });
  }
  return found.sort((a, b) => compareRuns(a.run, b.run));
}

/** Is everything at hand that a run takes when it starts? */
export function hasNeeds(parts: Remembering, workflow: Workflow, run: LiveRun): boolean {
  const job = workflow.jobs.get(run.job);
  if (!job || !isSpecial(parts.facts, job, run)) return true;
  const wanted = wantNothing();
  want(parts, wanted, workflow, { job, run });
  return sizeOf(wanted) === 0;
}

interface Wanted {
  readonly resources: Map<string, WantedVersion>;
  readonly jobs: Map<string, WantedVersion>;
  readonly plans: Set<string>;
  /** Name by identifier. */
  readonly names: Map<string, string>;
}

function wantNothing(): Wanted {
  return { resources: new Map(), jobs: new Map(), plans: new Set(), names: new Map() };
}

function sizeOf({ resources, jobs, plans }: Wanted): number {
  return resources.size + jobs.size + plans.size;
}

function wantVersion(
  wanted: Wanted,
  kind: "resources" | "jobs",
  { id, name }: { readonly id: string; readonly name: string },
  version: { readonly number: number } | { readonly name: string },
): void {
  wanted.names.set(id, name);
  wanted[kind].set(`${id} ${JSON.stringify(version)}`, { id, ...version });
}

/** May the run take another version than the newest one? */
function isSpecial(facts: Facts, job: Job, run: LiveRun): boolean {
  if (run.bound || run.replays) return true;
  const { pins } = facts.job(job.name);
  const isPinned = job.steps.some((step) => step.kind === "in" && step.pin !== undefined);
  return isPinned || (pins !== undefined && Object.keys(pins).length > 0);
}

function want(
  parts: Remembering,
  wanted: Wanted,
  workflow: Workflow,
  { job, run }: { readonly job: Job; readonly run: LiveRun },
): void {
  const { memory, facts } = parts;
  if (run.replays) {
    if (!memory.plan(run.replays.runId)) wanted.plans.add(run.replays.runId);
    return;
  }
  for (const [name, number] of Object.entries(versionsRead(workflow, facts, job, run))) {
    const resource = parts.resourceOf(name);
    if (workflow.resources.has(name) && resource) {
      const isThere =
        resource.latest?.number === number ||
        memory.resourceVersion(name, number) ||
        memory.isMissing("resource", name, number);
      if (!isThere) wantVersion(wanted, "resources", { id: resource.id, name }, { number });
      continue;
    }
    const upstream = parts.jobOf(name);
    if (!upstream) continue;
    const isThere =
      upstream.version?.number === number ||
      memory.jobVersion(name, number) ||
      memory.isMissing("job", name, number);
    if (!isThere) wantVersion(wanted, "jobs", { id: upstream.id, name }, { number });
  }
}

function wantPin(parts: Remembering, wanted: Wanted, name: string, pin: Pin): void {
  const { memory, facts } = parts;
  const resource = parts.resourceOf(name);
  const record = resource ?? parts.jobOf(name);
  if (!record) return;
  const { named = {} } = resource ? facts.resource(name) : facts.job(name);
  const isThere =
    pin.kind === "name"
      ? ownValue(named, pin.versionName) !== undefined
      : (resource ? memory.resourceVersion : memory.jobVersion)(name, pin.versionNumber) !== undefined;
  if (isThere) return;
  const version = pin.kind === "number" ? { number: pin.versionNumber } : { name: pin.versionName };
  wantVersion(wanted, resource ? "resources" : "jobs", { id: record.id, name }, version);
}

async function fetchInto(reader: HistoryReader, parts: Remembering, wanted: Wanted): Promise<void> {
  if (sizeOf(wanted) === 0) return;
  const { facts, memory } = parts;
  const found = await reader.findContents({
    resources: [...wanted.resources.values()],
    jobs: [...wanted.jobs.values()],
    plans: [...wanted.plans],
  });
  for (const { resourceId, ...version } of found.resources) {
    const resource = wanted.names.get(resourceId) ?? "";
    memory.putResourceVersion({ ...version, resource });
    const before = facts.resource(resource);
    const named = namedBy(before, wanted.resources, resourceId, version);
    if (named) facts.setResource(resource, { ...before, named });
  }
  for (const { jobId, ...version } of found.jobs) {
    const job = wanted.names.get(jobId) ?? "";
    memory.putJobVersion(job, version);
    const before = facts.job(job);
    const named = namedBy(before, wanted.jobs, jobId, version);
    if (named) facts.setJob(job, { ...before, named });
  }
  for (const { runId, plan, state } of found.plans) memory.putPlan(runId, { plan, state });
  noteUnsaved(parts, wanted);
  noteMissing(parts, wanted);
}

/** A version of a name that was made in the same batch is in memory alone. */
function noteUnsaved({ memory, facts }: Remembering, { resources, jobs, names }: Wanted): void {
  for (const { id, name: versionName = "" } of resources.values()) {
    const name = names.get(id) ?? "";
    const before = facts.resource(name);
    const named = newerOf(before, versionName, memory.numbersNamed("resource", name, versionName));
    if (named) facts.setResource(name, { ...before, named });
  }
  for (const { id, name: versionName = "" } of jobs.values()) {
    const name = names.get(id) ?? "";
    const before = facts.job(name);
    const named = newerOf(before, versionName, memory.numbersNamed("job", name, versionName));
    if (named) facts.setJob(name, { ...before, named });
  }
}

function newerOf(
  { named = {}, quarantined = [] }: Pick<JobFacts, "named" | "quarantined">,
  versionName: string,
  numbers: readonly number[],
): JobFacts["named"] {
  const newest = Math.max(0, ...numbers.filter((number) => !quarantined.includes(number)));
  return newest > (ownValue(named, versionName) ?? 0) ? { ...named, [versionName]: newest } : undefined;
}

/** The newest of a name that was asked for: an older one of that name may have been found by its number. */
function namedBy(
  { named = {}, quarantined = [] }: Pick<JobFacts, "named" | "quarantined">,
  wanted: ReadonlyMap<string, WantedVersion>,
  id: string,
  { name, number }: { readonly name?: string; readonly number: number },
): JobFacts["named"] {
  const isAsked =
    name !== undefined && [...wanted.values()].some((one) => one.id === id && one.name === name);
  if (!isAsked || quarantined.includes(number) || (ownValue(named, name) ?? 0) > number) return undefined;
  return { ...named, [name]: number };
}

/** What is not there is looked for no more; of a name that nothing has yet, the first version will be noticed. */
function noteMissing({ memory, facts }: Remembering, { resources, jobs, names }: Wanted): void {
  for (const { id, number, name: versionName } of resources.values()) {
    const name = names.get(id) ?? "";
    const before = facts.resource(name);
    if (versionName !== undefined && ownValue(before.named, versionName) === undefined)
      facts.setResource(name, { ...before, named: { ...before.named, [versionName]: 0 } });
    if (number !== undefined && !memory.resourceVersion(name, number))
      memory.putMissing("resource", name, number);
  }
  for (const { id, number, name: versionName } of jobs.values()) {
    const name = names.get(id) ?? "";
    const before = facts.job(name);
    if (versionName !== undefined && ownValue(before.named, versionName) === undefined)
      facts.setJob(name, { ...before, named: { ...before.named, [versionName]: 0 } });
    if (number !== undefined && !memory.jobVersion(name, number)) memory.putMissing("job", name, number);
  }
}
