import { describe, expect, test } from "vitest";
import { createFactsDraft, createFactsMap, isBusy } from "./facts.ts";
import { healthOfInput } from "./health.ts";
import { input, workflow } from "./testing/line.ts";
import { factsOf } from "./testing/world.ts";

describe("a draft", () => {
  test("is laid over its base, which stays as it was until it is applied", () => {
    const facts = factsOf(workflow("x"), { x: "success" });
    const draft = createFactsDraft(facts, 0);
    draft.setJob("x", { ...draft.job("x"), isPaused: true });
    expect([draft.job("x").isPaused, facts.job("x").isPaused]).toEqual([true, false]);
    facts.apply(draft);
    expect(facts.job("x").isPaused).toBe(true);
  });

  test("names what was changed, and nothing else", () => {
    const facts = factsOf(workflow("x", "y", "(r) -> x"));
    const draft = createFactsDraft(facts, 0);
    draft.setJob("x", draft.job("x"));
    draft.setResource("r", { isDeleted: false, lastVersionNumber: 2 });
    expect([...draft.changedJobs.keys()]).toEqual(["x"]);
    expect([...draft.changedResources.keys()]).toEqual(["r"]);
  });

  test("hands out places in the order of queueing, which its base goes on with", () => {
    const facts = createFactsMap();
    facts.setNextOrder(5);
    const draft = createFactsDraft(facts, 0);
    expect([draft.takeOrder(), draft.takeOrder(), draft.nextOrder(), facts.nextOrder()]).toEqual([
      5, 6, 7, 5,
    ]);
    facts.apply(draft);
    expect(facts.nextOrder()).toBe(7);
  });

  test("knows who waits and who is queued, in its base and in itself", () => {
    const line = workflow("a -> x", "a -> y", "a -> z");
    const draft = createFactsDraft(factsOf(line, { x: "waiting", y: "queued", z: "waiting queued" }), 0);
    const { waiting: _ended, ...settled } = draft.job("x");
    draft.setJob("x", settled);
    draft.setJob("y", { ...draft.job("y"), live: [], waiting: { order: 9, because: "a" } });
    expect([draft.waitingJobs().toSorted(), draft.queuedJobs().toSorted()]).toEqual([["y", "z"], ["z"]]);
  });
});

test("what nobody told about has never run, or has no version", () => {
  const facts = createFactsMap();
  expect(facts.job("nobody")).toEqual({ isPaused: false, isDeleted: false, lastRunNumber: 0, live: [] });
  expect(facts.resource("nothing")).toEqual({ isDeleted: false, lastVersionNumber: 0 });
});

test.each([
  ["", false],
  ["success", false],
  ["gated", false],
  ["queued", true],
  ["processing", true],
  ["gated queued", true],
  ["waiting", true],
  ["failure processing", true],
])("a job that stands at %j is busy: %s", (standing, isSo) => {
  expect(isBusy(factsOf(workflow("a -> x"), { x: standing }).job("x"))).toBe(isSo);
});

test.each([
  ["success", { state: "healthy" }],
  ["success gated", { state: "healthy" }],
  ["failure success", { state: "healthy" }],
  ["failure queued", { state: "busy" }],
  ["success failure", { state: "unhealthy", because: "failure" }],
  ["", { state: "unhealthy", because: "never-run" }],
  ["success processing inconsistent", { state: "unhealthy", because: "inconsistent" }],
  ["success inconsistent deleted", { state: "unhealthy", because: "deleted" }],
  ["success paused", { state: "healthy" }],
])("an IN job that stands at %j is %j", (standing, health) => {
  const line = workflow("a -> x");
  expect(healthOfInput(line, factsOf(line, { a: standing }), input("a"))).toEqual(health);
});
