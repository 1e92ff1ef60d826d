import fc from "fast-check";
import { expect, test } from "vitest";
import type { PassedInput } from "./passed-input.ts";
import { resolvePassed } from "./passed-versions.ts";
import type { PassedOutcome } from "./passed-versions.ts";
import { MOST_RUNS_LOOKED_AT } from "./version-history.ts";
import type { SuccessfulRun, VersionHistory } from "./version-history.ts";

/** Small random histories, held against a search that tries everything. A failure prints seed and path. */
const SEED = 20_250_317;
const JOBS = ["unit", "lint", "stage"];
const RESOURCES = ["app", "lib", "conf"];
const NAMES = [...RESOURCES, "unit"];
/** Two thousand histories take a second, and several where other work is done as well. */
const TIMEOUT_MS = 60_000;

interface Drawn {
  /** Successful runs of each job, newest first. */
  readonly runs: Readonly<Record<string, readonly SuccessfulRun[]>>;
  readonly inputs: readonly PassedInput[];
  readonly quarantined: ReadonlySet<string>;
  readonly taken: ReadonlySet<string>;
}

test(
  "the answer satisfies every constraint, and is the first of all sets that do",
  { timeout: TIMEOUT_MS },
  () => {
    let answers = 0;
    check((drawn) => {
      const outcome = resolve(drawn);
      expect(resolve(drawn), "the same question has the same answer").toEqual(outcome);
      const groups = groupsByHand(drawn.inputs);
      const best = groups.map((group) => firstSet(drawn, group));
      expect(outcome.ok, "a set is found exactly when there is one").toBe(!best.includes(undefined));
      if (!outcome.ok) return;
      answers += 1;
      expect(outcome.versions).toEqual(Object.assign({}, ...best));
      const via = drawn.inputs.map(({ from }) => [from, outcome.via[from] ?? {}]);
      expect(via, "each by the newest run that has what all INs of its job take").toEqual(
        drawn.inputs.map((input) => [input.from, newestRuns(drawn, input, outcome.versions)]),
      );
    });
    expect(answers, "enough of the histories have an answer").toBeGreaterThan(500);
  },
);

test(
  "one IN is refused at least, and each with its reason, when there is no set",
  { timeout: TIMEOUT_MS },
  () => {
    const reasons = new Set<string>();
    check((drawn) => {
      const outcome = resolve(drawn);
      if (outcome.ok) return;
      expect(outcome.inputs.length).toBeGreaterThan(0);
      for (const refusal of outcome.inputs) {
        reasons.add(refusal.reason);
        expect(refusal.text).toContain(refusal.from);
        const named = drawn.inputs.find(({ from }) => from === refusal.from);
        expect([undefined, ...(named?.passed ?? [])]).toContain(refusal.job);
        const isAlone = refusal.reason !== "no-common-run";
        expect(isAlone && named ? allSets(drawn, [named]) : [], "it has no version by itself").toEqual([]);
      }
      const without = drawn.inputs.filter(({ from }) =>
        outcome.inputs.every((refusal) => refusal.from !== from),
      );
      const others = groupsByHand(drawn.inputs).filter((group) =>
        group.every((input) => without.includes(input)),
      );
      for (const group of others)
        expect(allSets(drawn, group), "who is not refused has versions").not.toEqual([]);
    });
    const possible = ["no-common-run", "no-version", "not-passed", "pinned-not-passed", "quarantined"];
    expect([...reasons].sort(), "every reason was met").toEqual(possible);
  },
);

test("another quarantined version never makes the answer a newer one", { timeout: TIMEOUT_MS }, () => {
  check((drawn) => {
    const inputs = drawn.inputs.map((input) => ({ ...input, flow: "latest" as const }));
    const before = resolve({ ...drawn, inputs });
    for (const from of NAMES) {
      const worse = { ...drawn, inputs, quarantined: new Set([...drawn.quarantined, `${from}@2`]) };
      const after = resolve(worse);
      if (!after.ok) continue;
      expect(before.ok, "a quarantine makes no set possible").toBe(true);
      const versions = before.ok ? before.versions : {};
      for (const group of groupsByHand(inputs))
        expect(compare(drawn, group, versions, after.versions)).toBeLessThanOrEqual(0);
    }
  });
});

test(
  "taking one set after the other takes every version that fits, and then nothing new",
  { timeout: TIMEOUT_MS },
  () => {
    check((drawn) => {
      const taken = new Set(drawn.taken);
      const everys = drawn.inputs.filter(({ flow }) => flow === "every");
      let outcome = resolve({ ...drawn, taken });
      while (outcome.ok) {
        const fresh = everys.filter(({ from }) => !taken.has(nameOf(from, outcome)));
        if (fresh.length === 0) break;
        for (const { from } of fresh) taken.add(nameOf(from, outcome));
        outcome = resolve({ ...drawn, taken });
      }
      if (!outcome.ok) return;
      for (const group of groupsByHand(drawn.inputs))
        for (const set of allSets(drawn, group))
          for (const { from } of group.filter(({ flow }) => flow === "every"))
            expect(taken, "none is skipped").toContain(`${from}@${set[from] ?? 0}`);
    });
  },
);

function nameOf(from: string, outcome: PassedOutcome): string {
  return `${from}@${(outcome.ok ? outcome.versions[from] : undefined) ?? 0}`;
}

function check(holds: (drawn: Drawn) => void): void {
  fc.assert(fc.property(drawnCase, holds), { seed: SEED, numRuns: 2000 });
}

const drawnNumber = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 14 });
const drawnRuns = fc
  .oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    {
      weight: 14,
      arbitrary: fc.array(fc.tuple(drawnNumber, drawnNumber, drawnNumber), {
        minLength: 2,
        maxLength: 6,
        size: "max",
      }),
    },
  )
  .map((runs) => runs.map(successOf).reverse());
function successOf(versions: readonly (number | undefined)[], index: number): SuccessfulRun {
  const named = RESOURCES.flatMap((name, at) => (versions[at] ? [[name, versions[at]]] : []));
  return { number: index + 1, versions: Object.fromEntries(named) };
}
const drawnNames = fc
  .uniqueArray(fc.constantFrom(...NAMES.flatMap((name) => [1, 2, 3].map((number) => `${name}@${number}`))), {
    maxLength: 3,
  })
  .map((names) => new Set(names));
const drawnCase: fc.Arbitrary<Drawn> = fc.record({
  runs: fc.record({ unit: drawnRuns, lint: drawnRuns, stage: drawnRuns }),
  inputs: fc.uniqueArray(
    fc
      .record({
        from: fc.constantFrom(...NAMES),
        passed: fc.subarray(JOBS),
        flow: fc.constantFrom("latest", "latest", "every" as const),
        pinned: fc.oneof(
          { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
          { weight: 12, arbitrary: fc.constant(undefined) },
        ),
      })
      .map(({ pinned, ...input }): PassedInput => (pinned === undefined ? input : { ...input, pinned })),
    { selector: ({ from }) => from, minLength: 1, maxLength: 4, size: "max" },
  ),
  quarantined: drawnNames,
  taken: drawnNames,
});

function runsOf({ runs }: Drawn, job: string): readonly SuccessfulRun[] {
  return runs[job] ?? [];
}

function historyOf(drawn: Drawn): VersionHistory {
  const ofUnit = runsOf(drawn, "unit").map(({ number }) => number);
  const versions = (name: string): readonly number[] => (name === "unit" ? ofUnit : [3, 2, 1]);
  const isAllowed = (name: string, number: number): boolean => !drawn.quarantined.has(`${name}@${number}`);
  return {
    successfulRuns: (job) => runsOf(drawn, job),
    latest: (name) => versions(name).find((number) => isAllowed(name, number)),
    versions,
    isAllowed,
  };
}

function resolve(drawn: Drawn): PassedOutcome {
  return resolvePassed(drawn.inputs, historyOf(drawn), (from, number) =>
    drawn.taken.has(`${from}@${number}`),
  );
}

function versionOf(job: string, run: SuccessfulRun, from: string): number | undefined {
  return job === from ? run.number : run.versions[from];
}

/** INs that are tied by shared jobs: merged until nothing more can be. */
function groupsByHand(inputs: readonly PassedInput[]): readonly (readonly PassedInput[])[] {
  let groups = inputs.map((input) => [input]);
  for (const job of JOBS) {
    const tied = groups.filter((group) => group.some(({ passed }) => passed.includes(job)));
    groups = [...groups.filter((group) => !tied.includes(group)), tied.flat()];
  }
  return groups
    .filter((group) => group.length > 0)
    .map((group) => inputs.filter((input) => group.includes(input)));
}

/** Every combination of one run for each job, or of one version for an IN without `passed`. */
function allSets(drawn: Drawn, group: readonly PassedInput[]): Record<string, number>[] {
  const history = historyOf(drawn);
  const fits = ({ from, pinned }: PassedInput, version: number): boolean =>
    history.isAllowed(from, version) && (pinned === undefined || pinned === version);
  const [only] = group;
  if (only && only.passed.length === 0)
    return history
      .versions(only.from)
      .filter((version) => fits(only, version))
      .map((version) => ({ [only.from]: version }));
  let sets: Record<string, number>[] = [{}];
  for (const job of JOBS) {
    const members = group.filter(({ passed }) => passed.includes(job));
    if (members.length === 0) continue;
    sets = sets.flatMap((set) =>
      runsOf(drawn, job).flatMap((run) => {
        const next = { ...set };
        for (const member of members) {
          const version = versionOf(job, run, member.from);
          if (version === undefined || !fits(member, version)) return [];
          if ((next[member.from] ?? version) !== version) return [];
          next[member.from] = version;
        }
        return [next];
      }),
    );
  }
  return sets;
}

function firstSet(drawn: Drawn, group: readonly PassedInput[]): Versions | undefined {
  const [any, ...others] = allSets(drawn, group);
  return any && others.reduce((first, set) => (compare(drawn, group, set, first) < 0 ? set : first), any);
}

type Versions = Readonly<Record<string, number>>;

/** Negative: `a` goes first. */
function compare(drawn: Drawn, group: readonly PassedInput[], a: Versions, b: Versions): number {
  const every = group.filter(({ flow }) => flow === "every");
  const isTaken = (from: string, set: Versions): boolean => drawn.taken.has(`${from}@${set[from] ?? 0}`);
  const newAt = (set: Versions): number => {
    const at = every.findIndex(({ from }) => !isTaken(from, set));
    return at === -1 ? every.length : at;
  };
  if (newAt(a) !== newAt(b)) return newAt(a) - newAt(b);
  const first = every[newAt(a)];
  const order = [...(first ? [first] : []), ...every, ...group.filter(({ flow }) => flow === "latest")];
  for (const { from, flow } of order) {
    const [x = 0, y = 0] = [a[from], b[from]];
    if (x === y) continue;
    if (flow === "latest" || (isTaken(from, a) && isTaken(from, b))) return y - x;
    if (isTaken(from, a) !== isTaken(from, b)) return isTaken(from, a) ? 1 : -1;
    return x - y;
  }
  return 0;
}

/** For each job that an IN has to pass: the newest run that has what all INs that have to pass it take. */
function newestRuns(drawn: Drawn, { passed }: PassedInput, versions: Versions): Record<string, number> {
  const found = passed.map((job) => {
    const members = drawn.inputs.filter((other) => other.passed.includes(job));
    const newest = runsOf(drawn, job).find((run) =>
      members.every(({ from }) => versionOf(job, run, from) === versions[from]),
    );
    return [job, newest?.number ?? 0];
  });
  return Object.fromEntries(found);
}

test("a job's runs beyond the newest ones that are looked at count as none", () => {
  const oldest = MOST_RUNS_LOOKED_AT + 1;
  const runs = Array.from({ length: oldest }, (_, index) => ({
    number: oldest - index,
    versions: index < MOST_RUNS_LOOKED_AT ? { app: 2 } : { app: 1 },
  }));
  const history: VersionHistory = {
    successfulRuns: () => runs,
    latest: () => 2,
    versions: () => [2, 1],
    isAllowed: () => true,
  };
  expect(
    resolvePassed([{ from: "app", passed: ["unit"], flow: "latest", pinned: 1 }], history, () => false),
  ).toEqual({
    ok: false,
    inputs: [
      {
        from: "app",
        reason: "pinned-not-passed",
        job: "unit",
        text: "app is pinned to app@1, but none of the last 500 successful runs of unit has it.",
      },
    ],
  });
});
