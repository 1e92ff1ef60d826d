import { sentenceOfCause } from "./trigger-cause.ts";
import type { RunStatus, TriggerCause } from "./run.ts";
import type { VersionOrigin } from "./happening.ts";

/** A run as far as its causes are concerned. */
export interface CausedRun {
  readonly job: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly cause: TriggerCause;
  /** Milliseconds since 1970. */
  readonly queuedAt: number;
}

/** A version as far as its causes are concerned. */
export interface CausedVersion {
  readonly resource: string;
  readonly number: number;
  readonly name?: string;
  readonly origin: VersionOrigin;
  /** The run that made it. */
  readonly madeBy?: { readonly job: string; readonly number: number };
  /** What brought it, in words: "app has version 3, from alice". */
  readonly event?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** What was fetched of the history. What is not found is not kept any more. */
export interface CauseLookups {
  readonly run: (job: string, number: number) => CausedRun | undefined;
  readonly version: (resource: string, number: number) => CausedVersion | undefined;
}

/** One link of the chain from a run back to the first event; each is caused by the one after it. */
export type CauseLink =
  | {
      readonly kind: "run";
      readonly job: string;
      readonly number: number;
      readonly status: RunStatus;
      readonly at: number;
      readonly text: string;
    }
  | {
      readonly kind: "version";
      readonly resource: string;
      readonly number: number;
      readonly name?: string;
      readonly at: number;
      readonly text: string;
    }
  | { readonly kind: "person"; readonly by: string; readonly at: number; readonly text: string }
  /** Another server, which told of it. */
  | { readonly kind: "outside"; readonly by: string; readonly at: number; readonly text: string }
  /** The history ends before the first event. */
  | { readonly kind: "gone"; readonly text: string };

/** Longer chains are cut: a job that starts itself over its own versions has no first event near by. */
export const LONGEST_CHAIN = 200;

/** What a run or a version is called when its causes are asked for. */
export type CausedThing =
  | { readonly kind: "run"; readonly job: string; readonly number: number }
  | { readonly kind: "version"; readonly resource: string; readonly number: number };

/** The run or version that is asked about, then what caused it, back to the first event. */
export function chainOfCauses(start: CausedThing, lookups: CauseLookups): readonly CauseLink[] {
  const links: CauseLink[] = [];
  for (let next: CausedThing | undefined = start; next;) {
    if (links.length >= LONGEST_CHAIN)
      return [...links, { kind: "gone", text: `The chain goes on; it is cut after ${LONGEST_CHAIN} links.` }];
    const step: Step = next.kind === "run" ? stepOfRun(next, lookups) : stepOfVersion(next, lookups);
    links.push(...step.links);
    next = step.next;
  }
  return links;
}

interface Step {
  readonly links: readonly CauseLink[];
  readonly next?: CausedThing;
}

function stepOfRun(
  { job, number }: { readonly job: string; readonly number: number },
  lookups: CauseLookups,
): Step {
  const run = lookups.run(job, number);
  if (!run) return gone(`${job} #${String(number)}`);
  const { cause, status, queuedAt: at } = run;
  const text = `${job} #${String(number)}, because ${sentenceOfCause(cause)}`;
  const link = { kind: "run", job, number, status, at, text } as const;
  switch (cause.kind) {
    case "version":
      return {
        links: [link],
        next: { kind: "version", resource: cause.resource, number: cause.versionNumber },
      };
    case "run":
      return { links: [link], next: { kind: "run", job: cause.job, number: cause.runNumber } };
    case "retry":
      return { links: [link], next: { kind: "run", job, number: cause.runNumber } };
    case "external":
      return { links: [link, { kind: "outside", by: cause.server, at, text: sentenceOfCause(cause) }] };
    case "manual":
    case "rerun":
    case "replay":
      return { links: [link, { kind: "person", by: cause.by, at, text: sentenceOfPerson(job, cause) }] };
  }
}

function sentenceOfPerson(job: string, cause: Extract<TriggerCause, { readonly by: string }>): string {
  if (cause.kind === "manual") return `${cause.by} asked for a run of ${job}`;
  if (cause.kind === "rerun") return `${cause.by} ran ${job} #${String(cause.runNumber)} again`;
  return sentenceOfCause(cause);
}

function stepOfVersion(
  { resource, number }: { readonly resource: string; readonly number: number },
  lookups: CauseLookups,
): Step {
  const version = lookups.version(resource, number);
  if (!version) return gone(`version ${String(number)} of ${resource}`);
  const { name, madeBy, createdAt: at } = version;
  const named = name === undefined ? {} : { name };
  const link = {
    kind: "version",
    resource,
    number,
    at,
    ...named,
    text: sentenceOfVersion(version),
  } as const;
  return madeBy ? { links: [link], next: { kind: "run", ...madeBy } } : { links: [link] };
}

/** "app has version 3 (1.2.0), which build #4 made" */
function sentenceOfVersion({ resource, number, name, origin, madeBy, event }: CausedVersion): string {
  const named = name === undefined ? "" : ` (${name})`;
  const what = `${resource} has version ${String(number)}${named}`;
  if (madeBy) return `${what}, which ${madeBy.job} #${String(madeBy.number)} made`;
  if (origin === "external") return event ?? `${what}, from outside`;
  return `${what}, from the configuration`;
}

function gone(what: string): Step {
  return { links: [{ kind: "gone", text: `${what} is not kept any more.` }] };
}
