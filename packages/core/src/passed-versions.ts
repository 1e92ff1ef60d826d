import { askedInputs, fits, groupsOf, inOrderOfChoice } from "./passed-input.ts";
import type { AskedInput, PassedInput } from "./passed-input.ts";
import type { ReadRuns } from "./passed-network.ts";
import { refuseAlone, refuseFree, refuseTogether } from "./passed-refusal.ts";
import type { PassedRefusal } from "./passed-refusal.ts";
import { searchSet } from "./passed-search.ts";
import type { PassedSet } from "./passed-search.ts";
import { MOST_RUNS_LOOKED_AT } from "./version-history.ts";
import type { SuccessfulRun, VersionHistory } from "./version-history.ts";

export type PassedOutcome =
  | {
      readonly ok: true;
      readonly versions: Readonly<Record<string, number>>;
      /** By IN: the run of each of its passed jobs that the version comes through. */
      readonly via: Readonly<Record<string, Readonly<Record<string, number>>>>;
    }
  | { readonly ok: false; readonly inputs: readonly PassedRefusal[] };

/**
 * Was a version taken by a run of this job before? Where `flow: every` shall not begin with the oldest version that
 * there is, the caller counts what came before its first run as taken.
 */
export type Taken = (from: string, number: number) => boolean;

/** What a search may cost: a step is a version looked at, or a run or version ruled out. */
export interface SearchLimit {
  readonly limit: number;
}

const MOST_SEARCH_STEPS = 1_000_000;

/**
 * Which version each IN takes. An IN takes a version that a successful run of each of its `passed` jobs had; INs that
 * share a passed job take theirs from the same run of it. Of the sets that fit it is the first in this order:
 *
 * 1. The first IN of `flow: every` for which some set has a version that was not taken takes the oldest of these.
 * 2. The other INs of `flow: every`, as declared, take their oldest version that was not taken, or else the newest.
 * 3. The INs of `flow: latest`, as declared, take the newest.
 *
 * When everything was taken, the set holds the newest taken versions: the caller sees that there is nothing to run.
 * INs that share no passed job, directly or through others, do not affect each other; those without `passed` nobody.
 */
export function resolvePassed(
  inputs: readonly PassedInput[],
  history: VersionHistory,
  taken: Taken,
  search: SearchLimit = { limit: MOST_SEARCH_STEPS },
): PassedOutcome {
  const asked = askedInputs(inputs, {
    isAllowed: (from, number) => history.isAllowed(from, number),
    isTaken: taken,
  });
  const readRuns = rememberRuns(history);
  const choices = groupsOf(asked).map(([first, ...others]) =>
    first.passed.length === 0
      ? chooseFreely(first, history)
      : choosePassed([first, ...others], readRuns, search),
  );
  const refusals = choices.flatMap((choice) => (choice.ok ? [] : choice.refusals));
  if (refusals.length > 0) return { ok: false, inputs: asDeclared(refusals, asked) };
  const sets = choices.flatMap((choice) => (choice.ok ? [choice.set] : []));
  const chosen = new Map(sets.flatMap((set) => [...set.versions]));
  const runs = new Map(sets.flatMap((set) => [...set.runs]));
  return {
    ok: true,
    versions: pick(
      chosen,
      asked.map(({ from }) => from),
    ),
    via: Object.fromEntries(asked.map(({ from, passed }) => [from, pick(runs, passed)])),
  };
}

type Choice =
  | { readonly ok: true; readonly set: PassedSet }
  | { readonly ok: false; readonly refusals: readonly PassedRefusal[] };

function choosePassed(group: readonly AskedInput[], readRuns: ReadRuns, { limit }: SearchLimit): Choice {
  const searched = searchSet(group, readRuns, { left: limit });
  if (searched.kind === "set") return { ok: true, set: searched.set };
  const alone = group.flatMap((input) => refuseAlone(input, readRuns) ?? []);
  if (alone.length > 0) return { ok: false, refusals: alone };
  return { ok: false, refusals: refuseTogether({ group, kind: searched.kind, limit }, readRuns) };
}

function chooseFreely(input: AskedInput, history: VersionHistory): Choice {
  const version = freeVersion(input, history);
  if (version === undefined) return { ok: false, refusals: [refuseFree(input, history)] };
  return { ok: true, set: { versions: new Map([[input.from, version]]), runs: new Map() } };
}

function freeVersion(input: AskedInput, history: VersionHistory): number | undefined {
  const [pin] = input.pins;
  const newest = history.latest(input.from);
  if (pin === undefined && !input.isEvery) return newest;
  const versions = history.versions(input.from);
  // An old version that is pinned may be past the end of the list.
  if (pin !== undefined) return fits(input, pin) && pin <= (versions[0] ?? 0) ? pin : undefined;
  return inOrderOfChoice(
    input,
    versions.filter((version) => input.isAllowed(version)),
  )[0];
}

/** Reads the runs of each job once. */
function rememberRuns(history: VersionHistory): ReadRuns {
  const known = new Map<string, readonly SuccessfulRun[]>();
  return (job) => {
    const runs = known.get(job) ?? history.successfulRuns(job).slice(0, MOST_RUNS_LOOKED_AT);
    known.set(job, runs);
    return runs;
  };
}

/** The numbers of some names, in the order of these. */
function pick(
  numbers: ReadonlyMap<string, number>,
  names: readonly string[],
): Readonly<Record<string, number>> {
  const picked = names.map((name) => [name, numbers.get(name)] as const);
  return Object.fromEntries(
    picked.flatMap(([name, number]) => (number === undefined ? [] : [[name, number]])),
  );
}

function asDeclared(
  refusals: readonly PassedRefusal[],
  asked: readonly AskedInput[],
): readonly PassedRefusal[] {
  return asked.flatMap(({ from }) => refusals.filter((refusal) => refusal.from === from));
}
