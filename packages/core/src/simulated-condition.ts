import { conditionCauseOf, conditionVersionOf } from "./condition-values.ts";
import type { ConditionVersion, KnownConditionValues } from "./condition-values.ts";
import { skipByCondition } from "./condition-skip.ts";
import { newDecision } from "./decision.ts";
import type { JobDecision } from "./decision.ts";
import type { Facts } from "./facts.ts";
import { defaultInputValues } from "./input-values.ts";
import { inputsOf } from "./job.ts";
import type { Job } from "./job.ts";
import { listOf } from "./list-of.ts";
import { ownValue } from "./own-value.ts";
import type { LiveRun } from "./run.ts";
import type { SimulatedWorld } from "./simulated-world.ts";
import type { Skip } from "./skip.ts";
import { versionsRead } from "./versions-read.ts";

/** What the condition of a job says of a run whose turn has come: its skip, or that it can't be known. */
export function judgeSimulated(
  world: SimulatedWorld,
  facts: Facts,
  { run, job }: { readonly run: LiveRun; readonly job: Job },
): { readonly skip?: Skip; readonly note?: JobDecision } {
  if (job.when === undefined || run.replays || !world.tryCondition) return {};
  const tried = world.tryCondition(job.when, knownValues(world, facts, { run, job }));
  if (tried.kind === "unknown") return { note: noteOfUnknown(run, job.when, tried.reads) };
  const skip = skipByCondition(run, job.when, tried.outcome);
  return skip ? { skip } : {};
}

function noteOfUnknown({ job, number }: LiveRun, condition: string, reads: readonly string[]): JobDecision {
  const isOne = reads.length === 1;
  const text = `Run ${String(number)} depends on when: \`${condition}\`. ${listOf(reads.map((read) => `\`${read}\``))} ${isOne ? "is" : "are"} not known here; it goes on as if the condition held.`;
  return newDecision({ job, verdict: "queued", reason: "condition-unknown", text, runNumber: number });
}

function knownValues(
  world: SimulatedWorld,
  facts: Facts,
  { run, job }: { readonly run: LiveRun; readonly job: Job },
): KnownConditionValues {
  const reads = versionsRead(world.workflow, facts, job, run);
  const versions = inputsOf(job).map(
    ({ from }) => [from, knownVersion(world, from, ownValue(reads, from))] as const,
  );
  const { by, ...cause } = conditionCauseOf(run.cause);
  // Whoever asks for a run, or approves it, may give other values than the defaults.
  const isAsked = run.cause.kind === "manual" || job.approval?.inputs !== undefined;
  return {
    in: Object.fromEntries(versions),
    inputs: isAsked ? {} : defaultInputValues(job.inputs ?? []).values,
    cause: run.cause.kind === "manual" ? cause : { ...cause, by },
  };
}

function knownVersion(
  { workflow, contentOf }: SimulatedWorld,
  from: string,
  number: number | undefined,
): Partial<ConditionVersion> {
  const type = workflow.resources.get(from)?.type ?? workflow.jobs.get(from)?.type ?? "";
  if (number === undefined)
    return conditionVersionOf({ type, values: workflow.resources.get(from)?.values ?? {} });
  const { name, values } = contentOf(from, number) ?? {};
  const named = name === undefined ? {} : { versionName: name };
  if (values) return conditionVersionOf({ type, versionNumber: number, values, ...named });
  return { type, versionNumber: number, ...named };
}
