import { AppError, inputsOf, isQuarantined, numberOfPin, ownValue } from "@landbridge/core";
import type { Pin } from "@landbridge/core";
import { putAudit, putEvent, remembering, resourceOf } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { applyHappening } from "./consequences.ts";
import type { EventRow } from "../store/saved-batch.ts";
import { rememberFor } from "./remember.ts";
import type { HistoryReader } from "./remember.ts";

/** Somebody holds an IN of a job at one version, or lets it go. */
export interface PinAsked {
  readonly job: string;
  readonly input: string;
  /** Absent: the pin that was set by command is taken away. */
  readonly pin?: Pin;
  readonly by: string;
  readonly comment?: string;
}

/** Sets or takes away a pin. It is no news: what starts is only what other INs have left to take, if it may now. */
export async function changePin(batch: Batch, reader: HistoryReader, asked: PinAsked): Promise<void> {
  const { job, input, pin, by, comment } = asked;
  const declared = batch.workflow.jobs.get(job);
  if (!declared) throw new AppError("JOB_NOT_FOUND", `There is no job named ${job}.`);
  if (!inputsOf(declared).some(({ from }) => from === input)) {
    const names = inputsOf(declared).map(({ from }) => from);
    const hint = names.length === 0 ? "It has no inputs." : `Its inputs: ${names.join(", ")}.`;
    throw new AppError("INPUT_NOT_FOUND", `${job} has no input named ${input}.`, { hint });
  }
  const { pins, ...facts } = batch.draft.job(job);
  const { [input]: _before, ...others } = pins ?? {};
  if (!pin) {
    if (!ownValue(pins, input))
      throw new AppError("NOT_PINNED", `Nobody pinned ${input} of ${job} by command.`);
    batch.draft.setJob(job, { ...facts, ...(Object.keys(others).length > 0 ? { pins: others } : {}) });
    // The configuration's own pin counts again.
    await rememberFor(reader, remembering(batch), [declared]);
    // A job that takes every version goes on with those that are left.
    applyHappening(batch, tell(batch, asked, `${by} unpinned ${input} of ${job}`), { versions: [], by });
    return;
  }
  const set = { pin, by, at: batch.draft.now, ...(comment === undefined ? {} : { comment }) };
  batch.draft.setJob(job, { ...facts, pins: { ...others, [input]: set } });
  try {
    await rememberFor(reader, remembering(batch), [declared]);
    refuseBadPin(batch, input, pin);
  } catch (error) {
    // A refusal changes nothing.
    batch.draft.setJob(job, { ...facts, ...(pins ? { pins } : {}) });
    throw error;
  }
  // Other INs may have versions left that only wanted a version of this one.
  applyHappening(batch, tell(batch, asked, `${by} pinned ${input} of ${job} to ${wordsOf(pin)}`), {
    versions: [],
    by,
  });
}

function refuseBadPin(batch: Batch, input: string, pin: Pin): void {
  const number = numberOfPin(batch.workflow, batch.draft, input, pin);
  if (number === undefined || !isThere(batch, input, { pin, number }))
    throw new AppError("VERSION_NOT_FOUND", `${input} has no ${wordsOf(pin)}.`);
  if (isQuarantined(batch.workflow, batch.draft, input, number)) {
    const what = `Version ${String(number)} of ${input}`;
    throw new AppError("VERSION_QUARANTINED", `${what} is in quarantine.`, { hint: "Release it first." });
  }
}

function isThere(
  batch: Batch,
  input: string,
  { pin, number }: { readonly pin: Pin; readonly number: number },
): boolean {
  // The newest version of a name is kept in mind by its number alone.
  if (pin.kind === "name") return true;
  if (!batch.workflow.resources.has(input)) return batch.memory.jobVersion(input, number) !== undefined;
  const isLatest = resourceOf(batch, input)?.latest?.number === number;
  return isLatest || batch.memory.resourceVersion(input, number) !== undefined;
}

function tell(batch: Batch, { job, input, pin, by, comment }: PinAsked, text: string): EventRow {
  const event = putEvent(batch, { kind: "pinned", subject: job, text });
  const details = { input, ...(pin ? { pin } : {}), ...(comment === undefined ? {} : { comment }) };
  putAudit(batch, { actor: by, action: pin ? "pin" : "unpin", subject: job, details });
  return event;
}

function wordsOf(pin: Pin): string {
  return pin.kind === "number" ? `version ${String(pin.versionNumber)}` : `version named ${pin.versionName}`;
}
