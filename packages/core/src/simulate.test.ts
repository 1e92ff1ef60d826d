import { describe, expect, test } from "vitest";
import { simulate } from "./simulate.ts";
import { parseSimulatedEvent } from "./simulated-event.ts";
import { workflow } from "./testing/line.ts";
import type { Workflow } from "./workflow.ts";

type Mode = "chrono" | "strict" | "immediate";
type Told = readonly string[];

/** What each event led to: `job: verdict reason` in order, or `refused reason`. */
function told(
  line: Workflow,
  events: readonly string[],
  options: { readonly isAuto?: boolean } = {},
): readonly Told[] {
  let known = 0;
  return events.map((_event, index) => {
    const { decisions, events: outcomes } = simulate(line, events.slice(0, index + 1), options);
    const own = decisions.slice(known).map(({ job, verdict, reason }) => `${job}: ${verdict} ${reason}`);
    known = decisions.length;
    const outcome = outcomes.at(-1);
    return outcome?.ok === true ? own : [`refused ${outcome?.reason ?? ""}`];
  });
}

/** What the last of the events led to. */
function last(line: Workflow, ...events: readonly string[]): Told {
  return told(line, events).at(-1) ?? [];
}

describe("the graph of the reference, §5.4", () => {
  // job-1 (red) → X1; resource-1 (OUT of job-4), resource-2, job-2 → X1 and X2; job-3 → X2; X1 → job-5; X2 → job-6.
  const graph = (mode: Mode): Workflow =>
    workflow(
      "job-1 -> X1",
      "job-4 -> (resource-1) -> X1 -> job-5",
      "(resource-2) -> X1",
      "job-2 -> X1",
      "(resource-1) -> X2 -> job-6",
      "(resource-2) -> X2",
      "job-2 -> X2",
      "job-3 -> X2",
      { X1: mode, X2: mode },
    );
  // job-1 failed; job-2 and job-3 are green from before, what that started has ended; both are started by hand.
  const green = {
    chrono: ["success:X2"],
    strict: ["success:X2"],
    immediate: ["success:X1", "success:X2", "success:X2"],
  };
  const before = (mode: Mode): readonly string[] => [
    "failure:job-1",
    "success:job-2",
    "success:job-3",
    ...green[mode],
    "run:job-2",
    "run:job-3",
  ];
  const after = (mode: Mode, ...events: readonly string[]): Told =>
    last(graph(mode), ...before(mode), ...events);

  test.each(["chrono", "strict", "immediate"] as const)(
    "%s: job-2 and job-3 are under way side by side",
    (mode) => {
      expect(told(graph(mode), before(mode)).slice(-2)).toEqual([
        ["job-2: queued manual"],
        ["job-3: queued manual"],
      ]);
    },
  );

  test("chrono: job-2 succeeds, X1 does not start because job-1 is unhealthy, X2 is queued and held by job-3", () => {
    expect(after("chrono", "success:job-2")).toEqual([
      "X1: none input-unhealthy",
      "X2: queued upstream-busy",
    ]);
    expect(after("chrono", "success:job-2", "run:X2")).toEqual(["refused upstream-processing"]);
  });

  test("chrono: job-3 succeeds, a second run of X2 is queued", () => {
    expect(after("chrono", "success:job-2", "success:job-3")).toEqual(["X2: queued input-changed"]);
  });

  test("chrono: job-6 is processing meanwhile, both runs of X2 wait for it, then go one after the other", () => {
    const ends = ["run:job-6", "success:job-2", "success:job-3"];
    expect(after("chrono", ...ends, "run:X2")).toEqual(["refused downstream-processing"]);
    expect(after("chrono", ...ends, "success:job-6", "run:X2")).toEqual([]);
    expect(after("chrono", ...ends, "success:job-6", "run:X2", "run:X2")).toEqual([
      "refused own-run-processing",
    ]);
    expect(after("chrono", ...ends, "success:job-6", "success:X2", "run:X2")).toEqual([]);
  });

  test("chrono: job-4 is processing, but what makes a resource is not waited for", () => {
    expect(after("chrono", "run:job-4", "success:job-2", "success:job-3", "run:X2")).toEqual([]);
  });

  test("strict: job-2 succeeds, X1 does not start, for X2 a waiting job is made", () => {
    expect(after("strict", "success:job-2")).toEqual([
      "X1: none input-unhealthy",
      "X2: waiting waits-for-upstream",
    ]);
  });

  test("strict: job-3 succeeds, the waiting job becomes one run, which starts although job-6 is processing", () => {
    const ends = ["run:job-6", "success:job-2", "success:job-3"];
    expect(after("strict", ...ends)).toEqual(["X2: queued input-changed"]);
    expect(after("strict", ...ends, "run:X2")).toEqual([]);
  });

  test("strict: job-4 is processing, X2 waits for it as well", () => {
    const ends = ["run:job-4", "success:job-2", "success:job-3"];
    expect(after("strict", ...ends)).toEqual(["X2: waiting still-waits-for-upstream"]);
    expect(after("strict", ...ends, "success:job-4")).toEqual(["X2: queued upstream-settled"]);
  });

  test("immediate: job-2 succeeds, X1 and X2 both start at once", () => {
    expect(after("immediate", "success:job-2")).toEqual([
      "X1: queued immediate-input",
      "X2: queued immediate-input",
    ]);
    expect(after("immediate", "success:job-2", "run:X1")).toEqual([]);
    expect(after("immediate", "success:job-2", "run:X2")).toEqual([]);
  });

  test("immediate: job-3 succeeds, the second run of X2 starts when the first has ended", () => {
    const ends = ["success:job-2", "run:X2", "success:job-3"];
    expect(after("immediate", ...ends)).toEqual(["X2: queued immediate-input"]);
    expect(after("immediate", ...ends, "run:X2")).toEqual(["refused own-run-processing"]);
    expect(after("immediate", ...ends, "success:X2", "run:X2")).toEqual([]);
  });

  test.each([
    ["chrono", { X2: 2 }],
    ["strict", { X2: 1 }],
    ["immediate", { X1: 1, X2: 2 }],
  ] as const)("%s: the runs that both ends make", (mode, runs) => {
    const ends = told(graph(mode), [...before(mode), "success:job-2", "success:job-3"])
      .slice(-2)
      .flat();
    const counts: Record<string, number> = {};
    for (const text of ends) {
      const [, job] = /^(X\d): queued/.exec(text) ?? [];
      if (job !== undefined) counts[job] = (counts[job] ?? 0) + 1;
    }
    expect(counts).toEqual(runs);
  });
});

describe("three dependency modes, example E4", () => {
  const line = workflow(
    "j1 -> x1",
    "j4 -> (r1) -> x1",
    "(r2) -> x1",
    "j2 -> x1",
    "(r1) -> x2",
    "(r2) -> x2",
    "j2 -> x2",
    "j3 -> x2",
    "(r1) -> s2",
    "j2 -> s2",
    "j3 -> s2",
    "j1 -> i2",
    "j2 -> i2",
    "j3 -> i2",
    "j2 -immediate-> mixed",
    "j3 -> mixed",
    { s2: "strict", i2: { mode: "immediate", trigger: "parallel" }, mixed: "strict" },
  );
  const before = [
    "failure:j1",
    "success:j2",
    "success:j3",
    "success:x2",
    "success:s2",
    "success:i2",
    "success:i2",
    "success:mixed",
    "success:mixed",
    "run:j2",
    "run:j3",
  ];
  const after = (...events: readonly string[]): Told => last(line, ...before, ...events);

  test("j1 fails: nothing starts for it", () => {
    expect(last(line, "run:j1", "failure:j1")).toEqual([
      "x1: none upstream-not-successful",
      "i2: none upstream-not-successful",
    ]);
  });

  test("then j2 ends", () => {
    expect(after("success:j2")).toEqual([
      "x1: none input-unhealthy",
      "x2: queued upstream-busy",
      "s2: waiting waits-for-upstream",
      "i2: queued immediate-input",
      "mixed: queued immediate-input",
    ]);
  });

  test("then j3 ends", () => {
    expect(after("success:j2", "success:j3")).toEqual([
      "x2: queued input-changed",
      "s2: queued input-changed",
      "i2: queued immediate-input",
      "mixed: queued input-changed",
    ]);
  });

  test("the runs of x2 start after j3 has ended, the first of i2 and of mixed at once", () => {
    expect(after("success:j2", "run:x2")).toEqual(["refused upstream-processing"]);
    expect(after("success:j2", "run:i2")).toEqual([]);
    expect(after("success:j2", "run:mixed")).toEqual([]);
    expect(after("success:j2", "success:j3", "run:x2")).toEqual([]);
  });

  test("both runs of the parallel i2 are processing at the same time", () => {
    expect(after("success:j2", "run:i2", "success:j3", "run:i2")).toEqual([]);
  });
});

describe("how events are read", () => {
  test.each([
    ["version:app", { kind: "version", resource: "app" }],
    ["run:a-b_c", { kind: "run", job: "a-b_c" }],
    ["success:x", { kind: "success", job: "x" }],
    ["failure:x", { kind: "failure", job: "x" }],
    ["run:a:b", { kind: "run", job: "a:b" }],
    ["version:", undefined],
    [":x", undefined],
    ["x", undefined],
    ["", undefined],
    ["canceled:x", undefined],
    ["Run:x", undefined],
  ])("%j", (text, event) => {
    expect(parseSimulatedEvent(text)).toEqual(event);
  });

  test.each([
    ["nonsense", "no-such-thing"],
    ["version:nobody", "no-such-thing"],
    ["version:a", "no-such-thing"],
    ["run:nobody", "job-unknown"],
    ["success:r", "job-unknown"],
  ])("%s can't happen, and nothing is decided", (event, reason) => {
    const { decisions, events } = simulate(workflow("a -> x", "(r) -> x"), [event]);
    expect(events).toEqual([{ event, ok: false, reason, text: expect.stringMatching(/./) }]);
    expect(decisions).toEqual([]);
  });
});

describe("what events do", () => {
  test("resources have version 1, jobs have never run", () => {
    const line = workflow("(r)@2 -> x", "a -> y", "(r) -> y");
    expect(last(line, "version:r")).toEqual(["x: queued input-changed", "y: none input-unhealthy"]);
  });

  test("run: starts the oldest queued run, or a manual one when none is queued", () => {
    const line = workflow("(r) -> x");
    expect(told(line, ["version:r", "run:x"])).toEqual([["x: queued input-changed"], []]);
    expect(told(line, ["run:x"])).toEqual([["x: queued manual"]]);
  });

  test("each event says what it did, also where nothing had to be decided", () => {
    const events = [
      "version:r",
      "run:x",
      "success:x",
      "success:x",
      "run:x",
      "cancel:x",
      "pause:x",
      "advance:1h",
    ];
    expect(simulate(workflow("(r) -> x"), events).events.map(({ did }) => did)).toEqual([
      "r has a new version.",
      "x #1 starts: it is processing.",
      "x #1 ended: success.",
      "x #2 started and ended: success.",
      "x #3 starts: it is processing.",
      "x #3 is canceled.",
      "x is paused: no event starts it.",
      undefined,
    ]);
  });

  test("success: ends the oldest processing run, and starts one as by run: when none is", () => {
    expect(told(workflow("a -> x"), ["run:a", "success:a"])).toEqual([
      ["a: queued manual"],
      ["x: queued input-changed"],
    ]);
    expect(told(workflow("a -> x"), ["success:a"])).toEqual([
      ["a: queued manual", "x: queued input-changed"],
    ]);
  });

  test("failure: ends it too, and tells the consumers why they do not start", () => {
    expect(last(workflow("a -> x"), "failure:a")).toEqual([
      "a: queued manual",
      "x: none upstream-not-successful",
    ]);
  });

  test("nothing starts or ends by itself", () => {
    const line = workflow("a -> x -> y");
    expect(told(line, ["success:a", "run:a"])).toEqual([
      ["a: queued manual", "x: queued input-changed"],
      ["a: queued manual"],
    ]);
  });

  test("success: makes no versions of OUTs by itself", () => {
    expect(last(workflow("a -> (r) -> x"), "success:a")).toEqual(["a: queued manual"]);
  });

  test("an event that the start rule forbids changes nothing and says why", () => {
    const line = workflow("a -> x");
    const { decisions, events } = simulate(line, ["run:a", "run:x"]);
    expect(events.at(-1)).toEqual({
      event: "run:x",
      ok: false,
      reason: "upstream-processing",
      text: "Waits for a #1 to end.",
    });
    expect(decisions.at(-1)).toMatchObject({
      event: "run:x",
      job: "x",
      verdict: "none",
      reason: "upstream-processing",
    });
    // The run that was refused left no trace: the next one has the number 1.
    const later = simulate(line, ["run:a", "run:x", "failure:a", "run:x"]).decisions.at(-1);
    expect(later).toMatchObject({ job: "x", verdict: "queued", reason: "manual", runNumber: 1 });
  });

  test("an event that names a job of a type that does not run yet is refused with that reason", () => {
    expect(told(workflow({ x: { type: "deploy" } }), ["run:x"])).toEqual([["refused type-not-runnable"]]);
  });

  test("a queued run whose IN is unhealthy by now ends skipped when its turn comes", () => {
    const line = workflow("a -> x -> y");
    expect(told(line, ["success:a", "failure:a", "run:x"]).at(-1)).toEqual([
      "x: skipped input-unhealthy-at-start",
      "y: none upstream-not-successful",
    ]);
  });

  test("each decision carries its event as it was written", () => {
    const { decisions } = simulate(workflow("a -> x"), ["success:a"]);
    expect(decisions.map(({ event, job }) => [event, job])).toEqual([
      ["success:a", "a"],
      ["success:a", "x"],
    ]);
  });

  test("the same events give the same answer", () => {
    const line = workflow("a -> x -> y", "(r) -> x", { y: "strict" });
    const events = ["success:a", "version:r", "run:x", "success:x", "failure:y"];
    expect(simulate(line, events)).toEqual(simulate(line, events));
  });

  test("the facts of the decisions are those of the moment of the event", () => {
    const line = workflow("a -> x", "b ..> x");
    const { decisions } = simulate(line, ["run:b", "success:a"]);
    expect(decisions.at(-1)?.inputs).toEqual([
      {
        from: "a",
        kind: "job",
        isChanged: true,
        isSwitchedOn: true,
        mode: "chrono",
        health: { state: "healthy" },
      },
      {
        from: "b",
        kind: "job",
        isChanged: false,
        isSwitchedOn: false,
        mode: "chrono",
        health: { state: "busy" },
      },
    ]);
  });
});

describe("with --auto", () => {
  test("what may start starts, and ends only when it is told to", () => {
    const line = workflow("(r) -> x -> y");
    expect(told(line, ["version:r", "run:y", "success:x"], { isAuto: true })).toEqual([
      ["x: queued input-changed"],
      ["refused upstream-processing"],
      ["y: queued input-changed"],
    ]);
  });

  test("skips and what follows from them are told with the event that brought them about", () => {
    const line = workflow("a -> x -> y");
    expect(told(line, ["run:a", "success:a", "failure:a"], { isAuto: true })).toEqual([
      ["a: queued manual"],
      ["x: queued input-changed"],
      ["refused downstream-processing"],
    ]);
    const held = workflow("a -> x -> y", "b -> x");
    const events = ["success:b", "run:b", "success:a", "failure:b"];
    expect(told(held, events, { isAuto: true }).at(-1)).toEqual([
      "x: none upstream-not-successful",
      "x: skipped input-unhealthy-at-start",
      "y: none upstream-not-successful",
    ]);
  });

  test("no agent is waited for, whatever the pool", () => {
    const line = workflow("(r) -> x", { x: { pool: "nowhere" } });
    expect(told(line, ["version:r", "success:x"], { isAuto: true }).at(-1)).toEqual([]);
  });
});
