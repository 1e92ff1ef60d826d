import { loadWorkflow } from "@landbridge/language";
import type { ConfigFile, LoadedWorkflow, Problem } from "@landbridge/language";
import { withReason } from "@landbridge/core";
import type { WorkflowDefinition } from "@landbridge/core";
import { createHash } from "node:crypto";
import type { GuardedFetch } from "../fetch/guarded-fetch.ts";
import type { StoredSource, SyncProblem } from "../store/sources.ts";
import type { Engine } from "./engine.ts";
import { fetchExternals } from "./fetch-externals.ts";
import type { RepositoryHeads } from "./repository-heads.ts";
import { definitionOf } from "./workspace-cache.ts";
import type { WorkspaceCache } from "./workspace-cache.ts";

export interface LoadParts {
  readonly engine: Pick<Engine, "current">;
  /** For what configurations name by address. */
  readonly fetch: GuardedFetch;
  readonly closing: AbortSignal;
}

/** Loads the files of a source as a part of the workflow that the other sources declare with it. */
export async function loadSource(
  { engine, fetch, closing }: LoadParts,
  files: readonly ConfigFile[],
  source: { readonly id: string; readonly project: string },
): Promise<LoadedWorkflow> {
  const externals = await fetchExternals(files, fetch, closing);
  const cache = await engine.current();
  const { id, project } = source;
  return loadWorkflow(files, { elsewhere: definitionElsewhere(cache, id), project, externals });
}

/** What all other sources declare. */
function definitionElsewhere(
  { jobs, resources, facts }: WorkspaceCache,
  sourceId: string,
): WorkflowDefinition {
  const isElsewhere = (record: { readonly sourceId?: string }): boolean => record.sourceId !== sourceId;
  return definitionOf({
    facts,
    jobs: new Map([...jobs].filter(([, record]) => isElsewhere(record))),
    resources: new Map([...resources].filter(([, record]) => isElsewhere(record))),
  });
}

/** The name of the repository or directory of a source, without what hosts add to it. */
export function projectOf({ location }: Pick<StoredSource, "location">): string {
  const last =
    location
      .replace(/[/\\]+$/, "")
      .split(/[/\\:]/)
      .at(-1) ?? "";
  return last.replace(/\.git$/, "");
}

/** SHA-256 over paths and texts. */
export function digestOfFiles(files: readonly ConfigFile[]): string {
  const hash = createHash("sha256");
  for (const { path, text } of files) hash.update(`${path}\0${String(text.length)}\0${text}`);
  return hash.digest("hex");
}

export function presentProblem(problem: Problem): SyncProblem {
  const { code, severity, message, file, line, column, hint } = problem;
  return { code, severity, message, file, line, column, ...(hint === undefined ? {} : { hint }) };
}

/** Repositories that did not answer are no fault of the configuration. */
export function headProblems({ failures }: RepositoryHeads): readonly SyncProblem[] {
  return failures.map(({ resource, text }) => ({
    code: "REPOSITORY_NOT_READABLE",
    severity: "warning",
    message: withReason(`The repository of ${resource.name} can't be read`, text),
    file: resource.place?.file ?? "",
    line: resource.place?.line ?? 1,
    column: resource.place?.column ?? 1,
    hint: "Its newest commit is looked up again later; runs clone the branch's head until then.",
  }));
}
