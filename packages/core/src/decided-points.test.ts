import { describe, expect, test } from "vitest";
import { planRun } from "./plan.ts";
import { simulate } from "./simulate.ts";
import { jobOf, workflow } from "./testing/line.ts";
import {
  agent,
  arrived,
  createWorld,
  decide,
  decisionAbout,
  ended,
  together,
  verdictsOf,
} from "./testing/world.ts";

/** The points of DESIGN §5 that the reference leaves open, each in its own words. */

describe("1", () => {
  const line = workflow("a -> x", "far -> b -> x", { b: "strict" });
  const withB = (standing: string) => decide(line, ended("a"), { b: standing, far: "processing" })["x"];

  test("a busy upstream queues a chrono run: a run queued or processing, or only a waiting job, also when its last run failed", () => {
    for (const busy of ["queued", "processing", "waiting"]) {
      expect(withB(busy)).toBe("queued upstream-busy");
      expect(withB(`success ${busy}`)).toBe("queued upstream-busy");
      expect(withB(`failure ${busy}`)).toBe("queued upstream-busy");
    }
  });

  test("a failed, canceled, timed-out, lost, skipped, inconsistent or soft-deleted IN is unhealthy, a never-run IN job too", () => {
    for (const sick of [
      "failure",
      "canceled",
      "timeout",
      "lost",
      "skipped",
      "success inconsistent",
      "success deleted",
      "never-run",
    ]) {
      expect(withB(sick)).toBe("none input-unhealthy");
    }
  });

  test("an unhealthy ancestor that is not an IN itself forbids nothing", () => {
    for (const mode of ["chrono", "strict"] as const) {
      const chain = workflow("far -> b -> x", "a -> x", { x: mode });
      expect(decide(chain, ended("a"), { b: "success", far: "failure" })).toEqual({
        x: "queued input-changed",
      });
    }
  });
});

describe("2", () => {
  test("a switch: off IN still gates health, but a busy one is not waited for by strict", () => {
    const line = workflow("a -> x", "b ..> x", { x: "strict" });
    expect(decide(line, ended("a"), { b: "failure" })).toEqual({ x: "none input-unhealthy" });
    expect(decide(line, ended("a"), { b: "success processing" })).toEqual({ x: "queued input-changed" });
  });

  test("the chrono start rule looks across it all the same", () => {
    const line = workflow("a -> x", "b ..> x");
    const world = createWorld(line, { a: "success", b: "success processing" });
    world.ask("x");
    expect(world.dispatch(agent(2)).starts).toEqual([]);
    world.end("b");
    expect(world.dispatch(agent(2)).starts).toEqual(["x#1"]);
  });
});

describe("3", () => {
  const line = workflow("a -> b -> x", "a -> c -> c2 -> x", { x: "strict" });

  test("strict looks at all ancestors over switched-on edges", () => {
    expect(decide(line, ended("b"), { a: "success", c: "processing", c2: "success" })).toEqual({
      x: "waiting waits-for-upstream",
    });
    const switchedOff = workflow("a -> b -> x", "c ..> c2 -> x", { x: "strict" });
    expect(decide(switchedOff, ended("b"), { c: "processing", c2: "success" })).toEqual({
      x: "queued input-changed",
    });
  });

  test("its waiting job is not a run", () => {
    const world = createWorld(line, { b: "processing", c: "processing", c2: "success" });
    expect(world.end("b").requests).toEqual([]);
    expect(world.facts.job("x")).toMatchObject({ live: [], lastRunNumber: 0 });
  });

  test("one run when it is resolved, also when the same event starts the job over another IN", () => {
    const mixed = workflow("a -> x", "b -immediate-> x", { x: "strict" });
    const world = createWorld(mixed, { a: "processing", b: "success processing" });
    expect(verdictsOf(world.end("a").decisions)).toEqual({ x: "waiting waits-for-upstream" });
    const { decisions, requests } = world.end("b");
    expect(verdictsOf(decisions)).toEqual({ x: "queued immediate-input" });
    expect(requests).toHaveLength(1);
    expect(world.facts.waitingJobs()).toEqual([]);
  });
});

test("4: within one event, consumers are decided upstream first: if X fires both K and J and K feeds J, then J sees K's new run", () => {
  const line = workflow("x -> j", "x -> k -> j");
  const { decisions } = createWorld(line, { x: "success", k: "failure" }).happen(ended("x"));
  expect(decisions.map(({ job, verdict, reason }) => [job, verdict, reason])).toEqual([
    ["k", "queued", "input-changed"],
    ["j", "queued", "upstream-busy"],
  ]);
  const strict = workflow("x -> j", "x -> k -> j", { j: "strict" });
  expect(decide(strict, ended("x"), { k: "success" })).toEqual({
    k: "queued input-changed",
    j: "waiting waits-for-upstream",
  });
});

describe("5", () => {
  test("a queued chrono run re-checks its INs when its turn comes and ends skipped with the reason if one is unhealthy then", () => {
    const world = createWorld(workflow("a -> x", "b -> x"), { a: "processing", b: "success processing" });
    expect(verdictsOf(world.end("a").decisions)).toEqual({ x: "queued upstream-busy" });
    world.end("b", "failure");
    expect(world.dispatch(agent(1))).toEqual({ starts: [], skips: ["x#1"] });
    expect(world.facts.job("x")).toMatchObject({ live: [], lastEnded: { number: 1, status: "skipped" } });
  });

  test("first in order means first among its own job's runs", () => {
    const world = createWorld(workflow("a -> x", "y"), { y: "processing", a: "processing" });
    world.ask("y");
    world.end("a");
    world.ask("x");
    // y #2 was queued before both runs of x and waits for y #1: that holds no run of x.
    expect(world.dispatch(agent(5)).starts).toEqual(["x#1"]);
  });
});

describe("6", () => {
  test("a manual run ignores health, switches and pause", () => {
    for (const standing of [{ a: "failure" }, {}, { x: "paused" }]) {
      expect(createWorld(workflow("a ..> x"), standing).ask("x")).toMatchObject({ ok: true });
    }
  });

  test("it obeys the start rule of its mode", () => {
    for (const [mode, starts] of [
      ["chrono", []],
      ["strict", ["x#1"]],
      ["immediate", ["x#1"]],
    ] as const) {
      const world = createWorld(workflow("a -> x", { x: mode }), { a: "processing" });
      world.ask("x");
      expect(world.dispatch(agent(1)).starts).toEqual(starts);
    }
  });

  test("it is never silently ignored: it runs, it is queued with the reason shown, or the caller gets the refusal", () => {
    const line = workflow("a -> x", { deployment: { type: "deploy" } });
    expect(createWorld(line).ask("x")).toMatchObject({ ok: true, decision: { verdict: "queued" } });
    expect(simulate(line, ["run:a", "run:x"]).events.at(-1)).toMatchObject({
      ok: false,
      reason: "upstream-processing",
      text: "Waits for a #1 to end.",
    });
    expect(createWorld(line).ask("deployment")).toMatchObject({ ok: false, reason: "type-not-runnable" });
    expect(createWorld(line).ask("nobody")).toMatchObject({ ok: false, reason: "job-unknown" });
  });
});

test("7: a pinned IN fires only for the pinned version itself, when that arrives later; otherwise never", () => {
  const line = workflow("(app:image)@3 -> x", "(app)@v7 -> y");
  const world = createWorld(line);
  expect(verdictsOf(world.version("app", { name: "v6" }).decisions)).toEqual({
    x: "none input-pinned",
    y: "none input-pinned",
  });
  expect(verdictsOf(world.version("app", { name: "v7" }).decisions)).toEqual({
    x: "queued input-changed",
    y: "queued input-changed",
  });
  expect(verdictsOf(world.version("app", { name: "v8" }).decisions)).toEqual({
    x: "none input-pinned",
    y: "none input-pinned",
  });
});

test("8: a run reads its versions when it starts, not when it was queued", () => {
  const line = workflow("(r) -> x");
  const world = createWorld(line);
  world.version("r");
  world.version("r");
  const run = world.start("x");
  world.version("r");
  const plan = planRun(line, jobOf(line, "x"), {
    workspace: { id: "w", name: "main" },
    run,
    env: {},
    url: "",
    lookup: {
      idOf: (name) => name,
      jobVersion: () => undefined,
      resourceVersion: (resource, number = 0) => ({
        id: "v",
        resource,
        number,
        values: {},
        files: [],
        origin: "external",
      }),
    },
  });
  // Its cause is the version that queued it; what it reads is the newest one at its start.
  expect([run.cause, plan.inputs[0]?.versionNumber]).toEqual([
    { kind: "version", resource: "r", versionNumber: 2 },
    3,
  ]);
});

describe("9", () => {
  test("every consumer of what an event is about gets one decision, over switched-off edges and while paused too", () => {
    const line = workflow("a -> on", "a ..> off", "a -> paused", "a -> (r) -> on", "a@9 -> pinned");
    const event = together(ended("a"), arrived("r", { origin: "run" }));
    const { decisions } = createWorld(line, { a: "success", paused: "paused" }).happen(event);
    expect(decisions).toHaveLength(4);
    expect(verdictsOf(decisions)).toEqual({
      on: "queued input-changed",
      off: "none switched-off",
      paused: "none paused",
      pinned: "none input-pinned",
    });
  });

  test("each says what would unblock it", () => {
    const line = workflow("a ..> off", "a -> paused", "a@9 -> pinned");
    const { decisions } = createWorld(line, { a: "success", paused: "paused" }).happen(ended("a"));
    const actions = (job: string) => decisionAbout(job, decisions).unblock.map(({ action }) => action);
    expect([actions("off"), actions("paused"), actions("pinned")]).toEqual([
      ["run-manually"],
      ["resume-job", "run-manually"],
      ["unpin", "run-manually"],
    ]);
  });

  test("in simulate, success:JOB makes no OUT versions by itself", () => {
    const line = workflow("a -> (r) -> x", "a -> y");
    const { decisions } = simulate(line, ["run:a", "success:a"]);
    expect(verdictsOf(decisions.slice(1))).toEqual({ y: "queued input-changed" });
  });
});

test("a YAML edit never starts a job, except through trigger resources", () => {
  const line = workflow("(r) -> x", "(kick:trigger) -> y");
  const event = together(
    arrived("r", { origin: "configuration" }),
    arrived("kick", { origin: "configuration" }),
  );
  expect(decide(line, event)).toEqual({ x: "none changed-by-configuration", y: "queued input-changed" });
});
