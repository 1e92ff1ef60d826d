import type { SourceView } from "@landbridge/api";
import { AppError, parseGitAddress } from "@landbridge/core";
import { newId } from "../../engine/new-id.ts";
import type { SyncAsked } from "../../engine/sync-source.ts";
import { listConfigurations } from "../../store/configurations.ts";
import { insertSource, listSources } from "../../store/sources.ts";
import type { StoredSource } from "../../store/sources.ts";
import { purposeOfHook } from "../hooks.ts";
import { HOOK_PROVIDERS } from "../webhook-signature.ts";
import { presentDeleted } from "../present/deleted.ts";
import { presentSimulation } from "../present/simulation.ts";
import { presentConfiguration, presentSource, presentSourcePlan } from "../present/source.ts";
import { contextOf, deleteWithLogs } from "./parts.ts";
import type { Handler, HandlerParts, KnownCaller } from "./parts.ts";

type SourceRoutes =
  | "listSources"
  | "addSource"
  | "syncSource"
  | "planConfiguration"
  | "simulate"
  | "pauseSource"
  | "resumeSource"
  | "removeSource"
  | "restoreSource"
  | "deleteSource"
  | "listConfigurations"
  | "getSourceHook"
  | "listDeleted";

export function sourceHandlers(parts: HandlerParts): { readonly [Name in SourceRoutes]: Handler<Name> } {
  const { query } = parts.database;
  return {
    async listSources({ workspace }) {
      await contextOf(parts, workspace);
      return (await listSources(query, parts.workspace.id)).map(presentSource);
    },
    async addSource({ workspace, ...given }, caller) {
      await contextOf(parts, workspace);
      const source = await addSource(parts, given);
      return sync(parts, source, { by: caller.account.name });
    },
    async syncSource({ workspace, source: name, expected }, caller) {
      await contextOf(parts, workspace);
      return sync(parts, await getLiveSource(parts, name), { by: caller.account.name, expected });
    },
    async planConfiguration({ workspace, source: name, files, project, isRemoval }) {
      await contextOf(parts, workspace);
      const source = name === undefined ? undefined : await getLiveSource(parts, name);
      if (isRemoval && !source) throw new AppError("BAD_REQUEST", "A removal needs the name of a source.");
      return presentSourcePlan(await parts.planSource({ source, files, project, isRemoval }));
    },
    async simulate({ workspace, source: name, files, project, events, isAuto }) {
      await contextOf(parts, workspace);
      const source = name === undefined ? undefined : await getLiveSource(parts, name);
      return presentSimulation(await parts.simulate({ source, files, project, events, isAuto }));
    },
    pauseSource: (request, caller) => pause(parts, { ...request, isPaused: true }, caller),
    resumeSource: (request, caller) => pause(parts, { ...request, isPaused: false }, caller),
    async removeSource({ workspace, source: name }, caller) {
      await contextOf(parts, workspace);
      const source = await getLiveSource(parts, name);
      await parts.engine.submit({ type: "source-removal-asked", ...asked(source, caller) });
      await parts.tellSource({ ...source, deletedAt: parts.now() });
      return { ok: true };
    },
    async restoreSource({ workspace, source: name }, caller) {
      await contextOf(parts, workspace);
      const { deletedAt: _gone, ...source } = await getSource(parts, name);
      await parts.engine.submit({ type: "source-restore-asked", ...asked(source, caller) });
      return sync(parts, source, { by: caller.account.name });
    },
    async deleteSource({ workspace, source: name }, caller) {
      await contextOf(parts, workspace);
      const source = await getSource(parts, name);
      if (!source.deletedAt) {
        throw new AppError("STILL_DECLARED", `The source ${name} is in use.`, {
          hint: "Remove it first; until it is deleted for good, it can be restored.",
        });
      }
      await deleteWithLogs(parts, { type: "source-deletion-asked", ...asked(source, caller) });
      await parts.tellSource(source);
      return { ok: true };
    },
    async listConfigurations({ workspace, source: name, limit, before }) {
      await contextOf(parts, workspace);
      const source = await getSource(parts, name);
      const page = { limit, ...(before === undefined ? {} : { before }) };
      return (await listConfigurations(parts.database.pool, source.id, page)).map(presentConfiguration);
    },
    async getSourceHook({ workspace, source: name }) {
      await contextOf(parts, workspace);
      const source = await getLiveSource(parts, name);
      const secret = parts.secretKey.derive(purposeOfHook(source.id));
      const base = `${parts.url()}/hooks`;
      const path = encodeURIComponent(source.name);
      const addresses = HOOK_PROVIDERS.map((provider) => ({ provider, url: `${base}/${provider}/${path}` }));
      return { secret, addresses };
    },
    async listDeleted({ workspace }) {
      const { cache } = await contextOf(parts, workspace);
      return presentDeleted(cache, await listSources(query, parts.workspace.id));
    },
  };
}

interface GivenSource {
  readonly name: string;
  readonly kind: StoredSource["kind"];
  readonly location: string;
  readonly branch?: string | undefined;
}

async function addSource(parts: HandlerParts, given: GivenSource): Promise<StoredSource> {
  const { name, kind, location, branch } = given;
  if (parseGitAddress(location).credentials) {
    throw new AppError(
      "BAD_REQUEST",
      "The address has a password in it, which would be stored in the open.",
      {
        hint: "Sources with credentials are not in this version yet; use a path or a public address.",
      },
    );
  }
  const known = await listSources(parts.database.query, parts.workspace.id);
  const namesake = known.find((source) => source.name === name);
  if (namesake) {
    throw new AppError("SOURCE_EXISTS", `There is a source named ${name} already.`, {
      hint: namesake.deletedAt ? "It was removed: restore it, or delete it for good." : "Take another name.",
    });
  }
  const same = known.find((source) => source.location === location && source.branch === branch);
  if (same && !same.deletedAt) {
    throw new AppError("SOURCE_EXISTS", `The source ${same.name} reads the same place.`, {
      hint: `Sync ${same.name}; what it declares can't be declared twice.`,
    });
  }
  const source = { id: newId(), name, kind, location, ...(branch === undefined ? {} : { branch }) };
  if (!(await insertSource(parts.database.query, parts.workspace.id, source))) {
    throw new AppError("SOURCE_EXISTS", `There is a source named ${name} already.`, {
      hint: "Take another name.",
    });
  }
  return { ...source, isPaused: false };
}

async function sync(parts: HandlerParts, source: StoredSource, by: SyncAsked): Promise<SourceView> {
  return presentSource({ ...source, lastSync: await parts.syncSource(source, by) });
}

async function pause(
  parts: HandlerParts,
  request: { readonly workspace: string; readonly source: string; readonly isPaused: boolean },
  caller: KnownCaller,
): Promise<SourceView> {
  await contextOf(parts, request.workspace);
  const source = await getLiveSource(parts, request.source);
  const { isPaused } = request;
  await parts.engine.submit({ type: "source-pause-asked", isPaused, ...asked(source, caller) });
  const changed = { ...source, isPaused };
  await parts.tellSource(changed);
  return presentSource(changed);
}

function asked(
  { id, name }: StoredSource,
  { account }: KnownCaller,
): { readonly sourceId: string; readonly sourceName: string; readonly by: string } {
  return { sourceId: id, sourceName: name, by: account.name };
}

async function getSource({ database, workspace }: HandlerParts, name: string): Promise<StoredSource> {
  const sources = await listSources(database.query, workspace.id);
  const source = sources.find((candidate) => candidate.name === name);
  if (source) return source;
  const names = sources.filter(({ deletedAt }) => !deletedAt).map((each) => each.name);
  throw new AppError("SOURCE_NOT_FOUND", `There is no source named ${name}.`, {
    hint: names.length === 0 ? "Nothing is declared yet: add a source." : `Known names: ${names.join(", ")}.`,
  });
}

async function getLiveSource(parts: HandlerParts, name: string): Promise<StoredSource> {
  const source = await getSource(parts, name);
  if (!source.deletedAt) return source;
  throw new AppError("SOURCE_REMOVED", `The source ${name} was removed.`, { hint: "Restore it first." });
}
