import { expect, test } from "vitest";
import { jobOf, workflow } from "./testing/line.ts";
import { createWorld, nameOf } from "./testing/world.ts";
import { needsEachRun } from "./supersede.ts";
import type { Supersede } from "./job.ts";

function superseded(supersede: Supersede | undefined): string[] {
  const line = workflow("(r) -> x", { x: { parts: supersede === undefined ? {} : { supersede } } });
  const world = createWorld(line, { x: "processing queued" });
  return world.version("r").superseded.map(nameOf);
}

test("a newer run takes the place of those that have not started, of all, or of none", () => {
  expect(superseded("queued")).toEqual(["x#2"]);
  expect(superseded("all")).toEqual(["x#1", "x#2"]);
  expect(superseded(undefined)).toEqual([]);
});

test("a run that somebody asks for does so, too", () => {
  const world = createWorld(workflow("x", { x: { parts: { supersede: "queued" } } }), { x: "queued" });
  const outcome = world.ask("x");
  expect(outcome.ok && outcome.superseded.map(nameOf)).toEqual(["x#1"]);
});

test("none is superseded where an IN takes every version: each of them needs its run", () => {
  const world = createWorld(workflow("(r) -every-> x", { x: { parts: { supersede: "all" } } }));
  world.version("r");
  expect(world.version("r").superseded).toEqual([]);
});

test("an IN that takes every version does not count while it is switched off: it starts nothing", () => {
  const line = workflow("(r) -> x", "(s) ..> x", { x: { parts: { supersede: "queued" } } });
  const x = jobOf(line, "x");
  const steps = x.steps.map((step) =>
    step.kind === "in" && step.from === "s" ? { ...step, flow: "every" as const } : step,
  );
  expect(needsEachRun({ ...x, steps })).toBe(false);
  expect(needsEachRun(jobOf(workflow("(r) -every-> x"), "x"))).toBe(true);
});
