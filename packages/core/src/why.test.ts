import { describe, expect, test } from "vitest";
import type { JobDecision } from "./decision.ts";
import { jobOf, workflow } from "./testing/line.ts";
import { agent, createWorld, decisionAbout, ended, factsOf } from "./testing/world.ts";
import type { Standing, World } from "./testing/world.ts";
import { explainRun, runsAhead, sinceOfHold } from "./run-hold.ts";
import { explainJob, statusOfJob } from "./why.ts";
import type { ReasonLine } from "./why.ts";
import type { Workflow } from "./workflow.ts";

/** The reason line of `x`. */
function explain(line: Workflow, standing: Standing, lastDecision?: JobDecision): ReasonLine {
  const context = { agents: [agent(1)], now: 0, ...(lastDecision ? { lastDecision } : {}) };
  return explainJob(line, factsOf(line, standing), jobOf(line, "x"), context);
}

function explainNow(world: World, lastDecision?: JobDecision): ReasonLine {
  const context = { agents: [agent(1)], now: 0, ...(lastDecision ? { lastDecision } : {}) };
  return explainJob(world.line, world.facts, jobOf(world.line, "x"), context);
}

describe("the status of a job", () => {
  test.each([
    ["", "never-run"],
    ["success", "success"],
    ["success failure", "failure"],
    ["failure success", "success"],
    ["success queued", "queued"],
    ["success gated", "gated"],
    ["queued processing", "processing"],
    ["processing queued", "processing"],
    ["failure waiting", "waiting"],
    ["waiting queued", "queued"],
    ["gated queued", "queued"],
    ["success inconsistent", "inconsistent"],
    ["processing inconsistent", "inconsistent"],
    ["success paused", "success"],
    ["lost", "lost"],
    ["skipped", "skipped"],
    ["timeout", "timeout"],
    ["canceled", "canceled"],
    ["error", "error"],
    ["unstable", "unstable"],
  ])("that stands at %j is %s", (standing, status) => {
    expect(statusOfJob(factsOf(workflow("a -> x"), { x: standing }), "x")).toBe(status);
  });
});

describe("the reason line", () => {
  const line = workflow("a -> x");

  test("of a job that can't run says why and how to mend it", () => {
    expect(explain(line, { x: "processing inconsistent" })).toEqual({
      code: "inconsistent",
      text: "Can't run: its integration is unknown.",
      unblock: [{ action: "mend-configuration", target: "x", text: "Mend x in the configuration and sync." }],
    });
  });

  test.each(["success deleted", "processing deleted", "success inconsistent deleted"])(
    "of a job that was removed says so, and how it comes back, when it stands at %j",
    (standing) => {
      expect(explain(line, { x: standing })).toEqual({
        code: "job-deleted",
        text: "It was removed from the configuration; its history is kept.",
        unblock: [
          { action: "mend-configuration", target: "x", text: "Declare x in a source again and sync." },
        ],
      });
    },
  );

  test("of a processing job says what caused the run", () => {
    expect(explain(line, { x: "success processing" })).toEqual({
      text: "Run 2 is processing because a #1 succeeded.",
      unblock: [],
    });
  });

  test.each([
    ["held by upstream", { a: "processing", x: "queued" }, "upstream-processing", "waits for a #1 to end."],
    ["next in turn", { a: "success", x: "queued" }, "ready-to-start", "starts as soon as an agent takes it."],
  ])("of a queued job that is %s", (_what, standing, code, text) => {
    expect(explain(line, standing)).toMatchObject({ code, text: `Run 1 is queued: ${text}` });
  });

  test("of a queued job without an agent asks for one", () => {
    const pooled = workflow("a -> x", { x: { pool: "big" } });
    expect(explain(pooled, { a: "success", x: "queued" })).toMatchObject({
      code: "no-agent",
      text: "Run 1 is queued: waits for an agent of the pool big; none is connected.",
      unblock: [{ action: "connect-agent", target: "big" }],
    });
  });

  test("of a waiting job names what is under way now, not what was when it began to wait", () => {
    const three = workflow("a -> x", "b -> x", "far -> c -> x", { x: "strict" });
    const world = createWorld(three, { a: "processing", b: "processing", c: "success", far: "processing" });
    const { decisions } = world.end("a");
    const decision = decisionAbout("x", decisions);
    expect(decision.text).toBe("Waits until b and far have ended.");
    // The end of far is no news for x: no decision tells of it.
    world.end("far", "failure");
    expect(explainNow(world, decision)).toEqual({
      code: "waits-for-upstream",
      text: "Waits until b has ended.",
      unblock: [{ action: "wait-for-job", target: "b", text: "b has to end." }],
    });
  });

  test("of a waiting job is there after a run that another IN started early", () => {
    const mixed = workflow("a -immediate-> x", "b -> x", "c -> x", { x: "strict" });
    const world = createWorld(mixed, { a: "processing", b: "processing", c: "processing" });
    world.end("b");
    const decision = decisionAbout("x", world.end("a").decisions);
    world.start("x");
    world.end("x");
    expect(decision.verdict).toBe("queued");
    expect(explainNow(world, decision)).toMatchObject({
      code: "waits-for-upstream",
      text: "Waits until c has ended.",
    });
  });

  test("of a paused job says so, whatever was decided before", () => {
    const decision = decisionAbout(
      "x",
      createWorld(line, { a: "failure" }).happen(ended("a", "failure")).decisions,
    );
    expect(explain(line, { a: "failure", x: "success paused" }, decision)).toEqual({
      code: "paused",
      text: "Paused: no event starts it until somebody resumes it.",
      unblock: [{ action: "resume-job", target: "x", text: "Resume x." }],
    });
  });

  test("of a job that did not start is its newest decision", () => {
    const decision = decisionAbout(
      "x",
      createWorld(line, { a: "failure" }).happen(ended("a", "failure")).decisions,
    );
    expect(explain(line, { a: "failure", x: "success" }, decision)).toEqual({
      code: "upstream-not-successful",
      text: "Did not start: a did not succeed.",
      unblock: [{ action: "run-job", target: "a", text: "Run a until it succeeds." }],
    });
  });

  test("of a job whose newest decision made a run is the end of that run", () => {
    const world = createWorld(line, { a: "processing" });
    const decision = decisionAbout("x", world.end("a").decisions);
    world.start("x");
    world.end("x", "failure");
    expect(explainNow(world, decision)).toEqual({ text: "Run 1 failed.", unblock: [] });
  });

  test("of a job that was resumed no longer speaks of the pause", () => {
    const decision = {
      ...decisionAbout("x", createWorld(line, { a: "failure" }).happen(ended("a", "failure")).decisions),
      reason: "paused" as const,
    };
    expect(explain(line, { a: "failure", x: "success" }, decision)).toEqual({
      text: "Run 1 succeeded.",
      unblock: [],
    });
  });

  test("of a job for which nothing new has passed is the end of its last run", () => {
    const news = decisionAbout(
      "x",
      createWorld(line, { a: "failure" }).happen(ended("a", "failure")).decisions,
    );
    const decision = { ...news, reason: "passed-nothing-new" as const };
    expect(explain(line, { x: "success" }, decision).text).toBe("Run 1 succeeded.");
    expect(explain(line, {}, decision).code).toBe("passed-nothing-new");
  });

  test("of a job that never ran names what would start it", () => {
    expect(explain(workflow("a -> x", "(r) -> x", "b ..> x"), {})).toEqual({
      code: "never-triggered",
      text: "Never ran: nothing has changed a or r yet.",
      unblock: [
        { action: "change-input", target: "a or r", text: "A change of a or r starts it." },
        { action: "run-manually", target: "x", text: "Run x by hand." },
      ],
    });
  });

  test.each([[workflow("x")], [workflow("a ..> x")]])(
    "of a job that nothing can start says so: %#",
    (alone) => {
      expect(explain(alone, {})).toEqual({
        code: "never-triggered",
        text: "Never ran: only a person can start it.",
        unblock: [{ action: "run-manually", target: "x", text: "Run x by hand." }],
      });
    },
  );
});

test("a queued run is explained by the start rule first, then by the agents", () => {
  const line = workflow("a -> x");
  const reasonOf = (standing: Standing, slots: number): string => {
    const facts = factsOf(line, standing);
    const [run] = facts.job("x").live;
    if (!run) throw new Error("x has no run");
    return explainRun(line, facts, run, { agents: [agent(slots)], now: 0 }).reason;
  };
  expect(reasonOf({ a: "processing", x: "queued" }, 0)).toBe("upstream-processing");
  expect(reasonOf({ a: "success", x: "queued" }, 0)).toBe("no-free-slot");
  expect(reasonOf({ a: "success", x: "queued" }, 1)).toBe("ready-to-start");
});

test("a gated run waits for its approval since it was made, a retry for its pause, a run in turn for who holds it", () => {
  const line = workflow("a -> x");
  const facts = factsOf(line, { a: "processing", x: "queued" });
  const [run] = facts.job("x").live;
  if (!run) throw new Error("x has no run");
  const context = { agents: [agent(1)], now: 5_000 };
  const times = { queuedAt: 1_000, startedAt: () => 3_000 };
  const since = (waiting: typeof run): readonly [string, number] => {
    const hold = explainRun(line, facts, waiting, context);
    return [hold.reason, sinceOfHold(waiting, hold, times)];
  };
  expect(since(run)).toEqual(["upstream-processing", 3_000]);
  expect(since({ ...run, notBefore: 9_000 })).toEqual(["retry-pause", 1_000]);
  const gate = { since: 2_000, expiresAt: 9_000, votes: [] };
  expect(since({ ...run, status: "gated", gate })).toEqual(["needs-approval", 2_000]);
  expect(explainRun(line, facts, { ...run, status: "gated", gate }, context).text).toBe(
    "Waits for 1 approval.",
  );
});

test("before a run go those of its pool that were queued earlier or are more urgent", () => {
  const line = workflow("a", "b", "c", "d", { b: { priority: 1 }, d: { pool: "big" } });
  const facts = factsOf(line, { a: "queued", c: "queued", b: "queued", d: "queued" });
  const ahead = ["a", "b", "c", "d"].map((name) => {
    const [run] = facts.job(name).live;
    return run && runsAhead(facts, run);
  });
  expect(ahead).toEqual([1, 0, 2, 0]);
});
