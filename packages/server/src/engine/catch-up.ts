import { createFactsMap } from "@landbridge/core";
import type { Pool, PoolClient } from "pg";
import { findWorkspaceChanges } from "../store/workspace-changes.ts";
import type { WorkspaceChanges } from "../store/workspace-changes.ts";
import { readWorkspace } from "../store/workspace-rows.ts";
import type { SavedBatch } from "../store/saved-batch.ts";
import type { Batch } from "./batch.ts";
import type { EngineEvent } from "./engine-event.ts";
import { createVersionMemory } from "./version-memory.ts";
import { createWorkspaceCache } from "./workspace-cache.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";

/** Events of which all that changes is rows of jobs, their runs, and resources with their versions. */
const NARROW: ReadonlySet<EngineEvent["type"]> = new Set([
  "run-asked",
  "rerun-asked",
  "replay-asked",
  "voted",
  "run-finished",
  "run-lost",
  "cancel-asked",
  "waiting-drop-asked",
  "pause-asked",
  "pin-asked",
  "version-arrived",
  "version-posted",
  "deadline",
  "dispatch",
]);

/** What other servers have to read again after a batch; absent: everything. */
export function changesOf(
  batch: Batch,
  saved: SavedBatch,
  events: readonly EngineEvent[],
): WorkspaceChanges | undefined {
  const isNarrow = events.every(({ type }) => NARROW.has(type));
  if (!isNarrow || batch.isCacheStale || batch.workflow !== batch.cache.workflow) return undefined;
  const runs = [...saved.liveRuns, ...saved.endedRuns];
  return {
    jobs: [...new Set([...saved.jobs.map(({ id }) => id), ...runs.map((run) => run.job_id)])],
    resources: [
      ...new Set([...saved.resources.map(({ id }) => id), ...saved.versions.map((row) => row.resource_id)]),
    ],
  };
}

/** The workspace as it is now, from what is known of it and what was changed since; absent: not known to be enough. */
export async function catchUp(
  client: Pool | PoolClient,
  cache: WorkspaceCache,
): Promise<WorkspaceCache | undefined> {
  const changes = await findWorkspaceChanges(client, cache.id, cache.revision);
  // With most of it changed, all of it is one reading as well.
  if (!changes || changes.jobs.length > cache.jobs.size / 2) return undefined;
  const rows = await readWorkspace(client, cache.id, changes);
  // Another commit may have come since: what it changed is read again with the next catching up.
  return layOver(createWorkspaceCache(cache.id, { ...rows, revision: changes.revision }), cache);
}

/** A part that was read again laid over the rest, as a new cache: readers of the old one may be in the midst of it. */
export function layOver(part: WorkspaceCache, cache: WorkspaceCache): WorkspaceCache | undefined {
  const facts = createFactsMap();
  facts.setNextOrder(part.facts.nextOrder());
  const jobs = new Map(cache.jobs);
  const resources = new Map(cache.resources);
  for (const name of jobs.keys())
    facts.setJob(name, part.jobs.has(name) ? part.facts.job(name) : cache.facts.job(name));
  for (const name of resources.keys())
    facts.setResource(
      name,
      part.resources.has(name) ? part.facts.resource(name) : cache.facts.resource(name),
    );
  for (const [name, record] of part.jobs) {
    const before = jobs.get(name);
    if (!before) return undefined;
    jobs.set(name, { ...record, position: before.position });
  }
  for (const [name, record] of part.resources) {
    const before = resources.get(name);
    if (!before) return undefined;
    resources.set(name, { ...record, position: before.position });
  }
  const others = [...cache.runs].filter(([, { live }]) => !part.jobs.has(live.job));
  const runs = new Map([...others, ...part.runs]);
  const { revision } = part;
  return { ...cache, revision, facts, jobs, resources, runs, memory: createVersionMemory() };
}
