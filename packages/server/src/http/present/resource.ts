import type { EdgeView, GraphView, ResourceView, VersionView } from "@landbridge/api";
import { graphOf, parseGitAddress, withoutWebhookKey } from "@landbridge/core";
import type { JsonObject } from "@landbridge/core";
import type { VersionRecord } from "../../engine/version-record.ts";
import type { ResourceRecord } from "../../engine/workspace-cache.ts";
import type { StoredQuarantine } from "../../store/quarantines.ts";
import { presentQuarantine } from "./quarantine.ts";
import { presentJob } from "./job.ts";
import type { PresentContext } from "./context.ts";

export function presentResource(record: ResourceRecord, { cache, showsKeys }: PresentContext): ResourceView {
  const { resource, latest } = record;
  const { inconsistent } = cache.facts.resource(resource.name);
  return {
    id: record.id,
    name: resource.name,
    type: resource.type,
    flags: [...resource.flags],
    ...(latest ? { latest: presentVersion(latest, { type: resource.type, showsKeys }) } : {}),
    ...(inconsistent === undefined ? {} : { inconsistent }),
    ...(resource.place ? { place: resource.place } : {}),
  };
}

/** What presenting a version needs beside it. */
interface VersionSeen {
  readonly type: string;
  readonly showsKeys?: boolean | undefined;
  readonly quarantine?: StoredQuarantine | undefined;
}

export function presentVersion(
  version: VersionRecord,
  { type, showsKeys = false, quarantine }: VersionSeen,
): VersionView {
  const values = type === "webhook" && !showsKeys ? withoutWebhookKey(version.values) : version.values;
  return {
    number: version.number,
    values: presentValues(values),
    files: version.files.map(({ path, size, digest }) => ({ path, size, digest })),
    origin: version.origin,
    createdAt: version.createdAt.toISOString(),
    ...(version.name === undefined ? {} : { name: version.name }),
    ...(version.producedBy ? { producedBy: version.producedBy } : {}),
    ...(quarantine ? { quarantined: presentQuarantine(quarantine) } : {}),
  };
}

/** Values as people may see them: without the credentials that somebody wrote into an address. */
function presentValues(values: JsonObject): VersionView["values"] {
  const shown = JSON.parse(JSON.stringify(values)) as VersionView["values"];
  const source = shown["sourceName"];
  if (typeof source === "string" && !source.startsWith("/"))
    shown["sourceName"] = parseGitAddress(source).url;
  return shown;
}

export function presentGraph(context: PresentContext): GraphView {
  const { cache } = context;
  const edges: EdgeView[] = graphOf(cache.workflow).edges.map((edge) => ({ ...edge }));
  return {
    workspace: cache.name,
    revision: cache.revision,
    jobs: [...cache.workflow.jobs.keys()].flatMap((name) => {
      const record = cache.jobs.get(name);
      return record ? [presentJob(record, context)] : [];
    }),
    resources: [...cache.workflow.resources.keys()].flatMap((name) => {
      const record = cache.resources.get(name);
      return record ? [presentResource(record, context)] : [];
    }),
    edges,
  };
}
