import type { DeletedThings, EventStore } from "../src/engine/event-store.ts";
import type { BuildKey, StoredBuild } from "../src/store/external-builds.ts";
import type { RunColumns } from "../src/store/runs.ts";
import type { Tables } from "./tables.ts";

/** Rows that events write beside their batch, in the same transaction. */
export interface SideTables {
  /** The number of the version that each delivery of a webhook made. */
  readonly deliveries: Map<string, number>;
  readonly builds: Map<string, StoredBuild>;
}

/** What one transaction writes to them. */
export interface SideWrites extends SideTables {
  readonly deleted: DeletedThings[];
}

export function createSideTables(): SideTables {
  return { deliveries: new Map(), builds: new Map() };
}

export function createSideWrites(): SideWrites {
  return { ...createSideTables(), deleted: [] };
}

/** What the event store of a transaction answers. */
export function sideStoreOf(tables: Tables, writes: SideWrites): EventStore {
  const { deliveries, builds } = tables.side;
  return {
    claimDelivery({ resourceId, delivery, versionNumber }) {
      const key = `${resourceId} ${delivery}`;
      const known = writes.deliveries.get(key) ?? deliveries.get(key);
      if (known === undefined) writes.deliveries.set(key, versionNumber);
      return Promise.resolve(known);
    },
    findExternalBuild: (key) =>
      Promise.resolve(writes.builds.get(keyOfBuild(key)) ?? builds.get(keyOfBuild(key))),
    saveExternalBuild(key, build) {
      writes.builds.set(keyOfBuild(key), build);
      return Promise.resolve();
    },
    deleteForGood(things) {
      writes.deleted.push(things);
      const runs = things.jobs.flatMap((id) => [...(tables.runsOfJob.get(id)?.values() ?? [])]);
      return Promise.resolve(runs.map(({ id }) => id));
    },
  };
}

function keyOfBuild({ jobId, serverId, buildId }: BuildKey): string {
  return `${jobId} ${serverId} ${buildId}`;
}

export function saveSide(tables: Tables, writes: SideWrites): void {
  for (const things of writes.deleted) deleteRows(tables, things);
  for (const [key, number] of writes.deliveries) tables.side.deliveries.set(key, number);
  for (const [key, build] of writes.builds) tables.side.builds.set(key, build);
}

/** What `deleteForGood` does, with the cascades of the schema. */
function deleteRows(tables: Tables, { resources, jobs }: DeletedThings): void {
  const gone = new Set([...resources, ...jobs]);
  const names = [...gone].flatMap(
    (id) => (tables.resources.get(id) ?? tables.jobs.get(id))?.definition.name ?? [],
  );
  forgetNames(tables, new Set(names));
  for (const id of resources) {
    for (const { id: version } of tables.versions.get(id)?.values() ?? [])
      tables.versionsById.delete(version);
    tables.versions.delete(id);
    tables.resources.delete(id);
  }
  for (const id of jobs) {
    for (const { id: run } of tables.runsOfJob.get(id)?.values() ?? []) {
      tables.runs.delete(run);
      tables.steps.delete(run);
      tables.plans.delete(run);
    }
    tables.runsOfJob.delete(id);
    tables.jobs.delete(id);
  }
  for (const id of gone) tables.quarantines.delete(id);
  const isGone = (key: string): boolean => key.split(" ").some((id) => gone.has(id));
  for (const key of tables.side.deliveries.keys()) if (isGone(key)) tables.side.deliveries.delete(key);
  for (const key of tables.side.builds.keys()) if (isGone(key)) tables.side.builds.delete(key);
}

/** The names may be given to something else, whose versions nobody has read. */
function forgetNames(tables: Tables, names: ReadonlySet<string>): void {
  const isNamed = (numbers: object | null): boolean =>
    Object.keys(numbers ?? {}).some((name) => names.has(name));
  const without = <Value>(values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !names.has(name)));
  const ofRun = <Row extends Pick<RunColumns, "reads" | "bound">>(row: Row): Row => ({
    ...row,
    reads: row.reads && without(row.reads),
    bound: row.bound && without(row.bound),
  });
  for (const row of tables.liveRuns.values())
    if (isNamed(row.reads) || isNamed(row.bound)) tables.liveRuns.set(row.id, ofRun(row));
  for (const row of tables.runs.values()) {
    if (!isNamed(row.reads) && !isNamed(row.bound)) continue;
    const changed = ofRun(row);
    tables.runs.set(row.id, changed);
    tables.runsOfJob.get(row.job_id)?.set(row.number, changed);
  }
  for (const row of tables.jobs.values()) {
    tables.jobs.set(row.id, {
      ...row,
      taken: without(row.taken),
      backlog: without(row.backlog),
      pins: without(row.pins),
      waiting_replays: row.waiting_replays && without(row.waiting_replays),
      news_on: row.news_on.filter((name) => !names.has(name)),
    });
  }
}
