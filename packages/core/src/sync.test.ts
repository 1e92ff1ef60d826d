import { describe, expect, test } from "vitest";
import type { Job } from "./job.ts";
import type { Resource } from "./resource.ts";
import { planSync, removesEverything, summaryOfSync } from "./sync.ts";
import type { Declared, SyncOutcome, SyncPlan } from "./sync.ts";
import { input, job, resource } from "./testing/line.ts";

interface Held {
  readonly sourceId?: string | undefined;
  readonly isDeleted?: boolean;
}

function held<Thing extends Resource | Job>(
  ...things: readonly (readonly [Thing, Held?])[]
): ReadonlyMap<string, Declared<Thing>> {
  return new Map(
    things.map(([thing, at = {}]) => [
      thing.name,
      { thing, sourceId: "sourceId" in at ? at.sourceId : "mine", isDeleted: at.isDeleted ?? false },
    ]),
  );
}

const MINE = {
  sourceId: "mine",
  sources: [
    { id: "mine", name: "app", isPaused: false },
    { id: "theirs", name: "platform", isPaused: false },
    { id: "paused", name: "old", isPaused: true },
  ],
};
const NOTHING = { resources: held<Resource>(), jobs: held<Job>() };

/** Names by change, leaving out what has none. */
function changes(outcome: SyncOutcome): Record<string, readonly string[]> {
  if (!outcome.ok) return { refusals: outcome.refusals.map(({ text }) => text) };
  const nameOf = (thing: string | { readonly name: string }): string =>
    typeof thing === "string" ? thing : thing.name;
  const all = Object.entries(outcome.plan).map(([kind, things]) => [kind, things.map(nameOf)] as const);
  return Object.fromEntries(all.filter(([, names]) => names.length > 0));
}

const params = (name: string, value: string) => resource(name, { values: { params: { A: value } } });

describe("what a sync changes", () => {
  test("everything is new at first", () => {
    expect(changes(planSync(NOTHING, { resources: [params("r", "1")], jobs: [job("x")] }, MINE))).toEqual({
      addedResources: ["r"],
      addedJobs: ["x"],
    });
  });

  test("the same again changes nothing", () => {
    const current = { resources: held([params("r", "1")]), jobs: held([job("x")]) };
    expect(changes(planSync(current, { resources: [params("r", "1")], jobs: [job("x")] }, MINE))).toEqual({});
  });

  test("values in another order change nothing", () => {
    const current = { ...NOTHING, resources: held([resource("r", { values: { a: 1, b: 2 } })]) };
    const desired = { resources: [resource("r", { values: { b: 2, a: 1 } })], jobs: [] };
    expect(changes(planSync(current, desired, MINE))).toEqual({});
  });

  test("new values of a resource are a change, anything else of it a touch", () => {
    const current = {
      ...NOTHING,
      resources: held([params("r", "1")], [params("s", "1")], [params("t", "1")]),
    };
    const desired = {
      resources: [
        params("r", "2"),
        { ...params("s", "1"), flags: ["prod"] },
        { ...params("t", "2"), flags: ["prod"] },
      ],
      jobs: [],
    };
    expect(changes(planSync(current, desired, MINE))).toEqual({
      changedResources: ["r", "t"],
      touchedResources: ["s"],
    });
  });

  test("a job with another definition is changed", () => {
    const current = { ...NOTHING, jobs: held([job("x")], [job("y")]) };
    const desired = { resources: [], jobs: [job("x", { steps: [input("y")] }), job("y")] };
    expect(changes(planSync(current, desired, MINE))).toEqual({ changedJobs: ["x"] });
  });

  test("what is declared no more is removed", () => {
    const current = { resources: held([params("r", "1")]), jobs: held([job("x")], [job("y")]) };
    expect(changes(planSync(current, { resources: [], jobs: [job("y")] }, MINE))).toEqual({
      removedResources: ["r"],
      removedJobs: ["x"],
    });
  });

  test("what is removed is named in one order, whatever was known first", () => {
    const removedOf = (...names: readonly string[]) => {
      const current = {
        resources: held<Resource>(),
        jobs: held<Job>(...names.map((name) => [job(name)] as const)),
      };
      return changes(planSync(current, { resources: [], jobs: [] }, MINE))["removedJobs"];
    };
    expect(removedOf("b", "a", "c")).toEqual(["a", "b", "c"]);
    expect(removedOf("c", "b", "a")).toEqual(["a", "b", "c"]);
  });

  test("what was removed before is not removed again", () => {
    const current = {
      resources: held([params("r", "1"), { isDeleted: true }]),
      jobs: held([job("x"), { isDeleted: true }]),
    };
    expect(changes(planSync(current, { resources: [], jobs: [] }, MINE))).toEqual({});
  });

  test("what another source declares is not removed", () => {
    const current = {
      resources: held([params("r", "1"), { sourceId: "theirs" }]),
      jobs: held([job("x"), { sourceId: undefined }]),
    };
    expect(changes(planSync(current, { resources: [], jobs: [] }, MINE))).toEqual({});
  });

  test("what was removed and is declared again is restored; with other values it is changed too", () => {
    const current = {
      resources: held([params("r", "1"), { isDeleted: true }], [params("s", "1"), { isDeleted: true }]),
      jobs: held([job("x"), { isDeleted: true }]),
    };
    const desired = { resources: [params("r", "1"), params("s", "2")], jobs: [job("x")] };
    expect(changes(planSync(current, desired, MINE))).toEqual({
      changedResources: ["s"],
      restoredResources: ["r", "s"],
      restoredJobs: ["x"],
    });
  });

  test("what another source removed may be declared here", () => {
    const current = { ...NOTHING, jobs: held([job("x"), { sourceId: "theirs", isDeleted: true }]) };
    expect(changes(planSync(current, { resources: [], jobs: [job("x")] }, MINE))).toEqual({
      restoredJobs: ["x"],
      adopted: ["x"],
    });
  });
});

describe("what moves between sources", () => {
  test("the same declaration is taken over from a source that is paused, with its history", () => {
    const current = {
      resources: held([params("r", "1"), { sourceId: "paused" }]),
      jobs: held([job("x"), { sourceId: "paused" }]),
    };
    const outcome = planSync(current, { resources: [params("r", "1")], jobs: [job("x")] }, MINE);
    expect(outcome).toMatchObject({
      ok: true,
      plan: {
        addedResources: [],
        changedResources: [],
        moved: [
          { name: "r", kind: "resource", from: "old" },
          { name: "x", kind: "job", from: "old" },
        ],
      },
    });
    expect(outcome.ok && summaryOfSync({ resources: [], jobs: [job("x")] }, outcome.plan)).toBe(
      "1 job and 0 resources; 2 moved",
    );
  });
});

describe("what a sync refuses", () => {
  test.each([
    [
      "a move of what is declared in another way here",
      { ...NOTHING, resources: held([params("r", "1"), { sourceId: "paused" }]) },
      { resources: [params("r", "2")], jobs: [] },
      "r belongs to the source old; to move it here, declare it exactly as there and change it afterwards.",
    ],
    [
      "a job that another source declares",
      { ...NOTHING, jobs: held([job("x"), { sourceId: "theirs" }]) },
      { resources: [], jobs: [job("x")] },
      "x belongs to the source platform. To move it, pause platform first; or take another name.",
    ],
    [
      "a resource that another source declares",
      { ...NOTHING, resources: held([params("r", "1"), { sourceId: "theirs" }]) },
      { resources: [params("r", "1")], jobs: [] },
      "r belongs to the source platform. To move it, pause platform first; or take another name.",
    ],
    [
      "a job that was a resource",
      { ...NOTHING, resources: held([params("n", "1")]) },
      { resources: [], jobs: [job("n")] },
      "n was a resource before, whose history is kept: take a new name, or delete what it was for good.",
    ],
    [
      "a resource that was a job, also when it was removed",
      { ...NOTHING, jobs: held([job("n"), { isDeleted: true }]) },
      { resources: [params("n", "1")], jobs: [] },
      "n was a job before, whose history is kept: take a new name, or delete what it was for good.",
    ],
    [
      "a resource of another type",
      { ...NOTHING, resources: held([resource("r", { type: "image" })]) },
      { resources: [params("r", "1")], jobs: [] },
      "r was of type image; its versions would not fit the type params: take a new name, or delete what it was for good.",
    ],
  ])("%s", (_what, current, desired, text) => {
    expect(changes(planSync(current, desired, MINE))).toEqual({ refusals: [text] });
  });

  test("all refusals are told at once, and nothing is planned", () => {
    const current = {
      ...NOTHING,
      jobs: held([job("x"), { sourceId: "theirs" }], [job("y"), { sourceId: "theirs" }]),
    };
    const outcome = planSync(current, { resources: [], jobs: [job("x"), job("y"), job("z")] }, MINE);
    expect(outcome).toMatchObject({ ok: false, refusals: [{ name: "x" }, { name: "y" }] });
  });
});

describe("a sync in one sentence", () => {
  const none: SyncPlan = {
    addedResources: [],
    changedResources: [],
    touchedResources: [],
    restoredResources: [],
    removedResources: [],
    addedJobs: [],
    changedJobs: [],
    restoredJobs: [],
    removedJobs: [],
    moved: [],
    adopted: [],
  };
  test.each([
    [0, 0, {}, "0 jobs and 0 resources; nothing changed"],
    [1, 1, { addedJobs: [job("x")], addedResources: [params("r", "1")] }, "1 job and 1 resource; 2 added"],
    [
      2,
      3,
      { addedJobs: [job("x")], changedResources: [params("r", "1")], touchedResources: [params("s", "1")] },
      "2 jobs and 3 resources; 1 added, 2 changed",
    ],
    [
      0,
      1,
      { restoredResources: [params("r", "1")], removedJobs: ["x", "y"] },
      "0 jobs and 1 resource; 1 restored, 2 removed",
    ],
  ])("%s jobs, %s resources: %#", (jobs, resources, plan, text) => {
    const desired = {
      jobs: Array.from({ length: jobs }, (_, index) => job(`j${String(index)}`)),
      resources: Array.from({ length: resources }, (_, index) => resource(`r${String(index)}`)),
    };
    expect(summaryOfSync(desired, { ...none, ...plan })).toBe(text);
  });
});

test("a source that declares nothing any more would remove everything, unless it had nothing", () => {
  const nothing = { resources: [], jobs: [] };
  const mine = { resources: held([resource("r")]), jobs: held<Job>() };
  expect(removesEverything(mine, nothing, "mine")).toBe(true);
  expect(removesEverything(mine, nothing, "theirs")).toBe(false);
  expect(removesEverything(mine, { ...nothing, jobs: [job("j")] }, "mine")).toBe(false);
  const gone = { resources: held<Resource>(), jobs: held([job("j"), { isDeleted: true }]) };
  expect(removesEverything(gone, nothing, "mine")).toBe(false);
  expect(removesEverything(NOTHING, nothing, "mine")).toBe(false);
});
