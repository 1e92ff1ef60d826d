import { describe, expect, test } from "vitest";
import { createFactsDraft } from "./facts.ts";
import type { LiveRun } from "./run.ts";
import { skipOf } from "./skip.ts";
import { decideStarts, holdByCapacity, holdOf } from "./start.ts";
import { workflow } from "./testing/line.ts";
import { agent, createWorld, factsOf, nameOf } from "./testing/world.ts";
import type { Standing } from "./testing/world.ts";
import type { Workflow } from "./workflow.ts";

/** What holds the newest run of a job: reason, or "nothing". */
function heldBy(line: Workflow, job: string, standing: Standing): string {
  const facts = factsOf(line, standing);
  const run = facts.job(job).live.at(-1);
  if (!run) throw new Error(`${job} has no run`);
  return holdOf(line, facts, run)?.reason ?? "nothing";
}

/** Names of the runs that start, in order, with room for all of them. */
function starts(line: Workflow, standing: Standing, agents = [agent(100)]): readonly string[] {
  return createWorld(line, standing).dispatch(...agents).starts;
}

describe("serial jobs", () => {
  const line = workflow("x");
  test("a run waits while another run of its job is processing", () => {
    expect(heldBy(line, "x", { x: "processing queued" })).toBe("own-run-processing");
  });

  test("a run waits for the earlier ones of its job", () => {
    expect(heldBy(line, "x", { x: "queued queued" })).toBe("earlier-run-first");
  });

  test("a run that waits for its approval holds no place in the queue", () => {
    expect(heldBy(line, "x", { x: "gated queued" })).toBe("nothing");
  });

  test("only the first of several queued runs starts", () => {
    expect(starts(line, { x: "queued queued queued" })).toEqual(["x#1"]);
  });

  test.each(["chrono", "strict", "immediate"] as const)("that holds for the mode %s too", (mode) => {
    expect(starts(workflow({ x: mode }), { x: "queued queued" })).toEqual(["x#1"]);
  });
});

describe("parallel jobs", () => {
  const line = workflow({ x: { trigger: "parallel" } });
  test("every queued run starts, in order", () => {
    expect(starts(line, { x: "processing queued queued" })).toEqual(["x#2", "x#3"]);
  });

  test("not more than the agents have room for", () => {
    expect(starts(line, { x: "queued queued queued" }, [agent(2)])).toEqual(["x#1", "x#2"]);
  });
});

describe("the start rule of chrono", () => {
  test("a run waits while an IN job is processing", () => {
    expect(heldBy(workflow("a -> x"), "x", { a: "processing", x: "queued" })).toBe("upstream-processing");
  });

  test("a run waits while a job that consumes its job is processing", () => {
    expect(heldBy(workflow("x -> y"), "x", { x: "queued", y: "processing" })).toBe("downstream-processing");
  });

  test("it looks across a switched-off IN, both ways", () => {
    expect(heldBy(workflow("a ..> x"), "x", { a: "processing", x: "queued" })).toBe("upstream-processing");
    expect(heldBy(workflow("x ..> y"), "x", { x: "queued", y: "processing" })).toBe("downstream-processing");
  });

  test.each([
    ["a queued IN job", "a -> x", { a: "queued" }],
    ["a waiting IN job", "a -> x", { a: "success waiting" }],
    ["an IN job that waits for its approval", "a -> x", { a: "success gated" }],
    ["a queued job downstream", "x -> y", { y: "queued" }],
    ["an ancestor that is no IN", "a -> b -> x", { a: "processing", b: "success" }],
    ["a descendant that is no consumer", "x -> y -> z", { z: "processing" }],
    ["a job that makes an IN resource", "a -> (r) -> x", { a: "processing" }],
    ["a consumer of what its job makes", "x -> (r) -> y", { y: "processing" }],
    ["a neighbour", "a -> x", { a: "success", b: "processing" }],
  ])("%s does not hold a run", (_what, text, standing) => {
    expect(heldBy(workflow(text, "b"), "x", { ...standing, x: "queued" })).toBe("nothing");
  });

  test.each(["strict", "immediate"] as const)(
    "neither upstream nor downstream holds a run of the mode %s",
    (mode) => {
      const line = workflow("a -> x -> y", { x: mode });
      expect(heldBy(line, "x", { a: "processing", x: "queued", y: "processing" })).toBe("nothing");
    },
  );

  test("two runs that would hold each other start one after the other, in order", () => {
    expect(starts(workflow("a -> x"), { a: "success queued", x: "queued" })).toEqual(["a#2"]);
    expect(starts(workflow("a -> x"), { x: "queued", a: "success queued" })).toEqual(["x#1"]);
  });

  test("the hold names the run that has to end", () => {
    const line = workflow("a -> x");
    const facts = factsOf(line, { a: "success processing", x: "queued" });
    const [run] = facts.job("x").live;
    expect(run && holdOf(line, facts, run)).toEqual({
      reason: "upstream-processing",
      text: "Waits for a #2 to end.",
      run: { job: "a", number: 2 },
      unblock: [{ action: "wait-for-job", target: "a", text: "a #2 has to end." }],
    });
  });
});

describe("when a chrono run's turn comes", () => {
  test.each([
    "failure",
    "error",
    "unstable",
    "timeout",
    "canceled",
    "skipped",
    "lost",
    "inconsistent",
    "never-run",
  ])("an IN that stands at %s makes it end skipped", (standing) => {
    expect(createWorld(workflow("a -> x"), { a: standing, x: "queued" }).dispatch(agent(1))).toEqual({
      starts: [],
      skips: ["x#1"],
    });
  });

  test("the decision of the skip says why, and what would have helped", () => {
    const line = workflow("a -> x", "(r) -> x");
    const facts = factsOf(line, { a: "failure", r: "inconsistent", x: "queued" });
    const { skips } = decideStarts(line, createFactsDraft(facts, 0), { agents: [agent(1)] });
    expect(skips[0]?.decision).toMatchObject({
      job: "x",
      verdict: "skipped",
      reason: "input-unhealthy-at-start",
      text: "Run 1 was skipped when its turn came because a failed in its last run and r is inconsistent.",
      unblock: [
        { action: "run-job", target: "a" },
        { action: "mend-configuration", target: "r" },
      ],
      runNumber: 1,
    });
  });

  test("a switched-off IN counts as well", () => {
    expect(createWorld(workflow("a ..> x"), { a: "failure", x: "queued" }).dispatch(agent(1)).skips).toEqual([
      "x#1",
    ]);
  });

  test("an IN job that is queued again is not unhealthy", () => {
    expect(starts(workflow("a -> x"), { x: "queued", a: "failure queued" })).toEqual(["x#1"]);
  });

  test.each(["strict", "immediate"] as const)("a run of the mode %s starts all the same", (mode) => {
    expect(starts(workflow("a -> x", { x: mode }), { a: "failure", x: "queued" })).toEqual(["x#1"]);
  });

  test("a run that somebody asked for starts all the same", () => {
    const world = createWorld(workflow("a -> x"), { a: "failure" });
    world.ask("x");
    expect(world.dispatch(agent(1))).toEqual({ starts: ["x#1"], skips: [] });
  });

  test("a rerun starts all the same", () => {
    const line = workflow("a -> x");
    const facts = factsOf(line, { a: "failure", x: "queued" });
    const [run] = facts.job("x").live;
    const job = line.jobs.get("x");
    const again: LiveRun | undefined = run && { ...run, cause: { kind: "rerun", by: "alice", runNumber: 1 } };
    expect(again && job && skipOf(line, facts, { run: again, job })).toBeUndefined();
  });

  test("without a free slot its turn has not come", () => {
    expect(createWorld(workflow("a -> x"), { a: "failure", x: "queued" }).dispatch(agent(0)).skips).toEqual(
      [],
    );
  });

  test("what comes after a skip is decided when the skip has taken effect", () => {
    const line = workflow("a -> b -> x", { x: { trigger: "parallel" } });
    const world = createWorld(line, { a: "failure", b: "success queued", x: "queued" });
    expect(world.dispatch(agent(9))).toEqual({ starts: [], skips: ["b#2"] });
    // b was skipped in its last run: x's turn comes with an unhealthy IN.
    expect(world.dispatch(agent(9))).toEqual({ starts: [], skips: ["x#1"] });
  });

  test("the next run of a serial job has its turn after the skip", () => {
    const world = createWorld(workflow("a -> x"), { a: "failure", x: "queued queued" });
    expect(world.dispatch(agent(1)).skips).toEqual(["x#1"]);
    expect(world.dispatch(agent(1)).skips).toEqual(["x#2"]);
    expect(world.dispatch(agent(1))).toEqual({ starts: [], skips: [] });
  });
});

test("a run whose pin holds a version in quarantine ends skipped when its turn comes", () => {
  const line = workflow("(r)@1 -> x", { x: "immediate" });
  const world = createWorld(line);
  world.ask("x");
  world.facts.setResource("r", { isDeleted: false, lastVersionNumber: 2, quarantined: [1] });
  const [run] = world.facts.job("x").live;
  const job = line.jobs.get("x");
  expect(run && job && skipOf(line, world.facts, { run, job })?.decision).toMatchObject({
    verdict: "skipped",
    reason: "version-quarantined",
    text: "Run 1 was skipped when its turn came because version 1 of r is in quarantine.",
  });
});

describe("order", () => {
  test("a smaller priority goes first, then who was queued first", () => {
    const line = workflow({ a: { priority: 5 }, b: {}, c: { priority: 0 }, d: { priority: 5 } });
    expect(starts(line, { a: "queued", b: "queued", c: "queued", d: "queued" })).toEqual([
      "c#1",
      "a#1",
      "d#1",
      "b#1",
    ]);
  });

  test("priority decides who gets the last slot", () => {
    const line = workflow({ a: {}, c: { priority: 0 } });
    expect(starts(line, { a: "queued", c: "queued" }, [agent(1)])).toEqual(["c#1"]);
  });

  test("priority never takes a slot from a run that is processing", () => {
    const line = workflow({ a: {}, c: { priority: 0 } });
    expect(starts(line, { a: "processing", c: "queued" }, [agent(0)])).toEqual([]);
  });

  test("priority does not let a later run of a serial job go before an earlier one", () => {
    const line = workflow({ x: { priority: 5 } });
    const facts = factsOf(line, { x: "queued queued" });
    const { live, ...rest } = facts.job("x");
    facts.setJob("x", {
      ...rest,
      live: live.map((run) => (run.number === 2 ? { ...run, priority: 0 } : run)),
    });
    const { starts } = decideStarts(line, createFactsDraft(facts, 0), { agents: [agent(2)] });
    expect(starts.map(({ run }) => nameOf(run))).toEqual(["x#1"]);
  });

  test("a held run does not stand in the way of those behind it", () => {
    expect(
      starts(workflow("a -> x", "y"), { a: "processing", x: "queued", y: "queued" }, [agent(1)]),
    ).toEqual(["y#1"]);
  });
});

describe("pools", () => {
  const line = workflow({ x: { pool: "big" }, y: {} });
  test("a run starts on an agent of its pool alone", () => {
    expect(starts(line, { x: "queued", y: "queued" }, [agent(5)])).toEqual(["y#1"]);
    expect(starts(line, { x: "queued", y: "queued" }, [agent(5, "big")])).toEqual(["x#1"]);
  });

  test("a run that has no agent does not stand in the way of other pools", () => {
    expect(starts(line, { x: "queued", y: "queued" }, [agent(0, "big"), agent(1)])).toEqual(["y#1"]);
  });

  test("the agent with most room takes the next run", () => {
    const facts = factsOf(workflow("x", "y", "z"), { x: "queued", y: "queued", z: "queued" });
    const agents = [
      { agentId: "small", pool: "default", freeSlots: 1 },
      { agentId: "large", pool: "default", freeSlots: 3 },
    ];
    const { starts } = decideStarts(workflow("x", "y", "z"), createFactsDraft(facts, 0), { agents });
    expect(starts.map(({ agentId }) => agentId)).toEqual(["large", "large", "small"]);
    expect(agents.map(({ freeSlots }) => freeSlots)).toEqual([1, 3]);
  });

  test("without agents nothing starts", () => {
    expect(starts(workflow("x"), { x: "queued" }, [])).toEqual([]);
  });

  test.each([
    ["no agent is connected", [], "no-agent", "Waits for an agent of the pool big; none is connected."],
    [
      "only agents of other pools are",
      [agent(3)],
      "no-agent",
      "Waits for an agent of the pool big; none is connected.",
    ],
    ["every slot is taken", [agent(0, "big")], "no-free-slot", "Waits for a free slot in the pool big."],
    ["there is room", [agent(1, "big")], "ready-to-start", "Starts as soon as an agent takes it."],
  ])("a run that nothing else holds says why it has not started: %s", (_what, agents, reason, text) => {
    const [run] = factsOf(line, { x: "queued" }).job("x").live;
    expect(run && holdByCapacity(run, agents)).toMatchObject({ reason, text });
  });
});

test("a queued run of a job that the configuration no longer has is left alone", () => {
  const facts = factsOf(workflow("x"), { x: "queued" });
  const outcome = decideStarts(workflow("y"), createFactsDraft(facts, 0), { agents: [agent(1)] });
  expect(outcome).toEqual({ starts: [], skips: [] });
});

test("deciding starts changes the draft, not the facts below it", () => {
  const line = workflow("x");
  const facts = factsOf(line, { x: "queued" });
  const draft = createFactsDraft(facts, 0);
  decideStarts(line, draft, { agents: [agent(1)] });
  expect(draft.job("x").live.map(({ status }) => status)).toEqual(["processing"]);
  expect(facts.job("x").live.map(({ status }) => status)).toEqual(["queued"]);
});
