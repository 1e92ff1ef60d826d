import { JOB_TYPES } from "@landbridge/core";
import type { JobType } from "@landbridge/core";

export interface JobTypeShape {
  /** Keys of the job that only this type has; kept as data. */
  readonly optionKeys: readonly string[];
  /** `required`: commands of its own; `allowed`: sometimes; `none`: the platform does the work, `TASK: managed` at most. */
  readonly task: "required" | "allowed" | "none";
}

export const JOB_TYPE_SHAPES: Readonly<Record<JobType, JobTypeShape>> = {
  runSh: { optionKeys: [], task: "required" },
  runCI: { optionKeys: [], task: "none" },
  manifest: { optionKeys: [], task: "none" },
  release: { optionKeys: ["bump"], task: "none" },
  deploy: {
    optionKeys: ["method", "maxWaitTime", "stabilityDuration", "workflow", "deployMethod"],
    task: "allowed",
  },
  provision: { optionKeys: [], task: "none" },
  externalCI: { optionKeys: [], task: "none" },
  rSync: { optionKeys: [], task: "none" },
};

/** What a job may have whose type is not known: whatever any type has. */
const ANY_SHAPE: JobTypeShape = {
  optionKeys: Object.values(JOB_TYPE_SHAPES).flatMap(({ optionKeys }) => optionKeys),
  task: "allowed",
};

export function shapeOf(type: JobType | undefined): JobTypeShape {
  return type === undefined ? ANY_SHAPE : JOB_TYPE_SHAPES[type];
}

/** Names that job types had before. */
export const LEGACY_JOB_TYPES: Readonly<Record<string, JobType>> = {
  runCLI: "runSh",
  gkeDeploy: "deploy",
  ecsDeploy: "deploy",
  tripubDeploy: "deploy",
  dclDeploy: "deploy",
  ddcDeploy: "deploy",
};

export const REMOVED_JOB_TYPES: readonly string[] = ["jenkinsJob"];

/** Keys of jobs in early versions of the language; kept as data. */
export const LEGACY_JOB_KEYS: Readonly<Record<string, string>> = {
  serial: "write `triggerMode: serial` or `triggerMode: parallel`",
  notify: "write `NOTIFY` in on_success, on_failure or always",
};

export function isJobType(type: string): type is JobType {
  return JOB_TYPES.some((known) => known === type);
}
