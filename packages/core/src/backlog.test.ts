import { describe, expect, test } from "vitest";
import { input, workflow } from "./testing/line.ts";
import { agent, boundOf, createWorld, decisionAbout, pause, unpause, verdictsOf } from "./testing/world.ts";
import type { World } from "./testing/world.ts";

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
    pause(world, "x");
    expect(verdictsOf(world.version("r").decisions)).toEqual({ x: "none paused" });
    world.version("r");
    expect(world.facts.job("x").backlog).toEqual({ r: [[2, 3]] });
    unpause(world, "x");
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
    const { decisions } = world.version("r");
    expect(verdictsOf(decisions)).toMatchObject({ x: "none not-passed" });
    expect(decisionAbout("x", decisions).text).toBe(
      "Did not start. No successful run of a has a version of s yet.",
    );
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
    pause(world, "x");
    for (let count = 0; count < 3; count += 1) world.version("r");
    world.facts.setResource("r", { ...world.facts.resource("r"), quarantined: [3] });
    unpause(world, "x");
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
    pause(world, "x");
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
    pause(world, "x");
    world.version("r");
    const pins = { r: { pin: { kind: "number", versionNumber: 1 }, by: "alice", at: 0 } } as const;
    world.facts.setJob("x", { ...world.facts.job("x"), isPaused: false, pins });
    expect(world.happen({ versions: [] }).requests).toEqual([]);
    expect(world.facts.job("x").backlog).toEqual({ r: [[2, 2]] });
  });

  test("makes no run where every version that there is is in quarantine", () => {
    const world = createWorld(workflow("(r) -every-> x"));
    pause(world, "x");
    world.version("r");
    world.facts.setResource("r", { ...world.facts.resource("r"), quarantined: [1, 2] });
    unpause(world, "x");
    expect(world.happen({ versions: [] }).requests).toEqual([]);
  });

  test("makes no run of a job whose versions are all in quarantine, whatever its health", () => {
    const world = createWorld(workflow("a -every-> x", { x: "immediate" }), { a: "processing" });
    pause(world, "x");
    world.end("a");
    const { lastSuccess: _bad, ...facts } = world.facts.job("a");
    world.facts.setJob("a", { ...facts, quarantined: [1] });
    unpause(world, "x");
    expect(world.happen({ versions: [] }).requests).toEqual([]);
  });

  test("does not keep what an edit of the configuration made", () => {
    const world = createWorld(workflow("(r) -every-> x"));
    world.version("r", { origin: "configuration" });
    expect(world.facts.job("x").backlog).toBeUndefined();
  });

  test("does not keep what comes over a switched-off IN", () => {
    const off = input("r", { flow: "every", isSwitchedOn: false });
    const world = createWorld(workflow("(r) -every-> x", { x: { parts: { steps: [off] } } }));
    pause(world, "x");
    world.version("r");
    expect(world.facts.job("x").backlog).toBeUndefined();
  });

  test("that brings nothing new is not the cause of a run for another one", () => {
    const world = createWorld(workflow("(r) -every-> x", "(s) -every-> x"));
    pause(world, "x");
    world.version("r");
    world.version("s");
    world.facts.setResource("r", { ...world.facts.resource("r"), quarantined: [2] });
    unpause(world, "x");
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
    pause(world, "x");
    for (let count = 0; count < 70; count += 1) world.version("r");
    unpause(world, "x");
    world.happen({ versions: [] });
    expect(world.facts.job("x").live).toHaveLength(50);
    world.start("x");
    world.end("x");
    const made = world.facts.job("x").lastRunNumber;
    expect(made).toBe(70);
    expect(boundOf(world, "x", "r").at(-1)).toBe(71);
  });
});
