import { listOf } from "./list-of.ts";
import { fits } from "./passed-input.ts";
import type { AskedInput } from "./passed-input.ts";
import type { ReadRuns } from "./passed-network.ts";
import { searchSet } from "./passed-search.ts";
import { MOST_RUNS_LOOKED_AT, versionIn } from "./version-history.ts";
import type { VersionHistory } from "./version-history.ts";

export const PASSED_REASONS = [
  "no-version",
  "not-passed",
  "no-common-run",
  "pinned-not-passed",
  "quarantined",
  "search-limit",
] as const;
export type PassedReason = (typeof PASSED_REASONS)[number];

/** The first constraint that left an IN without a version. */
export interface PassedRefusal {
  readonly from: string;
  readonly reason: PassedReason;
  /** The passed job that it hangs on. */
  readonly job?: string;
  readonly text: string;
}

/** Why an IN without `passed` has no version. */
export function refuseFree(input: AskedInput, history: VersionHistory): PassedRefusal {
  const { from } = input;
  const [pin, otherPin] = input.pins;
  if (otherPin !== undefined) return refusePins(input);
  if (pin !== undefined && !input.isAllowed(pin)) return refuseQuarantinedPin(input, pin);
  if (pin !== undefined)
    return {
      from,
      reason: "no-version",
      text: `${from} is pinned to ${from}@${pin}, which there is not yet.`,
    };
  if (history.versions(from).length === 0)
    return { from, reason: "no-version", text: `There is no version of ${from} yet.` };
  return { from, reason: "quarantined", text: `Every version of ${from} is quarantined.` };
}

/** Why no version of an IN has what its own `passed` and pin ask; `undefined`: one has. */
export function refuseAlone(input: AskedInput, readRuns: ReadRuns): PassedRefusal | undefined {
  const { from } = input;
  const [pin, otherPin] = input.pins;
  if (otherPin !== undefined) return refusePins(input);
  if (pin !== undefined && !input.isAllowed(pin)) return refuseQuarantinedPin(input, pin);
  let passedSoFar: ReadonlySet<number> | undefined;
  for (const job of input.passed) {
    const had = versionsThrough(job, from, readRuns);
    if (had.size === 0) {
      const text = `No successful run of ${job} has a version of ${from} yet.`;
      return { from, reason: "not-passed", job, text };
    }
    if (pin !== undefined && !had.has(pin)) {
      const text = `${from} is pinned to ${from}@${pin}, but ${neverPassed(job, "it", readRuns)}.`;
      return { from, reason: "pinned-not-passed", job, text };
    }
    const fitting = [...had].filter((version) => fits(input, version));
    if (fitting.length === 0) {
      const text = `Every version of ${from} that passed ${job} is quarantined.`;
      return { from, reason: "quarantined", job, text };
    }
    const both: ReadonlySet<number> = new Set(fitting.filter((version) => passedSoFar?.has(version) ?? true));
    if (passedSoFar && both.size === 0) {
      const newest = Math.max(...passedSoFar);
      const text = `${runWith(input, newest, readRuns)}, but ${neverPassed(job, "it", readRuns)}.`;
      return { from, reason: "not-passed", job, text };
    }
    passedSoFar = both;
  }
  return undefined;
}

/** To find the IN at fault takes a search for each few of them. */
const MOST_INPUTS_COMPARED = 20;

export interface FailedSearch {
  /** INs that affect each other, each of which has a version by itself. */
  readonly group: readonly AskedInput[];
  readonly kind: "none" | "gave-up";
  /** Steps that the search was allowed, and its explanation is. */
  readonly limit: number;
}

/** Why INs that each have a version have no set of them: names two that never go together, where there are such. */
export function refuseTogether(failed: FailedSearch, readRuns: ReadRuns): readonly PassedRefusal[] {
  const { group, kind, limit } = failed;
  if (kind === "gave-up") {
    const text = `${namesOf(group)} share too many passed jobs: ${limit} steps of search found no set of versions.`;
    return group.map(({ from }) => ({ from, reason: "search-limit", text }));
  }
  if (group.length > MOST_INPUTS_COMPARED) {
    const text = `${namesOf(group)} have each passed, but no runs of their passed jobs have them together.`;
    return group.map(({ from }) => ({ from, reason: "no-common-run", text }));
  }
  const budget = { left: limit };
  const fails = (inputs: readonly AskedInput[]): boolean =>
    searchSet(inputs, readRuns, budget).kind === "none";
  const last = firstPlaceThatFails(group, fails);
  const culprit = group[last];
  if (!culprit) return [];
  const partners = group.slice(0, last).filter((other) => sharedJobs(culprit, other).length > 0);
  const partner = partners.find((other) => fails([other, culprit]));
  const job = sharedJobs(culprit, partner ?? partners[0])[0];
  const blamed = partner ? [partner, culprit] : [culprit];
  const text = partner
    ? textOfPair([partner, culprit], readRuns)
    : `No version of ${culprit.from} goes with those of ${namesOf(group.slice(0, last))}: no runs of ${listOf(culprit.passed)} have them together.`;
  return blamed.map(({ from }) => ({
    from,
    reason: "no-common-run",
    ...(job === undefined ? {} : { job }),
    text,
  }));
}

/** The place of the IN with which the ones before it, that have a set, have none. More INs never help. */
function firstPlaceThatFails(
  group: readonly AskedInput[],
  fails: (inputs: readonly AskedInput[]) => boolean,
): number {
  let low = 0;
  let high = group.length - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fails(group.slice(0, middle + 1))) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** "unit #7 has app@5 and lib@3, but integration never passed lib@3." */
function textOfPair(pair: readonly [AskedInput, AskedInput], readRuns: ReadRuns): string {
  const jobs = sharedJobs(...pair);
  const [newest, ...others] = jobs.map((job) => pairsThrough(job, pair, readRuns));
  const without = [newest, ...others].findIndex((pairs) => pairs?.length === 0);
  const [first] = newest ?? [];
  if (without !== -1 || !first)
    return `No successful run of ${jobs[without] ?? listOf(jobs)} has both ${listOf(pair.map(({ from }) => from))}.`;
  const has = pair.map((input, at) => `${input.from}@${first.versions[at] ?? 0}`);
  const start = `${jobs[0] ?? ""} #${first.run} has ${listOf(has)}`;
  const faults = pair.flatMap((input, at) => faultOf(input, first.versions[at] ?? 0, readRuns) ?? []);
  if (faults[0] !== undefined) return `${start}, but ${faults[0]}.`;
  const apart = others.findIndex(
    (pairs) => !pairs.some(({ versions }) => versions.every((version, at) => version === first.versions[at])),
  );
  return `${start}, but no successful run of ${jobs[apart + 1] ?? ""} has them together.`;
}

function pairsThrough(
  job: string,
  pair: readonly AskedInput[],
  readRuns: ReadRuns,
): readonly { readonly run: number; readonly versions: readonly number[] }[] {
  return readRuns(job).flatMap((run) => {
    const versions = pair.flatMap((input) => versionIn(job, run, input.from) ?? []);
    return versions.length === pair.length ? [{ run: run.number, versions }] : [];
  });
}

function faultOf(input: AskedInput, version: number, readRuns: ReadRuns): string | undefined {
  const { from, pins } = input;
  const pin = pins.find((pin) => pin !== version);
  if (pin !== undefined) return `${from} is pinned to ${from}@${pin}`;
  if (!input.isAllowed(version)) return `${from}@${version} is quarantined`;
  const job = input.passed.find((job) => !versionsThrough(job, from, readRuns).has(version));
  return job === undefined ? undefined : neverPassed(job, `${from}@${version}`, readRuns);
}

function sharedJobs(one: AskedInput, other: AskedInput | undefined): readonly string[] {
  return one.passed.filter((job) => other?.passed.includes(job));
}

function versionsThrough(job: string, from: string, readRuns: ReadRuns): ReadonlySet<number> {
  return new Set(readRuns(job).flatMap((run) => versionIn(job, run, from) ?? []));
}

/** "unit #7 has app@5", by the newest run of the IN's first job that has it. */
function runWith(input: AskedInput, version: number, readRuns: ReadRuns): string {
  const job = input.passed[0] ?? "";
  const run = readRuns(job).find((run) => versionIn(job, run, input.from) === version);
  return `${job} #${run?.number ?? 0} has ${input.from}@${version}`;
}

function neverPassed(job: string, what: string, readRuns: ReadRuns): string {
  if (readRuns(job).length < MOST_RUNS_LOOKED_AT) return `${job} never passed ${what}`;
  return `none of the last ${MOST_RUNS_LOOKED_AT} successful runs of ${job} has ${what}`;
}

function refusePins({ from, pins }: AskedInput): PassedRefusal {
  const text = `${from} is pinned to ${listOf(pins.map((pin) => `${from}@${pin}`))} at once.`;
  return { from, reason: "no-version", text };
}

function refuseQuarantinedPin({ from }: AskedInput, pin: number): PassedRefusal {
  return { from, reason: "quarantined", text: `${from} is pinned to ${from}@${pin}, which is quarantined.` };
}

/** At most four names, as a sentence does not hold two hundred. */
function namesOf(group: readonly AskedInput[]): string {
  const names = group.map((input) => input.from);
  if (names.length <= 4) return listOf(names);
  return listOf([...names.slice(0, 3), `${names.length - 3} more`]);
}
