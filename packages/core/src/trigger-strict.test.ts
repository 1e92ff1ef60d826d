import { describe, expect, test } from "vitest";
import { workflow } from "./testing/line.ts";
import { arrived, createWorld, decide, decisionAbout, ended, together, verdictsOf } from "./testing/world.ts";

describe("strict", () => {
  test("one run after both parents end, not one each", () => {
    const world = createWorld(workflow("a -> x", "b -> x", { x: "strict" }), {
      a: "processing",
      b: "processing",
    });
    expect(verdictsOf(world.end("a").decisions)).toEqual({ x: "waiting waits-for-upstream" });
    expect(world.facts.waitingJobs()).toEqual(["x"]);
    expect(verdictsOf(world.end("b").decisions)).toEqual({ x: "queued input-changed" });
    expect(world.facts.waitingJobs()).toEqual([]);
    expect(world.facts.job("x").live).toHaveLength(1);
  });

  test("parents that end in either order start the join once", () => {
    for (const [first, second] of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      const world = createWorld(workflow("a -> x", "b -> x", { x: "strict" }), {
        a: "processing",
        b: "processing",
      });
      const requests = [...world.end(first).requests, ...world.end(second).requests];
      expect(requests).toHaveLength(1);
    }
  });

  test("it starts at once when nothing upstream is under way", () => {
    const line = workflow("a -> x", "b -> x", { x: "strict" });
    expect(decide(line, ended("a"), { b: "success" })).toEqual({ x: "queued input-changed" });
  });

  test("its waiting job is not a run: it takes no number", () => {
    const world = createWorld(workflow("a -> x", "b -> x", { x: "strict" }), {
      a: "processing",
      b: "processing",
    });
    world.end("a");
    expect(world.facts.job("x")).toMatchObject({ lastRunNumber: 0, live: [], waiting: { because: "a" } });
  });

  test("news for a job that waits already keeps the one waiting job", () => {
    const line = workflow("a -> x", "b -> x", "c -> x", { x: "strict" });
    const world = createWorld(line, { a: "processing", b: "processing", c: "processing" });
    world.end("a");
    const before = world.facts.job("x").waiting;
    expect(verdictsOf(world.end("b").decisions)).toEqual({ x: "waiting still-waits-for-upstream" });
    expect(world.facts.job("x").waiting).toEqual(before);
  });

  test("all ancestors are waited for, through jobs and through the makers of resources", () => {
    const line = workflow("a -> b -> x", "a -> c -> c2 -> (r) -> x", { x: "strict" });
    expect(decide(line, ended("b"), { c: "processing" })).toEqual({ x: "waiting waits-for-upstream" });
    expect(decide(line, ended("b"), { c2: "queued" })).toEqual({ x: "waiting waits-for-upstream" });
    expect(decide(line, ended("b"), { c: "success", c2: "success" })).toEqual({ x: "queued input-changed" });
  });

  test("a job that makes a state resource is not waited for", () => {
    const line = workflow("a -> x", "maker -> (s:state) -> x", { x: "strict" });
    expect(decide(line, ended("a"), { maker: "processing" })).toEqual({ x: "queued input-changed" });
  });

  test("what is behind a switched-off IN is not waited for", () => {
    const line = workflow("a -> x", "far -> b ..> x", { x: "strict" });
    const standing = { b: "success processing", far: "processing" };
    expect(decide(line, ended("a"), standing)).toEqual({ x: "queued input-changed" });
  });

  test("what is behind a switched-off IN is waited for when another way leads there", () => {
    const line = workflow("far -> b ..> x", "far -> a -> x", { x: "strict" });
    expect(decide(line, ended("a"), { b: "success", far: "success processing" })).toEqual({
      x: "waiting waits-for-upstream",
    });
  });

  test("the end of the last one upstream that is no IN resolves the waiting job", () => {
    const world = createWorld(workflow("a -> b -> x", "c -> x", { x: "strict" }), {
      a: "success processing",
      b: "success",
      c: "processing",
    });
    expect(verdictsOf(world.end("c").decisions)).toEqual({ x: "waiting waits-for-upstream" });
    expect(verdictsOf(world.end("a", "failure").decisions)).toEqual({
      b: "none upstream-not-successful",
      x: "queued upstream-settled",
    });
  });

  test("an ancestor that starts anew goes on to be waited for", () => {
    const world = createWorld(workflow("a -> b -> x", "c -> x", { x: "strict" }), {
      a: "success processing",
      b: "success",
      c: "processing",
    });
    world.end("c");
    expect(verdictsOf(world.end("a").decisions)).toEqual({ b: "queued input-changed" });
    expect(world.facts.waitingJobs()).toEqual(["x"]);
    world.start("b");
    expect(verdictsOf(world.end("b").decisions)).toEqual({ x: "queued input-changed" });
  });

  test("the waiting job is dropped when an IN is unhealthy at the end", () => {
    const world = createWorld(workflow("a -> x", "b -> x", { x: "strict" }), {
      a: "processing",
      b: "processing",
    });
    world.end("a");
    const { decisions } = world.end("b", "failure");
    expect(verdictsOf(decisions)).toEqual({ x: "none waiting-dropped" });
    expect(decisionAbout("x", decisions).text).toBe("Did not start because b failed in its last run.");
    expect(world.facts.waitingJobs()).toEqual([]);
  });

  test("an IN that is unhealthy meanwhile does not end the wait: it may be healthy again before the end", () => {
    const line = workflow("a -> x", "b ..> x", "c -> x", "d -> x", { x: "strict" });
    const world = createWorld(line, {
      a: "processing",
      b: "success processing",
      c: "processing",
      d: "processing",
    });
    world.end("a");
    world.end("b", "failure");
    expect(verdictsOf(world.end("c").decisions)).toEqual({ x: "waiting still-waits-for-upstream" });
    world.ask("b");
    world.start("b");
    world.end("b");
    expect(verdictsOf(world.end("d").decisions)).toEqual({ x: "queued input-changed" });
  });

  test("a waiting job without news of its own is told nothing until the wait is over", () => {
    const line = workflow("a -> x", "far -> mid -> b -> x", { x: "strict" });
    const world = createWorld(line, { a: "processing", b: "success", mid: "processing", far: "processing" });
    world.end("a");
    expect(verdictsOf(world.end("far", "failure").decisions)).toEqual({
      mid: "none upstream-not-successful",
    });
  });

  test("the thing that made it wait is the cause of the run", () => {
    const world = createWorld(workflow("(r) -> x", "b -> mid -> x", { x: "strict" }), {
      b: "processing",
      mid: "success",
    });
    world.version("r");
    const [request] = world.end("b", "failure").requests;
    expect(request?.run.cause).toEqual({ kind: "version", resource: "r", versionNumber: 2 });
  });

  test("the job that made it wait is the cause of the run", () => {
    const world = createWorld(workflow("a -> x", "b -> mid -> x", { x: "strict" }), {
      a: "processing",
      b: "processing",
      mid: "success",
    });
    world.end("a");
    const [request] = world.end("b", "failure").requests;
    expect(request?.run.cause).toEqual({ kind: "run", job: "a", runNumber: 1 });
  });

  test("two waiting jobs in a row are resolved upstream first: the second waits for the run of the first", () => {
    const line = workflow("b -> c", "a -> x -> y", "c -> x", "a -> y", { x: "strict", y: "strict" });
    const world = createWorld(line, { a: "processing", b: "processing", c: "success", x: "success" });
    expect(verdictsOf(world.end("a").decisions)).toEqual({
      x: "waiting waits-for-upstream",
      y: "waiting waits-for-upstream",
    });
    expect(verdictsOf(world.end("b", "failure").decisions)).toEqual({
      c: "none upstream-not-successful",
      x: "queued upstream-settled",
    });
    expect(world.facts.waitingJobs()).toEqual(["y"]);
  });

  test("a waiting job whose upstream waiting job is dropped is decided by the same event", () => {
    const line = workflow("b -> x -> y", "a -> x", "a -> y", { x: "strict", y: "strict" });
    const world = createWorld(line, { a: "processing", b: "success processing", x: "success" });
    world.end("a");
    expect(verdictsOf(world.end("b", "failure").decisions)).toEqual({
      x: "none waiting-dropped",
      y: "queued upstream-settled",
    });
  });

  test("a job that was paused while it waited does not start, and waits no longer", () => {
    const world = createWorld(workflow("a -> x", "b -> x", { x: "strict" }), {
      a: "processing",
      b: "processing",
    });
    world.end("a");
    world.facts.setJob("x", { ...world.facts.job("x"), isPaused: true });
    expect(verdictsOf(world.end("b").decisions)).toEqual({ x: "none paused" });
    expect(world.facts.waitingJobs()).toEqual([]);
  });

  test("a job that became inconsistent while it waited does not start", () => {
    const world = createWorld(workflow("a -> x", "b -> x", { x: "strict" }), {
      a: "processing",
      b: "processing",
    });
    world.end("a");
    world.facts.setJob("x", { ...world.facts.job("x"), inconsistent: "r is gone." });
    expect(verdictsOf(world.end("b").decisions)).toEqual({ x: "none inconsistent" });
    expect(world.facts.waitingJobs()).toEqual([]);
  });

  test("a waiting job whose IN was taken out of the configuration is dropped, and says so", () => {
    const before = createWorld(workflow("a -> x", "b -> x", { x: "strict" }), {
      a: "processing",
      b: "processing",
    });
    before.end("a");
    const after = createWorld(workflow("a", "b -> x", { x: "strict" }), { a: "success", b: "processing" });
    after.facts.setJob("x", before.facts.job("x"));
    const { decisions } = after.end("b", "failure");
    expect(verdictsOf(decisions)).toEqual({ x: "none waiting-dropped" });
    const gone = createWorld(workflow("a", "far -> b -> x", { x: "strict" }), {
      b: "success",
      far: "processing",
    });
    gone.facts.setJob("x", before.facts.job("x"));
    expect(decisionAbout("x", gone.end("far", "failure").decisions).text).toBe(
      "Did not start because a is not an input any more.",
    );
  });
});

describe("mixed modes", () => {
  const line = workflow("a -immediate-> x", "b -> x", { x: "strict" });

  test("an IN with its own mode uses it, the others that of the job", () => {
    expect(decide(line, ended("a"), { b: "failure processing" })).toEqual({ x: "queued immediate-input" });
    expect(decide(line, ended("b"), { a: "success processing" })).toEqual({
      x: "waiting waits-for-upstream",
    });
  });

  test("a run that an immediate IN starts early leaves the waiting job in place: its own wait is not over", () => {
    const three = workflow("a -immediate-> x", "b -> x", "c -> x", { x: "strict" });
    const world = createWorld(three, { a: "success", b: "processing", c: "processing" });
    world.end("b");
    world.ask("a");
    world.start("a");
    expect(verdictsOf(world.end("a").decisions)).toEqual({ x: "queued immediate-input" });
    expect(world.facts.waitingJobs()).toEqual(["x"]);
    expect(verdictsOf(world.end("c").decisions)).toEqual({ x: "queued input-changed" });
    expect(world.facts.job("x").live.map(({ mode }) => mode)).toEqual(["immediate", "strict"]);
  });

  test("when one event brings news over INs of several modes, the mode that asks for least decides", () => {
    const three = workflow("a -> x", "(r) -immediate-> x", "(s) -chrono-> x", { x: "strict" });
    const at = (names: readonly string[]) =>
      decide(three, together(ended("a"), ...names.map((name) => arrived(name))), { a: "success" });
    expect(at(["r", "s"])).toEqual({ x: "queued immediate-input" });
    expect(at(["s"])).toEqual({ x: "queued input-changed" });
  });

  test("an IN that brings nothing new answers the waiting job all the same when its wait is over", () => {
    const three = workflow("(r) -> p", "p -> b", "b -> x", "(r) -every(p)-> x", { x: "strict" });
    const world = createWorld(three, { b: "success processing", p: "success processing" });
    const successes = [{ number: 1, versions: { p: 1, r: 1 } }];
    world.facts.setJob("p", { ...world.facts.job("p"), successes });
    world.facts.setJob("x", { ...world.facts.job("x"), taken: { r: [[1, 1]] } });
    expect(verdictsOf(world.end("b").decisions)).toEqual({ x: "waiting waits-for-upstream" });
    world.facts.setJob("b", { ...world.facts.job("b"), isPaused: true });
    expect(verdictsOf(world.end("p").decisions)).toEqual({ b: "none paused", x: "queued upstream-settled" });
    expect(world.facts.waitingJobs()).toEqual([]);
  });
});
