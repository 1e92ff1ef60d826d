import { AppError, textOf } from "@landbridge/core";
import type { ConfigurationPlan, Resource, WorkflowDefinition } from "@landbridge/core";
import type { ConfigFile } from "@landbridge/language";
import type { StoredSource, SyncProblem } from "../store/sources.ts";
import { digestOfPlan } from "./apply-configuration.ts";
import type { ConfigurationDecision, Desired } from "./decide-configuration.ts";
import type { Engine } from "./engine.ts";
import { headProblems, loadSource, presentProblem, projectOf } from "./load-source.ts";
import type { LoadParts } from "./load-source.ts";
import { newId } from "./new-id.ts";
import { readSource } from "./read-source.ts";
import { findRepositoryHeads } from "./repository-heads.ts";
import { NOTHING_DECLARED } from "./source-changes.ts";
import { textOfErrors } from "./sync-source.ts";

/** What to plan: a source as it stands now, files in its place, or its removal. */
export interface PlanAsked {
  /** Absent: as if a source with these files were added. */
  readonly source?: StoredSource | undefined;
  readonly files?: readonly ConfigFile[] | undefined;
  readonly isRemoval?: boolean | undefined;
  /** Name of the repository of the files, where no source says it. */
  readonly project?: string | undefined;
}

export type SourcePlan = {
  readonly commit?: string;
  readonly problems: readonly SyncProblem[];
} & (
  | { readonly outcome: "nothing" | "change"; readonly plan: ConfigurationPlan; readonly digest: string }
  | { readonly outcome: "refused"; readonly text: string; readonly refusals: readonly string[] }
);

/** What a sync would do, without doing anything of it. Refuses with SOURCE_NOT_READABLE. */
export async function planSource(
  parts: LoadParts & { readonly engine: Engine },
  asked: PlanAsked,
): Promise<SourcePlan> {
  const read = await readDesired(parts, asked);
  const { problems, ...committed } = read.about;
  if (!read.ok) {
    const text = `A sync would change nothing: ${textOfErrors(problems)}.`;
    return { outcome: "refused", text, refusals: [], problems, ...committed };
  }
  const { desired } = read;
  return { ...planned(await parts.engine.plan(desired), desired.definition, problems), ...committed };
}

/** What a source declares, as it stands or as somebody asks; not `ok`: it can't be applied. */
export type ReadDesired = {
  readonly about: { readonly problems: readonly SyncProblem[]; readonly commit?: string };
} & ({ readonly ok: true; readonly desired: Desired } | { readonly ok: false });

export async function readDesired(
  parts: LoadParts & { readonly engine: Engine },
  asked: PlanAsked,
): Promise<ReadDesired> {
  const { closing } = parts;
  const { source } = asked;
  const sourceId = source?.id ?? newId();
  const sourceName = source?.name ?? "a new source";
  if (asked.isRemoval === true) {
    const desired = { sourceId, sourceName, definition: NOTHING_DECLARED, heads: new Map() };
    return { ok: true, desired, about: { problems: [] } };
  }
  const { files, commit } = await filesOf(asked, closing);
  const project = source ? projectOf(source) : (asked.project ?? "");
  const loaded = await loadSource(parts, files, { id: sourceId, project });
  const problems = loaded.problems.map(presentProblem);
  const committed = commit === undefined ? {} : { commit };
  if (!loaded.isApplicable) return { ok: false, about: { problems, ...committed } };
  const looked = await findRepositoryHeads(await resourcesToLookAt(parts, asked, loaded.definition), closing);
  const { definition } = loaded;
  return {
    ok: true,
    desired: { sourceId, sourceName, definition, heads: looked.heads, ...committed },
    about: { problems: [...problems, ...headProblems(looked)], ...committed },
  };
}

/**
 * Files that somebody sends make nobody look at an address that the workspace doesn't name already: the server
 * would ask hosts for strangers.
 */
async function resourcesToLookAt(
  { engine }: LoadParts,
  { files }: PlanAsked,
  { resources }: WorkflowDefinition,
): Promise<readonly Resource[]> {
  if (!files) return resources;
  const { workflow } = await engine.current();
  const addressOf = ({ values }: Resource): string => textOf(values["sourceName"]);
  const known = new Set([...workflow.resources.values()].filter(isRepository).map(addressOf));
  return resources.filter((resource) => known.has(addressOf(resource)));
}

function isRepository({ type }: Resource): boolean {
  return type === "gitRepo";
}

function planned(
  decided: ConfigurationDecision,
  definition: WorkflowDefinition,
  problems: readonly SyncProblem[],
): SourcePlan {
  if (!decided.ok) {
    const refusals = decided.refusals.map(({ text }) => text);
    return {
      outcome: "refused",
      text: "A sync would change nothing: it would be refused.",
      refusals,
      problems,
    };
  }
  const { plan } = decided;
  return {
    outcome: plan.isNothing ? "nothing" : "change",
    plan,
    digest: digestOfPlan(plan, definition),
    problems,
  };
}

async function filesOf(
  { source, files }: PlanAsked,
  closing: AbortSignal,
): Promise<{ readonly files: readonly ConfigFile[]; readonly commit?: string }> {
  if (files) return { files };
  if (!source) throw new AppError("BAD_REQUEST", "There is nothing to plan: give a source or files.");
  return readSource(source, closing);
}
