import { isCloneable, parseGitAddress } from "./git-url.ts";
import { DEFAULT_TIMEOUT_MINUTES, asksForContainer, inputsOf, isManaged, outputsOf, tasksOf } from "./job.ts";
import type { InStep, Job, OutStep, TaskStep } from "./job.ts";
import { isJsonObject, textOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { ownValue } from "./own-value.ts";
import type { Resource } from "./resource.ts";
import type { ResourceVersion } from "./resource-version.ts";
import { RUN_PLAN_VERSION } from "./run-plan.ts";
import type {
  PlannedClone,
  PlannedInput,
  PlannedManagedJob,
  PlannedOutput,
  PlannedTask,
  RunPlan,
  StateSnapshot,
} from "./run-plan.ts";
import type { LiveRun } from "./run.ts";
import { DEFAULT_POOL } from "./pool.ts";
import { placeholdersOf } from "./template.ts";
import type { Workflow } from "./workflow.ts";

/** A job version: what a successful run left behind. */
export interface JobVersion {
  readonly runId: string;
  readonly number: number;
  readonly name?: string;
  readonly state: StateSnapshot;
  /** What a manifest's or a release's version holds. */
  readonly content?: JsonObject;
}

/** The versions that a plan may read, as the store holds them when the run starts; without a number the newest. */
export interface VersionLookup {
  idOf(name: string): string;
  resourceVersion(resource: string, number: number | undefined): ResourceVersion | undefined;
  jobVersion(job: string, number: number | undefined): JobVersion | undefined;
}

/** Minutes that runs may take where their jobs don't say, by pool and for the whole workspace. */
export interface TimeLimits {
  readonly workspace?: number;
  readonly pools: Readonly<Record<string, number>>;
}

export interface PlanFacts {
  readonly workspace: { readonly id: string; readonly name: string };
  readonly run: LiveRun;
  readonly lookup: VersionLookup;
  /** Values given with a manual run. */
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  readonly timeLimits?: TimeLimits;
}

export const EMPTY_STATE: StateSnapshot = { values: {}, files: [] };

/**
 * Freezes everything that a run needs: its inputs' versions as they are now, its tasks, its outputs as they
 * were. Nothing that changes later changes the plan.
 */
export function planRun(workflow: Workflow, job: Job, facts: PlanFacts): RunPlan {
  const { run, lookup, workspace } = facts;
  const { reads = {} } = run;
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
    inputs: inputsOf(job).map((input) =>
      planInput(workflow, lookup, { input, number: ownValue(reads, input.from) }),
    ),
    outputs: outputsOf(job).flatMap((output) => planOutput(workflow, lookup, output)),
    tasks: tasksOf(job).map((task) => planTask(job, task)),
    ...(isManaged(job) ? { managed: planManaged(job, lookup) } : {}),
    onSuccess: job.sections.onSuccess.script,
    onFailure: job.sections.onFailure.script,
    always: job.sections.always.script,
    previousState: lookup.jobVersion(job.name, undefined)?.state ?? EMPTY_STATE,
    timeoutMs: timeoutOf(job, facts) * 60_000,
  };
}

function planManaged(job: Job, lookup: VersionLookup): PlannedManagedJob {
  const version = lookup.jobVersion(job.name, undefined);
  if (!version?.content) return { job };
  const named = version.name === undefined ? {} : { versionName: version.name };
  return { job, previous: { content: version.content, ...named } };
}

/** Minutes that a run may take: its job says it, or else its pool, its workspace, or the default (reference §4.5). */
function timeoutOf(job: Job, { run, timeLimits: limits = { pools: {} } }: PlanFacts): number {
  // Its job may have moved to another pool since it was queued.
  const pool = ownValue(limits.pools, run.nodePool ?? DEFAULT_POOL);
  return job.runtime.timeoutMinutes ?? pool ?? limits.workspace ?? DEFAULT_TIMEOUT_MINUTES;
}

/** What a run brings that carries out a frozen plan again. */
export interface PlannedAgain {
  readonly run: LiveRun;
  /** The values of the run before, and what its own gate was answered since. */
  readonly env: RunPlan["env"];
  readonly url: string;
  readonly previousState?: StateSnapshot;
}

/** A frozen plan for a run that carries it out again: the same but for who carries it out, why, and with what values. */
export function planAgain(plan: RunPlan, { run, env, url, previousState }: PlannedAgain): RunPlan {
  const { fromStep: _before, ...rest } = plan;
  const fromStep = run.replays?.fromStep;
  return {
    ...rest,
    runId: run.id,
    number: run.number,
    cause: run.cause,
    env,
    url,
    ...(fromStep === undefined ? {} : { fromStep }),
    // What the steps before left behind.
    ...(fromStep === undefined || !previousState ? {} : { previousState }),
  };
}

function planInput(
  workflow: Workflow,
  lookup: VersionLookup,
  { input, number }: { readonly input: InStep; readonly number: number | undefined },
): PlannedInput {
  const resource = workflow.resources.get(input.from);
  const id = lookup.idOf(input.from);
  if (resource) {
    const version = number === undefined ? undefined : lookup.resourceVersion(resource.name, number);
    return planResourceInput(resource, id, input, version);
  }
  const version = number === undefined ? undefined : lookup.jobVersion(input.from, number);
  return {
    name: input.from,
    kind: "job",
    type: workflow.jobs.get(input.from)?.type ?? "",
    id,
    ...(version ? { versionId: version.runId, versionNumber: version.number } : {}),
    ...(version?.name === undefined ? {} : { versionName: version.name }),
    values: version?.content ?? version?.state.values ?? {},
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
  const { timeoutMinutes } = task.runtime;
  return {
    name: task.name,
    isContainer: task.runtime.container ?? job.runtime.container ?? true,
    asksForContainer: asksForContainer(job, task),
    ...(image ? { image: { name: image.name, tag: image.tag ?? "latest", pull: image.pull } } : {}),
    ...(dockerOptions === undefined ? {} : { dockerOptions }),
    env: { ...job.runtime.env, ...task.runtime.env },
    script: task.script,
    ...(timeoutMinutes === undefined ? {} : { timeoutMs: timeoutMinutes * 60_000 }),
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
