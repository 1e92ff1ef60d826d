import { describe, expect, test } from "vitest";
import { workflow } from "./testing/line.ts";
import { agent, createWorld, verdictsOf } from "./testing/world.ts";

describe("a run that somebody asks for", () => {
  test.each([
    ["no such job", "nobody", {}, "job-unknown"],
    ["a removed job", "x", { x: "deleted" }, "job-deleted"],
    ["an inconsistent job", "x", { x: "inconsistent" }, "inconsistent"],
    ["a job of a type that does not run yet", "deployment", {}, "type-not-runnable"],
  ])("is refused for %s", (_what, name, standing, reason) => {
    const line = workflow("a -> x", { deployment: { type: "deploy" } });
    const outcome = createWorld(line, standing).ask(name);
    expect(outcome).toMatchObject({ ok: false, reason });
    expect(outcome.ok ? "" : outcome.text).not.toBe("");
  });

  test.each([
    ["paused", workflow("a -> x"), { x: "paused", a: "success" }],
    ["switched off on every IN", workflow("a ..> x"), { a: "success" }],
    ["fed by a job that failed", workflow("a -> x"), { a: "failure" }],
    ["fed by a job that never ran", workflow("a -> x"), {}],
    ["strict and upstream is busy", workflow("a -> x", { x: "strict" }), { a: "processing" }],
    ["pinned", workflow("(r)@1 -> x"), {}],
    ["waiting", workflow("a -> x", { x: "strict" }), { x: "waiting", a: "processing" }],
  ])("is queued although the job is %s", (_what, line, standing) => {
    const outcome = createWorld(line, standing).ask("x");
    expect(outcome).toMatchObject({
      ok: true,
      decision: { verdict: "queued", reason: "manual", runNumber: 1 },
    });
  });

  test("obeys the mode of the job, not that of an IN", () => {
    const outcome = createWorld(workflow("a -immediate-> x", { x: "strict" })).ask("x");
    expect(outcome).toMatchObject({ ok: true, request: { run: { mode: "strict" } } });
  });

  test("leaves a waiting job in place", () => {
    const world = createWorld(workflow("a -> x", { x: "strict" }), { x: "waiting", a: "processing" });
    world.ask("x");
    expect(world.facts.waitingJobs()).toEqual(["x"]);
  });

  test("takes pool and priority of the job with it", () => {
    const outcome = createWorld(workflow({ x: { pool: "big", priority: 3 } })).ask("x");
    expect(outcome).toMatchObject({ request: { run: { nodePool: "big", priority: 3, status: "queued" } } });
  });

  test("triggers downstream like any other when it succeeds", () => {
    const world = createWorld(workflow("a ..> x -> y"), {});
    world.ask("x");
    expect(world.dispatch(agent(1)).starts).toEqual(["x#1"]);
    expect(verdictsOf(world.end("x").decisions)).toEqual({ y: "queued input-changed" });
  });
});

describe("the end of a run", () => {
  test("a success becomes the job version, anything else leaves the last one", () => {
    const world = createWorld(workflow("x"), { x: "success processing" });
    world.end("x", "failure");
    expect(world.facts.job("x")).toMatchObject({
      lastEnded: { number: 2, status: "failure" },
      lastSuccess: { runId: "x-1", number: 1, order: 0 },
      live: [],
    });
  });

  test("a run that has ended ends no second time", () => {
    const world = createWorld(workflow("x"), { x: "processing" });
    world.end("x", "failure");
    const before = world.facts.job("x");
    expect(() => world.end("x")).toThrow("x has no processing run");
    expect(world.facts.job("x")).toBe(before);
  });
});
