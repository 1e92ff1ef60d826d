import { REASONS, newDecision } from "./decision.ts";
import type { InputFact, JobDecision, ReasonCode, Unblock } from "./decision.ts";
import { inputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import { listOf } from "./list-of.ts";
import { mendConfiguration, resumeJob, runByHand, runUntilItSucceeds, unpinInput } from "./unblock.ts";
import { withReason } from "./with-reason.ts";

/** That news over the IN `from` starts nothing, and why. */
export function noneOf(
  job: Job,
  reason: ReasonCode,
  from: string,
  inputs: readonly InputFact[],
): JobDecision {
  const told = sentenceOfNone(job, reason, from);
  return newDecision({ job: job.name, verdict: "none", reason, ...told, inputs });
}

function sentenceOfNone(
  job: Job,
  reason: ReasonCode,
  from: string,
): { text: string; unblock: readonly Unblock[] } {
  const byHand = runByHand(job.name);
  switch (reason) {
    case "switched-off":
      return { text: `Did not start: the input ${from} is switched off.`, unblock: [byHand] };
    case "paused":
      return {
        text: "Did not start: the job is paused.",
        unblock: [resumeJob(job.name), byHand],
      };
    case "input-pinned":
      return {
        text: `Did not start: the input ${from} is pinned to another version.`,
        unblock: [unpinInput(from), byHand],
      };
    case "upstream-not-successful":
      return { text: `Did not start: ${from} did not succeed.`, unblock: [runUntilItSucceeds(from)] };
    case "changed-by-configuration":
      return { text: `Did not start: ${from} changed by an edit of the configuration.`, unblock: [byHand] };
    case "never-fires":
      return { text: `Did not start: versions of ${from} never start a job.`, unblock: [byHand] };
    case "passed-nothing-new":
      return {
        text: "Did not start: the versions that have passed were taken by a run already.",
        unblock: [],
      };
    case "not-passed":
      return sentenceOfPassing(job, from);
    case "inconsistent":
      return {
        text: "Did not start: the job can't run as it is declared.",
        unblock: [mendConfiguration(job.name)],
      };
    default:
      return { text: withReason("Did not start", REASONS[reason]), unblock: [] };
  }
}

/** The news came by itself: no job has had the version yet. */
function sentenceOfPassing(job: Job, from: string): { text: string; unblock: readonly Unblock[] } {
  const passed = inputsOf(job).find((input) => input.from === from)?.passed ?? [];
  const text = `Did not start: the new version of ${from} has yet to pass ${listOf(passed)}.`;
  return { text, unblock: passed.map(runUntilItSucceeds) };
}
