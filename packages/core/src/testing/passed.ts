import type { PassedInput } from "../passed-input.ts";
import { resolvePassed } from "../passed-versions.ts";
import type { PassedOutcome } from "../passed-versions.ts";
import type { VersionHistory } from "../version-history.ts";

/** One line of a table of `passed`: what there is, what is asked, what comes out. */
export interface PassedCase {
  /** By job, what its successful runs had, the oldest first: `{ unit: ["app@1 lib@1", "app@2"] }` has #1 and #2. */
  readonly runs?: Readonly<Record<string, readonly string[]>>;
  /** How many versions there are of what runs did not name: `{ app: 5 }`. */
  readonly versions?: Readonly<Record<string, number>>;
  /** "app@2 lib@1" */
  readonly quarantined?: string;
  readonly taken?: string;
  /** "app: unit, lint", "every app: unit", "app@3: unit" (pinned), "app" (any version). */
  readonly ins: readonly string[];
}

/** "app@1 lib@1", in the order of the INs; for each refused IN its name, reason and text. */
export function answerTo(asked: PassedCase): string | readonly string[] {
  const outcome = outcomeOf(asked);
  if (outcome.ok) return namesOf(outcome.versions);
  return outcome.inputs.map(({ from, reason, text }) => `${from} ${reason}: ${text}`);
}

/** By IN, the runs that its version came through: `{ app: "unit#1 lint#2" }`. */
export function wayOf(asked: PassedCase): Readonly<Record<string, string>> {
  const outcome = outcomeOf(asked);
  if (!outcome.ok) return {};
  return Object.fromEntries(
    Object.entries(outcome.via).map(([from, runs]) => [
      from,
      Object.entries(runs)
        .map(([job, number]) => `${job}#${number}`)
        .sort()
        .join(" "),
    ]),
  );
}

/** The sets that one run after the other takes, each remembered as taken, until nothing is new. */
export function setsInTurn(asked: PassedCase): readonly string[] {
  const sets: string[] = [];
  let taken = asked.taken ?? "";
  const every = asked.ins.map(inputOf).filter(({ flow }) => flow === "every");
  for (;;) {
    const outcome = outcomeOf({ ...asked, taken });
    if (!outcome.ok) return sets;
    const names = namesOf(outcome.versions);
    const known = new Set(taken.split(" "));
    if (every.every(({ from }) => known.has(`${from}@${outcome.versions[from] ?? 0}`))) return sets;
    sets.push(names);
    taken = `${taken} ${names}`;
  }
}

function outcomeOf(asked: PassedCase): PassedOutcome {
  const taken = new Set(asked.taken?.split(" "));
  return resolvePassed(asked.ins.map(inputOf), historyOf(asked), (from, number) =>
    taken.has(`${from}@${number}`),
  );
}

export function inputOf(words: string): PassedInput {
  const [, every, from = "", pinned, passed] = /^(every )?(\w+)(?:@(\d+))?(?:: (.+))?$/u.exec(words) ?? [];
  return {
    from,
    passed: passed?.split(", ") ?? [],
    flow: every === undefined ? "latest" : "every",
    ...(pinned === undefined ? {} : { pinned: Number(pinned) }),
  };
}

function historyOf({ runs = {}, versions = {}, quarantined }: PassedCase): VersionHistory {
  const bad = new Set(quarantined?.split(" "));
  const isAllowed = (name: string, number: number): boolean => !bad.has(`${name}@${number}`);
  const numbersOf = (name: string): readonly number[] => {
    const count = runs[name]?.length ?? versions[name] ?? 0;
    return Array.from({ length: count }, (_, index) => count - index);
  };
  return {
    successfulRuns: (job) =>
      (runs[job] ?? []).map((had, index) => ({ number: index + 1, versions: versionsIn(had) })).reverse(),
    latest: (name) => numbersOf(name).find((number) => isAllowed(name, number)),
    versions: numbersOf,
    isAllowed,
  };
}

function versionsIn(words: string): Readonly<Record<string, number>> {
  const names = words.split(" ").filter((word) => word !== "");
  return Object.fromEntries(
    names.map((name) => name.split("@")).map(([from, number]) => [from, Number(number)]),
  );
}

function namesOf(versions: Readonly<Record<string, number>>): string {
  return Object.entries(versions)
    .map(([from, number]) => `${from}@${number}`)
    .join(" ");
}
