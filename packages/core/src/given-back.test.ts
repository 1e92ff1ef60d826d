import { describe, expect, test } from "vitest";
import { createFactsDraft } from "./facts.ts";
import type { FactsDraft } from "./facts.ts";
import { GIVING_BACK, decideGivenBack, giveBackVersion, givesBack } from "./given-back.ts";
import type { GivenBack, OtherRun } from "./given-back.ts";
import { isFinal } from "./run.ts";
import type { LiveRun, RunStatus, VersionNumbers } from "./run.ts";
import { jobOf, workflow } from "./testing/line.ts";
import { boundOf, createWorld, factsOf, pause, unpause } from "./testing/world.ts";

/** A run of x, in as many words as a case needs. */
interface Said {
  readonly is: RunStatus;
  readonly bound?: VersionNumbers;
  readonly takes?: readonly string[];
  /** It started, and read what it was bound to. */
  readonly hasStarted?: true;
  /** It is the retry of a run that had read what it is bound to. */
  readonly isRetry?: true;
  readonly because?: string;
  readonly order?: number;
}

const LINE = workflow("(r) -every-> x", "(s) -every-> x");

function otherRun({ is, bound, takes, hasStarted, isRetry, because, order }: Said, index: number): OtherRun {
  const number = index + 2;
  const live: LiveRun = {
    id: `x-${String(number)}`,
    job: "x",
    number,
    status: isFinal(is) ? "processing" : is,
    mode: "chrono",
    cause: isRetry ? { kind: "retry", runNumber: 1, attempt: 2 } : { kind: "manual", by: "alice" },
    priority: 0,
    order: order ?? number,
    isCancelRequested: false,
    ...(bound ? { bound } : {}),
    ...(takes ? { takes } : {}),
    ...(bound && hasStarted ? { reads: bound } : {}),
  };
  return { live, status: is, ...(because === undefined ? {} : { reason: { code: because } }) };
}

/** x #1, which took version 3 of r and 5 of s, gives them back; the others are #2, #3 and so on. */
function givenBack(...said: readonly Said[]): {
  readonly heirs: Readonly<Record<string, readonly string[]>>;
  readonly free: readonly string[];
} {
  const facts = factsOf(LINE);
  const others = said.map(otherRun);
  const first = otherRun({ is: "queued", bound: { r: 3, s: 5 }, takes: ["r", "s"] }, -1);
  const live = [first, ...others].flatMap((other) => (isFinal(other.status) ? [] : [other.live]));
  facts.setJob("x", { ...facts.job("x"), live });
  const draft = createFactsDraft(facts, 0);
  const { heirs, free } = decideGivenBack(draft, first.live, [...others].reverse());
  expectInDraft(draft, heirs);
  return {
    heirs: Object.fromEntries(heirs.map(({ number, takes = [] }) => [`#${String(number)}`, takes])),
    free: free.map(({ name, number }) => `${name}@${String(number)}`),
  };
}

function expectInDraft(draft: FactsDraft, heirs: GivenBack["heirs"]): void {
  const { live } = draft.job("x");
  for (const heir of heirs) expect(live.find(({ id }) => id === heir.id)).toEqual(heir);
}

const BOTH = { r: 3, s: 5 };

test.each<[fact: string, others: readonly Said[], outcome: ReturnType<typeof givenBack>]>([
  ["without another run, all of it is free", [], { heirs: {}, free: ["r@3", "s@5"] }],
  [
    "who is bound to both inherits both",
    [{ is: "queued", bound: BOTH }],
    { heirs: { "#2": ["r", "s"] }, free: [] },
  ],
  [
    "across INs: each version goes to whoever is bound to it",
    [
      { is: "queued", bound: { r: 3, s: 6 }, takes: ["s"] },
      { is: "queued", bound: { r: 4, s: 5 }, takes: ["r"] },
    ],
    { heirs: { "#2": ["s", "r"], "#3": ["r", "s"] }, free: [] },
  ],
  [
    "across INs: one version is inherited, and the other free",
    [{ is: "queued", bound: { r: 3, s: 6 }, takes: ["s"] }],
    { heirs: { "#2": ["s", "r"] }, free: ["s@5"] },
  ],
  [
    "of several the first in the queue inherits, whichever was made first",
    [
      { is: "queued", bound: BOTH, order: 9 },
      { is: "queued", bound: BOTH, order: 8 },
    ],
    { heirs: { "#3": ["r", "s"] }, free: [] },
  ],
  [
    "a run that waits at its gate inherits too",
    [{ is: "gated", bound: BOTH }],
    { heirs: { "#2": ["r", "s"] }, free: [] },
  ],
  [
    "a run that is processing has taken them: nobody inherits",
    [{ is: "processing", bound: BOTH, hasStarted: true }],
    { heirs: {}, free: [] },
  ],
  [
    "a run behind one that is processing inherits: it gives them back if it never starts",
    [
      { is: "processing", bound: BOTH, hasStarted: true },
      { is: "queued", bound: BOTH },
    ],
    { heirs: { "#3": ["r", "s"] }, free: [] },
  ],
  [
    "who merely read the version as the newest did not take it",
    [{ is: "processing", hasStarted: true }],
    { heirs: {}, free: ["r@3", "s@5"] },
  ],
  [
    "nor did the retry of one that had, also where it is queued or was canceled",
    [
      { is: "queued", bound: BOTH, isRetry: true },
      { is: "canceled", bound: BOTH, isRetry: true, because: "canceled" },
    ],
    { heirs: {}, free: ["r@3", "s@5"] },
  ],
  [
    "a run that has ended took what it was bound to, however it ended",
    [{ is: "failure", bound: BOTH, hasStarted: true }],
    { heirs: {}, free: [] },
  ],
  [
    "so did one that somebody canceled before its start",
    [{ is: "canceled", bound: BOTH, because: "canceled" }],
    { heirs: {}, free: [] },
  ],
  [
    "one that gave them back as well did not",
    [{ is: "canceled", bound: BOTH, because: "version-quarantined" }],
    { heirs: {}, free: ["r@3", "s@5"] },
  ],
])("%s", (_fact, others, outcome) => {
  expect(givenBack(...others)).toEqual(outcome);
});

test("a run that took nothing as the first gives nothing back", () => {
  const draft = createFactsDraft(factsOf(LINE), 0);
  const { live } = otherRun({ is: "queued", bound: BOTH }, 0);
  expect(decideGivenBack(draft, live, [])).toEqual({ heirs: [], free: [] });
});

test("versions are given back where the run ends through no fault of theirs, and by nobody's wish", () => {
  expect(GIVING_BACK.every(givesBack)).toBe(true);
  expect(["canceled", "condition-false", "gate-rejected", "superseded"].some(givesBack)).toBe(false);
});

describe("a version that is left to take", () => {
  test("is taken by another run once it may be chosen again", () => {
    const world = createWorld(workflow("(r) -every-> x"));
    pause(world, "x");
    world.version("r");
    world.version("r");
    world.facts.setJob("x", { ...world.facts.job("x"), backlog: { r: [[3, 3]] } });
    world.facts.setResource("r", { ...world.facts.resource("r"), quarantined: [2] });
    const draft = createFactsDraft(world.facts, 0);
    giveBackVersion(draft, jobOf(world.line, "x"), "r", 2);
    world.facts.apply(draft);
    unpause(world, "x");
    world.happen({ versions: [] });
    expect(boundOf(world, "x", "r")).toEqual([3]);
    world.facts.setResource("r", { ...world.facts.resource("r"), quarantined: [] });
    world.happen({ versions: [] });
    expect(boundOf(world, "x", "r")).toEqual([3, 2]);
  });

  test("is one that passed, where the IN takes every one of those", () => {
    const world = createWorld(workflow("(r) -> unit", "(r) -every(unit)-> x"));
    world.version("r");
    world.start("unit");
    world.end("unit");
    const { live: _ended, ...facts } = world.facts.job("x");
    world.facts.setJob("x", { ...facts, live: [] });
    const draft = createFactsDraft(world.facts, 0);
    giveBackVersion(draft, jobOf(world.line, "x"), "r", 2);
    world.facts.apply(draft);
    world.happen({ versions: [] });
    expect(boundOf(world, "x", "r")).toEqual([2]);
  });

  test("is none of an IN that takes the newest, or that is gone", () => {
    const line = workflow("(r) -> x");
    const draft = createFactsDraft(factsOf(line), 0);
    giveBackVersion(draft, jobOf(line, "x"), "r", 1);
    giveBackVersion(draft, jobOf(line, "x"), "gone", 1);
    expect(draft.changedJobs.size).toBe(0);
  });
});
