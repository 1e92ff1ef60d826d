import { isCloneable, parseGitAddress } from "./git-url.ts";
import { DEFAULT_TIMEOUT_MINUTES, asksForContainer, inputsOf, outputsOf, tasksOf } from "./job.ts";
import type { InStep, Job, OutStep, Pin, TaskStep } from "./job.ts";
import { isJsonObject, textOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { Resource } from "./resource.ts";
import type { ResourceVersion } from "./resource-version.ts";
import { RUN_PLAN_VERSION } from "./run-plan.ts";
import type {
  PlannedClone,
  PlannedInput,
  PlannedOutput,
  PlannedTask,
  RunPlan,
  StateSnapshot,
} from "./run-plan.ts";
import type { LiveRun } from "./run.ts";
import { placeholdersOf } from "./template.ts";
import type { Workflow } from "./workflow.ts";

/** A job version: what a successful run left behind. */
export interface JobVersion {
  readonly runId: string;
  readonly number: number;
  readonly name?: string;
  readonly state: StateSnapshot;
}

/** The versions that a plan may read, as the store holds them when the run starts. */
export interface VersionLookup {
  idOf(name: string): string;
  resourceVersion(resource: string, pin: Pin | undefined): ResourceVersion | undefined;
  jobVersion(job: string, pin: Pin | undefined): JobVersion | undefined;
}

export interface PlanFacts {
  readonly workspace: { readonly id: string; readonly name: string };
  readonly run: LiveRun;
  readonly lookup: VersionLookup;
  /** Values given with a manual run. */
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
}

export const EMPTY_STATE: StateSnapshot = { values: {}, files: [] };

/**
 * Freezes everything that a run needs: its inputs' versions as they are now, its tasks, its outputs as they
 * were. Nothing that changes later changes the plan.
 */
export function planRun(workflow: Workflow, job: Job, facts: PlanFacts): RunPlan {
  const { run, lookup, workspace } = facts;
  return {
    version: RUN_PLAN_VERSION,
    runId: run.id,
    number: run.number,
    workspaceId: workspace.id,
    workspace: workspace.name,
    jobId: lookup.idOf(job.name),
    job: job.name,
    jobType: job.type,
    url: facts.url,
    cause: run.cause,
    env: facts.env,
    inputs: inputsOf(job).map((input) => planInput(workflow, lookup, input)),
    outputs: outputsOf(job).flatMap((output) => planOutput(workflow, lookup, output)),
    tasks: tasksOf(job).map((task) => planTask(job, task)),
    onSuccess: job.sections.onSuccess.script,
    onFailure: job.sections.onFailure.script,
    always: job.sections.always.script,
    previousState: lookup.jobVersion(job.name, undefined)?.state ?? EMPTY_STATE,
    timeoutMs: (job.runtime.timeoutMinutes ?? DEFAULT_TIMEOUT_MINUTES) * 60_000,
  };
}

function planInput(workflow: Workflow, lookup: VersionLookup, input: InStep): PlannedInput {
  const resource = workflow.resources.get(input.from);
  const id = lookup.idOf(input.from);
  if (resource)
    return planResourceInput(resource, id, input, lookup.resourceVersion(resource.name, input.pin));
  const version = lookup.jobVersion(input.from, input.pin);
  return {
    name: input.from,
    kind: "job",
    type: workflow.jobs.get(input.from)?.type ?? "",
    id,
    ...(version ? { versionId: version.runId, versionNumber: version.number } : {}),
    ...(version?.name === undefined ? {} : { versionName: version.name }),
    values: version?.state.values ?? {},
    files: version?.state.files ?? [],
    options: input.options,
  };
}

function planResourceInput(
  resource: Resource,
  id: string,
  input: InStep,
  version: ResourceVersion | undefined,
): PlannedInput {
  const values = version?.values ?? resource.values;
  const clone = resource.type === "gitRepo" ? cloneOf(values) : undefined;
  return {
    name: resource.name,
    kind: "resource",
    type: resource.type,
    id,
    ...(version ? { versionId: version.id, versionNumber: version.number } : {}),
    ...(version?.name === undefined ? {} : { versionName: version.name }),
    values: withoutCredentials(values),
    files: version?.files ?? [],
    ...(clone ? { clone } : {}),
    ...(resource.integration === undefined ? {} : { integration: resource.integration }),
    options: input.options,
  };
}

function planOutput(workflow: Workflow, lookup: VersionLookup, output: OutStep): readonly PlannedOutput[] {
  const resource = workflow.resources.get(output.to);
  if (!resource) return [];
  const version = lookup.resourceVersion(resource.name, undefined);
  const { replicate } = output;
  const planned: PlannedOutput = {
    name: resource.name,
    type: resource.type,
    id: lookup.idOf(resource.name),
    overwrite: output.overwrite,
    onFailure: output.onFailure,
    ...(replicate === undefined ? {} : { replicate }),
    replicateOnPullRequest: output.replicateOnPullRequest,
    ...(version ? { versionId: version.id, versionNumber: version.number } : {}),
    ...(version?.name === undefined ? {} : { versionName: version.name }),
    values: withoutCredentials(version?.values ?? resource.values),
    template: withoutCredentials(resource.values),
    files: version?.files ?? [],
  };
  return [planned];
}

function planTask(job: Job, task: TaskStep): PlannedTask {
  const image = task.runtime.image ?? job.runtime.image;
  const dockerOptions = task.runtime.dockerOptions ?? job.runtime.dockerOptions;
  return {
    name: task.name,
    isContainer: task.runtime.container ?? job.runtime.container ?? true,
    asksForContainer: asksForContainer(job, task),
    ...(image ? { image: { name: image.name, tag: image.tag ?? "latest", pull: image.pull } } : {}),
    ...(dockerOptions === undefined ? {} : { dockerOptions }),
    env: { ...job.runtime.env, ...task.runtime.env },
    script: task.script,
  };
}

/** What to clone for a gitRepo version; `undefined` where only a host's integration would know the address. */
export function cloneOf(values: JsonObject): PlannedClone | undefined {
  const source = textOf(values["sourceName"]);
  return isCloneable(source) ? { url: parseGitAddress(source).url, ...cloneOptionsOf(values) } : undefined;
}

/** The same without the address. */
export function cloneOptionsOf(values: JsonObject): Omit<PlannedClone, "url"> {
  const sha = isJsonObject(values["shaData"]) ? values["shaData"] : {};
  const commit = textOf(sha["commitSha"]);
  const branch = textOf(sha["branchName"]) || textOf(values["branch"]);
  const depth = Number(textOf(values["depth"]));
  const config = Array.isArray(values["gitConfig"]) ? values["gitConfig"].map((line) => textOf(line)) : [];
  return {
    ...(commit === "" ? {} : { commit }),
    ...(branch === "" ? {} : { branch }),
    ...(Number.isInteger(depth) && depth > 0 ? { depth } : {}),
    config,
  };
}

/**
 * Can the newest commit of a gitRepo be looked up? Not where a run has yet to fill in its address or branch: what
 * the server decides never depends on templates.
 */
export function isWatchable(values: JsonObject): boolean {
  return placeholdersOf([values["sourceName"] ?? null, values["branch"] ?? null]).length === 0;
}

/** What scripts and logs may see of a version's values: its address without user name and password. */
export function withoutCredentials(values: JsonObject): JsonObject {
  const source = values["sourceName"];
  if (typeof source !== "string") return values;
  const { url, credentials } = parseGitAddress(source);
  return credentials ? { ...values, sourceName: url } : values;
}
