import type { DeletedObjectView } from "@landbridge/api";
import { refuseDeletion } from "@landbridge/core";
import type { WorkspaceCache } from "../../engine/workspace-cache.ts";
import type { StoredSource } from "../../store/sources.ts";

/** Resources and jobs that were removed from the configuration and keep their history, jobs first. */
export function presentDeleted(cache: WorkspaceCache, sources: readonly StoredSource[]): DeletedObjectView[] {
  const nameOf = new Map(sources.map(({ id, name }) => [id, name]));
  const present = (
    thing: Pick<DeletedObjectView, "kind" | "name" | "type" | "historyLength">,
    sourceId: string | undefined,
  ): DeletedObjectView => {
    const source = sourceId === undefined ? undefined : nameOf.get(sourceId);
    const refusal = refuseDeletion(cache.workflow, cache.facts, thing);
    return {
      ...thing,
      ...(source === undefined ? {} : { source }),
      ...(refusal ? { keptBecause: refusal.message } : {}),
    };
  };
  const jobs = [...cache.jobs.values()].flatMap(({ job: { name, type }, sourceId }) => {
    const { isDeleted, lastRunNumber: historyLength } = cache.facts.job(name);
    return isDeleted ? [present({ name, kind: "job", type, historyLength }, sourceId)] : [];
  });
  const resources = [...cache.resources.values()].flatMap(({ resource: { name, type }, sourceId }) => {
    const { isDeleted, lastVersionNumber: historyLength } = cache.facts.resource(name);
    return isDeleted ? [present({ name, kind: "resource", type, historyLength }, sourceId)] : [];
  });
  return [...jobs, ...resources];
}
