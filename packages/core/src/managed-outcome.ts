import { inputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import type { JsonObject } from "./json.ts";
import type { PlannedInput } from "./run-plan.ts";

/** What a run in the engine came to. */
export type ManagedOutcome =
  | { readonly ok: true; readonly content: JsonObject; readonly versionName?: string }
  /** What is wrong, with which IN, and how to mend it. */
  | { readonly ok: false; readonly text: string };

export type ManagedFailure = Extract<ManagedOutcome, { readonly ok: false }>;

/** What a managed job is made from: its definition, and its INs as they are read. */
export interface ManagedRun {
  readonly job: Job;
  readonly inputs: readonly PlannedInput[];
}

/** An IN of which there is a version. */
export interface VersionedInput extends PlannedInput {
  readonly versionId: string;
  readonly versionNumber: number;
}

export function failWith(text: string): ManagedFailure {
  return { ok: false, text };
}

export function isVersioned(input: PlannedInput): input is VersionedInput {
  return input.versionId !== undefined && input.versionNumber !== undefined;
}

/** Why there is nothing to read over an IN. */
export function missingVersion({ name, kind }: PlannedInput, job: Job): ManagedFailure {
  const pin = inputsOf(job).find(({ from }) => from === name)?.pin;
  if (pin?.kind === "number")
    return failWith(
      `The IN "${name}" is held at version ${pin.versionNumber}, which does not exist. Correct its versionNumber, or remove it to take the newest.`,
    );
  if (pin?.kind === "name")
    return failWith(
      `The IN "${name}" is held at "${pin.versionName}", and no version of it has that name. Correct its versionName, or remove it to take the newest.`,
    );
  const advice = kind === "job" ? `Run "${name}" first` : "Make one first";
  return failWith(
    `The IN "${name}" has no version that can be taken. ${advice}, or unpin it if it is held at one that is gone.`,
  );
}
