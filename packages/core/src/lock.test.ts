import { expect, test } from "vitest";
import { workflow } from "./testing/line.ts";
import { agent, createWorld } from "./testing/world.ts";
import { holdOf } from "./start.ts";

const line = workflow("(r) -> x", "(r) -> y", "(r) -> z", {
  x: { parts: { locks: ["prod"] } },
  y: { parts: { locks: ["prod", "db"] } },
  z: { parts: { locks: ["db"] } },
});

test("one run at a time holds a lock, across jobs; the others say who holds it", () => {
  const world = createWorld(line);
  world.version("r");
  expect(world.dispatch(agent(5)).starts).toEqual(["x#1", "z#1"]);
  const [waiting] = world.facts.job("y").live;
  expect(waiting && holdOf(line, world.facts, waiting)).toMatchObject({
    reason: "lock-held",
    text: "Waits for the lock prod, which x #1 holds.",
  });
  world.end("x");
  expect(world.dispatch(agent(5)).starts).toEqual([]);
  world.end("z", "failure");
  expect(world.dispatch(agent(5)).starts).toEqual(["y#1"]);
});

test("a lock that the configuration has forgotten is held until the run that took it ends", () => {
  const world = createWorld(line);
  world.version("r");
  world.dispatch(agent(1));
  expect(world.facts.lockHolder("prod")?.job).toBe("x");
  world.end("x");
  expect(world.facts.lockHolder("prod")).toBeUndefined();
});
