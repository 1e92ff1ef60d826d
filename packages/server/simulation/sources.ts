import type { WorkflowDefinition } from "@landbridge/core";
import type { Random } from "./random.ts";
import type { Stage } from "./stage.ts";
import { SOURCES } from "./transaction.ts";
import type { Source, SyncEvent } from "./transaction.ts";
import { anyServer, count, submit } from "./world.ts";

export type SourceKind = "removeSource" | "restoreSource" | "move";

/** Somebody edited the files: each source that they are of is synced. */
export async function declare(stage: Stage, definition: WorkflowDefinition): Promise<void> {
  const sources = stage.world.line.isWhole === true ? SOURCES : SOURCES.slice(0, 1);
  for (const source of sources) await sync({ ...stage, declared: definition }, source);
  stage.declared = definition;
}

/** A source is removed with all that it declares, or comes back, or something moves from one to the other. */
export async function changeSource(stage: Stage, random: Random, kind: SourceKind): Promise<void> {
  const { world, removedSources } = stage;
  const source = random.pick(SOURCES.filter((one) => removedSources.has(one) === (kind === "restoreSource")));
  if (!source) return;
  count(world, kind);
  switch (kind) {
    case "removeSource":
      removedSources.add(source);
      return submitSync(stage, { source, definition: { resources: [], jobs: [] } });
    case "restoreSource":
      removedSources.delete(source);
      return sync(stage, source);
    case "move":
      return moveFrom(stage, random, source);
  }
}

/** The one that declares it is paused, another one declares it too, and then the first one does not any more. */
async function moveFrom(stage: Stage, random: Random, source: Source): Promise<void> {
  const { resources, jobs } = partOf(stage, source);
  const name = random.pick([...resources, ...jobs])?.name;
  const other = SOURCES.find((one) => one !== source);
  if (name === undefined || !other) return;
  stage.owners.set(name, other);
  await sync(stage, other, source);
  await sync(stage, source);
}

async function sync(stage: Stage, source: Source, pausedSource?: Source): Promise<void> {
  if (stage.removedSources.has(source)) return;
  const paused = pausedSource === undefined ? {} : { pausedSource };
  await submitSync(stage, { source, definition: partOf(stage, source), ...paused });
}

async function submitSync({ world }: Stage, asked: Omit<SyncEvent, "type">): Promise<void> {
  const event: SyncEvent = { type: "sync", ...asked };
  while (!(await submit(world, anyServer(world), [event])));
}

/** What the files of one source say. */
function partOf({ world, declared, owners }: Stage, source: Source): WorkflowDefinition {
  if (world.line.isWhole !== true) return declared;
  const isOf = ({ name }: { readonly name: string }): boolean =>
    (owners.get(name) ?? SOURCES[Number(name.slice(1)) % SOURCES.length]) === source;
  return { resources: declared.resources.filter(isOf), jobs: declared.jobs.filter(isOf) };
}
