import { describe, expect, test } from "vitest";
import { workflow } from "./testing/line.ts";
import { agent, boundOf, createWorld, nameOf, verdictsOf } from "./testing/world.ts";

describe("an IN with passed", () => {
  const line = workflow("(r) -> unit", "(r) -passed(unit)-> x");

  test("waits until a version has passed, and takes that one though a newer one came", () => {
    const world = createWorld(line);
    const first = verdictsOf(world.version("r").decisions);
    expect(first).toEqual({ unit: "queued input-changed", x: "none not-passed" });
    world.start("unit");
    world.version("r");
    const { decisions, requests } = world.end("unit");
    expect(verdictsOf(decisions)).toEqual({ x: "queued input-changed" });
    expect(requests[0]?.run.bound).toEqual({ r: 2 });
    expect(requests[0]?.run.cause).toMatchObject({ kind: "version", resource: "r", versionNumber: 2 });
  });

  test("starts nothing when the version that passed was taken already", () => {
    const world = createWorld(line);
    world.version("r");
    world.start("unit");
    world.end("unit");
    world.ask("unit");
    world.start("unit");
    expect(verdictsOf(world.end("unit").decisions)).toEqual({ x: "none passed-nothing-new" });
  });

  test("tells a person why there is no version to run with", () => {
    const world = createWorld(line);
    expect(world.ask("x")).toMatchObject({ ok: false, reason: "not-passed" });
  });

  test("is not fired by a run that failed", () => {
    const world = createWorld(line);
    world.version("r");
    world.start("unit");
    expect(verdictsOf(world.end("unit", "failure").decisions)).toEqual({});
  });

  test("two INs that share a passed job take versions of one run of it", () => {
    const world = createWorld(
      workflow("(r) -> both", "(s) -> both", "(r) -passed(both)-> x", "(s) -passed(both)-> x"),
    );
    world.version("r");
    world.start("both");
    world.version("s");
    const { requests } = world.end("both");
    expect(requests.find(({ job }) => job === "x")?.run.bound).toEqual({ r: 2, s: 1 });
  });

  test("with flow: every takes what passed late, too", () => {
    const world = createWorld(
      workflow("(r) -> unit", "(r) -every(unit)-> x", { unit: { trigger: "parallel", mode: "immediate" } }),
    );
    for (let count = 0; count < 3; count += 1) world.version("r");
    const starts = world.dispatch(agent(3)).starts;
    expect(starts).toEqual(["unit#1", "unit#2", "unit#3"]);
    // All three read the newest version: one run is enough.
    world.end("unit");
    expect(boundOf(world, "x", "r")).toEqual([4]);
    world.end("unit");
    expect(boundOf(world, "x", "r")).toEqual([4]);
    expect(world.facts.job("x").live.map(nameOf)).toEqual(["x#1"]);
  });
});
