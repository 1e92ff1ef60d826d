import type { Gate } from "./gate.ts";
import type { DependencyMode } from "./job.ts";

/** Statuses of a run (DESIGN §2). The first three are live, the rest final: a final status never changes. */
export const RUN_STATUSES = [
  "gated",
  "queued",
  "processing",
  "success",
  "failure",
  "error",
  "unstable",
  "timeout",
  "canceled",
  "skipped",
  "lost",
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export type LiveRunStatus = "gated" | "queued" | "processing";
export type FinalRunStatus = Exclude<RunStatus, LiveRunStatus>;

export const STEP_STATUSES = [
  "pending",
  "processing",
  "success",
  "failure",
  "error",
  "timeout",
  "canceled",
  "skipped",
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

export function isFinal(status: RunStatus): status is FinalRunStatus {
  return status !== "gated" && status !== "queued" && status !== "processing";
}

/** Why a run began. */
export type TriggerCause =
  | {
      readonly kind: "version";
      readonly resource: string;
      readonly versionNumber: number;
      readonly versionName?: string;
    }
  | { readonly kind: "run"; readonly job: string; readonly runNumber: number }
  | { readonly kind: "manual"; readonly by: string }
  | { readonly kind: "rerun"; readonly by: string; readonly runNumber: number; readonly how?: RerunKind }
  /** Somebody sent an old version down the graph again. */
  | {
      readonly kind: "replay";
      readonly by: string;
      readonly name: string;
      readonly versionNumber: number;
    }
  /** The job's own `retry`, after the run with this number. */
  | { readonly kind: "retry"; readonly runNumber: number; readonly attempt: number }
  /** A build of another server, which is told of and not carried out here. */
  | {
      readonly kind: "external";
      readonly server: string;
      readonly buildId: string;
      readonly buildUrl: string;
      /** When its end has to be told at the latest, milliseconds since 1970. */
      readonly endsBy: number;
    };

/**
 * What a rerun does again: `same` the frozen plan as it was, `today` the frozen inputs with the definition of now,
 * `failed-step` the frozen plan from the step that failed on.
 */
export const RERUN_KINDS = ["same", "today", "failed-step"] as const;
export type RerunKind = (typeof RERUN_KINDS)[number];

/** One resource or job to blame in a sentence: who or what caused a run. */
export function nameOfCause(cause: TriggerCause): string {
  switch (cause.kind) {
    case "version":
      return cause.resource;
    case "run":
      return cause.job;
    case "manual":
    case "rerun":
    case "replay":
      return cause.by;
    case "retry":
      return "retry";
    case "external":
      return cause.server;
  }
}

/** Numbers of versions by the name of the resource or job that they belong to. */
export type VersionNumbers = Readonly<Record<string, number>>;

/** A run that has not ended, as the scheduler sees it. */
export interface LiveRun {
  readonly id: string;
  readonly job: string;
  readonly number: number;
  readonly status: LiveRunStatus;
  readonly mode: DependencyMode;
  readonly cause: TriggerCause;
  readonly priority: number;
  /** Place in the workspace's order of queueing: smaller came first. Never a clock. */
  readonly order: number;
  readonly nodePool?: string;
  readonly isCancelRequested: boolean;
  /** The person behind the first event of the chain that led to it; absent where nobody is. */
  readonly by?: string;
  /** Which try of the job's `retry` it is; absent: the first. */
  readonly attempt?: number;
  /** A retry's pause: it does not start before (milliseconds since 1970). */
  readonly notBefore?: number;
  /** Versions that it was bound to when it was made; of all others it takes the newest when it starts. */
  readonly bound?: VersionNumbers;
  /** Names of the INs whose version no run had taken before: left to take where this one never starts. */
  readonly takes?: readonly string[];
  /** The versions that it took when it started. */
  readonly reads?: VersionNumbers;
  /** It carries out the frozen plan of an older run again. */
  readonly replays?: Replayed;
  /** The locks that it holds while it is processing. */
  readonly locks?: readonly string[];
  /** Its approval, where its job asks for one: still there once it is given. */
  readonly gate?: Gate;
}

export interface Replayed {
  readonly runId: string;
  /** Index of the first step that is carried out; those before it count as done. */
  readonly fromStep?: number;
}

/** What happens to a run, told by an agent, a person or a reaper. */
export type RunEvent =
  | { readonly type: "started" }
  | { readonly type: "approved" }
  | { readonly type: "finished"; readonly status: FinalRunStatus }
  | { readonly type: "cancel-requested" }
  | { readonly type: "agent-lost" }
  | { readonly type: "skipped" };

export type RunDecision =
  | { readonly ok: true; readonly status: RunStatus }
  | {
      readonly ok: false;
      readonly reason:
        "already-final" | "not-approved" | "already-approved" | "not-started" | "already-started";
    };

/** The life cycle of a run: what an event makes of a status, or why it is refused. */
export function decideRun(status: RunStatus, event: RunEvent): RunDecision {
  if (isFinal(status)) return { ok: false, reason: "already-final" };
  switch (event.type) {
    case "started":
      if (status === "processing") return { ok: false, reason: "already-started" };
      return status === "gated" ? { ok: false, reason: "not-approved" } : accept("processing");
    case "approved":
      return status === "gated" ? accept("queued") : { ok: false, reason: "already-approved" };
    case "finished":
      if (status !== "processing") return { ok: false, reason: "not-started" };
      return accept(event.status);
    case "cancel-requested":
      // The agent is told, and the run ends when it reports.
      return accept(status === "processing" ? status : "canceled");
    case "agent-lost":
      if (status !== "processing") return { ok: false, reason: "not-started" };
      return accept("lost");
    case "skipped":
      if (status === "processing") return { ok: false, reason: "already-started" };
      return accept("skipped");
  }
}

function accept(status: RunStatus): RunDecision {
  return { ok: true, status };
}
