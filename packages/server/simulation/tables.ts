import type { Job, Resource, RunPlan, StateSnapshot, TimeLimits } from "@landbridge/core";
import { isFinal } from "@landbridge/core";
import type { RunStatus, TriggerCause } from "@landbridge/core";
import type {
  DecisionRow,
  EndedRunRow,
  JobRow,
  LiveRunRow,
  ResourceRow,
  SavedBatch,
  StepRow,
  VersionRow,
} from "../src/store/saved-batch.ts";
import { Breach } from "./breach.ts";
import { createSideTables, saveSide } from "./side-tables.ts";
import type { SideTables } from "./side-tables.ts";
import type { Decided } from "./transaction.ts";

interface Declared<Definition> {
  readonly sourceId: string;
  readonly definition: Definition;
  readonly position: number;
  readonly isDeleted: boolean;
}

export type JobTableRow = JobRow & Declared<Job>;
export type ResourceTableRow = ResourceRow & Declared<Resource>;
export type DecisionTableRow = DecisionRow & { readonly event: string };

/** The database of the simulator: the rows of one workspace, changed by whole transactions alone. */
export interface Tables {
  revision: number;
  nextOrder: number;
  readonly jobs: Map<string, JobTableRow>;
  readonly resources: Map<string, ResourceTableRow>;
  readonly liveRuns: Map<string, LiveRunRow>;
  readonly runs: Map<string, EndedRunRow>;
  /** Ended runs of each job, by number. */
  readonly runsOfJob: Map<string, Map<number, EndedRunRow>>;
  readonly plans: Map<string, RunPlan>;
  readonly steps: Map<string, StepRow[]>;
  /** Versions of each resource, by number. */
  readonly versions: Map<string, Map<number, VersionRow>>;
  readonly versionsById: Map<string, VersionRow>;
  readonly versionsOfRun: Map<string, VersionRow[]>;
  /** The last decision about each job, by its identifier. */
  readonly decisions: Map<string, DecisionTableRow>;
  readonly quarantines: Map<string, Set<number>>;
  readonly side: SideTables;
  timeouts: TimeLimits;
  /** What was told of each revision, the first one first; absent: everything has to be read again. */
  readonly changes: SavedBatch["change"][];
}

/** What a sync writes beside the batch, in the same transaction. */
export interface Declarations {
  readonly jobs: readonly (Omit<Declared<Job>, "isDeleted"> & { readonly id: string })[];
  readonly resources: readonly (Omit<Declared<Resource>, "isDeleted"> & { readonly id: string })[];
  readonly removed: ReadonlySet<string>;
}

/** What a transaction did to the runs. */
export interface RunChanges {
  readonly made: readonly (LiveRunRow | EndedRunRow)[];
  readonly started: readonly LiveRunRow[];
  readonly ended: readonly EndedRunRow[];
}

export function createTables(): Tables {
  return {
    revision: 0,
    nextOrder: 1,
    jobs: new Map(),
    resources: new Map(),
    liveRuns: new Map(),
    runs: new Map(),
    runsOfJob: new Map(),
    plans: new Map(),
    steps: new Map(),
    versions: new Map(),
    versionsById: new Map(),
    versionsOfRun: new Map(),
    decisions: new Map(),
    quarantines: new Map(),
    side: createSideTables(),
    timeouts: { pools: {} },
    changes: [],
  };
}

export const EMPTY_SNAPSHOT: StateSnapshot = { values: {}, files: [] };

/** One transaction: what `saveDeclarations`, `removeDeclarations` and `saveBatch` do, with the constraints of the schema. */
export function saveToTables(
  tables: Tables,
  saved: SavedBatch,
  { declarations, limits, side }: Pick<Decided, "declarations" | "limits" | "side">,
): RunChanges {
  if (saved.revision !== tables.revision + 1) throw new Breach("lock", "two transactions had one revision");
  saveSide(tables, side);
  if (limits) tables.timeouts = limits;
  if (declarations) saveDeclared(tables, declarations);
  for (const row of saved.jobs) {
    const before = tables.jobs.get(row.id);
    if (before) tables.jobs.set(row.id, { ...before, ...row });
  }
  for (const row of saved.resources) {
    const before = tables.resources.get(row.id);
    if (before) tables.resources.set(row.id, { ...before, ...row });
  }
  const changes = saveRuns(tables, saved);
  for (const { run_id: id, plan } of saved.plans) {
    // Frozen by `planRun`; what is in the table is never written again.
    if (!tables.plans.has(id)) tables.plans.set(id, plan as RunPlan);
  }
  for (const row of saved.steps) listIn(tables.steps, row.run_id).push(row);
  for (const row of saved.versions) saveVersion(tables, row);
  saveDecisions(tables, saved);
  for (const { subject_id: id, number, is_released: isReleased } of saved.quarantines) {
    const numbers = tables.quarantines.get(id) ?? new Set();
    tables.quarantines.set(id, numbers);
    if (isReleased) numbers.delete(number);
    else numbers.add(number);
  }
  tables.changes.push(declarations ? undefined : saved.change);
  tables.revision = saved.revision;
  tables.nextOrder = saved.nextOrder;
  return changes;
}

const NEW_JOB_ROW: Omit<JobRow, "id"> = {
  is_paused: false,
  inconsistent: null,
  last_run_number: 0,
  last_ended_number: null,
  last_ended_status: null,
  last_success_run_id: null,
  last_success_number: null,
  waiting_order: null,
  waiting_because: null,
  waiting_by: null,
  waiting_replays: null,
  waiting_since: null,
  news_on: [],
  last_decision_id: null,
  pins: {},
  taken: {},
  backlog: {},
};
const NEW_RESOURCE_ROW: Omit<ResourceRow, "id"> = {
  inconsistent: null,
  last_version_number: 0,
  latest_version_id: null,
};

function saveDeclared(tables: Tables, { jobs, resources, removed }: Declarations): void {
  for (const row of jobs) {
    tables.jobs.set(row.id, { ...NEW_JOB_ROW, ...tables.jobs.get(row.id), ...row, isDeleted: false });
  }
  for (const row of resources) {
    const before = tables.resources.get(row.id);
    tables.resources.set(row.id, { ...NEW_RESOURCE_ROW, ...before, ...row, isDeleted: false });
  }
  for (const [id, row] of tables.jobs) {
    if (removed.has(row.definition.name)) tables.jobs.set(id, { ...row, isDeleted: true });
  }
  for (const [id, row] of tables.resources) {
    if (removed.has(row.definition.name)) tables.resources.set(id, { ...row, isDeleted: true });
  }
}

function saveRuns(tables: Tables, saved: SavedBatch): RunChanges {
  const made: (LiveRunRow | EndedRunRow)[] = [];
  const started: LiveRunRow[] = [];
  for (const row of saved.liveRuns) {
    const before = tables.liveRuns.get(row.id);
    if (tables.runs.has(row.id))
      throw new Breach("final-stays", `${nameIn(tables, row)} ended and is live again`);
    checkLive(tables, row);
    if (!before) made.push(row);
    if (row.status === "processing" && before?.status !== "processing") started.push(row);
    tables.liveRuns.set(row.id, before ? updated(before, row) : row);
  }
  for (const row of saved.endedRuns) {
    const name = nameIn(tables, row);
    if (tables.runs.has(row.id)) throw new Breach("final-stays", `${name} ended twice`);
    if (!isFinal(row.status as RunStatus)) throw new Breach("final-stays", `${name} ended as ${row.status}`);
    if (!tables.liveRuns.delete(row.id)) made.push(row);
    tables.runs.set(row.id, row);
    const ofJob = tables.runsOfJob.get(row.job_id) ?? new Map<number, EndedRunRow>();
    tables.runsOfJob.set(row.job_id, ofJob);
    if (ofJob.has(row.number)) throw new Breach("run-numbers", `${name} is there twice`);
    ofJob.set(row.number, row);
  }
  return { made, started, ended: saved.endedRuns };
}

/** The columns of the `on conflict` clause; all others stay as they were inserted. */
function updated(before: LiveRunRow, row: LiveRunRow): LiveRunRow {
  return {
    ...before,
    status: row.status,
    started_at: row.started_at,
    agent_id: row.agent_id,
    lease_token: row.lease_token,
    agent_instance: row.agent_instance,
    cancel_requested_by: row.cancel_requested_by,
    cancel_requested_at: row.cancel_requested_at,
    queue_order: row.queue_order,
    queued_at: row.queued_at,
    not_before: row.not_before,
    reads: row.reads,
    takes: row.takes,
    locks: row.locks,
    gate: row.gate,
    inputs: row.inputs,
    env: row.env,
  };
}

/** The checks of the table `live_runs`. */
function checkLive(tables: Tables, row: LiveRunRow): void {
  const hasAgent = row.agent_id !== null && row.lease_token !== null && row.started_at !== null;
  const isSound =
    row.status === "processing"
      ? hasAgent || isExternalRow(row)
      : row.status === "queued" || (row.status === "gated" && row.gate !== null);
  if (!isSound)
    throw new Breach("owner-and-deadline", `${nameIn(tables, row)} is ${row.status} without an owner`);
}

/** A build of another server: nobody here carries it out. */
export function isExternalRow({ cause }: Pick<LiveRunRow, "cause">): boolean {
  return (cause as TriggerCause).kind === "external";
}

function saveVersion(tables: Tables, row: VersionRow): void {
  const numbers = tables.versions.get(row.resource_id) ?? new Map<number, VersionRow>();
  tables.versions.set(row.resource_id, numbers);
  const name = tables.resources.get(row.resource_id)?.definition.name ?? row.resource_id;
  if (row.number !== numbers.size + 1)
    throw new Breach(
      "versions-stay",
      `${name} has ${String(numbers.size)} versions and gets number ${String(row.number)}`,
    );
  numbers.set(row.number, row);
  tables.versionsById.set(row.id, row);
  if (row.run_id !== null) listIn(tables.versionsOfRun, row.run_id).push(row);
}

function saveDecisions(tables: Tables, saved: SavedBatch): void {
  const events = new Map(saved.events.map(({ id, text }) => [id, text]));
  for (const row of saved.decisions) {
    const event = events.get(row.event_id);
    if (event === undefined)
      throw new Breach("decided-once", `a decision about ${row.job_id} answers no event`);
    tables.decisions.set(row.id, { ...row, event });
  }
}

export function nameIn(tables: Tables, row: { readonly job_id: string; readonly number: number }): string {
  const job = tables.jobs.get(row.job_id)?.definition.name ?? row.job_id;
  return `${job} #${String(row.number)}`;
}

export function listIn<Key, Item>(map: Map<Key, Item[]>, key: Key): Item[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
