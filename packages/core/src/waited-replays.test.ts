import { describe, expect, test } from "vitest";
import type { JobDecision } from "./decision.ts";
import { workflow } from "./testing/line.ts";
import { createWorld, decide, verdictsOf } from "./testing/world.ts";
import type { World } from "./testing/world.ts";

/** A strict job that `a`, two steps upstream, makes wait; r has versions 1 to 3. */
function waitingLine(): World {
  const world = createWorld(workflow("(r) -> x", "(s) -> x", "a -> b -> x", { x: "strict" }), {
    a: "processing",
    b: "success",
  });
  world.facts.setResource("r", { ...world.facts.resource("r"), lastVersionNumber: 3 });
  return world;
}

/** The wait ends without news for the job: what was under way failed. */
function settle(world: World): readonly JobDecision[] {
  return world.end("a", "failure").decisions.filter(({ job }) => job === "x");
}

function replay(world: World, number: number, by = "alice"): void {
  world.happen({ versions: [], replayed: { name: "r", number }, by });
}

describe("an old version that is sent to a strict job that has to wait", () => {
  test("is what its run takes when the wait is over, because of who sent it", () => {
    const world = waitingLine();
    replay(world, 1);
    expect(world.facts.job("x").waiting).toMatchObject({ because: "r", by: "alice", replays: { r: 1 } });
    expect(verdictsOf(settle(world))).toEqual({ x: "queued replay" });
    expect(world.facts.job("x").live).toMatchObject([
      { bound: { r: 1 }, by: "alice", cause: { kind: "replay", by: "alice", name: "r", versionNumber: 1 } },
    ]);
  });

  test("is what its run takes, also where something else made it wait", () => {
    const world = waitingLine();
    world.version("s");
    replay(world, 1);
    settle(world);
    expect(world.facts.job("x").live).toMatchObject([
      { bound: { r: 1 }, cause: { kind: "version", resource: "s" } },
    ]);
  });

  test("gives way to what came over the same IN since, be it sent again or new", () => {
    const sent = waitingLine();
    replay(sent, 1);
    replay(sent, 2, "bob");
    expect(sent.facts.job("x").waiting).toMatchObject({ by: "bob", replays: { r: 2 } });
    const overtaken = waitingLine();
    replay(overtaken, 1);
    overtaken.version("r");
    expect(overtaken.facts.job("x").waiting).not.toHaveProperty("replays");
    settle(overtaken);
    expect(overtaken.facts.job("x").live[0]).not.toHaveProperty("bound");
  });

  test("is not taken when it went into quarantine meanwhile", () => {
    const world = waitingLine();
    replay(world, 1);
    world.facts.setResource("r", { ...world.facts.resource("r"), quarantined: [1] });
    expect(verdictsOf(settle(world))).toEqual({ x: "queued upstream-settled" });
    expect(world.facts.job("x").live[0]).not.toHaveProperty("bound");
  });

  test("is taken by the run that the news answers which ends the wait", () => {
    const world = createWorld(workflow("(r) -> x", "a -> x", { x: "strict" }), { a: "processing" });
    world.facts.setResource("r", { ...world.facts.resource("r"), lastVersionNumber: 3 });
    world.happen({ versions: [], replayed: { name: "r", number: 2 }, by: "alice" });
    expect(verdictsOf(world.end("a").decisions)).toEqual({ x: "queued input-changed" });
    expect(world.facts.job("x").live).toMatchObject([{ bound: { r: 2 } }]);
  });
});

test("an old version that is sent again starts whoever is pinned to its name, or to its number, and nobody else", () => {
  const line = workflow("(r)@stable -> named", "(r)@other -> another", "(r)@1 -> numbered", "(r)@2 -> past");
  const sent = { versions: [], replayed: { name: "r", number: 1, versionName: "stable" }, by: "alice" };
  expect(decide(line, sent)).toEqual({
    named: "queued replay",
    another: "none input-pinned",
    numbered: "queued replay",
    past: "none input-pinned",
  });
});
