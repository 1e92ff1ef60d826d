import { describe, expect, test } from "vitest";
import { answerTo, wayOf } from "./testing/passed.ts";
import type { PassedCase } from "./testing/passed.ts";

type Row = readonly [fact: string, asked: PassedCase, answer: string | readonly string[]];

function holds(rows: readonly Row[]): void {
  test.each(rows)("%s", (_, asked, answer) => {
    expect(answerTo(asked)).toEqual(answer);
  });
}

describe("INs without passed", () => {
  holds([
    ["take the newest version", { versions: { app: 3 }, ins: ["app"] }, "app@3"],
    [
      "take the newest version that is not quarantined",
      { versions: { app: 5 }, quarantined: "app@5 app@4", ins: ["app"] },
      "app@3",
    ],
    ["take the version they are pinned to", { versions: { app: 4 }, ins: ["app@2"] }, "app@2"],
    [
      "are not held back by what passed constrains beside them",
      { runs: { unit: ["app@1 lib@1"] }, versions: { lib: 5, conf: 4 }, ins: ["app: unit", "lib", "conf"] },
      "app@1 lib@5 conf@4",
    ],
    [
      "of a job take its newest successful run",
      { runs: { build: ["app@1", "app@2"] }, ins: ["build"] },
      "build@2",
    ],
    [
      "have none before the first version",
      { ins: ["app"] },
      ["app no-version: There is no version of app yet."],
    ],
    [
      "have none when all are quarantined",
      { versions: { app: 2 }, quarantined: "app@1 app@2", ins: ["app"] },
      ["app quarantined: Every version of app is quarantined."],
    ],
    [
      "have none when the pinned one is quarantined",
      { versions: { app: 2 }, quarantined: "app@1", ins: ["app@1"] },
      ["app quarantined: app is pinned to app@1, which is quarantined."],
    ],
    [
      "have none while the pinned one does not exist",
      { versions: { app: 2 }, ins: ["app@3"] },
      ["app no-version: app is pinned to app@3, which there is not yet."],
    ],
    [
      "refuse alone: the others are not at fault",
      { versions: { app: 2 }, ins: ["every app", "lib"] },
      ["lib no-version: There is no version of lib yet."],
    ],
  ]);
});

describe("fan-in", () => {
  holds([
    [
      "a version has to have passed every job",
      { runs: { unit: ["app@1", "app@2"], lint: ["app@1"] }, ins: ["app: unit, lint"] },
      "app@1",
    ],
    [
      "what passed together is taken together",
      { runs: { unit: ["app@1 lib@1"] }, ins: ["app: unit", "lib: unit"] },
      "app@1 lib@1",
    ],
    [
      "INs of one job come from one run of it, also when a newer run has a newer version of one",
      {
        runs: { unit: ["app@1 lib@1", "app@2 lib@2"], stage: ["app@1"] },
        ins: ["app: unit, stage", "lib: unit"],
      },
      "app@1 lib@1",
    ],
    [
      "two jobs that both had both have to have had the same pair",
      {
        runs: {
          unit: ["app@1 lib@1", "app@3 lib@3", "app@2 lib@4"],
          lint: ["app@1 lib@1", "app@3 lib@3", "app@4 lib@4", "app@4 lib@2"],
        },
        ins: ["app: unit, lint", "lib: unit, lint"],
      },
      "app@3 lib@3",
    ],
    [
      "INs with different passed jobs are chosen apart",
      { runs: { unit: ["app@1"], lint: ["lib@1", "lib@2"] }, ins: ["app: unit", "lib: lint"] },
      "app@1 lib@2",
    ],
    [
      "a job that ran on something else since does not hide what it passed",
      { runs: { unit: ["app@1", "lib@7", "conf@2"] }, ins: ["app: unit"] },
      "app@1",
    ],
    [
      "a job may be passed by what it made itself: its own run",
      { runs: { build: ["app@1", "app@2"], stage: ["build@1"] }, ins: ["build: build, stage", "app: build"] },
      "build@1 app@1",
    ],
    [
      "a passed job that is named twice counts once",
      { runs: { unit: ["app@1"] }, ins: ["app: unit, unit"] },
      "app@1",
    ],
    [
      "two INs of one name ask together",
      { runs: { unit: ["app@1", "app@2"], lint: ["app@1"] }, ins: ["app: unit", "app: lint"] },
      "app@1",
    ],
    [
      "a resource may be called like what every object has",
      { runs: { unit: ["app@1", "app@2 constructor@1"] }, ins: ["constructor: unit", "app: unit"] },
      "constructor@1 app@2",
    ],
  ]);
});

describe("jobs that are shared by some INs", () => {
  const asks = ["app: build, unit", "lib: build, lint"];
  holds([
    [
      "the shared job ties the versions of both",
      { runs: { build: ["app@1 lib@1"], unit: ["app@1"], lint: ["lib@1"] }, ins: asks },
      "app@1 lib@1",
    ],
    [
      "a newer run of it counts only when the other jobs passed all that it had",
      {
        runs: { build: ["app@1 lib@1", "app@2 lib@2"], unit: ["app@1", "app@2"], lint: ["lib@1"] },
        ins: asks,
      },
      "app@1 lib@1",
    ],
    [
      "INs that no other job ties stay with the only pair that passed, however new the others are",
      {
        runs: {
          build: ["app@1 lib@1", "app@4 lib@2", "app@4 lib@3", "app@4 lib@4"],
          unit: ["app@1", "app@2", "app@3", "app@4"],
          lint: ["lib@1"],
        },
        ins: asks,
      },
      "app@1 lib@1",
    ],
    [
      "jobs that each passed one half of different runs have nothing together",
      {
        runs: { build: ["app@1 lib@1", "app@2 lib@2"], unit: ["app@2"], lint: ["lib@1"] },
        ins: asks,
      },
      [
        "app no-common-run: build #2 has app@2 and lib@2, but lint never passed lib@2.",
        "lib no-common-run: build #2 has app@2 and lib@2, but lint never passed lib@2.",
      ],
    ],
    [
      "the IN that is declared first has the newest version",
      {
        runs: { build: ["app@2 lib@1", "app@1 lib@2"], unit: ["app@1", "app@2"], lint: ["lib@1", "lib@2"] },
        ins: asks,
      },
      "app@2 lib@1",
    ],
    [
      "a run that lacks one of the INs is not one run of them",
      { runs: { build: ["app@1 lib@1", "app@2", "lib@2"] }, ins: ["app: build", "lib: build"] },
      "app@1 lib@1",
    ],
    [
      "a chain of shared jobs ties all INs along it",
      {
        runs: {
          build: ["app@1 lib@1", "app@2 lib@2"],
          pack: ["lib@1 conf@1", "lib@2 conf@2"],
          audit: ["conf@1", "conf@3"],
        },
        ins: ["app: build", "lib: build, pack", "conf: pack, audit"],
      },
      "app@1 lib@1 conf@1",
    ],
    [
      "a ring of shared jobs is closed",
      {
        runs: {
          build: ["app@1 lib@1", "app@2 lib@1", "app@1 lib@2"],
          pack: ["lib@1 conf@1", "lib@2 conf@2"],
          audit: ["conf@2 app@2", "conf@1 app@1"],
        },
        ins: ["app: build, audit", "lib: build, pack", "conf: pack, audit"],
      },
      "app@1 lib@1 conf@1",
    ],
    [
      "eight INs of one job come from one run",
      {
        runs: {
          build: [
            "a@1 b@1 c@1 d@1 e@1 f@1 g@1 h@1",
            "a@2 b@2 c@2 d@2 e@2 f@2 g@2 h@2",
            "a@3 b@3 c@3 d@3 e@3 f@3 g@3",
          ],
        },
        ins: ["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => `${name}: build`),
      },
      "a@2 b@2 c@2 d@2 e@2 f@2 g@2 h@2",
    ],
  ]);
});

describe("reruns and older versions", () => {
  holds([
    [
      "a rerun of an older version does not become the latest",
      { runs: { unit: ["app@1", "app@2", "app@3", "app@2"] }, ins: ["app: unit"] },
      "app@3",
    ],
    [
      "nor when each of the passed jobs was rerun with it",
      {
        runs: { unit: ["app@1", "app@2", "app@3", "app@2"], lint: ["app@1", "app@2", "app@3", "app@2"] },
        ins: ["app: unit, lint"],
      },
      "app@3",
    ],
    [
      "under every, a rerun of what was taken is nothing new",
      { runs: { unit: ["app@1", "app@2", "app@1"] }, taken: "app@1 app@2", ins: ["every app: unit"] },
      "app@2",
    ],
    [
      "under every, a rerun hides no newer version",
      {
        runs: { unit: ["app@1", "app@2", "app@2", "app@3"] },
        taken: "app@1 app@2",
        ins: ["every app: unit"],
      },
      "app@3",
    ],
  ]);
});

describe("pins with passed", () => {
  holds([
    [
      "the pinned version is taken although newer ones passed",
      { runs: { unit: ["app@1", "app@2", "app@3"] }, ins: ["app@2: unit"] },
      "app@2",
    ],
    [
      "a pin picks the run, and so the versions of the other INs",
      { runs: { unit: ["app@1 lib@4", "app@2 lib@5"] }, ins: ["lib: unit", "app@1: unit"] },
      "lib@4 app@1",
    ],
    [
      "two pins pick the run that has both",
      {
        runs: { unit: ["app@1 lib@1", "app@1 lib@2", "app@3 lib@1", "app@3 lib@2"] },
        ins: ["app@3: unit", "lib@1: unit"],
      },
      "app@3 lib@1",
    ],
    [
      "a pinned version that did not pass is refused",
      { runs: { unit: ["app@1"] }, ins: ["app@2: unit"] },
      ["app pinned-not-passed: app is pinned to app@2, but unit never passed it."],
    ],
    [
      "a pinned version that only some of the jobs passed is refused for the first that did not",
      { runs: { unit: ["app@1"], lint: ["app@2"], stage: ["app@2"] }, ins: ["app@1: unit, lint, stage"] },
      ["app pinned-not-passed: app is pinned to app@1, but lint never passed it."],
    ],
    [
      "a pinned version that is quarantined is refused",
      { runs: { unit: ["app@1", "app@2"] }, quarantined: "app@1", ins: ["app@1: unit"] },
      ["app quarantined: app is pinned to app@1, which is quarantined."],
    ],
    [
      "two pins of which each passed, but never in one run",
      { runs: { unit: ["app@1 lib@2", "app@2 lib@1"] }, ins: ["app@1: unit", "lib@1: unit"] },
      [
        "app no-common-run: unit #2 has app@2 and lib@1, but app is pinned to app@1.",
        "lib no-common-run: unit #2 has app@2 and lib@1, but app is pinned to app@1.",
      ],
    ],
    [
      "two INs of one name that are pinned apart contradict each other",
      { versions: { app: 3 }, ins: ["app@1", "app@2"] },
      ["app no-version: app is pinned to app@1 and app@2 at once."],
    ],
  ]);
});

describe("quarantine with passed", () => {
  holds([
    [
      "the newest run without a quarantined version is taken",
      {
        runs: { unit: ["app@1 lib@1", "app@2 lib@2"] },
        quarantined: "lib@2",
        ins: ["app: unit", "lib: unit"],
      },
      "app@1 lib@1",
    ],
    [
      "what the IN does not take may be quarantined",
      { runs: { unit: ["app@1 lib@1", "app@2 lib@2"] }, quarantined: "lib@2", ins: ["app: unit"] },
      "app@2",
    ],
    [
      "nothing is left when all that passed is quarantined",
      { runs: { unit: ["app@1"] }, versions: { app: 2 }, quarantined: "app@1", ins: ["app: unit"] },
      ["app quarantined: Every version of app that passed unit is quarantined."],
    ],
    [
      "a run is no use when each of its INs has another version quarantined",
      {
        runs: { unit: ["app@1 lib@2", "app@2 lib@1"] },
        quarantined: "app@2 lib@2",
        ins: ["app: unit", "lib: unit"],
      },
      [
        "app no-common-run: unit #2 has app@2 and lib@1, but app@2 is quarantined.",
        "lib no-common-run: unit #2 has app@2 and lib@1, but app@2 is quarantined.",
      ],
    ],
  ]);
});

describe("why there is none", () => {
  holds([
    [
      "no run of the job at all",
      { runs: {}, versions: { app: 3 }, ins: ["app: unit"] },
      ["app not-passed: No successful run of unit has a version of app yet."],
    ],
    [
      "runs of the job, but none with the resource",
      { runs: { unit: ["lib@1"] }, ins: ["app: unit"] },
      ["app not-passed: No successful run of unit has a version of app yet."],
    ],
    [
      "what one job has, the next never passed",
      { runs: { unit: ["app@4", "app@5"], integration: ["app@3"] }, ins: ["app: unit, integration"] },
      ["app not-passed: unit #2 has app@5, but integration never passed it."],
    ],
    [
      "only the IN at fault is named, not those that share its jobs",
      {
        runs: { build: ["app@3 lib@3"], unit: ["lib@1", "lib@2"] },
        ins: ["app: build", "lib: build, unit", "conf"],
        versions: { conf: 1 },
      },
      ["lib not-passed: build #1 has lib@3, but unit never passed it."],
    ],
    [
      "no run has both",
      { runs: { unit: ["app@1", "lib@1"] }, ins: ["app: unit", "lib: unit"] },
      [
        "app no-common-run: No successful run of unit has both app and lib.",
        "lib no-common-run: No successful run of unit has both app and lib.",
      ],
    ],
    [
      "runs of two jobs have both, but never the same pair",
      {
        runs: { unit: ["app@1 lib@1", "app@2 lib@2"], lint: ["app@1 lib@2", "app@2 lib@1"] },
        ins: ["app: unit, lint", "lib: unit, lint"],
      },
      [
        "app no-common-run: unit #2 has app@2 and lib@2, but no successful run of lint has them together.",
        "lib no-common-run: unit #2 has app@2 and lib@2, but no successful run of lint has them together.",
      ],
    ],
    [
      "each two go together, but not all three: the last one is named",
      {
        runs: {
          unit: ["app@1 lib@1", "app@2 lib@1 conf@1", "app@1 conf@1", "app@1 lib@2 conf@1"],
          lint: ["app@1 lib@1", "lib@1"],
        },
        ins: ["app@1: unit", "lib@1: unit", "conf: unit"],
      },
      [
        "conf no-common-run: No version of conf goes with those of app and lib: no runs of unit have them together.",
      ],
    ],
    [
      "each group is told of, in the order of the INs",
      {
        runs: { unit: ["app@1", "lib@1"], stage: ["conf@1"] },
        ins: ["conf: stage, prod", "app: unit", "key", "lib: unit"],
      },
      [
        "conf not-passed: No successful run of prod has a version of conf yet.",
        "app no-common-run: No successful run of unit has both app and lib.",
        "key no-version: There is no version of key yet.",
        "lib no-common-run: No successful run of unit has both app and lib.",
      ],
    ],
  ]);
});

describe("the way of a version", () => {
  test("names the run of each passed job, and the same run to all who share it", () => {
    const asked = {
      runs: { build: ["app@1 lib@1", "app@2 lib@2"], unit: ["app@2", "app@1"], lint: ["lib@1"] },
      ins: ["app: build, unit", "lib: build, lint", "conf"],
      versions: { conf: 1 },
    };
    expect(wayOf(asked)).toEqual({ app: "build#1 unit#2", lib: "build#1 lint#1", conf: "" });
  });

  test("is the newest of the runs that had the same", () => {
    expect(wayOf({ runs: { unit: ["app@1", "app@1", "lib@1"] }, ins: ["app: unit"] })).toEqual({
      app: "unit#2",
    });
  });
});
