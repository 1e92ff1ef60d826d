import { describe, expect, test } from "vitest";
import type { DependencyMode } from "./job.ts";
import { workflow } from "./testing/line.ts";
import { arrived, createWorld, decide, decisionAbout, ended, together, verdictsOf } from "./testing/world.ts";
import { sentenceOfCause } from "./trigger-cause.ts";

describe("what starts a job", () => {
  const upstream = workflow("a -> x", "x");
  test("the success of a job starts its consumer", () => {
    expect(decide(upstream, ended("a"))).toEqual({ x: "queued input-changed" });
  });

  test.each(["failure", "error", "unstable", "timeout", "canceled", "skipped", "lost"] as const)(
    "a run that ended %s starts nothing",
    (status) => {
      expect(decide(upstream, ended("a", status))).toEqual({ x: "none upstream-not-successful" });
    },
  );

  test.each([
    ["params", "external", "queued input-changed"],
    ["params", "run", "queued input-changed"],
    ["params", "configuration", "none changed-by-configuration"],
    ["trigger", "configuration", "queued input-changed"],
    ["trigger", "external", "queued input-changed"],
    ["state", "external", "none never-fires"],
    ["state", "run", "none never-fires"],
    ["state", "configuration", "none never-fires"],
    ["gitRepo", "external", "queued input-changed"],
    ["gitRepo", "configuration", "none changed-by-configuration"],
    ["somethingOfOurs", "external", "queued input-changed"],
  ] as const)("a version of a %s from %s: %s", (type, origin, verdict) => {
    expect(decide(workflow(`(r:${type}) -> x`), arrived("r", { origin }))).toEqual({ x: verdict });
  });

  test("a job without consumers starts nothing", () => {
    expect(decide(workflow("a -> x"), ended("x"))).toEqual({});
  });

  test("only consumers are looked at: neither what is further down, nor what is beside", () => {
    const line = workflow("a -> x -> y", "b -> z");
    expect(decide(line, ended("a"))).toEqual({ x: "queued input-changed" });
  });

  test("a job of a type that does not run yet is told so", () => {
    expect(decide(workflow("a -> x", { x: { type: "deploy" } }), ended("a"))).toEqual({
      x: "none type-not-runnable",
    });
  });

  test("one event that brings news over two INs makes one run", () => {
    const line = workflow("a -> x", "(r) -> x");
    const { decisions, requests } = createWorld(line, { a: "success" }).happen(
      together(ended("a"), arrived("r")),
    );
    expect(verdictsOf(decisions)).toEqual({ x: "queued input-changed" });
    expect(requests.map(({ run }) => run.number)).toEqual([1]);
    expect(decisionAbout("x", decisions).inputs.map(({ from, isChanged }) => [from, isChanged])).toEqual([
      ["a", true],
      ["r", true],
    ]);
  });
});

describe("what stands against a start", () => {
  test.each([
    ["switched off", workflow("a ..> x"), {}, "none switched-off"],
    ["paused", workflow("a -> x"), { x: "paused" }, "none paused"],
    ["inconsistent", workflow("a -> x"), { x: "inconsistent" }, "none inconsistent"],
    ["removed", workflow("a -> x"), { x: "deleted" }, "none job-deleted"],
    ["pinned to another version", workflow("a@7 -> x"), {}, "none input-pinned"],
  ])("a job whose input is news but which is %s", (_what, line, standing, verdict) => {
    expect(decide(line, ended("a"), standing)).toEqual({ x: verdict });
  });

  test("an IN that is switched off does not keep another one from starting the job", () => {
    const line = workflow("a -> x", "b ..> x");
    expect(decide(line, ended("a"), { b: "success" })).toEqual({ x: "queued input-changed" });
  });

  test.each([
    "failure",
    "error",
    "unstable",
    "timeout",
    "canceled",
    "skipped",
    "lost",
    "never-run",
    "inconsistent",
    "deleted",
  ])(
    "an IN job that stands at %s keeps a chrono and a strict job from starting, not an immediate one",
    (standing) => {
      const verdictOf = (mode: DependencyMode): string | undefined =>
        decide(workflow("a -> x", "b -> x", { x: mode }), ended("a"), { b: standing })["x"];
      expect(["chrono", "strict", "immediate"].map((mode) => verdictOf(mode as DependencyMode))).toEqual([
        "none input-unhealthy",
        "none input-unhealthy",
        "queued immediate-input",
      ]);
    },
  );

  test.each(["inconsistent", "deleted"])(
    "an IN resource that is %s keeps a job from starting",
    (standing) => {
      expect(decide(workflow("a -> x", "(r) -> x"), ended("a"), { r: standing })).toEqual({
        x: "none input-unhealthy",
      });
    },
  );

  test("an IN that names nothing is unhealthy", () => {
    const line = workflow("a -> x", "(r) -> x");
    const withoutR = { ...line, resources: new Map() };
    const { decisions } = createWorld(withoutR, { a: "success" }).happen(ended("a"));
    expect(decisionAbout("x", decisions).text).toBe("Did not start because r does not exist.");
  });

  test("an IN that was removed from the configuration says so, not that it never existed", () => {
    const line = workflow("a -> x", "(r) -> x");
    const world = createWorld(line, { a: "success", r: "deleted" });
    const withoutR = createWorld({ ...line, resources: new Map() }, { a: "success" });
    withoutR.facts.setResource("r", world.facts.resource("r"));
    const { decisions } = withoutR.happen(ended("a"));
    expect(decisionAbout("x", decisions).text).toBe(
      "Did not start because r was removed from the configuration.",
    );
  });

  test("the decision names every unhealthy IN and what would mend each", () => {
    const line = workflow("a -> x", "b -> x", "c -> x", "(r) -> x");
    const { decisions } = createWorld(line, { a: "success", b: "failure", r: "inconsistent" }).happen(
      ended("a"),
    );
    const decision = decisionAbout("x", decisions);
    expect(decision.text).toBe(
      "Did not start because b failed in its last run, c has not finished a run yet and r is inconsistent.",
    );
    expect(decision.unblock.map(({ action, target }) => [action, target])).toEqual([
      ["run-job", "b"],
      ["run-job", "c"],
      ["mend-configuration", "r"],
    ]);
  });
});

describe("pins", () => {
  test.each([
    ["its number", "(r)@3 -> x", { number: 3 }, "queued input-changed"],
    ["another number", "(r)@3 -> x", { number: 4 }, "none input-pinned"],
    ["its name", "(r)@v1 -> x", { number: 9, name: "v1" }, "queued input-changed"],
    ["another name", "(r)@v1 -> x", { number: 9, name: "v2" }, "none input-pinned"],
    ["no name", "(r)@v1 -> x", { number: 9 }, "none input-pinned"],
  ])("a pinned IN is fired by a version with %s: %#", (_what, text, version, verdict) => {
    expect(decide(workflow(text), arrived("r", version))).toEqual({ x: verdict });
  });

  test("an IN job that is pinned to a run fires for that run alone", () => {
    const line = workflow("a@1 -> x", "a@2 -> y");
    expect(decide(line, ended("a"))).toEqual({ x: "queued input-changed", y: "none input-pinned" });
  });

  test("an IN job that is pinned by name fires for a job version of that name", () => {
    const line = workflow("a@v1 -> x");
    const named = (versionName: string) => ({
      ended: { job: "a", number: 5, status: "success" as const, versionName },
      versions: [],
    });
    expect(decide(line, named("v1"))).toEqual({ x: "queued input-changed" });
    expect(decide(line, named("v2"))).toEqual({ x: "none input-pinned" });
  });

  test("an unpinned IN fires although another IN of the job is pinned", () => {
    expect(decide(workflow("(r)@1 -> x", "a -> x"), ended("a"))).toEqual({ x: "queued input-changed" });
  });
});

describe("chrono", () => {
  test.each([
    ["a queued run", "success queued", "queued upstream-busy"],
    ["a processing run", "success processing", "queued upstream-busy"],
    ["a first run under way", "processing", "queued upstream-busy"],
    ["a run under way after one that failed", "failure processing", "queued upstream-busy"],
    ["only a waiting job", "success waiting", "queued upstream-busy"],
    ["only a waiting job after a run that failed", "failure waiting", "queued upstream-busy"],
    ["a run that waits for its approval", "success gated", "queued input-changed"],
    ["a first run that waits for its approval", "gated", "none input-unhealthy"],
  ])("an IN job that has %s", (_what, standing, verdict) => {
    // Something upstream of b is under way, as a waiting job needs it.
    const line = workflow("a -> x", "far -> b -> x", { b: "strict" });
    expect(decide(line, ended("a"), { b: standing, far: "processing" })).toEqual({ x: verdict });
  });

  test("each event queues a run of its own, in order", () => {
    const world = createWorld(workflow("(r) -> x"), {});
    world.version("r");
    world.version("r");
    expect(world.facts.job("x").live.map(({ number, status }) => [number, status])).toEqual([
      [1, "queued"],
      [2, "queued"],
    ]);
  });

  test("what makes an IN resource is not waited for", () => {
    const line = workflow("maker -> (r) -> x", "a -> x");
    expect(decide(line, ended("a"), { maker: "processing" })).toEqual({ x: "queued input-changed" });
  });

  test("the decision says which jobs have to end first", () => {
    const line = workflow("a -> x", "b -> x");
    const { decisions } = createWorld(line, { a: "success", b: "success processing" }).happen(ended("a"));
    expect(decisionAbout("x", decisions).unblock).toEqual([
      { action: "wait-for-job", target: "b", text: "b has to end." },
    ]);
  });
});

describe("order within one event", () => {
  test("a chain of waiting jobs, consumers and their consumers is decided upstream first whatever order they are declared in", () => {
    const line = workflow("k -> j", "x -> j", "x -> k");
    expect(Object.keys(decide(line, ended("x"), { k: "success", j: "success" }))).toEqual(["k", "j"]);
  });

  test("numbers and places in the order of queueing are given upstream first", () => {
    const world = createWorld(workflow("k -> j", "x -> j", "x -> k"), { x: "processing", k: "success" });
    const orders = world.end("x").requests.map(({ job, run }) => [job, run.order]);
    expect(orders.map(([job]) => job)).toEqual(["k", "j"]);
    expect(Number(orders[0]?.[1])).toBeLessThan(Number(orders[1]?.[1]));
  });
});

test.each([
  [{ kind: "version", resource: "app", versionNumber: 4 }, "app has version 4"],
  [{ kind: "version", resource: "app", versionNumber: 4, versionName: "v1.2" }, "app has version 4 (v1.2)"],
  [{ kind: "run", job: "lint", runNumber: 7 }, "lint #7 succeeded"],
  [{ kind: "manual", by: "alice" }, "alice asked for it"],
  [{ kind: "rerun", by: "alice", runNumber: 7 }, "alice ran #7 again"],
] as const)("a cause in words: %#", (cause, words) => {
  expect(sentenceOfCause(cause)).toBe(words);
});
