import { MOST_SUCCESSES } from "@landbridge/core";
import type {
  JobVersion,
  JsonObject,
  StateSnapshot,
  SuccessfulRun,
  TriggerCause,
  VersionNumbers,
} from "@landbridge/core";
import type { HistoryReader } from "../src/engine/remember.ts";
import { runFromRow } from "../src/engine/run-record.ts";
import type { RunRow } from "../src/engine/run-record.ts";
import type { FoundContents, WantedVersion } from "../src/store/kept-versions.ts";
import type { EndedRunRow, LiveRunRow, VersionRow } from "../src/store/saved-batch.ts";
import type { LoadedJob, LoadedResource, LoadedRun, WorkspaceRows } from "../src/store/workspace-rows.ts";
import { EMPTY_SNAPSHOT } from "./tables.ts";
import type { JobTableRow, ResourceTableRow, Tables } from "./tables.ts";

/** What `readWorkspace` answers; or only that about some jobs and resources. */
export function readTables(
  tables: Tables,
  only?: { readonly jobs: ReadonlySet<string>; readonly resources: ReadonlySet<string> },
): WorkspaceRows {
  return {
    name: "simulated",
    revision: tables.revision,
    nextOrder: tables.nextOrder,
    timeouts: tables.timeouts,
    quarantines: [...tables.quarantines].flatMap(([subject_id, numbers]) =>
      [...numbers].map((number) => ({ subject_id, number })),
    ),
    resources: [...tables.resources.values()]
      .filter(({ id }) => !only || only.resources.has(id))
      .sort(byPosition)
      .map((row) => loadedResource(tables, row)),
    jobs: [...tables.jobs.values()]
      .filter(({ id }) => !only || only.jobs.has(id))
      .sort(byPosition)
      .map((row) => loadedJob(tables, row)),
    runs: [...tables.liveRuns.values()]
      .filter((row) => !only || only.jobs.has(row.job_id))
      .sort((a, b) => a.queue_order - b.queue_order)
      .map((row) => loadedRun(tables, row)),
  };
}

/** What the history reader of a transaction answers. */
export function readerOf(tables: Tables): HistoryReader {
  return {
    findContents: (wanted) =>
      Promise.resolve({
        resources: wanted.resources.flatMap((one) => foundVersion(tables, one)),
        jobs: wanted.jobs.flatMap((one) => foundJobVersion(tables, one)),
        plans: wanted.plans.flatMap((runId) => {
          const plan = tables.plans.get(runId);
          return plan ? [{ runId, plan, state: stateOf(tables.runs.get(runId)) }] : [];
        }),
      }),
    listSuccesses: (ids) => Promise.resolve(new Map(ids.map((id) => [id, successesOf(tables, id)]))),
    findNewestSuccess(jobId, except) {
      const [found] = newestFirst(tables.runsOfJob.get(jobId))
        .filter(({ status, number }) => status === "success" && !except.includes(number))
        .sort((a, b) => b.queue_order - a.queue_order);
      return Promise.resolve(found && { version: jobVersion(found), order: found.queue_order });
    },
    findTaken({ jobId, versions, leaving }) {
      const rows = [...(tables.runsOfJob.get(jobId)?.values() ?? [])].filter(
        ({ cause }) => (cause as TriggerCause).kind !== "retry",
      );
      const takes = (row: EndedRunRow, name: string): number | undefined =>
        row.reads === null && leaving.includes(row.reason_code ?? "")
          ? undefined
          : ((row.bound ?? {}) as VersionNumbers)[name];
      const taken = versions.filter(({ name, number }) => rows.some((row) => takes(row, name) === number));
      return Promise.resolve(new Set(taken.map(({ name }) => name)));
    },
    findEndedRun({ id, name }, number) {
      const row = tables.runsOfJob.get(id)?.get(number);
      if (!row) return Promise.resolve(undefined);
      const steps = (tables.steps.get(row.id) ?? []).map(({ index, status, log_bytes: logBytes }) => ({
        index,
        status: status as "success",
        logBytes,
      }));
      return Promise.resolve({ ...runFromRow(rowOf(row), name), steps });
    },
  };
}

function byPosition(a: JobTableRow | ResourceTableRow, b: JobTableRow | ResourceTableRow): number {
  return a.position - b.position || (a.definition.name < b.definition.name ? -1 : 1);
}

function newestFirst<Row extends { readonly number: number }>(
  rows: ReadonlyMap<number, Row> | undefined,
): readonly Row[] {
  return [...(rows?.values() ?? [])].sort((a, b) => b.number - a.number);
}

function newestIn<Row extends { readonly number: number }>(
  rows: ReadonlyMap<number, Row> | undefined,
): Row | undefined {
  let newest: Row | undefined;
  for (const row of rows?.values() ?? []) if (!newest || row.number > newest.number) newest = row;
  return newest;
}

function loadedResource(tables: Tables, row: ResourceTableRow): LoadedResource {
  const version = row.latest_version_id === null ? undefined : tables.versionsById.get(row.latest_version_id);
  const by =
    !version || version.run_id === null
      ? undefined
      : (tables.runs.get(version.run_id) ?? tables.liveRuns.get(version.run_id));
  const job = by && tables.jobs.get(by.job_id)?.definition.name;
  return {
    id: row.id,
    source_id: row.sourceId,
    position: row.position,
    definition: row.definition,
    inconsistent: row.inconsistent,
    deleted_at: row.isDeleted ? new Date(0) : null,
    last_version_number: row.last_version_number,
    version_id: version?.id ?? null,
    version_number: version?.number ?? null,
    version_name: version?.name ?? null,
    content: (version?.content ?? null) as JsonObject | null,
    files: (version?.files ?? null) as LoadedResource["files"],
    origin: (version?.origin ?? null) as LoadedResource["origin"],
    produced_by: by && job !== undefined ? { job, number: by.number } : null,
    version_created_at: version ? new Date(version.created_at) : null,
    newest: newestOf(tables, row),
  };
}

function newestOf(tables: Tables, row: ResourceTableRow): LoadedResource["newest"] {
  const newest = tables.versions.get(row.id)?.get(row.last_version_number);
  // Columns that the engine itself wrote.
  return newest && newest.id !== row.latest_version_id
    ? (newest as unknown as LoadedResource["newest"])
    : null;
}

function loadedJob(tables: Tables, row: JobTableRow): LoadedJob {
  const success = row.last_success_run_id === null ? undefined : tables.runs.get(row.last_success_run_id);
  const newest = newestIn(tables.runsOfJob.get(row.id));
  const decision = row.last_decision_id === null ? undefined : tables.decisions.get(row.last_decision_id);
  return {
    ...row,
    source_id: row.sourceId,
    deleted_at: row.isDeleted ? new Date(0) : null,
    success_order: success?.queue_order ?? null,
    success_state: success ? stateOf(success) : null,
    success_version_name: success?.version_name ?? null,
    success_content: (success?.content ?? null) as JsonObject | null,
    waiting_since: row.waiting_since === null ? null : new Date(row.waiting_since),
    waiting_replays: row.waiting_replays as LoadedJob["waiting_replays"],
    pins: row.pins as LoadedJob["pins"],
    taken: row.taken as LoadedJob["taken"],
    backlog: row.backlog as LoadedJob["backlog"],
    decision: decision ?? null,
    newest_ended: newest ? (rowOf(newest) as LoadedJob["newest_ended"]) : null,
  };
}

function loadedRun(tables: Tables, row: LiveRunRow): LoadedRun {
  // A row of the table, whose columns were written by the engine itself.
  return {
    ...(row as unknown as LoadedRun),
    queued_at: new Date(row.queued_at),
    started_at: row.started_at === null ? null : new Date(row.started_at),
    cancel_requested_at: row.cancel_requested_at === null ? null : new Date(row.cancel_requested_at),
    plan: tables.plans.get(row.id) ?? null,
  };
}

function rowOf(row: EndedRunRow): RunRow {
  // As above.
  return row as unknown as RunRow;
}

function stateOf(row: EndedRunRow | undefined): StateSnapshot {
  return (row?.state ?? EMPTY_SNAPSHOT) as StateSnapshot;
}

function isQuarantined(tables: Tables, id: string, number: number): boolean {
  return tables.quarantines.get(id)?.has(number) === true;
}

function foundVersion(
  tables: Tables,
  { id, number, name }: WantedVersion,
): FoundContents["resources"][number][] {
  const rows = tables.versions.get(id);
  const row =
    number === undefined
      ? newestFirst(rows).find((one) => one.name === name && !isQuarantined(tables, id, one.number))
      : rows?.get(number);
  return row ? [contentOf(row)] : [];
}

function contentOf(row: VersionRow): FoundContents["resources"][number] {
  return {
    id: row.id,
    resourceId: row.resource_id,
    number: row.number,
    values: row.content as JsonObject,
    files: row.files as readonly [],
    origin: row.origin as "external",
    createdAt: new Date(row.created_at),
    ...(row.name === null ? {} : { name: row.name }),
  };
}

function foundJobVersion(
  tables: Tables,
  { id, number, name }: WantedVersion,
): FoundContents["jobs"][number][] {
  const rows = tables.runsOfJob.get(id);
  const row =
    number === undefined
      ? newestFirst(rows).find(
          (one) =>
            one.status === "success" && one.version_name === name && !isQuarantined(tables, id, one.number),
        )
      : rows?.get(number);
  return row?.status === "success" ? [{ ...jobVersion(row), jobId: id }] : [];
}

function jobVersion(row: EndedRunRow): JobVersion {
  return {
    runId: row.id,
    number: row.number,
    state: stateOf(row),
    ...(row.version_name === null ? {} : { name: row.version_name }),
    ...(row.content === null ? {} : { content: row.content as JsonObject }),
  };
}

function successesOf(tables: Tables, jobId: string): readonly SuccessfulRun[] {
  const job = tables.jobs.get(jobId)?.definition.name ?? "";
  return newestFirst(tables.runsOfJob.get(jobId))
    .filter(({ status }) => status === "success")
    .slice(0, MOST_SUCCESSES)
    .map((row) => {
      const produced = (tables.versionsOfRun.get(row.id) ?? []).map(
        ({ resource_id: id, number }) => [tables.resources.get(id)?.definition.name ?? "", number] as const,
      );
      const reads = (row.reads ?? {}) as Readonly<Record<string, number>>;
      return {
        number: row.number,
        order: row.queue_order,
        versions: { ...reads, ...Object.fromEntries(produced), [job]: row.number },
      };
    });
}
