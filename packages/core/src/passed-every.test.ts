import { describe, expect, test } from "vitest";
import { answerTo, setsInTurn } from "./testing/passed.ts";
import type { PassedCase } from "./testing/passed.ts";

type Row = readonly [fact: string, asked: PassedCase, answer: string | readonly string[]];

function holds(rows: readonly Row[]): void {
  test.each(rows)("%s", (_, asked, answer) => {
    expect(answerTo(asked)).toEqual(answer);
  });
}

describe("flow: every", () => {
  const both = ["every app: unit, build", "every lib: lint, build"];
  const singles = { unit: ["app@1", "app@2", "app@3"], lint: ["lib@1", "lib@2", "lib@3"] };
  holds([
    [
      "without passed: the oldest that was not taken",
      { versions: { app: 4 }, taken: "app@1", ins: ["every app"] },
      "app@2",
    ],
    [
      "without passed: a quarantined version is passed over",
      { versions: { app: 4 }, taken: "app@1", quarantined: "app@2", ins: ["every app"] },
      "app@3",
    ],
    [
      "without passed: the newest taken one when the rest is quarantined",
      { versions: { app: 4 }, taken: "app@1 app@2 app@3", quarantined: "app@3 app@4", ins: ["every app"] },
      "app@2",
    ],
    [
      "without passed: a pin is kept to",
      { versions: { app: 4 }, taken: "app@1", ins: ["every app@3"] },
      "app@3",
    ],
    [
      "a job that took nothing yet begins with the oldest that passed",
      { runs: { unit: ["app@1", "app@3"] }, ins: ["every app: unit"] },
      "app@1",
    ],
    [
      "the next that passed follows what was taken",
      { runs: { unit: ["app@1", "app@2", "app@3"] }, taken: "app@1", ins: ["every app: unit"] },
      "app@2",
    ],
    [
      "when all were taken it is the newest taken one",
      { runs: { unit: ["app@1", "app@2"] }, taken: "app@1 app@2", ins: ["every app: unit"] },
      "app@2",
    ],
    [
      "a version that passed late, after newer ones were taken, is still found",
      { runs: { unit: ["app@1", "app@3", "app@2"] }, taken: "app@1 app@3", ins: ["every app: unit"] },
      "app@2",
    ],
    [
      "taking an old version again by hand changes nothing",
      { runs: { unit: ["app@1", "app@2", "app@3"] }, taken: "app@1 app@2 app@1", ins: ["every app: unit"] },
      "app@3",
    ],
    [
      "with several jobs: the oldest new one that passed all of them",
      {
        runs: { unit: ["app@1", "app@2", "app@3"], lint: ["app@1", "app@3"] },
        taken: "app@1",
        ins: ["every app: unit, lint"],
      },
      "app@3",
    ],
    [
      "with several jobs: the common one that was taken when one has nothing newer",
      {
        runs: { unit: ["app@1", "app@2", "app@3"], lint: ["app@1"] },
        taken: "app@1",
        ins: ["every app: unit, lint"],
      },
      "app@1",
    ],
    [
      "with several jobs: none when one of them never ran",
      { runs: { unit: ["app@1", "app@2"] }, taken: "app@1", ins: ["every app: unit, stage"] },
      ["app not-passed: No successful run of stage has a version of app yet."],
    ],
    [
      "a quarantined version is passed over for the next set",
      {
        runs: { ...singles, build: ["app@1 lib@1", "app@2 lib@2", "app@3 lib@3"] },
        quarantined: "lib@2",
        taken: "app@1 lib@1",
        ins: both,
      },
      "app@3 lib@3",
    ],
    [
      "a pair that one of the jobs skipped is skipped",
      {
        runs: { ...singles, lint: ["lib@1", "lib@3"], build: ["app@1 lib@1", "app@2 lib@2", "app@3 lib@3"] },
        taken: "app@1 lib@1",
        ins: both,
      },
      "app@3 lib@3",
    ],
    [
      "the earliest pair of which one is new, although the other was taken",
      {
        runs: { ...singles, build: ["app@1 lib@1", "app@2 lib@2", "app@3 lib@3"] },
        taken: "app@1 lib@2",
        ins: both,
      },
      "app@2 lib@2",
    ],
    [
      "the only pair there is, although each of the two was taken and newer ones too",
      { runs: { ...singles, build: ["app@1 lib@1"] }, taken: "app@1 lib@1 app@2 lib@2", ins: both },
      "app@1 lib@1",
    ],
    [
      "every goes before latest, whatever is declared first: else it would skip",
      {
        runs: { unit: ["app@1 lib@1", "app@2 lib@2", "app@3 lib@3"] },
        taken: "lib@1",
        ins: ["app: unit", "every lib: unit"],
      },
      "app@2 lib@2",
    ],
    [
      "INs that share no job go on by themselves",
      {
        runs: { unit: ["app@1", "app@2"], lint: ["lib@1", "lib@2", "lib@3"] },
        taken: "app@1 app@2 lib@1",
        ins: ["every app: unit", "every lib: lint"],
      },
      "app@2 lib@2",
    ],
  ]);

  test("each version in order, late ones after what went ahead of them", () => {
    const unit = ["app@1", "app@2", "app@4"];
    expect(setsInTurn({ runs: { unit }, ins: ["every app: unit"] })).toEqual(["app@1", "app@2", "app@4"]);
    const later = {
      runs: { unit: [...unit, "app@3"] },
      taken: "app@1 app@2 app@4",
      ins: ["every app: unit"],
    };
    expect(setsInTurn(later)).toEqual(["app@3"]);
  });

  test("with two INs none of either is skipped, also where the other has nothing new", () => {
    const build = ["app@1 lib@1", "app@2 lib@2", "app@1 lib@3", "app@3 lib@2"];
    expect(setsInTurn({ runs: { build }, ins: ["every app: build", "every lib: build"] })).toEqual([
      "app@1 lib@1",
      "app@2 lib@2",
      "app@3 lib@2",
      "app@1 lib@3",
    ]);
  });
});
