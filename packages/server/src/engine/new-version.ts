import { AppError } from "@landbridge/core";
import type { VersionContent } from "@landbridge/core";
import { putEvent, resourceOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { applyHappening } from "./consequences.ts";
import { putVersion } from "./put-version.ts";
import type { VersionRecord } from "./version-record.ts";
import type { ResourceRecord } from "./workspace-cache.ts";

export interface ArrivedVersion {
  readonly resource: string;
  readonly content: VersionContent;
  /** Where it came from, in words. */
  readonly from: string;
  /** Who is behind it, where somebody is. */
  readonly by?: string;
}

/** Makes a version from outside, which starts consumers. */
export function makeVersion(
  batch: Batch,
  { resource, content, from, by }: ArrivedVersion,
): VersionRecord | undefined {
  const version = putVersion(batch, resource, content, { origin: "external" });
  const made = resourceOf(batch, resource)?.latest;
  if (!version || !made) return undefined;
  const named = version.name === undefined ? "" : ` (${version.name})`;
  const event = putEvent(batch, {
    kind: "version-arrived",
    subject: resource,
    text: `${resource} has version ${String(version.number)}${named}, from ${from}`,
  });
  applyHappening(batch, event, { versions: [version], ...(by === undefined ? {} : { by }) });
  return made;
}

/** A resource that the configuration declares now; absent also where it was removed and keeps its history. */
export function findDeclared(batch: Batch, resource: string): ResourceRecord | undefined {
  const record = resourceOf(batch, resource);
  return record && !batch.draft.resource(resource).isDeleted ? record : undefined;
}

/** The version that a resource was given last, also where it is in quarantine by now. */
export function findNewest(batch: Batch, { resource: { name } }: ResourceRecord): VersionRecord | undefined {
  const number = batch.draft.resource(name).lastVersionNumber;
  // What an event before in the batch put into quarantine is still in memory.
  const known = [batch.resources.get(name), batch.cache.resources.get(name)].flatMap((record) =>
    record ? [record.newest, record.latest] : [],
  );
  return known.find((version) => version?.number === number) ?? batch.memory.resourceVersion(name, number);
}

/** Refuses with RESOURCE_NOT_FOUND what is not declared. */
export function getDeclared(batch: Batch, resource: string): ResourceRecord {
  const record = findDeclared(batch, resource);
  if (record) return record;
  throw new AppError("RESOURCE_NOT_FOUND", `There is no resource named ${resource}.`);
}
