import { newDecision } from "./decision.ts";
import type { JobDecision } from "./decision.ts";
import type { Facts } from "./facts.ts";
import { inputFactsOf, sentenceOfUnhealthy } from "./health.ts";
import type { Job } from "./job.ts";
import { listOf } from "./list-of.ts";
import { quarantinedInput } from "./quarantine.ts";
import type { LiveRun } from "./run.ts";
import { mendConfiguration, releaseVersion, remediesFor } from "./unblock.ts";
import { versionsRead } from "./versions-read.ts";
import type { Workflow } from "./workflow.ts";

/** A run that does not start although its turn came: it ends `skipped`. */
export interface Skip {
  readonly run: LiveRun;
  readonly decision: JobDecision;
}

/** The skip of a run whose job was declared wrong meanwhile, or of a chrono run with an unhealthy input. */
export function skipOf(
  workflow: Workflow,
  facts: Facts,
  { run, job }: { readonly run: LiveRun; readonly job: Job },
): Skip | undefined {
  const { inconsistent } = facts.job(job.name);
  // Also one that somebody asked for by hand: by now the asking would be refused.
  if (inconsistent !== undefined)
    return skipAtItsTurn(run, {
      reason: "inconsistent",
      because: `${job.name} can't run as it is declared. ${inconsistent}`,
      unblock: [mendConfiguration(job.name)],
    });
  const reads = versionsRead(workflow, facts, job, run);
  const bad = quarantinedInput(workflow, facts, job, { reads, isReplay: run.replays !== undefined });
  // Also one that somebody asked for by hand: it was put into quarantine since, and nobody may choose it.
  if (bad)
    return skipAtItsTurn(run, {
      reason: "version-quarantined",
      because: `${bad.text}.`,
      unblock: [releaseVersion(bad.name)],
    });
  if (run.mode !== "chrono" || !isByItself(run)) return undefined;
  const inputs = inputFactsOf(workflow, facts, job, new Set());
  const sick = inputs.flatMap(({ from, health }) =>
    health.state === "unhealthy" ? [sentenceOfUnhealthy(from, health.because)] : [],
  );
  if (sick.length === 0) return undefined;
  return skipAtItsTurn(run, {
    reason: "input-unhealthy-at-start",
    because: `${listOf(sick)}.`,
    inputs,
    unblock: remediesFor(inputs),
  });
}

/** A skip, as it is told: `text` is one or more whole sentences. */
export function skipBecause(
  run: LiveRun,
  told: Pick<JobDecision, "reason" | "text"> & Partial<Pick<JobDecision, "inputs" | "unblock">>,
): Skip {
  const { job, number: runNumber } = run;
  return { run, decision: newDecision({ ...told, job, verdict: "skipped", runNumber }) };
}

function skipAtItsTurn(
  run: LiveRun,
  { because, ...told }: { readonly because: string } & Omit<Parameters<typeof skipBecause>[1], "text">,
): Skip {
  return skipBecause(run, {
    ...told,
    text: `Run ${run.number} was skipped when its turn came because ${because}`,
  });
}

/** Did the scheduler make it? What a person asked for ignores the health of the INs. */
function isByItself({ cause, attempt = 1 }: LiveRun): boolean {
  return attempt === 1 && (cause.kind === "version" || cause.kind === "run");
}
