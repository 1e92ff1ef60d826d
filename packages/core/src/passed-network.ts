import { fits } from "./passed-input.ts";
import type { AskedInput } from "./passed-input.ts";
import { versionIn } from "./version-history.ts";
import type { SuccessfulRun } from "./version-history.ts";

/** Steps that a search may still take; below zero it gives up. */
export interface Budget {
  left: number;
}

export type ReadRuns = (job: string) => readonly SuccessfulRun[];

/**
 * What is still possible while a set of versions is searched for: runs of the passed jobs, and versions of the INs.
 * Ruling one out rules out what hangs on it alone, and can be undone.
 */
export interface PassedNetwork {
  /** Versions of an IN that are still possible. */
  possible(input: AskedInput): ReadonlySet<number>;
  /** Keeps only some versions of an IN; false when nothing is possible then, or the budget is used up. */
  narrow(input: AskedInput, keeps: (version: number) => boolean): boolean;
  mark(): number;
  /** Makes possible again what was ruled out since the mark. */
  undo(mark: number): void;
  /** The newest run of each passed job that is still possible. */
  newestRuns(): ReadonlyMap<string, number>;
}

/**
 * INs with the same `passed` jobs, chosen as one, as their versions come from the same runs. This finds at once what
 * would otherwise take a search: that two jobs never had the same pair.
 */
interface Bundle {
  readonly kind: "bundle";
  readonly inputs: readonly AskedInput[];
  /** What runs have of them: each holds a version for every input. */
  readonly tuples: (readonly number[])[];
  readonly places: Map<string | number | undefined, number>;
  readonly isPossible: boolean[];
  possibleCount: number;
  readonly links: Link[];
}

/** A passed job, with those of its runs that have a fitting version for every IN that names it. */
interface PassedJob {
  readonly kind: "job";
  readonly name: string;
  readonly runNumbers: number[];
  readonly isPossible: boolean[];
  readonly links: Link[];
}

/** A bundle's tie to one of its jobs. */
interface Link {
  readonly bundle: Bundle;
  readonly job: PassedJob;
  readonly tupleOfRun: number[];
  /** The runs of a tuple as a list: the last one added, and for each run the one before it; -1 ends. */
  readonly lastRun: number[];
  readonly runBefore: number[];
  /** How many possible runs have the tuple. */
  readonly support: number[];
}

/** What was ruled out, in order: the tuples of bundles, and the runs of jobs. */
interface Trail {
  readonly owners: (Bundle | PassedJob)[];
  readonly indexes: number[];
  readonly budget: Budget;
}

/** `undefined`: no set is possible, as no version of some IN has what all of its jobs ask; or the budget is used up. */
export function createPassedNetwork(
  inputs: readonly AskedInput[],
  readRuns: ReadRuns,
  budget: Budget,
): PassedNetwork | undefined {
  const bundles = bundlesOf(inputs);
  const jobs = linkJobs(bundles, readRuns);
  const trail: Trail = { owners: [], indexes: [], budget };
  for (const bundle of bundles) {
    const isSupported = (tuple: number): boolean =>
      bundle.links.every((link) => (link.support[tuple] ?? 0) > 0);
    if (!keep(bundle, isSupported, trail)) return undefined;
  }
  const places = new Map(
    bundles.flatMap((bundle) => bundle.inputs.map((input, at) => [input, { bundle, at }] as const)),
  );
  return {
    possible(input) {
      const place = places.get(input);
      budget.left -= place?.bundle.tuples.length ?? 0;
      const tuples = place?.bundle.tuples.filter((_, tuple) => place.bundle.isPossible[tuple]);
      return new Set(tuples?.map((versions) => versions[place?.at ?? 0] ?? 0));
    },
    narrow(input, keeps) {
      const place = places.get(input);
      if (!place) return false;
      return keep(place.bundle, (tuple) => keeps(place.bundle.tuples[tuple]?.[place.at] ?? 0), trail);
    },
    mark: () => trail.owners.length,
    undo: (mark) => undo(trail, mark),
    newestRuns: () =>
      new Map(jobs.map((job) => [job.name, job.runNumbers[job.isPossible.indexOf(true)] ?? 0])),
  };
}

function bundlesOf(inputs: readonly AskedInput[]): readonly Bundle[] {
  const byJobs = new Map<string, AskedInput[]>();
  for (const input of inputs) {
    const key = JSON.stringify(input.passed.toSorted());
    const known = byJobs.get(key);
    if (known) known.push(input);
    else byJobs.set(key, [input]);
  }
  return [...byJobs.values()].map((members) => ({
    kind: "bundle",
    inputs: members,
    tuples: [],
    places: new Map(),
    isPossible: [],
    possibleCount: 0,
    links: [],
  }));
}

/** Reads the runs of each passed job into the bundles. */
function linkJobs(bundles: readonly Bundle[], readRuns: ReadRuns): readonly PassedJob[] {
  const jobs = new Map<string, PassedJob>();
  for (const bundle of bundles) {
    for (const name of bundle.inputs[0]?.passed ?? []) {
      const job = jobs.get(name) ?? { kind: "job", name, runNumbers: [], isPossible: [], links: [] };
      jobs.set(name, job);
      const link = { bundle, job, tupleOfRun: [], lastRun: [], runBefore: [], support: [] };
      bundle.links.push(link);
      job.links.push(link);
    }
  }
  for (const job of jobs.values()) {
    for (const run of readRuns(job.name)) {
      const tuples = job.links.map((link) => fittingTuple(link.bundle.inputs, job.name, run));
      if (tuples.includes(undefined)) continue;
      for (const [at, link] of job.links.entries())
        addRun(link, job.runNumbers.length, placeOfTuple(link.bundle, tuples[at] ?? []));
      job.runNumbers.push(run.number);
      job.isPossible.push(true);
    }
  }
  return [...jobs.values()];
}

function fittingTuple(
  inputs: readonly AskedInput[],
  job: string,
  run: SuccessfulRun,
): readonly number[] | undefined {
  const tuple: number[] = [];
  for (const input of inputs) {
    const version = versionIn(job, run, input.from);
    if (version === undefined || !fits(input, version)) return undefined;
    tuple.push(version);
  }
  return tuple;
}

/** The place of a tuple among those of its bundle. */
function placeOfTuple(bundle: Bundle, tuple: readonly number[]): number {
  const key = tuple.length === 1 ? tuple[0] : tuple.join();
  const known = bundle.places.get(key);
  if (known !== undefined) return known;
  const place = bundle.tuples.length;
  bundle.places.set(key, place);
  bundle.tuples.push(tuple);
  bundle.isPossible.push(true);
  bundle.possibleCount += 1;
  return place;
}

function addRun(link: Link, run: number, tuple: number): void {
  link.tupleOfRun.push(tuple);
  link.runBefore.push(link.lastRun[tuple] ?? -1);
  link.lastRun[tuple] = run;
  link.support[tuple] = (link.support[tuple] ?? 0) + 1;
}

/** Rules out the other tuples, then every run that has one of these, then every tuple that only such runs had, … */
function keep(bundle: Bundle, keeps: (tuple: number) => boolean, trail: Trail): boolean {
  let next = trail.owners.length;
  const ruleOut = (of: Bundle, tuple: number): void => {
    of.isPossible[tuple] = false;
    of.possibleCount -= 1;
    trail.owners.push(of);
    trail.indexes.push(tuple);
  };
  trail.budget.left -= bundle.tuples.length;
  for (const tuple of bundle.tuples.keys())
    if (bundle.isPossible[tuple] && !keeps(tuple)) ruleOut(bundle, tuple);
  // The trail is the list of what is still to be followed, too.
  for (; next < trail.owners.length; next += 1) {
    const owner = trail.owners[next];
    if (owner?.kind !== "bundle") continue;
    if (owner.possibleCount === 0 || trail.budget.left < 0) return false;
    for (const { job, lastRun, runBefore } of owner.links)
      for (let run = lastRun[trail.indexes[next] ?? 0] ?? -1; run >= 0; run = runBefore[run] ?? -1)
        if (job.isPossible[run]) ruleOutRun(job, run, { trail, ruleOut });
  }
  return bundle.possibleCount > 0;
}

function ruleOutRun(
  job: PassedJob,
  run: number,
  { trail, ruleOut }: { readonly trail: Trail; readonly ruleOut: (of: Bundle, tuple: number) => void },
): void {
  job.isPossible[run] = false;
  trail.owners.push(job);
  trail.indexes.push(run);
  trail.budget.left -= job.links.length;
  for (const { bundle, tupleOfRun, support } of job.links) {
    const tuple = tupleOfRun[run] ?? 0;
    const left = (support[tuple] ?? 0) - 1;
    support[tuple] = left;
    if (left === 0 && bundle.isPossible[tuple]) ruleOut(bundle, tuple);
  }
}

function undo(trail: Trail, mark: number): void {
  while (trail.owners.length > mark) {
    const owner = trail.owners.pop();
    const index = trail.indexes.pop() ?? 0;
    if (!owner) return;
    owner.isPossible[index] = true;
    if (owner.kind === "bundle") {
      owner.possibleCount += 1;
      continue;
    }
    for (const { tupleOfRun, support } of owner.links) {
      const tuple = tupleOfRun[index] ?? 0;
      support[tuple] = (support[tuple] ?? 0) + 1;
    }
  }
}
