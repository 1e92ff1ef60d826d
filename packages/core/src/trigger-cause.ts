import type { FactsDraft } from "./facts.ts";
import type { Happening } from "./happening.ts";
import type { InStep } from "./job.ts";
import type { TriggerCause } from "./run.ts";

/** Why a run begins that a happening starts over this IN. */
export function causeOf(happening: Happening, draft: FactsDraft, input: InStep): TriggerCause {
  const version = happening.versions.findLast((candidate) => candidate.resource === input.from);
  if (version) {
    const named = version.name === undefined ? {} : { versionName: version.name };
    return { kind: "version", resource: version.resource, versionNumber: version.number, ...named };
  }
  if (happening.ended?.job === input.from) {
    return { kind: "run", job: input.from, runNumber: happening.ended.number };
  }
  // A waiting job that is resolved by another job's end: the thing that made it wait is the cause.
  const resource = draft.resource(input.from);
  if (resource.lastVersionNumber > 0) {
    return { kind: "version", resource: input.from, versionNumber: resource.lastVersionNumber };
  }
  return { kind: "run", job: input.from, runNumber: draft.job(input.from).lastSuccess?.number ?? 0 };
}

/** Completes "It runs because …". */
export function sentenceOfCause(cause: TriggerCause): string {
  switch (cause.kind) {
    case "version":
      return cause.versionName === undefined
        ? `${cause.resource} has version ${cause.versionNumber}`
        : `${cause.resource} has version ${cause.versionNumber} (${cause.versionName})`;
    case "run":
      return `${cause.job} #${cause.runNumber} succeeded`;
    case "manual":
      return `${cause.by} asked for it`;
    case "rerun":
      return `${cause.by} ran #${cause.runNumber} again`;
  }
}
