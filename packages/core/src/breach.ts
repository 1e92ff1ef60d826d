/**
 * What the doctor looks for, by code: what is wrong in general, and what mends it. Code = row of the table in
 * docs/guide/operating.md.
 */
export const BREACHES = {
  "run-of-removed-job": {
    text: "A run waits although its job was removed.",
    remedy: "The run is canceled.",
  },
  "run-live-and-ended": {
    text: "A run is kept as under way and as ended.",
    remedy: "It has ended: the row of the live run is taken away.",
  },
  "run-overdue": {
    text: "A run is past its deadline.",
    remedy: "The deadline is enforced: a waiting run is canceled, a processing one is asked to end.",
  },
  "agent-gone": {
    text: "A run is processing on an agent that does not exist.",
    remedy: "The run is lost; its job's retry applies.",
  },
  "agent-silent": {
    text: "A run is processing on an agent that was silent for longer than its lease.",
    remedy: "The run is lost; its job's retry applies.",
  },
  "run-bound-to-quarantined": {
    text: "A run that has not started is bound to a version in quarantine.",
    remedy: "The run is canceled.",
  },
  "waiting-settled": {
    text: "A waiting job waits although nothing upstream is under way.",
    remedy: "It is looked at again: its run is queued, or it is dropped with the reason.",
  },
  "run-number-behind": {
    text: "The highest run number of a job is lower than that of one of its runs.",
    remedy: "The number of its newest run is taken.",
  },
  "last-end-wrong": {
    text: "What is kept of the end of a job's last run contradicts its runs.",
    remedy: "The run that ended last is taken.",
  },
  "last-success-wrong": {
    text: "The newest version of a job is not its newest successful run that may be chosen.",
    remedy: "That run is taken.",
  },
  "latest-version-wrong": {
    text: "The newest version of a resource is not the newest one that may be chosen.",
    remedy: "That version is taken.",
  },
  "order-behind": {
    text: "The next place in the queue is one that was given already.",
    remedy: "A place behind all others is taken.",
  },
  "revision-behind": {
    text: "The database is older than what the server has seen of it.",
    remedy: "Every server reads the workspace anew.",
  },
  "memory-differs": {
    text: "What the server has in memory is not what the database holds.",
    remedy: "Every server reads the workspace anew.",
  },
  "effect-stuck": {
    text: "Work behind a commit was given up, or belongs to a server that ended.",
    remedy: "It is queued again.",
  },
  "log-of-no-run": {
    text: "There are logs of a run that does not exist.",
    remedy: "The logs are deleted.",
  },
} as const satisfies Record<string, { readonly text: string; readonly remedy: string }>;
export type BreachCode = keyof typeof BREACHES;

/** One thing that should not be. */
export interface Breach {
  readonly code: BreachCode;
  /** What it is about, as people write it: a job, `job #7`, a resource. */
  readonly subject: string;
  /** One sentence about this case. */
  readonly text: string;
}
