import { parseGitAddress } from "@landbridge/core";
import type { AgentView, SourceView } from "@landbridge/api";
import { AppError } from "@landbridge/core";
import { newId } from "../../engine/new-id.ts";
import { createSourceSync } from "../../engine/sync-source.ts";
import { listAgents } from "../../store/agents.ts";
import { insertSource, listSources } from "../../store/sources.ts";
import type { StoredSource } from "../../store/sources.ts";
import { listVersions } from "../../store/versions.ts";
import { presentGraph, presentResource, presentVersion } from "../present/resource.ts";
import { contextOf, getResourceRecord } from "./parts.ts";
import type { Handler, HandlerParts } from "./parts.ts";

type ResourceRoutes = "getGraph" | "listResources" | "getResource" | "listVersions" | "postVersion";

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
  };
}

type PlaceRoutes = "listSources" | "addSource" | "syncSource" | "listAgents";

export function sourceAndAgentHandlers(parts: HandlerParts): {
  readonly [Name in PlaceRoutes]: Handler<Name>;
} {
  const { query } = parts.database;
  const syncSource = createSourceSync({ query, ...parts });
  const sync = async (source: StoredSource, by: string): Promise<SourceView> => {
    const lastSync = await syncSource(source, by);
    const view = presentSource({ ...source, lastSync });
    const { cache } = await contextOf(parts, parts.workspace.name);
    parts.feed.synced(cache.revision, view);
    return view;
  };
  return {
    async listSources({ workspace }) {
      await contextOf(parts, workspace);
      return (await listSources(query, parts.workspace.id)).map(presentSource);
    },
    async addSource({ workspace, name, kind, location, branch }, caller) {
      await contextOf(parts, workspace);
      if (parseGitAddress(location).credentials) {
        throw new AppError(
          "BAD_REQUEST",
          "The address has a password in it, which would be stored in the open.",
          {
            hint: "Sources with credentials are not in this version yet; use a path or a public address.",
          },
        );
      }
      const known = await listSources(query, parts.workspace.id);
      if (known.some((source) => source.name === name)) {
        throw new AppError("BAD_REQUEST", `There is a source named ${name} already.`, {
          hint: "Take another name.",
        });
      }
      const source: StoredSource = {
        id: newId(),
        name,
        kind,
        location,
        ...(branch === undefined ? {} : { branch }),
      };
      await insertSource(query, parts.workspace.id, source);
      return sync(source, caller.account.name);
    },
    async syncSource({ workspace, source: name }, caller) {
      await contextOf(parts, workspace);
      const source = (await listSources(query, parts.workspace.id)).find(
        (candidate) => candidate.name === name,
      );
      if (!source) throw new AppError("NOT_FOUND", `There is no source named ${name}.`);
      return sync(source, caller.account.name);
    },
    async listAgents({ workspace }) {
      await contextOf(parts, workspace);
      return (await listAgents(query)).map((agent): AgentView => {
        const connected = parts.agents.get(agent.id);
        return {
          id: agent.id,
          name: agent.name,
          pool: agent.pool,
          version: agent.version,
          slots: agent.slots,
          busySlots: connected?.runs.size ?? 0,
          isConnected: connected !== undefined,
          lastSeenAt: agent.lastSeenAt.toISOString(),
        };
      });
    },
  };
}

function presentSource(source: StoredSource): SourceView {
  const { lastSync } = source;
  return {
    id: source.id,
    name: source.name,
    kind: source.kind,
    location: source.location,
    ...(source.branch === undefined ? {} : { branch: source.branch }),
    ...(lastSync
      ? {
          lastSync: {
            at: lastSync.at.toISOString(),
            status: lastSync.status,
            text: lastSync.text,
            problems: lastSync.problems.map((problem) => ({ ...problem })),
            ...(lastSync.commit === undefined ? {} : { commit: lastSync.commit }),
          },
        }
      : {}),
  };
}
