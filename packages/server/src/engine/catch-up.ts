import type { WorkspaceNews } from "../store/workspace-changes.ts";
import type { Batch } from "./batch.ts";
import { applyChange, writeChange } from "./cache-change.ts";
import type { EngineEvent } from "./engine-event.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";

/** Events of which all that changes is jobs, their runs, and resources with their versions. */
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

/** What other servers are told of a batch; absent: they have to read everything again. */
export function changeOf(batch: Batch, events: readonly EngineEvent[]): string | undefined {
  const isNarrow = events.every(({ type }) => NARROW.has(type));
  if (!isNarrow || batch.isCacheStale || batch.workflow !== batch.cache.workflow) return undefined;
  return writeChange(batch);
}

/**
 * Takes over what others committed, in place and one revision after the other: what is known already is passed over.
 * False: not all of it was told, and everything has to be read again.
 */
export function catchUp(cache: WorkspaceCache, { revision, changes }: WorkspaceNews): boolean {
  for (const told of changes) {
    if (told.revision <= cache.revision) continue;
    if (told.revision !== cache.revision + 1) return false;
    if (!applyChange(cache, told.revision, told.change)) return false;
  }
  return cache.revision >= revision;
}
