import { expect, test } from "vitest";
import type { JobDecision } from "./decision.ts";
import { input, job, resource, workflow } from "./testing/line.ts";
import { createWorld, factsOf } from "./testing/world.ts";
import type { Standing } from "./testing/world.ts";
import { fatesOfVersion } from "./version-fate.ts";
import type { FateHistory, FateRun } from "./version-fate.ts";
import { createWorkflow } from "./workflow.ts";

const line = workflow("(r) -> x");

/** What became of version 1 of `r`, of which version `latest` is the newest. */
function fate(history: Partial<FateHistory>, { latest = 1, standing = {} as Standing } = {}): string {
  const facts = factsOf(line, standing);
  facts.setResource("r", { isDeleted: false, lastVersionNumber: latest });
  const [only] = fatesOfVersion(line, facts, { name: "r", number: 1 }, () => ({ takers: [], ...history }));
  const runs = (only?.runs ?? []).map(({ number }) => `#${String(number)}`);
  return [only?.outcome, ...runs, only?.reason?.code, only?.reason?.text].filter(Boolean).join(" ");
}

const decided: JobDecision = {
  job: "x",
  verdict: "queued",
  reason: "input-changed",
  text: "Run 1 was queued because r has version 1.",
  inputs: [],
  unblock: [],
  runNumber: 1,
};
const made = (parts: Partial<FateRun>): Partial<FateHistory> => ({
  first: decided,
  made: { number: 1, status: "success", isStarted: true, ...parts },
});

test("who read it took it, in order", () => {
  const takers = [
    { number: 2, status: "failure" },
    { number: 3, status: "success" },
  ] as const;
  expect(fate({ takers, first: { ...decided, verdict: "none", reason: "paused" } })).toBe("took #2 #3");
});

test("a queued run that would read it will take it", () => {
  expect(fate({ first: decided }, { standing: { x: "queued" } })).toBe("will-take #1");
});

test("a queued run that would read a newer one will not", () => {
  expect(fate(made({ status: "queued", isStarted: false }), { standing: { x: "queued" }, latest: 2 })).toBe(
    "did-not newer-version-read Run 1, which was made for it, will read version 2.",
  );
});

test("a run that was made for it read a newer one", () => {
  expect(fate(made({ reads: { r: 4 } }), { latest: 4 })).toBe(
    "did-not newer-version-read Run 1, which was made for it, read version 4.",
  );
});

test("a run that was made for it ended before it started", () => {
  const endedReason = "ann canceled it before it started.";
  expect(fate(made({ status: "canceled", isStarted: false, endedReason }))).toBe(
    "did-not run-ended-unstarted Run 1, which was made for it, was canceled: ann canceled it before it started.",
  );
});

test("a job that did not start has the first reason that was stored", () => {
  const first = {
    ...decided,
    verdict: "none",
    reason: "paused",
    text: "Did not start: the job is paused.",
  } as const;
  expect(fate({ first })).toBe("did-not paused Did not start: the job is paused.");
});

test("of a version in quarantine the release is all that helps", () => {
  const first = { ...decided, verdict: "none", reason: "paused", text: "The job is paused." } as const;
  const facts = factsOf(line);
  facts.setResource("r", { isDeleted: false, lastVersionNumber: 2, quarantined: [1] });
  const [only] = fatesOfVersion(line, facts, { name: "r", number: 1 }, () => ({ takers: [], first }));
  expect(only?.reason).toEqual({
    code: "version-quarantined",
    text: "Version 1 of r is in quarantine.",
    unblock: [{ action: "release-version", target: "r", text: "Release version 1 of r from quarantine." }],
  });
});

test("a waiting job will take what is newest when its wait is over", () => {
  const strict = workflow("(r) -> x", "a -> x", { x: "strict" });
  const facts = factsOf(strict, { a: "processing", x: "waiting" });
  expect(fatesOfVersion(strict, facts, { name: "r", number: 1 }, () => ({ takers: [] }))).toMatchObject([
    { outcome: "will-take", reason: { code: "waits-for-upstream", text: "Waits until a has ended." } },
  ]);
});

test("a waiting job will take the old version that was sent to it, and not the newest", () => {
  const world = createWorld(workflow("(r) -> x", "a -> x", { x: "strict" }), { a: "processing" });
  world.version("r");
  world.happen({ versions: [], replayed: { name: "r", number: 1 }, by: "ann" });
  const outcomeOf = (number: number) =>
    fatesOfVersion(world.line, world.facts, { name: "r", number }, () => ({ takers: [] }))[0]?.outcome;
  expect([outcomeOf(1), outcomeOf(2)]).toEqual(["will-take", "did-not"]);
});

test("a waiting job will take the version that has passed, and not a newer one that has not", () => {
  const line = workflow("(r) -> unit", "(r) -passed(unit)-> x", "a -> x", { x: "strict" });
  const world = createWorld(line, { a: "processing" });
  world.version("r");
  world.start("unit");
  world.end("unit");
  world.version("r");
  const outcomeOf = (number: number) =>
    fatesOfVersion(line, world.facts, { name: "r", number }, () => ({ takers: [] })).find(
      ({ job }) => job === "x",
    )?.outcome;
  expect([outcomeOf(2), outcomeOf(3)]).toEqual(["will-take", "did-not"]);
});

test("a version that is left to take says what keeps the job from it", () => {
  const facts = factsOf(line);
  facts.setResource("r", { isDeleted: false, lastVersionNumber: 3 });
  facts.setJob("x", { ...facts.job("x"), backlog: { r: [[1, 2]] } });
  expect(fatesOfVersion(line, facts, { name: "r", number: 1 }, () => ({ takers: [] }))).toMatchObject([
    { outcome: "will-take", reason: { code: "every-version" } },
  ]);
});

test("a job that was never told of it says so", () => {
  expect(fate({})).toContain("did-not never-offered");
});

test("a version that has passed, but was never read, is not said to have yet to pass", () => {
  const jobs = [
    job("unit", { steps: [input("r")] }),
    job("x", { steps: [input("r", { passed: ["unit"] })] }),
  ];
  const narrowed = createWorkflow({ resources: [resource("r")], jobs });
  const facts = factsOf(narrowed, { unit: "success" });
  const successes = [
    { number: 2, versions: { r: 2 } },
    { number: 1, versions: { r: 1 } },
  ];
  facts.setResource("r", { isDeleted: false, lastVersionNumber: 2 });
  facts.setJob("unit", { ...facts.job("unit"), successes });
  const first = { ...decided, verdict: "none", reason: "not-passed", text: "Has yet to pass unit." } as const;
  const all = fatesOfVersion(narrowed, facts, { name: "r", number: 1 }, () => ({ takers: [], first }));
  expect(all.find((each) => each.job === "x")?.reason).toMatchObject({
    code: "newer-version-read",
    text: "Version 1 of r has passed unit, but no run read it: a newer one was taken, or the run that was made for it never started.",
    unblock: [{ action: "replay", text: "Send version 1 of r down the graph again." }],
  });
});

test("a version that has passed, but did not start the job, says what is in its way now", () => {
  const narrowed = createWorkflow({
    resources: [resource("r")],
    jobs: [
      job("unit", { steps: [input("r")] }),
      job("other"),
      job("x", { steps: [input("r", { passed: ["unit"] }), input("other")] }),
    ],
  });
  const facts = factsOf(narrowed, { unit: "success", other: "failure" });
  const first = { ...decided, verdict: "none", reason: "not-passed", text: "Has yet to pass unit." } as const;
  const reasonNow = () =>
    fatesOfVersion(narrowed, facts, { name: "r", number: 1 }, (name) => ({
      takers: [],
      ...(name === "x" ? { first } : {}),
    })).find((each) => each.job === "x")?.reason?.text;
  facts.setJob("unit", { ...facts.job("unit"), successes: [] });
  expect(reasonNow()).toBe("No successful run of unit has a version of r yet.");
  facts.setJob("unit", { ...facts.job("unit"), successes: [{ number: 1, versions: { r: 1 } }] });
  expect(reasonNow()).toBe("other failed in its last run.");
  facts.setJob("other", { ...facts.job("other"), lastEnded: { number: 2, status: "success" } });
  expect(reasonNow()).toBe("Has yet to pass unit.");
});
