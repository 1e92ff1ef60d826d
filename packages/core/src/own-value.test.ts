import { describe, expect, test } from "vitest";
import { ownValue } from "./own-value.ts";
import { agent, boundOf, createWorld, verdictsOf } from "./testing/world.ts";
import { workflow } from "./testing/line.ts";

test("only what a record has itself is found in it", () => {
  expect(ownValue({ a: 1 }, "a")).toBe(1);
  expect(ownValue<number>({ a: 1 }, "b")).toBeUndefined();
  expect(ownValue<number>({ a: 1 }, "toString")).toBeUndefined();
  expect(ownValue<number>(undefined, "a")).toBeUndefined();
});

const GATE = { approvers: [], required: 1, selfApproval: true };

describe("a resource with the name of what every object has", () => {
  test("has its versions taken one by one, beside another such IN", () => {
    const world = createWorld(workflow("(s) -every-> x", "(constructor) -every-> x"));
    world.version("s");
    expect(verdictsOf(world.version("constructor").decisions)).toEqual({ x: "queued input-changed" });
    expect(boundOf(world, "x", "constructor")).toEqual([1, 2]);
  });

  test("takes every one that has passed", () => {
    const world = createWorld(
      workflow("(valueOf) -> unit", "(valueOf) -every(unit)-> x", "(s) -every-> x", { x: "immediate" }),
    );
    world.version("s");
    world.version("valueOf");
    world.start("unit");
    world.end("unit");
    expect(boundOf(world, "x", "valueOf")).toEqual([2]);
  });

  test("is bound by the run that people approve", () => {
    const world = createWorld(workflow("(constructor) -> x", { x: { parts: { approval: GATE } } }));
    world.version("constructor");
    expect(world.facts.job("x").live).toMatchObject([{ status: "gated", bound: { constructor: 2 } }]);
  });

  test("is read as the newest by a run that is bound to another thing", () => {
    const world = createWorld(workflow("(constructor) -> x", "(r) -every-> x"));
    world.version("r");
    world.dispatch(agent(1));
    expect(world.facts.job("x").live[0]?.reads).toStrictEqual({ constructor: 1, r: 2 });
  });
});

test("an IN that is pinned to a version name which every object has reads nothing before a version has it", () => {
  const world = createWorld(workflow("(r)@toString -> x"));
  const before = { ...world.facts.resource("r"), named: { stable: 1 } };
  world.facts.setResource("r", before);
  world.ask("x");
  world.dispatch(agent(1));
  expect(world.facts.job("x").live[0]?.reads).toEqual({});
});
