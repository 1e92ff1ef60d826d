import { isAtLeast } from "@landbridge/core";
import type { VersionRecord } from "../../engine/version-record.ts";
import { listQuarantines } from "../../store/quarantines.ts";
import { listVersions } from "../../store/versions.ts";
import type { StoredVersion } from "../../store/versions.ts";
import { presentGraph, presentResource, presentVersion } from "../present/resource.ts";
import { contextOf, getResourceRecord } from "./parts.ts";
import type { Handler, HandlerParts, KnownCaller } from "./parts.ts";

type ResourceRoutes =
  "getGraph" | "listResources" | "getResource" | "listVersions" | "postVersion" | "deleteResource";

export function resourceHandlers(parts: HandlerParts): { readonly [Name in ResourceRoutes]: Handler<Name> } {
  return {
    getGraph: async ({ workspace }) => presentGraph(await contextOf(parts, workspace)),
    async listResources({ workspace }, caller) {
      const context = { ...(await contextOf(parts, workspace)), showsKeys: showsKeys(caller) };
      return [...context.cache.workflow.resources.keys()].map((name) =>
        presentResource(getResourceRecord(context.cache, name), context),
      );
    },
    async getResource({ workspace, resource }, caller) {
      const context = { ...(await contextOf(parts, workspace)), showsKeys: showsKeys(caller) };
      return presentResource(getResourceRecord(context.cache, resource), context);
    },
    async listVersions({ workspace, resource, limit, before }, caller) {
      const { cache } = await contextOf(parts, workspace);
      const record = getResourceRecord(cache, resource);
      const [rows, quarantines] = await Promise.all([
        listVersions(parts.database.pool, record.id, { limit, ...(before === undefined ? {} : { before }) }),
        listQuarantines(parts.database.pool, record.id, cache.facts.resource(resource).quarantined),
      ]);
      const quarantineOf = new Map(quarantines.map((each) => [each.number, each]));
      const seen = { type: record.resource.type, showsKeys: showsKeys(caller) };
      return rows.map((row) =>
        presentVersion(versionOf(row, resource), { ...seen, quarantine: quarantineOf.get(row.number) }),
      );
    },
    async postVersion({ workspace, resource, versionName, values }, caller) {
      const { cache } = await contextOf(parts, workspace);
      const { type } = getResourceRecord(cache, resource).resource;
      const posted = { values, ...(versionName === undefined ? {} : { versionName }) };
      const by = caller.account.name;
      const outcome = await parts.engine.submit({ type: "version-posted", resource, posted, by });
      if (outcome.type !== "version" || !outcome.version)
        throw new Error("the engine answered something else than a version");
      return presentVersion(outcome.version, { type, showsKeys: showsKeys(caller) });
    },
    async deleteResource({ workspace, resource }, caller) {
      await contextOf(parts, workspace);
      const by = caller.account.name;
      await parts.engine.submit({ type: "deletion-asked", kind: "resource", name: resource, by });
      return { ok: true };
    },
  };
}

/** Who may post in the name of a webhook. */
function showsKeys({ account }: KnownCaller): boolean {
  return isAtLeast(account.role, "member");
}

function versionOf(row: StoredVersion, resource: string): VersionRecord {
  return {
    id: row.id,
    resource,
    number: row.number,
    values: row.content,
    files: row.files,
    origin: row.origin,
    createdAt: row.created_at,
    ...(row.name === null ? {} : { name: row.name }),
    ...(row.produced_by === null ? {} : { producedBy: row.produced_by }),
  };
}
