import { isBoundEarly } from "./binding.ts";
import type { FactsDraft } from "./facts.ts";
import type { Happening } from "./happening.ts";
import type { InStep } from "./job.ts";
import type { TriggerCause } from "./run.ts";

/** Why a run begins that a happening starts over this IN. */
export function causeOf(
  happening: Happening,
  draft: FactsDraft,
  input: InStep,
  bound: number | undefined,
): TriggerCause {
  const { replayed } = happening;
  if (replayed?.name === input.from) {
    return { kind: "replay", by: happening.by ?? "", name: replayed.name, versionNumber: replayed.number };
  }
  if (bound !== undefined && isBoundEarly(input)) return causeOfBound(happening, draft, input, bound);
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

/** A version that was chosen, which may be another than the one that came last. */
function causeOfBound(
  { versions }: Happening,
  draft: FactsDraft,
  { from }: InStep,
  number: number,
): TriggerCause {
  const isResource = draft.resource(from).lastVersionNumber > 0;
  if (!isResource) return { kind: "run", job: from, runNumber: number };
  const name = versions.find((version) => version.resource === from && version.number === number)?.name;
  const named = name === undefined ? {} : { versionName: name };
  return { kind: "version", resource: from, versionNumber: number, ...named };
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
    case "replay":
      return `${cause.by} sent version ${cause.versionNumber} of ${cause.name} down the graph again`;
    case "retry":
      return `#${cause.runNumber} did not succeed and attempt ${cause.attempt} was due`;
    case "external":
      return `${cause.server} told of its build ${cause.buildId}`;
  }
}
