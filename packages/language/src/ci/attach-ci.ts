import type { CiDefinition, Job, WorkflowDefinition } from "@landbridge/core";
import { DEFAULT_PRIORITY } from "@landbridge/core";
import type { Declaration, DeclaredJob, DeclaredResource } from "../checks/declaration.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { ciThatCounts, mayHoldCi } from "./ci-file.ts";
import { sanitizeProject } from "./project-name.ts";
import { readCi } from "./read-ci.ts";
import { EMPTY_RUNTIME } from "../jobs/read-runtime.ts";
import { EMPTY_SECTION } from "../jobs/read-section.ts";
import { placeAt } from "../yaml/source-text.ts";
import type { Span } from "../yaml/source-text.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";

/** The CI part of one file: its keys, in order. */
export interface CiPart {
  readonly file: string;
  readonly entries: readonly [MapEntry, ...MapEntry[]];
  /** What stands from this line on may have been misread; it is not blamed. */
  readonly firstDistrustedLine: number;
}

/** The CI part of a file with those keys; nothing where it has none. */
export function ciPartOf(
  file: string,
  entries: readonly MapEntry[],
  firstDistrustedLine: number,
): CiPart | undefined {
  const [first, ...others] = entries;
  if (!first) return undefined;
  return { file, entries: [first, ...others], firstDistrustedLine };
}

export interface AttachOptions {
  /** Name of the repository; without one no job and no resource is made. */
  readonly project: string | undefined;
  readonly elsewhere: WorkflowDefinition;
}

export interface AttachedCi {
  readonly declarations: readonly Declaration[];
  readonly problems: readonly Problem[];
}

/**
 * Gives the CI part of a source to its job of type runCI: the one that is called after the project, or the only one
 * there is, or else one that is made here, with the resource for the project's commits as its IN.
 */
export function attachCi(
  declarations: readonly Declaration[],
  parts: readonly CiPart[],
  options: AttachOptions,
): AttachedCi {
  const part = ciThatCounts(parts, ({ file }) => file);
  const problems: Problem[] = parts.filter((each) => each !== part).map((each) => notApplied(each, part));
  if (!part) return { declarations, problems };
  const ci = readPart(part, problems);
  const [{ keySpan }] = part.entries;
  const target = findTarget(declarations, keySpan, options);
  problems.push(...target.problems);
  if (!target.job) return { declarations, problems };
  const resource = options.project === undefined ? undefined : ciRepoOf(options.project, keySpan);
  const job = withCi(target.job, ci, resource);
  const isDeclared = declarations.includes(target.job);
  const others = declarations.map((each) => (each === target.job ? job : each));
  const isNew = resource && !declarations.some(({ name }) => name === resource.name);
  return {
    declarations: [...others, ...(isNew ? [resource] : []), ...(isDeclared ? [] : [job])],
    problems: [...problems, notRunYet(part, job.name)],
  };
}

function notApplied({ file, entries: [{ key, keySpan }] }: CiPart, applied: CiPart | undefined): Problem {
  const isElsewhere = !mayHoldCi(file) || !applied;
  const message = isElsewhere
    ? `\`${key}\` and the other keys of CI count only in a \`landbridge.yml\` or \`shippable.yml\` in the root of the source; here they have no effect.`
    : `The CI part of \`${applied.file}\` counts; \`${key}\` and the other keys of CI have no effect here.`;
  return problem("MISPLACED_KEY", keySpan, message, {
    hint: isElsewhere
      ? "move them there, or keep only `jobs` and `resources` in this file"
      : "keep one of them",
    hasNoEffect: true,
    ...(isElsewhere ? {} : { related: [applied.entries[0].keySpan] }),
  });
}

function readPart({ entries, firstDistrustedLine }: CiPart, problems: Problem[]): CiDefinition {
  const found: Problem[] = [];
  const [{ keySpan }] = entries;
  const root: MapNode = { kind: "map", ...keySpan, entries };
  const ci = readCi(root, found);
  problems.push(...found.filter(({ line }) => line < firstDistrustedLine));
  return ci;
}

function notRunYet({ entries: [{ keySpan }] }: CiPart, job: string): Problem {
  const message = `The CI part of this file is loaded as the job \`${job}\`, but jobs of type runCI do not run in this version yet.`;
  return problem("NOT_YET_IN_EFFECT", keySpan, message);
}

interface Target {
  readonly job?: DeclaredJob;
  readonly problems: readonly Problem[];
}

function findTarget(declarations: readonly Declaration[], span: Span, options: AttachOptions): Target {
  const { project, elsewhere } = options;
  const jobs = declarations.filter((each): each is DeclaredJob => each.kind === "job");
  const ciJobs = jobs.filter(({ job }) => job.type === "runCI");
  const name = project === undefined ? undefined : `${sanitizeProject(project)}_runCI`;
  const named = ciJobs.find((each) => each.name === name);
  const [only, ...others] = ciJobs;
  const job = named ?? (others.length === 0 ? only : undefined);
  if (job) return { job, problems: [] };
  if (name === undefined) return { problems: [keptOnly(span)] };
  const taken = declarations.find((each) => each.name === name);
  if (taken) return { problems: taken.kind === "broken" ? [] : [nameTaken(taken, span)] };
  const isElsewhere = [...elsewhere.jobs, ...elsewhere.resources].some((each) => each.name === name);
  if (isElsewhere) return { problems: [declaredElsewhere(name, span)] };
  return { job: newJob(name, span), problems: [] };
}

function keptOnly(span: Span): Problem {
  const message = "The CI part of this file is kept, but has no effect in this version yet.";
  return problem("NOT_YET_IN_EFFECT", span, message);
}

function nameTaken({ name, nameSpan }: Declaration, span: Span): Problem {
  const message = `The CI part of this file makes a job of type runCI called \`${name}\`, but that name is declared for something else.`;
  return problem("DUPLICATE_NAME", span, message, {
    hint: "rename what has the name, or declare it as `type: runCI`",
    related: [nameSpan],
  });
}

function declaredElsewhere(name: string, span: Span): Problem {
  const message = `The CI part of this file has no effect yet: another source declares \`${name}\`.`;
  return problem("NOT_YET_IN_EFFECT", span, message, {
    hint: "declare that job in this source, beside the CI part",
  });
}

function newJob(name: string, span: Span): DeclaredJob {
  const job: Job = {
    name,
    type: "runCI",
    steps: [],
    dependencyMode: "chrono",
    triggerMode: "serial",
    priority: DEFAULT_PRIORITY,
    runtime: EMPTY_RUNTIME,
    integrations: [],
    flags: [],
    allowPublicAccess: false,
    sections: {
      onStart: EMPTY_SECTION,
      onSuccess: EMPTY_SECTION,
      onFailure: EMPTY_SECTION,
      onCancel: EMPTY_SECTION,
      always: EMPTY_SECTION,
    },
    options: {},
    place: placeAt(span.source, span.start),
  };
  return { kind: "job", name, nameSpan: span, job, references: [] };
}

function ciRepoOf(project: string, span: Span): DeclaredResource {
  const name = `${sanitizeProject(project)}_ciRepo`;
  const place = placeAt(span.source, span.start);
  return {
    kind: "resource",
    name,
    nameSpan: span,
    resource: { name, type: "ciRepo", flags: [], values: {}, place },
  };
}

/** The job with its CI part, and with the project's commits as its first IN. */
function withCi(declared: DeclaredJob, ci: CiDefinition, ciRepo: DeclaredResource | undefined): DeclaredJob {
  const { job, references } = declared;
  const isInput = job.steps.some((step) => step.kind === "in" && step.from === ciRepo?.name);
  if (!ciRepo || isInput) return { ...declared, job: { ...job, ci } };
  const { name, nameSpan: span } = ciRepo;
  return {
    ...declared,
    job: { ...job, ci, steps: [{ kind: "in", from: name, isSwitchedOn: true, options: {} }, ...job.steps] },
    references: [{ kind: "in", name, span }, ...references],
  };
}
