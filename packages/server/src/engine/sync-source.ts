import { AppError } from "@landbridge/core";
import type { JsonObject, Resource } from "@landbridge/core";
import type { Kysely } from "kysely";
import type { Pool } from "pg";
import { saveFailedSync } from "../store/configurations.ts";
import type { Tables } from "../store/schema.ts";
import { beginReading } from "../store/sources.ts";
import type { StoredSource, SyncProblem, SyncRecord } from "../store/sources.ts";
import type { Engine } from "./engine.ts";
import { digestOfFiles, headProblems, loadSource, presentProblem, projectOf } from "./load-source.ts";
import type { LoadParts } from "./load-source.ts";
import { newId } from "./new-id.ts";
import { readSource } from "./read-source.ts";
import { findRepositoryHeads } from "./repository-heads.ts";

export interface SyncParts extends LoadParts {
  readonly engine: Engine;
  readonly query: Kysely<Tables>;
  readonly pool: Pool;
  readonly workspace: { readonly id: string };
  readonly now: () => Date;
  /** First keys and addresses of webhook resources. */
  readonly webhookValues: (resources: readonly Resource[]) => ReadonlyMap<string, JsonObject>;
  /** Hears of every sync, also of one that failed. */
  readonly onSynced: (source: StoredSource) => Promise<void>;
}

export interface SyncAsked {
  readonly by: string;
  /** Nobody asked: such a sync does not take everything away that a source declares. */
  readonly isAutomatic?: boolean;
  /** Digest of the plan that was looked at: a sync that would do anything else is refused. */
  readonly expected?: string | undefined;
}

export type SourceSync = (source: StoredSource, asked: SyncAsked) => Promise<SyncRecord>;

/**
 * Reads a source and applies it in one transaction. A failing sync changes nothing but its own record, which
 * says why. Syncs of one source go one after the other; of two servers, the reading that began later wins.
 */
export function createSourceSync(parts: SyncParts): SourceSync {
  const turns = new Map<string, Promise<unknown>>();
  return (source, asked) => {
    const before = turns.get(source.id) ?? Promise.resolve();
    const turn = before.then(() => syncSource(parts, source, asked));
    const isOver = turn
      .catch(() => undefined)
      .then(() => {
        if (turns.get(source.id) === isOver) turns.delete(source.id);
      });
    turns.set(source.id, isOver);
    return turn;
  };
}

interface Failure {
  readonly text: string;
  readonly problems: readonly SyncProblem[];
  readonly generation: number;
  readonly commit?: string;
  readonly digest?: string;
}

async function syncSource(parts: SyncParts, source: StoredSource, asked: SyncAsked): Promise<SyncRecord> {
  const lastSync = await syncAndRecord(parts, source, asked);
  await parts.onSynced({ ...source, lastSync });
  return lastSync;
}

async function syncAndRecord(parts: SyncParts, source: StoredSource, asked: SyncAsked): Promise<SyncRecord> {
  const outcome = await trySync(parts, source, asked);
  if ("record" in outcome) return outcome.record;
  const { digest, generation, ...failure } = outcome;
  const record: SyncRecord = { at: parts.now(), status: "failure", ...failure };
  await saveFailedSync(parts.pool, {
    id: newId(),
    workspaceId: parts.workspace.id,
    sourceId: source.id,
    by: asked.by,
    record,
    digest,
    generation,
  });
  return record;
}

/** What says nothing of the source, such as a plan that is out of date, is refused to whoever asked. */
async function trySync(
  parts: SyncParts,
  source: StoredSource,
  { by, expected, isAutomatic }: SyncAsked,
): Promise<{ readonly record: SyncRecord } | Failure> {
  const { engine, query, closing } = parts;
  const generation = await beginReading(query, source.id);
  let found: Pick<Failure, "commit" | "digest"> = {};
  try {
    const { files, commit } = await readSource(source, closing);
    const digest = digestOfFiles(files);
    found = { digest, ...(commit === undefined ? {} : { commit }) };
    const loaded = await loadSource(parts, files, { id: source.id, project: projectOf(source) });
    const problems = loaded.problems.map(presentProblem);
    if (!loaded.isApplicable)
      return { text: `Nothing was changed: ${textOfErrors(problems)}.`, problems, generation, ...found };
    const looked = await findRepositoryHeads(loaded.definition.resources, closing);
    const outcome = await engine.submit({
      type: "configuration-read",
      sourceId: source.id,
      sourceName: source.name,
      definition: loaded.definition,
      heads: new Map([...looked.heads, ...parts.webhookValues(loaded.definition.resources)]),
      problems: [...problems, ...headProblems(looked)],
      by,
      generation,
      expected,
      isAutomatic,
      ...found,
    });
    if (outcome.type !== "synced") throw new Error("the engine answered something else than a sync");
    return { record: outcome.record };
  } catch (error) {
    if (!(error instanceof AppError) || REFUSED_TO_CALLER.has(error.code)) throw error;
    return { text: textOfRefusal(error), problems: [], generation, ...found };
  }
}

const REFUSED_TO_CALLER: ReadonlySet<string> = new Set([
  "PLAN_OUTDATED",
  "SOURCE_REMOVED",
  "SYNC_OVERTAKEN",
  "STORE_UNAVAILABLE",
  "OUTCOME_UNKNOWN",
]);

/** Of a source that is empty, what to do about it is what matters. */
function textOfRefusal({ code, message, hint }: AppError): string {
  return code === "SOURCE_EMPTY" && hint !== undefined ? `${message} ${hint}` : message;
}

export function textOfErrors(problems: readonly SyncProblem[]): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return `the configuration has ${String(errors)} error${errors === 1 ? "" : "s"}`;
}
