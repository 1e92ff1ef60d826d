import { ownValue } from "@landbridge/core";
import type { JobFacts, LiveRun, NewVersion, VersionContent, VersionOrigin } from "@landbridge/core";
import type { VersionRow } from "../store/saved-batch.ts";
import { resourceOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import type { VersionRecord } from "./version-record.ts";

/** Makes the next version of a resource. */
export function putVersion(
  batch: Batch,
  name: string,
  content: VersionContent,
  made: { readonly origin: VersionOrigin; readonly by?: LiveRun },
): NewVersion | undefined {
  const before = resourceOf(batch, name);
  if (!before) return undefined;
  const { newest: _older, ...record } = before;
  const facts = batch.draft.resource(name);
  const number = facts.lastVersionNumber + 1;
  const version: VersionRecord = {
    id: batch.newId(),
    resource: name,
    number,
    values: content.values,
    files: content.files,
    origin: made.origin,
    createdAt: batch.at,
    ...(content.name === undefined ? {} : { name: content.name }),
    ...(made.by ? { producedBy: { job: made.by.job, number: made.by.number } } : {}),
  };
  const named = namedWith(batch, { name, facts, version });
  batch.draft.setResource(name, { ...facts, ...named, lastVersionNumber: number });
  batch.resources.set(name, { ...record, latest: version });
  batch.memory.putResourceVersion(version);
  batch.versions.push(versionRow(version, { resource_id: record.id, run_id: made.by?.id ?? null }));
  return {
    resource: name,
    number,
    origin: made.origin,
    ...(content.name === undefined ? {} : { name: content.name }),
  };
}

function versionRow(
  { id, number, name, values, files, origin, createdAt }: VersionRecord,
  ids: Pick<VersionRow, "resource_id" | "run_id">,
): VersionRow {
  return {
    ...ids,
    id,
    number,
    name: name ?? null,
    content: values,
    files,
    origin,
    created_at: createdAt.toISOString(),
  };
}

/** The version of a name with the highest number is kept in mind where some IN is pinned to it. */
export function namedWith(
  { workflow }: Batch,
  {
    name,
    facts,
    version,
  }: {
    readonly name: string;
    readonly facts: Pick<JobFacts, "named">;
    readonly version: { readonly name?: string; readonly number: number };
  },
): Pick<JobFacts, "named"> {
  const { name: versionName, number } = version;
  if (versionName === undefined) return {};
  const before = ownValue(facts.named, versionName);
  const isPinned = before !== undefined || workflow.pinnedNames.get(name)?.has(versionName);
  // Of runs side by side the older one may end last.
  const newest = Math.max(number, before ?? 0);
  return isPinned ? { named: { ...facts.named, [versionName]: newest } } : {};
}
