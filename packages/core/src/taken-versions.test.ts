import { describe, expect, test } from "vitest";
import { input, workflow } from "./testing/line.ts";
import { boundOf, createWorld, pause, unpause } from "./testing/world.ts";
import type { World } from "./testing/world.ts";

describe("an IN that takes every version that has passed", () => {
  const passes = (world: World): void => {
    world.version("r");
    world.start("unit");
    world.end("unit");
  };
  const line = workflow("(r) -> unit", "(r) -every(unit)-> x", "gone ..> x");

  test("takes what passed during a pause as soon as it is resumed, in order", () => {
    const world = createWorld(line, { gone: "success" });
    passes(world);
    pause(world, "x");
    passes(world);
    passes(world);
    expect(boundOf(world, "x", "r")).toEqual([2]);
    unpause(world, "x");
    const { decisions } = world.happen({ versions: [] });
    expect(decisions.map(({ reason }) => reason)).toEqual(["every-version", "every-version"]);
    expect(boundOf(world, "x", "r")).toEqual([2, 3, 4]);
    expect(world.happen({ versions: [] }).requests).toEqual([]);
  });

  test("also where it never took one before: it begins with the first that passed during the pause", () => {
    const world = createWorld(line, { gone: "success" });
    world.version("r");
    pause(world, "x");
    passes(world);
    passes(world);
    unpause(world, "x");
    world.happen({ versions: [] });
    expect(boundOf(world, "x", "r")).toEqual([3, 4]);
  });

  test("takes it when another input is healthy again, though that one is switched off", () => {
    const world = createWorld(line, { gone: "failure" });
    passes(world);
    expect(boundOf(world, "x", "r")).toEqual([]);
    world.ask("gone");
    world.start("gone");
    expect(world.end("gone").decisions.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual([
      "none switched-off",
      "queued every-version",
    ]);
    expect(boundOf(world, "x", "r")).toEqual([2]);
  });

  test("skips none because of what is left over another such input that is switched off", () => {
    const every = { passed: ["unit"], flow: "every" } as const;
    const steps = [input("s", { ...every, isSwitchedOn: false }), input("r", every)];
    const world = createWorld(workflow("(r) -> unit", "(s) -> unit", { x: { parts: { steps } } }));
    const pass = (): void => {
      world.start("unit");
      world.end("unit");
    };
    world.version("r");
    pass();
    world.version("s");
    pass();
    world.version("s");
    world.version("r");
    pass();
    expect(world.facts.job("x").live.map(({ bound }) => bound)).toEqual([
      { r: 2, s: 1 },
      { r: 3, s: 3 },
    ]);
  });

  test("starts nothing by what passed before there was a job that takes it", () => {
    const world = createWorld(line, { gone: "success" });
    world.version("r");
    world.start("unit");
    const successes = [{ number: 1, versions: { r: 2, unit: 1 } }];
    world.facts.setJob("unit", { ...world.facts.job("unit"), live: [], successes });
    expect(world.happen({ versions: [] }).decisions).toEqual([]);
  });

  test("takes no more than fifty at once, and the others when its own runs end", () => {
    const world = createWorld(line, { gone: "success" });
    passes(world);
    pause(world, "x");
    for (let count = 0; count < 60; count += 1) passes(world);
    unpause(world, "x");
    world.happen({ versions: [] });
    // One was queued before the pause.
    expect(boundOf(world, "x", "r")).toHaveLength(1 + 50);
    world.start("x");
    world.end("x");
    expect(boundOf(world, "x", "r")).toHaveLength(60);
  });
});
