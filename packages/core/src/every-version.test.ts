import { describe, expect, test } from "vitest";
import { input, workflow } from "./testing/line.ts";
import { agent, createWorld, nameOf, verdictsOf } from "./testing/world.ts";
import type { World } from "./testing/world.ts";

/** The versions of a thing that the live runs of a job are bound to, in order. */
function boundOf(world: World, job: string, from: string): (number | undefined)[] {
  return world.facts.job(job).live.map((run) => run.bound?.[from]);
}

function pause(world: World, job: string, isPaused: boolean): void {
  world.facts.setJob(job, { ...world.facts.job(job), isPaused });
}

/** A run ends before older ones of its job. */
function endRunNumber(world: World, job: string, number: number): void {
  const { live, ...facts } = world.facts.job(job);
  const first = live.filter((run) => run.number === number);
  world.facts.setJob(job, { ...facts, live: [...first, ...live.filter((run) => run.number !== number)] });
  world.end(job);
}

describe("an IN with flow: every", () => {
  test("has one run for each version, bound to it, in order", () => {
    const world = createWorld(workflow("(r) -every-> x"));
    for (let count = 0; count < 3; count += 1) world.version("r");
    expect(boundOf(world, "x", "r")).toEqual([2, 3, 4]);
    const starts = world.dispatch(agent(1)).starts;
    expect(starts).toEqual(["x#1"]);
    expect(world.facts.job("x").live[0]?.reads).toEqual({ r: 2 });
  });

  test("keeps the versions that come while the job is paused, and takes each when it goes on", () => {
    const world = createWorld(workflow("(r) -every-> x"));
    pause(world, "x", true);
    expect(verdictsOf(world.version("r").decisions)).toEqual({ x: "none paused" });
    world.version("r");
    expect(world.facts.job("x").backlog).toEqual({ r: [[2, 3]] });
    pause(world, "x", false);
    const { decisions } = world.happen({ versions: [] });
    expect(decisions.map(({ reason }) => reason)).toEqual(["every-version", "every-version"]);
    expect(boundOf(world, "x", "r")).toEqual([2, 3]);
    expect(world.facts.job("x").backlog).toBeUndefined();
  });

  test("keeps the versions that come while another IN is unhealthy", () => {
    const world = createWorld(workflow("(r) -every-> x", "a -> x"), { a: "failure processing" });
    world.end("a", "failure");
    expect(verdictsOf(world.version("r").decisions)).toEqual({ x: "none input-unhealthy" });
    world.version("r");
    world.ask("a");
    world.start("a");
    world.end("a");
    expect(boundOf(world, "x", "r")).toEqual([2, 3]);
  });

  test("keeps its version while another IN has nothing but versions in quarantine", () => {
    const world = createWorld(workflow("(r) -every-> x", "(s) -> x", { x: "immediate" }));
    world.facts.setResource("s", { ...world.facts.resource("s"), quarantined: [1] });
    const { decisions } = world.version("r");
    expect(decisions.map(({ reason, text }) => [reason, text])).toEqual([
      ["version-quarantined", "Did not start because every version of s is in quarantine."],
    ]);
    world.facts.setResource("s", { ...world.facts.resource("s"), quarantined: [] });
    world.happen({ versions: [] });
    expect(boundOf(world, "x", "r")).toEqual([2]);
  });

  test("is taken once another IN's news, which starts nothing by itself, took away what held it", () => {
    const steps = [
      input("r", { flow: "every" }),
      input("s", { passed: ["a"], dependencyMode: "strict" }),
      input("b"),
    ];
    const line = workflow("(r) -> x", "(s) -> a", "b", {
      x: { parts: { dependencyMode: "immediate", steps } },
    });
    const world = createWorld(line, { b: "failure" });
    expect(verdictsOf(world.version("r").decisions)).toMatchObject({ x: "none not-passed" });
    world.version("s");
    world.start("a");
    expect(
      world
        .end("a")
        .decisions.filter(({ job }) => job === "x")
        .map(({ reason }) => reason),
    ).toEqual(["input-unhealthy", "every-version"]);
    expect(boundOf(world, "x", "r")).toEqual([2]);
  });

  test("leaves out a version in quarantine, which no later event takes either", () => {
    const world = createWorld(workflow("(r) -every-> x"), {});
    pause(world, "x", true);
    for (let count = 0; count < 3; count += 1) world.version("r");
    world.facts.setResource("r", { ...world.facts.resource("r"), quarantined: [3] });
    pause(world, "x", false);
    world.happen({ versions: [] });
    expect(boundOf(world, "x", "r")).toEqual([2, 4]);
  });

  test("takes a version that ends after a newer one was taken, and goes on with those after it", () => {
    const world = createWorld(
      workflow("a -every-> x", { a: { trigger: "parallel", mode: "immediate" }, x: "immediate" }),
    );
    for (let count = 0; count < 3; count += 1) world.ask("a");
    world.dispatch(agent(3));
    endRunNumber(world, "a", 2);
    expect(boundOf(world, "x", "a")).toEqual([2]);
    endRunNumber(world, "a", 1);
    expect(boundOf(world, "x", "a")).toEqual([2, 1]);
    endRunNumber(world, "a", 3);
    expect(boundOf(world, "x", "a")).toEqual([2, 1, 3]);
  });

  test("takes a version that is sent again once, and those that are left each once", () => {
    const world = createWorld(workflow("(r) -every-> x"));
    pause(world, "x", true);
    for (let count = 0; count < 3; count += 1) world.version("r");
    world.facts.setJob("x", { ...world.facts.job("x"), isPaused: false });
    world.happen({ versions: [], replayed: { name: "r", number: 1 }, by: "alice" });
    expect(boundOf(world, "x", "r")).toEqual([1, 2, 3, 4]);
    expect(world.facts.job("x").live.map(({ cause }) => cause.kind)).toEqual([
      "replay",
      "version",
      "version",
      "version",
    ]);
  });

  test("while somebody pins it, takes nothing of what is left", () => {
    const world = createWorld(workflow("(r) -every-> x"));
    pause(world, "x", true);
    world.version("r");
    const pins = { r: { pin: { kind: "number", versionNumber: 1 }, by: "alice", at: 0 } } as const;
    world.facts.setJob("x", { ...world.facts.job("x"), isPaused: false, pins });
    expect(world.happen({ versions: [] }).requests).toEqual([]);
    expect(world.facts.job("x").backlog).toEqual({ r: [[2, 2]] });
  });

  test("makes no run where every version that there is is in quarantine", () => {
    const world = createWorld(workflow("(r) -every-> x"));
    pause(world, "x", true);
    world.version("r");
    world.facts.setResource("r", { ...world.facts.resource("r"), quarantined: [1, 2] });
    pause(world, "x", false);
    expect(world.happen({ versions: [] }).requests).toEqual([]);
  });

  test("makes no run of a job whose versions are all in quarantine, whatever its health", () => {
    const world = createWorld(workflow("a -every-> x", { x: "immediate" }), { a: "processing" });
    pause(world, "x", true);
    world.end("a");
    const { lastSuccess: _bad, ...facts } = world.facts.job("a");
    world.facts.setJob("a", { ...facts, quarantined: [1] });
    pause(world, "x", false);
    expect(world.happen({ versions: [] }).requests).toEqual([]);
  });

  test("does not keep what an edit of the configuration made, nor what comes over a switched-off IN", () => {
    const world = createWorld(workflow("(r) -every-> x"));
    world.version("r", { origin: "configuration" });
    expect(world.facts.job("x").backlog).toBeUndefined();
  });

  test("that brings nothing new is not the cause of a run for another one", () => {
    const world = createWorld(workflow("(r) -every-> x", "(s) -every-> x"));
    pause(world, "x", true);
    world.version("r");
    world.version("s");
    world.facts.setResource("r", { ...world.facts.resource("r"), quarantined: [2] });
    pause(world, "x", false);
    const { requests } = world.happen({ versions: [] });
    expect(requests.map(({ run }) => [run.cause, run.bound])).toEqual([
      [
        { kind: "version", resource: "s", versionNumber: 2 },
        { r: 1, s: 2 },
      ],
    ]);
  });

  test("is taken when the waiting job of a mode that was declared before is dropped", () => {
    const world = createWorld(workflow("(r) -every-> x", "a ..> x", { x: "immediate" }), { a: "failure" });
    world.facts.setJob("x", {
      ...world.facts.job("x"),
      waiting: { order: 1, because: "r" },
      backlog: { r: [[1, 1]] },
    });
    const { decisions } = world.happen({ versions: [] });
    expect(decisions.map(({ reason }) => reason)).toEqual(["waiting-dropped", "every-version"]);
    expect(boundOf(world, "x", "r")).toEqual([1]);
  });

  test("with more than fifty versions goes on when its runs end", () => {
    const world = createWorld(workflow("(r) -every-> x"));
    pause(world, "x", true);
    for (let count = 0; count < 70; count += 1) world.version("r");
    pause(world, "x", false);
    world.happen({ versions: [] });
    expect(world.facts.job("x").live).toHaveLength(50);
    world.start("x");
    world.end("x");
    const made = world.facts.job("x").lastRunNumber;
    expect(made).toBe(70);
    expect(boundOf(world, "x", "r").at(-1)).toBe(71);
  });
});

test("successes are kept in the order of their numbers, whichever run ended first", () => {
  const line = workflow("(r) -> unit", "(r) -passed(unit)-> x", {
    unit: { trigger: "parallel", mode: "immediate" },
  });
  const world = createWorld(line);
  for (let count = 0; count < 3; count += 1) world.ask("unit");
  world.dispatch(agent(3));
  for (const number of [2, 3, 1]) endRunNumber(world, "unit", number);
  expect(world.facts.job("unit").successes?.map(({ number }) => number)).toEqual([3, 2, 1]);
});

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
    pause(world, "x", true);
    passes(world);
    passes(world);
    expect(boundOf(world, "x", "r")).toEqual([2]);
    pause(world, "x", false);
    const { decisions } = world.happen({ versions: [] });
    expect(decisions.map(({ reason }) => reason)).toEqual(["every-version", "every-version"]);
    expect(boundOf(world, "x", "r")).toEqual([2, 3, 4]);
    expect(world.happen({ versions: [] }).requests).toEqual([]);
  });

  test("also where it never took one before: it begins with the first that passed during the pause", () => {
    const world = createWorld(line, { gone: "success" });
    world.version("r");
    pause(world, "x", true);
    passes(world);
    passes(world);
    pause(world, "x", false);
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
    pause(world, "x", true);
    for (let count = 0; count < 60; count += 1) passes(world);
    pause(world, "x", false);
    world.happen({ versions: [] });
    const first = boundOf(world, "x", "r").length;
    expect(first).toBeLessThan(61);
    world.start("x");
    world.end("x");
    expect(boundOf(world, "x", "r")).toHaveLength(60);
  });
});
