import type { Job } from "./job.ts";
import type { JsonObject } from "./json.ts";
import type { FinalRunStatus, StepStatus, TriggerCause } from "./run.ts";

/** The version of the shape below; an agent refuses a plan that it doesn't know. */
export const RUN_PLAN_VERSION = 1;

/** Largest state of one job version or one `state` version, files and values together. */
export const STATE_LIMIT_BYTES = 1_048_576;

/** A stored file, by content: the bytes travel beside the plan, keyed by digest. */
export interface FileRef {
  /** Relative, with `/`, no `..`. */
  readonly path: string;
  /** SHA-256 in hex. */
  readonly digest: string;
  readonly size: number;
  readonly isExecutable: boolean;
}

/** What a run, a job version or a resource version remembers. */
export interface StateSnapshot {
  readonly values: Readonly<Record<string, string>>;
  readonly files: readonly FileRef[];
}

/** A git working copy that the agent makes. Credentials come beside the plan, never in it. */
export interface PlannedClone {
  /** https://…, file://… or ssh; without user name or password. */
  readonly url: string;
  readonly commit?: string;
  readonly branch?: string;
  readonly depth?: number;
  /** Lines for `git config`, as written in `gitConfig`. */
  readonly config: readonly string[];
}

/** One version of a resource or job that the run reads, frozen. */
export interface PlannedInput {
  readonly name: string;
  readonly kind: "resource" | "job";
  readonly type: string;
  readonly id: string;
  /** Absent where an IN job has no version yet. */
  readonly versionId?: string;
  readonly versionNumber?: number;
  readonly versionName?: string;
  /** The version's values: template fields with posted keys over them. For a job: its posted keys. */
  readonly values: JsonObject;
  readonly files: readonly FileRef[];
  readonly clone?: PlannedClone;
  readonly integration?: string;
  readonly options: JsonObject;
}

/** One resource that the run may make a version of. */
export interface PlannedOutput {
  readonly name: string;
  readonly type: string;
  readonly id: string;
  readonly overwrite: boolean;
  readonly onFailure: boolean;
  readonly replicate?: string;
  readonly replicateOnPullRequest: boolean;
  /** The newest version when the run started: what the environment shows, and what `state` starts from. */
  readonly versionId?: string;
  readonly versionNumber?: number;
  readonly versionName?: string;
  readonly values: JsonObject;
  /** The declared values: what is left when a run clears everything that was posted. */
  readonly template?: JsonObject;
  readonly files: readonly FileRef[];
}

export interface PlannedTask {
  readonly name: string;
  /** true: in a container of `image`; false: in a shell of the agent. */
  readonly isContainer: boolean;
  /** The configuration asks for the container, not only the language's default. Absent in plans made before this was kept. */
  readonly asksForContainer?: boolean;
  readonly image?: { readonly name: string; readonly tag: string; readonly pull: boolean };
  readonly dockerOptions?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly script: readonly string[];
  /** The task alone may take this long; absent: as long as its run. */
  readonly timeoutMs?: number;
}

/** Must the task run in a container, because the configuration says so? In older plans a named image tells. */
export function needsContainer(task: PlannedTask): boolean {
  return task.asksForContainer ?? (task.isContainer && task.image !== undefined);
}

/** A manifest or release as it was declared, and the version that it counts on from: a rerun makes the same again. */
export interface PlannedManagedJob {
  readonly job: Job;
  readonly previous?: PreviousVersion;
}

/** The version of the same job that was the newest one. */
export interface PreviousVersion {
  readonly content: JsonObject;
  readonly versionName?: string;
}

/** The frozen, serialisable instructions that an agent carries out; it knows nothing else. */
export interface RunPlan {
  readonly version: typeof RUN_PLAN_VERSION;
  readonly runId: string;
  readonly number: number;
  readonly workspaceId: string;
  readonly workspace: string;
  readonly jobId: string;
  readonly job: string;
  readonly jobType: string;
  /** Where people look at the run; empty without a server. */
  readonly url: string;
  readonly cause: TriggerCause;
  /** Values given with a manual run, exported as they are. */
  readonly env: Readonly<Record<string, string>>;
  readonly inputs: readonly PlannedInput[];
  readonly outputs: readonly PlannedOutput[];
  readonly tasks: readonly PlannedTask[];
  /** Of a run that the scheduler carries out itself: what it is made from besides its inputs. */
  readonly managed?: PlannedManagedJob;
  readonly onSuccess: readonly string[];
  readonly onFailure: readonly string[];
  readonly always: readonly string[];
  readonly previousState: StateSnapshot;
  readonly timeoutMs: number;
  /** Index of the first step that is carried out: those before it were done by the run that this one repeats. */
  readonly fromStep?: number;
}

/** The steps of a run, in order: what the log, the page and the report call them. */
export type StepKind = "prepare" | "task" | "on_success" | "on_failure" | "always" | "finish";

export interface PlannedStep {
  readonly index: number;
  readonly kind: StepKind;
  readonly name: string;
}

/** Was the step done by the run that this one repeats? Every run prepares for itself. */
export function isDoneBefore(
  { fromStep = 0 }: Pick<RunPlan, "fromStep">,
  { index, kind }: Pick<PlannedStep, "index" | "kind">,
): boolean {
  return index < fromStep && kind !== "prepare" && kind !== "finish";
}

/**
 * The steps that a plan has, in order. `on_success` and `on_failure` are both listed where the job has them;
 * the one that does not apply ends `skipped`.
 */
export function stepsOf(
  plan: Pick<RunPlan, "tasks" | "onSuccess" | "onFailure" | "always">,
): readonly PlannedStep[] {
  const steps: Omit<PlannedStep, "index">[] = [{ kind: "prepare", name: "prepare" }];
  for (const task of plan.tasks) steps.push({ kind: "task", name: task.name });
  if (plan.onSuccess.length > 0) steps.push({ kind: "on_success", name: "on_success" });
  if (plan.onFailure.length > 0) steps.push({ kind: "on_failure", name: "on_failure" });
  if (plan.always.length > 0) steps.push({ kind: "always", name: "always" });
  steps.push({ kind: "finish", name: "finish" });
  return steps.map((step, index) => ({ index, ...step }));
}

export interface StepResult {
  readonly index: number;
  readonly status: StepStatus;
  readonly exitCode?: number;
  /** One sentence where the status needs one. */
  readonly message?: string;
  /** Milliseconds since 1970, the agent's clock. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** Length of the step's log in bytes. */
  readonly logBytes: number;
}

/** What the scripts of a run posted to one OUT resource, or to the job itself (name of the job). */
export interface Posting {
  readonly name: string;
  /** true: a `post_…` cleared the pending set and the values of the version before. */
  readonly isCleared: boolean;
  readonly values: Readonly<Record<string, string>>;
  /** For `state`, and for `replicate` of files: the whole set of files of the new version. Absent: unchanged. */
  readonly files?: readonly FileRef[];
  /** Name of the IN that `replicate` copied at run time. */
  readonly replicateOf?: string;
}

/** Why a run ended as it did, where "a script exited with n" is not all. */
export interface RunReason {
  readonly code: RunReasonCode;
  readonly message: string;
  readonly step?: string;
}

export const RUN_REASON_CODES = {
  "script-failed": "A command of a script exited with another code than 0.",
  "input-not-prepared": "An IN could not be fetched, e.g. a clone failed.",
  "state-too-large": "The state is larger than 1 MB.",
  "timed-out": "The run, or one of its tasks, took longer than its timeout.",
  canceled: "Somebody canceled the run.",
  superseded: "A newer run of the job took its place.",
  "gate-rejected": "Somebody rejected the run at its gate.",
  "gate-expired": "Nobody approved the run in time.",
  "version-quarantined": "A version that it needs was put into quarantine.",
  "queue-expired": "The run was queued for longer than a week.",
  "agent-lost": "The agent was not heard of within the lease.",
  "agent-stopped": "The agent was told to stop while the run was under way.",
  "agent-fault": "The agent could not carry the run out.",
  "external-failure": "The other server told that its build failed.",
  "runtime-missing": "The job asks for a runtime that the agent does not have.",
} as const;
export type RunReasonCode = keyof typeof RUN_REASON_CODES;

/** What an agent reports at the end. Sent again until the server answers; it counts once. */
export interface RunResult {
  readonly status: Extract<
    FinalRunStatus,
    "success" | "failure" | "error" | "timeout" | "canceled" | "unstable"
  >;
  readonly reason?: RunReason;
  /** Content of the file JOB_MESSAGE, one line shown with the run. */
  readonly message?: string;
  readonly steps: readonly StepResult[];
  /** What JOB_STATE holds at the end. */
  readonly state: StateSnapshot;
  readonly postings: readonly Posting[];
}
