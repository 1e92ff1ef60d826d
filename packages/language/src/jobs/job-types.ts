import { BUMPS, JOB_TYPES } from "@landbridge/core";
import type { JobType } from "@landbridge/core";
import { oneOf, wholeNumber } from "../fields/field.ts";
import type { Fields } from "../fields/field.ts";

const DEPLOY_METHODS = ["blueGreen", "upgrade", "replace"] as const;

export interface JobTypeShape {
  /** Keys of the job that only this type has; kept in its `options`. */
  readonly fields: Fields;
  /** `required`: commands of its own; `allowed`: sometimes; `none`: the platform does the work, `TASK: managed` at most. */
  readonly task: "required" | "allowed" | "none";
}

export const JOB_TYPE_SHAPES: Readonly<Record<JobType, JobTypeShape>> = {
  runSh: { fields: {}, task: "required" },
  runCI: { fields: {}, task: "none" },
  manifest: { fields: {}, task: "none" },
  release: { fields: { bump: oneOf(BUMPS) }, task: "none" },
  deploy: {
    fields: {
      method: oneOf(DEPLOY_METHODS),
      maxWaitTime: wholeNumber(0, 3600, 600),
      stabilityDuration: wholeNumber(0, 300, 60),
      workflow: oneOf(["serial", "parallel"]),
    },
    task: "allowed",
  },
  provision: { fields: {}, task: "none" },
  externalCI: { fields: {}, task: "none" },
  rSync: { fields: {}, task: "none" },
};

/** What a job may have whose type is not known: whatever any type has. */
const ANY_SHAPE: JobTypeShape = {
  fields: Object.fromEntries(Object.values(JOB_TYPE_SHAPES).flatMap(({ fields }) => Object.entries(fields))),
  task: "allowed",
};

export function shapeOf(type: JobType | undefined): JobTypeShape {
  return type === undefined ? ANY_SHAPE : JOB_TYPE_SHAPES[type];
}

/** Names of those keys beside `TASK: managed`, with their names today. */
export const TASK_OPTION_ALIASES: Readonly<Record<string, string>> = { deployMethod: "method" };

/** Types that load, and whose jobs do not run yet. */
export const FUTURE_JOB_TYPES: readonly JobType[] = ["runCI", "deploy", "provision", "rSync"];

const SCRIPTED: readonly JobType[] = ["runSh", "runCI"];
const SCHEDULED: readonly JobType[] = ["runSh", "runCI", "manifest", "release", "deploy", "provision"];

/** Keys of a job that mean nothing to jobs of other types (reference §1.4). */
export const KEY_USES: Readonly<Record<string, readonly JobType[]>> = {
  steps: [...SCHEDULED, "rSync"],
  priority: SCRIPTED,
  triggerMode: ["runSh"],
  // Of an externalCI job it is the timeout that counts.
  runtime: ["runSh", "externalCI"],
  integrations: ["runSh"],
  allowPublicAccess: ["runSh"],
  when: SCHEDULED,
  inputs: SCHEDULED,
  approval: SCHEDULED,
  retry: SCHEDULED,
  locks: SCHEDULED,
  supersede: SCHEDULED,
  matrix: ["runSh"],
  cache: ["runSh"],
  artifacts: SCRIPTED,
  reports: SCRIPTED,
};

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

/** Keys of jobs in early versions of the language, which have no effect. */
export const LEGACY_JOB_KEYS: Readonly<Record<string, string>> = {
  serial: "write `triggerMode: serial` or `triggerMode: parallel`",
  notify: "write `NOTIFY` in on_success, on_failure or always",
};

export function isJobType(type: string): type is JobType {
  return JOB_TYPES.some((known) => known === type);
}
