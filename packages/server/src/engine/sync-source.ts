import { AppError } from "@landbridge/core";
import { loadWorkflow } from "@landbridge/language";
import type { Problem } from "@landbridge/language";
import type { Kysely } from "kysely";
import type { Tables } from "../store/schema.ts";
import { saveSync } from "../store/sources.ts";
import type { StoredSource, SyncProblem, SyncRecord } from "../store/sources.ts";
import type { Engine } from "./engine.ts";
import { readSource } from "./read-source.ts";
import { findRepositoryHeads } from "./repository-heads.ts";
import type { RepositoryHeads } from "./repository-heads.ts";

export interface SyncParts {
  readonly engine: Engine;
  readonly query: Kysely<Tables>;
  readonly now: () => Date;
  /** Ends what waits for a repository. */
  readonly closing: AbortSignal;
}

/**
 * Reads a source and applies it in one transaction. A failing sync changes nothing but its own record, which
 * says why. Syncs of one source go one after the other: else an older reading could be applied over a newer one.
 */
export function createSourceSync(
  parts: SyncParts,
): (source: StoredSource, by: string) => Promise<SyncRecord> {
  const turns = new Map<string, Promise<unknown>>();
  return (source, by) => {
    const before = turns.get(source.id) ?? Promise.resolve();
    const turn = before.then(() => syncSource(parts, source, by));
    const isOver = turn
      .catch(() => undefined)
      .then(() => {
        if (turns.get(source.id) === isOver) turns.delete(source.id);
      });
    turns.set(source.id, isOver);
    return turn;
  };
}

async function syncSource(parts: SyncParts, source: StoredSource, by: string): Promise<SyncRecord> {
  const record = await trySync(parts, source, { by, at: parts.now() });
  await saveSync(parts.query, source.id, record);
  return record;
}

async function trySync(
  { engine, closing }: SyncParts,
  source: StoredSource,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<SyncRecord> {
  try {
    const { files, commit } = await readSource(source, closing);
    const loaded = loadWorkflow(files);
    const problems = loaded.problems.map(presentProblem);
    const committed = commit === undefined ? {} : { commit };
    const errors = problems.filter((problem) => problem.severity === "error").length;
    if (!loaded.ok) {
      const text = `Nothing was changed: the configuration has ${String(errors)} error${errors === 1 ? "" : "s"}.`;
      return { at, status: "failure", text, problems, ...committed };
    }
    const looked = await findRepositoryHeads(loaded.definition.resources, closing);
    const outcome = await engine.submit({
      type: "configuration-read",
      sourceId: source.id,
      sourceName: source.name,
      definition: loaded.definition,
      heads: looked.heads,
      by,
    });
    const text = outcome.type === "synced" ? outcome.text : "";
    return { at, status: "success", text, problems: [...problems, ...headProblems(looked)], ...committed };
  } catch (error) {
    if (error instanceof AppError) return { at, status: "failure", text: error.message, problems: [] };
    throw error;
  }
}

function presentProblem(problem: Problem): SyncProblem {
  const { code, severity, message, file, line, column, hint } = problem;
  return { code, severity, message, file, line, column, ...(hint === undefined ? {} : { hint }) };
}

function headProblems({ failures }: RepositoryHeads): readonly SyncProblem[] {
  return failures.map(({ resource, text }) => ({
    code: "REPOSITORY_NOT_READABLE",
    severity: "warning",
    message: `The repository of ${resource.name} can't be read: ${text}`,
    file: resource.place?.file ?? "",
    line: resource.place?.line ?? 1,
    column: resource.place?.column ?? 1,
    hint: "Its newest commit is looked up again later; runs clone the branch's head until then.",
  }));
}
