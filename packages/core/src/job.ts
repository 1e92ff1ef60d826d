import type { CiDefinition } from "./ci.ts";
import type { JsonObject } from "./json.ts";
import type { Place } from "./resource.ts";

export const DEPENDENCY_MODES = ["chrono", "strict", "immediate"] as const;
export type DependencyMode = (typeof DEPENDENCY_MODES)[number];

export const TRIGGER_MODES = ["serial", "parallel"] as const;
export type TriggerMode = (typeof TRIGGER_MODES)[number];

/** The job types of the language reference, §3. Only `runSh` runs on an agent so far. */
export const JOB_TYPES = [
  "runSh",
  "runCI",
  "manifest",
  "release",
  "deploy",
  "provision",
  "externalCI",
  "rSync",
] as const;
export type JobType = (typeof JOB_TYPES)[number];

/** `priority` when a job gives none; 0 goes first. */
export const DEFAULT_PRIORITY = 9999;
/** `timeoutMinutes` when neither job nor pool gives one. */
export const DEFAULT_TIMEOUT_MINUTES = 60;

/** A pin holds an IN at one version: an exact number, or the most recent version of a name. */
export type Pin =
  | { readonly kind: "number"; readonly versionNumber: number }
  | { readonly kind: "name"; readonly versionName: string };

/** `latest`: a run reads the newest version; `every`: one run for each version, in order, none skipped. */
export const FLOWS = ["latest", "every"] as const;
export type Flow = (typeof FLOWS)[number];

export interface InStep {
  readonly kind: "in";
  /** Name of a resource or a job. */
  readonly from: string;
  /** `switch: off` is false: a change of this IN does not start the job. */
  readonly isSwitchedOn: boolean;
  readonly dependencyMode?: DependencyMode;
  readonly pin?: Pin;
  /** Only versions that successful runs of these jobs consumed or produced, as one consistent set. */
  readonly passed?: readonly string[];
  /** `latest` when absent. */
  readonly flow?: Flow;
  /** Options that belong to other job types or later parts (applyTo, force, showBuildStatus, …), as written. */
  readonly options: JsonObject;
}

export interface TaskStep {
  readonly kind: "task";
  readonly name: string;
  readonly runtime: Runtime;
  /** The lines of the script, in order; each may span several lines of text. */
  readonly script: readonly string[];
}

export interface OutStep {
  readonly kind: "out";
  /** Name of a resource. */
  readonly to: string;
  readonly replicate?: string;
  readonly replicateOnPullRequest: boolean;
  /** false: new keys are merged over the previous version's; true: the new version holds only this run's. */
  readonly overwrite: boolean;
  /** true: made on failure too. */
  readonly onFailure: boolean;
}

export type Step = InStep | TaskStep | OutStep;

/** Where a job's or a task's commands run; what is absent comes from the job, then from the defaults. */
export interface Runtime {
  readonly nodePool?: string;
  readonly container?: boolean;
  readonly timeoutMinutes?: number;
  readonly image?: { readonly name: string; readonly tag?: string; readonly pull: boolean };
  /** Arguments of `docker run`, as written. */
  readonly dockerOptions?: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A lifecycle section: what runs, and who is told. */
export interface Section {
  readonly script: readonly string[];
  readonly notify: readonly { readonly name: string; readonly options: JsonObject }[];
}

export const SECTION_NAMES = ["onStart", "onSuccess", "onFailure", "onCancel", "always"] as const;
export type SectionName = (typeof SECTION_NAMES)[number];

/** A typed parameter of a run: asked for in the form, given with `--input`, checked by the API. */
export type JobInput =
  | {
      readonly type: "string";
      readonly name: string;
      readonly description?: string;
      readonly default?: string;
    }
  | {
      readonly type: "number";
      readonly name: string;
      readonly description?: string;
      readonly default?: number;
    }
  | {
      readonly type: "boolean";
      readonly name: string;
      readonly description?: string;
      readonly default?: boolean;
    }
  | {
      readonly type: "choice";
      readonly name: string;
      readonly description?: string;
      readonly options: readonly string[];
      readonly default?: string;
    };

/** A gate: the run waits for votes and holds nothing meanwhile. */
export interface Approval {
  /** Groups or members; empty: anyone who may run the job. */
  readonly approvers: readonly string[];
  /** How many of them. */
  readonly required: number;
  /** Who caused the run may approve it. */
  readonly selfApproval: boolean;
  /** Then the run is `canceled`. Absent: after 30 days. */
  readonly timeoutMinutes?: number;
  /** Shown to whoever votes; may hold `${VAR}`. */
  readonly message?: string;
  /** Asked of whoever approves; the run gets the answers like values given with a manual run. */
  readonly inputs?: readonly JobInput[];
}

/** What a new run of a job does to older ones: `queued` cancels those that have not started, `all` every one. */
export const SUPERSEDES = ["queued", "all"] as const;
export type Supersede = (typeof SUPERSEDES)[number];

export const RETRY_CAUSES = ["failure", "timeout", "lost"] as const;
export type RetryCause = (typeof RETRY_CAUSES)[number];

export interface Retry {
  /** Runs at most, the first one included. */
  readonly attempts: number;
  readonly on: readonly RetryCause[];
  readonly backoffSeconds: number;
}

/** One run fans out into a leg for each combination of the axes. */
export interface Matrix {
  readonly axes: Readonly<Record<string, readonly string[]>>;
  /** Combinations that are left out: all of the given keys match. */
  readonly exclude: readonly Readonly<Record<string, string>>[];
  /** Legs beside the combinations. */
  readonly include: readonly Readonly<Record<string, string>>[];
}

export interface Cache {
  /** May hold `${VAR}` and `${CHECKSUM:file}`. */
  readonly key: string;
  readonly paths: readonly string[];
}

/** Globs of report files. */
export interface Reports {
  readonly junit: readonly string[];
  readonly coverage: readonly string[];
}

/** A job as the configuration declares it. A run freezes a copy. */
export interface Job {
  readonly name: string;
  readonly type: JobType;
  /** Normalised order: as written. All INs are prepared before tasks, all OUTs processed after. */
  readonly steps: readonly Step[];
  readonly dependencyMode: DependencyMode;
  readonly triggerMode: TriggerMode;
  readonly priority: number;
  readonly runtime: Runtime;
  readonly integrations: readonly string[];
  readonly flags: readonly string[];
  readonly allowPublicAccess: boolean;
  readonly sections: Readonly<Record<SectionName, Section>>;
  /** A CEL expression over `in`, `inputs`, `cause`: false ends the run `skipped`. */
  readonly when?: string;
  readonly inputs?: readonly JobInput[];
  readonly approval?: Approval;
  readonly retry?: Retry;
  /** At most one run of the workspace holds a lock. */
  readonly locks?: readonly string[];
  /** Older runs of the job are canceled when a newer one is made; absent: none. */
  readonly supersede?: Supersede;
  readonly matrix?: Matrix;
  readonly cache?: Cache;
  /** Globs of files that are kept with the run. */
  readonly artifacts?: readonly string[];
  readonly reports?: Reports;
  /** What a `runCI` job does: the CI part of its repository's configuration. */
  readonly ci?: CiDefinition;
  /** Keys of a job type that are kept as data (method, bump, …). */
  readonly options: JsonObject;
  readonly place?: Place;
}

export function inputsOf(job: Job): readonly InStep[] {
  return job.steps.filter((step): step is InStep => step.kind === "in");
}

export function tasksOf(job: Job): readonly TaskStep[] {
  return job.steps.filter((step): step is TaskStep => step.kind === "task");
}

export function outputsOf(job: Job): readonly OutStep[] {
  return job.steps.filter((step): step is OutStep => step.kind === "out");
}

/**
 * Does the configuration itself ask for a container, by `container: true` or by an image? Without a word about it
 * the language's default is a container too, but nobody counts on one. A task's own word counts before its job's.
 */
export function asksForContainer(job: Job, task: TaskStep): boolean {
  const written = task.runtime.container ?? job.runtime.container;
  return written ?? (task.runtime.image ?? job.runtime.image) !== undefined;
}

/** Jobs whose runs an agent carries out. */
export function needsAgent({ type }: Pick<Job, "type">): boolean {
  return type === "runSh";
}

/** Jobs whose runs are made of their inputs alone: the scheduler carries them out itself, in no time. */
export function isManaged({ type }: Pick<Job, "type">): boolean {
  return type === "manifest" || type === "release";
}

/** Jobs that have runs in this version. */
export function isRunnable(job: Job): boolean {
  return needsAgent(job) || isManaged(job);
}

/** The mode that a trigger over this IN uses: its own, else the job's. */
export function modeOf(job: Job, input: InStep): DependencyMode {
  return input.dependencyMode ?? job.dependencyMode;
}
