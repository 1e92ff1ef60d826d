import { expect, test } from "vitest";
import type { PassedInput } from "./passed-input.ts";
import { resolvePassed } from "./passed-versions.ts";
import { MOST_RUNS_LOOKED_AT } from "./version-history.ts";
import type { SuccessfulRun, VersionHistory } from "./version-history.ts";

function historyOf(runs: ReadonlyMap<string, readonly SuccessfulRun[]>): VersionHistory {
  return {
    successfulRuns: (job) => runs.get(job) ?? [],
    latest: () => undefined,
    versions: () => [],
    isAllowed: () => true,
  };
}

test("200 INs that two jobs passed, with 500 runs each, take one look at each run for each IN at most", () => {
  const names = Array.from({ length: 200 }, (_, index) => `resource_${index}`);
  const runs = Array.from({ length: MOST_RUNS_LOOKED_AT }, (_, index) => {
    const number = MOST_RUNS_LOOKED_AT - index;
    return { number, versions: Object.fromEntries(names.map((name) => [name, number])) };
  });
  const history = historyOf(
    new Map([
      ["unit", runs],
      ["stage", runs.slice(100)],
    ]),
  );
  const inputs = names.map((from): PassedInput => ({ from, passed: ["unit", "stage"], flow: "latest" }));
  const limit = 200 * 500;
  const outcome = resolvePassed(inputs, history, () => false, { limit });
  expect(outcome.ok && outcome.versions).toEqual(Object.fromEntries(names.map((name) => [name, 400])));
});

/** One more IN than versions, and a job for each two of them that passed every pair but of the same number. */
function allDifferent(count: number): {
  readonly inputs: readonly PassedInput[];
  readonly history: VersionHistory;
} {
  const runs = new Map<string, SuccessfulRun[]>();
  const passed = Array.from({ length: count }, (): string[] => []);
  for (let one = 0; one < count; one += 1)
    for (let other = one + 1; other < count; other += 1) {
      const job = `pair_${one}_${other}`;
      passed[one]?.push(job);
      passed[other]?.push(job);
      const had: SuccessfulRun[] = [];
      for (let a = 1; a < count; a += 1)
        for (let b = 1; b < count; b += 1)
          if (a !== b)
            had.unshift({ number: had.length + 1, versions: { [`in_${one}`]: a, [`in_${other}`]: b } });
      runs.set(job, had);
    }
  const inputs = passed.map((jobs, at): PassedInput => ({ from: `in_${at}`, passed: jobs, flow: "latest" }));
  return { inputs, history: historyOf(runs) };
}

test("a history that only a search without end could answer is given up, with the reason for each IN", () => {
  const { inputs, history } = allDifferent(12);
  const outcome = resolvePassed(inputs, history, () => false);
  expect(outcome.ok ? [] : outcome.inputs).toEqual(
    inputs.map(({ from }) => ({
      from,
      reason: "search-limit",
      text: "in_0, in_1, in_2 and 9 more share too many passed jobs: 1000000 steps of search found no set of versions.",
    })),
  );
});

test("the limit can be set: less finds less", () => {
  const { inputs, history } = allDifferent(4);
  const reasonsWith = (limit: number): readonly string[] => {
    const outcome = resolvePassed(inputs, history, () => false, { limit });
    return outcome.ok ? [] : outcome.inputs.map(({ reason }) => reason);
  };
  expect(reasonsWith(10)).toEqual(["search-limit", "search-limit", "search-limit", "search-limit"]);
  expect(reasonsWith(100_000)).toEqual(["no-common-run"]);
});

test("more INs than can be compared are told as one", () => {
  const names = Array.from({ length: 21 }, (_, index) => `in_${index}`);
  const runs = names.map((name, index) => ({ number: 21 - index, versions: { [name]: 1 } }));
  const inputs = names.map((from): PassedInput => ({ from, passed: ["unit"], flow: "latest" }));
  const outcome = resolvePassed(inputs, historyOf(new Map([["unit", runs]])), () => false);
  expect(outcome.ok ? [] : outcome.inputs.map(({ text }) => text)).toEqual(
    names.map(
      () =>
        "in_0, in_1, in_2 and 18 more have each passed, but no runs of their passed jobs have them together.",
    ),
  );
});
