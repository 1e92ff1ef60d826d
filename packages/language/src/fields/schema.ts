import { DEPENDENCY_MODES, TRIGGER_MODES } from "@landbridge/core";
import { IN_ADDITION_FIELDS } from "../jobs/addition-schema.ts";
import type { ADDITION_FIELDS } from "../jobs/addition-schema.ts";
import { flag, map, oneOf, text, textList, wholeNumber } from "./field.ts";
import { IN_OPTION_FIELDS } from "../jobs/in-option-schema.ts";

/**
 * Every key of the latest syntax whose value stands for itself. What has several forms (steps, script, sections,
 * runtime) is read by the file of that noun; its keys are listed here all the same.
 */

export const TOP_LEVEL_KEYS = ["resources", "jobs", "triggers", "externalReferences"] as const;

export const RESOURCE_FIELDS = {
  name: text("my_repo"),
  type: text("gitRepo"),
  integration: text("my_github"),
  flags: textList("[backend]"),
} as const;

/** Sections of a resource that hold its values, in the order in which they are merged: later ones win. */
export const VALUE_SECTIONS = [
  "configuration",
  "source",
  "initialVersion",
  "pointer",
  "seed",
  "version",
  "versionTemplate",
] as const;
export const LEGACY_VALUE_SECTIONS: readonly string[] = ["configuration", "source", "initialVersion"];

export const JOB_FIELDS = {
  name: text("my_job"),
  type: text("runSh"),
  dependencyMode: oneOf(DEPENDENCY_MODES),
  triggerMode: oneOf(TRIGGER_MODES),
  priority: wholeNumber(0, 10_000, 10),
  integrations: textList("[my_github]"),
  flags: textList("[backend]"),
  allowPublicAccess: flag("false"),
} as const;

/** Keys of a job that have a form of their own. */
export const JOB_STRUCTURES = [
  "steps",
  "runtime",
  "on_start",
  "on_success",
  "on_failure",
  "on_cancel",
  "always",
] as const;

/** Keys of a job that load and mean nothing yet. */
export const FUTURE_JOB_KEYS: readonly string[] = [
  "matrix",
  "cache",
  "artifacts",
  "reports",
] satisfies (keyof typeof ADDITION_FIELDS)[];

export const IN_FIELDS = {
  switch: flag("off"),
  versionName: text("master.12"),
  versionNumber: wholeNumber(1, undefined, 3),
  dependencyMode: oneOf(DEPENDENCY_MODES),
  ...IN_ADDITION_FIELDS,
  ...IN_OPTION_FIELDS,
} as const;

/** Options of an IN that nothing acts on yet. Those of job types which do not run are told with the job. */
export const FUTURE_IN_KEYS: readonly string[] = ["showBuildStatus", "vote", "scopes", "pull", "versionId"];

export const OUT_FIELDS = {
  replicate: text("my_repo"),
  replicateOnPullRequest: flag("true"),
  overwrite: flag("true"),
  on_failure: flag("true"),
} as const;

export const TASK_FIELDS = { name: text("compile") } as const;
export const TASK_STRUCTURES = ["runtime", "script"] as const;

export const RUNTIME_FIELDS = {
  nodePool: text("default_pool"),
  container: flag("true"),
  timeoutMinutes: wholeNumber(1, 100_000, 30),
  options: map('{imageName: alpine, imageTag: "3.20"}'),
} as const;
export const LEGACY_RUNTIME_KEYS: readonly string[] = ["os", "architecture", "cluster"];

export const IMAGE_FIELDS = {
  imageName: text("alpine"),
  imageTag: text('"3.20"'),
  pull: flag("true"),
  options: text('"--cpus 1"'),
} as const;

export const SECTION_KEYS = ["script", "NOTIFY"] as const;

/** What may stand beside the name in a map under `NOTIFY`. */
export const NOTIFY_FIELDS = {
  name: text("my_slack"),
  sendFailingSnippet: flag("true"),
} as const;
