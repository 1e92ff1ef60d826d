import { listVersions } from "../../store/versions.ts";
import { presentGraph, presentResource, presentVersion } from "../present/resource.ts";
import { contextOf, getResourceRecord } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";

type ResourceRoutes =
  "getGraph" | "listResources" | "getResource" | "listVersions" | "postVersion" | "deleteResource";

export function resourceHandlers(parts: HandlerParts): { readonly [Name in ResourceRoutes]: Handler<Name> } {
  return {
    getGraph: async ({ workspace }) => presentGraph(await contextOf(parts, workspace)),
    async listResources({ workspace }) {
      const context = await contextOf(parts, workspace);
      return [...context.cache.workflow.resources.keys()].map((name) =>
        presentResource(getResourceRecord(context.cache, name), context),
      );
    },
    async getResource({ workspace, resource }) {
      const context = await contextOf(parts, workspace);
      return presentResource(getResourceRecord(context.cache, resource), context);
    },
    async listVersions({ workspace, resource, limit, before }) {
      const { cache } = await contextOf(parts, workspace);
      const record = getResourceRecord(cache, resource);
      const rows = await listVersions(parts.database.pool, record.id, {
        limit,
        ...(before === undefined ? {} : { before }),
      });
      return rows.map((row) =>
        presentVersion({
          id: row.id,
          resource,
          number: row.number,
          values: row.content,
          files: row.files,
          origin: row.origin,
          createdAt: row.created_at,
          ...(row.name === null ? {} : { name: row.name }),
          ...(row.produced_by === null ? {} : { producedBy: row.produced_by }),
        }),
      );
    },
    async postVersion({ workspace, resource, versionName, values }, caller) {
      const { cache } = await contextOf(parts, workspace);
      getResourceRecord(cache, resource);
      const posted = { values, ...(versionName === undefined ? {} : { versionName }) };
      const by = caller.account.name;
      const outcome = await parts.engine.submit({ type: "version-posted", resource, posted, by });
      if (outcome.type !== "version" || !outcome.version)
        throw new Error("the engine answered something else than a version");
      return presentVersion(outcome.version);
    },
    async deleteResource({ workspace, resource }, caller) {
      await contextOf(parts, workspace);
      const by = caller.account.name;
      await parts.engine.submit({ type: "deletion-asked", kind: "resource", name: resource, by });
      return { ok: true };
    },
  };
}
