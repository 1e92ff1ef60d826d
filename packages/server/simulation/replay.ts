import { applyToCache } from "../src/engine/batch.ts";
import { Breach } from "./breach.ts";
import type { SavedBatch } from "../src/store/saved-batch.ts";
import { createTables, saveToTables } from "./tables.ts";
import type { Tables } from "./tables.ts";
import { decideTransaction, readCache } from "./transaction.ts";
import type { Asked } from "./transaction.ts";
import type { World } from "./world.ts";

/**
 * The same events, from the same start, on one server that is never disturbed: each transaction writes the same rows.
 */
export async function replayingGivesTheSame(world: World): Promise<void> {
  const { log } = world;
  const tables = createTables();
  let cache = await readCache(tables);
  for (const { rows, ...asked } of log) {
    const decided = await decideTransaction(tables, cache, asked);
    world.events += asked.events.length;
    const again = decided.saved && JSON.stringify({ ...decided.saved, plans: [] });
    if (again !== rows) refuseOther(tables, asked, { rows, again });
    if (!decided.saved) continue;
    saveToTables(tables, decided.saved, decided);
    applyToCache(decided.batch, decided.saved.revision);
    if (decided.batch.isCacheStale) cache = await readCache(tables);
  }
  for (const table of ["jobs", "resources", "liveRuns", "runs", "versionsById"] as const)
    refuseOtherTable(table, world.tables[table], tables[table]);
}

/** What rows that were left out of the comparison of transactions came to. */
function refuseOtherTable(
  name: string,
  before: ReadonlyMap<string, object>,
  again: ReadonlyMap<string, object>,
): void {
  if (before.size !== again.size)
    throw new Breach("replay", `${name} has ${String(before.size)} rows, then ${String(again.size)}`);
  for (const [id, row] of before) {
    const [one, other] = [JSON.stringify(row), JSON.stringify(again.get(id))];
    if (one !== other) throw new Breach("replay", `${name} differs: ${firstDifference(one, other ?? "")}`);
  }
}

/** Which rows are written again as they are depends on what a server happens to know: that changes nothing. */
function refuseOther(
  tables: Tables,
  { events }: Asked,
  { rows, again }: { readonly rows: string; readonly again: string | undefined },
): void {
  const [one, other] = [rows, again ?? "{}"].map((text) =>
    withoutIdleRows(tables, JSON.parse(text) as SavedBatch),
  );
  if (one === undefined || other === undefined || one === other) return;
  const what = `transaction ${String(tables.revision + 1)} (${events.map(({ type }) => type).join(", ")})`;
  throw new Breach("replay", `${what} comes out otherwise: ${firstDifference(one, other)}`);
}

function withoutIdleRows(tables: Tables, saved: SavedBatch): string {
  const { change: _told, jobs = [], resources = [], ...rest } = saved;
  const isChange = (row: object, before: object | undefined): boolean =>
    JSON.stringify({ ...before, ...row }) !== JSON.stringify(before);
  const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
  return JSON.stringify({
    ...rest,
    jobs: jobs.filter((row) => isChange(row, tables.jobs.get(row.id))).sort(byId),
    resources: resources.filter((row) => isChange(row, tables.resources.get(row.id))).sort(byId),
  });
}

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const from = Math.max(0, at - 40);
  return `"${one.slice(from, at + 120)}", then "${other.slice(from, at + 120)}"`;
}
