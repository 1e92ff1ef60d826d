import { expect, test } from "vitest";
import { createFactsMap } from "./facts.ts";
import type { Job } from "./job.ts";
import { simulate } from "./simulate.ts";
import type { SimulateOptions } from "./simulate.ts";
import { input, job, resource } from "./testing/line.ts";
import { createWorkflow } from "./workflow.ts";
import type { Workflow } from "./workflow.ts";

/** A job named x that reads the resource r. */
function lineOf(parts: Partial<Job>, ...others: readonly Job[]): Workflow {
  return createWorkflow({
    resources: [resource("r")],
    jobs: [job("x", { steps: [input("r")], ...parts }), ...others],
  });
}

/** `job: verdict reason` of every decision, `refused reason` where an event could not happen. */
function told(line: Workflow, events: readonly string[], options: SimulateOptions = {}): readonly string[] {
  const { decisions, events: outcomes } = simulate(line, events, options);
  return events.flatMap((event, index) => {
    if (events.indexOf(event) !== index) return [];
    const own = decisions.filter((decision) => decision.event === event);
    const after = ({ afterSeconds }: (typeof own)[number]): string =>
      afterSeconds === undefined ? "" : ` after ${String(afterSeconds)}s`;
    const outcome = outcomes[index];
    return [
      ...own.map((decision) => `${decision.job}: ${decision.verdict} ${decision.reason}${after(decision)}`),
      ...(outcome?.ok === false ? [`refused ${outcome.reason ?? ""}`] : []),
    ];
  });
}

const APPROVAL = { approvers: ["ann", "bob"], required: 2, selfApproval: false };

test("a gate opens when enough people have approved, and the run is queued then", () => {
  const line = lineOf({ approval: APPROVAL });
  expect(told(line, ["version:r", "approve:x"])).toEqual([
    "x: gated needs-approval",
    "x: gated needs-approval",
  ]);
  const { decisions } = simulate(line, ["version:r", "approve:x", "approve:x", "run:x"]);
  expect(decisions.map(({ reason }) => reason)).toEqual(["needs-approval", "needs-approval", "approved"]);
});

test("a rejected run is canceled, and consumers hear of it", () => {
  const line = lineOf({ approval: APPROVAL }, job("y", { steps: [input("x")] }));
  expect(told(line, ["version:r", "reject:x", "approve:x"])).toEqual([
    "x: gated needs-approval",
    "x: none gate-rejected",
    "y: none upstream-not-successful",
    "refused no-such-run",
  ]);
});

test("a gate expires when its time is over, not before", () => {
  const line = lineOf({ approval: { ...APPROVAL, timeoutMinutes: 10 } });
  expect(told(line, ["version:r", "advance:9m"])).toEqual(["x: gated needs-approval"]);
  expect(told(line, ["version:r", "advance:9m", "advance:2h"])).toEqual([
    "x: gated needs-approval",
    "x: none gate-expired after 600s",
  ]);
});

test("a failed run is tried again after its pause, so often as its retry says", () => {
  const line = lineOf({ retry: { attempts: 2, on: ["failure"], backoffSeconds: 30 } });
  expect(told(line, ["failure:x", "run:x", "advance:30s", "success:x"])).toEqual([
    "x: queued manual",
    "x: queued retry",
    "x: none retry-pause",
    "refused retry-pause",
  ]);
  const { decisions } = simulate(line, ["failure:x", "advance:30s", "failure:x"]);
  expect(decisions.map(({ reason }) => reason)).toEqual(["manual", "retry", "no-retry-left"]);
});

test("with auto a retry starts by itself when its pause is over", () => {
  const line = lineOf({ retry: { attempts: 2, on: ["failure"], backoffSeconds: 30 } });
  expect(told(line, ["version:r", "failure:x", "success:x"], { isAuto: true }).at(-1)).toBe(
    "refused retry-pause",
  );
  expect(told(line, ["version:r", "failure:x", "advance:1m", "success:x"], { isAuto: true })).toEqual([
    "x: queued input-changed",
    "x: queued retry",
  ]);
});

test("a newer run takes the place of queued ones where its job says so", () => {
  const line = lineOf({ supersede: "queued" });
  const { decisions, events } = simulate(line, ["version:r", "version:r", "run:x", "run:x"]);
  expect(decisions.map(({ runNumber }) => runNumber)).toEqual([1, 2, undefined]);
  // Of two runs one is left: the second start finds it processing.
  expect(events.map(({ reason }) => reason)).toEqual([undefined, undefined, undefined, "own-run-processing"]);
});

test("a paused job starts for no event, a resumed one does", () => {
  expect(told(lineOf({}), ["pause:x", "version:r"])).toEqual(["x: none paused"]);
  expect(told(lineOf({}), ["pause:x", "resume:x", "version:r"])).toEqual(["x: queued input-changed"]);
});

test("a pin keeps other versions from starting the job until it is taken away", () => {
  expect(told(lineOf({}), ["pin:x/r@1", "version:r"])).toEqual(["x: none input-pinned"]);
  expect(told(lineOf({}), ["pin:x/r@1", "unpin:x/r", "version:r"])).toEqual(["x: queued input-changed"]);
  for (const event of ["pin:x/r@9", "pin:x/no@1", "unpin:x/r"])
    expect(told(lineOf({}), [event])).toEqual(["refused no-such-thing"]);
});

test("a version in quarantine is not chosen, and a queued run that was bound to it ends", () => {
  const unit = job("unit", { steps: [input("r")] });
  const line = lineOf({ steps: [input("r", { passed: ["unit"] })] }, unit);
  const events = ["version:r", "success:unit", "quarantine:r@2", "version:r@next", "success:unit"];
  const { decisions } = simulate(line, events);
  const ofX = decisions.filter(({ job: name }) => name === "x").map(({ reason }) => reason);
  expect(ofX).toEqual(["not-passed", "input-changed", "not-passed", "input-changed"]);
  expect(told(line, ["success:unit", "quarantine:r@1", "run:x"]).at(-1)).toBe("refused not-passed");
});

test("a job whose only version is in quarantine is unhealthy until it is released", () => {
  const line = lineOf({ steps: [input("r"), input("unit", { isSwitchedOn: false })] }, job("unit"));
  const events = ["success:unit", "quarantine:unit@1", "version:r", "release:unit@1", "version:r@b"];
  expect(told(line, events)).toEqual([
    "unit: queued manual",
    "x: none switched-off",
    "x: none input-unhealthy",
    "x: queued input-changed",
  ]);
  expect(told(line, ["release:r@1", "quarantine:r@7", "quarantine:no@1"])).toEqual([
    "refused no-such-thing",
    "refused no-such-thing",
    "refused no-such-thing",
  ]);
});

test("passed chooses the versions that successful runs had, recorded as they end", () => {
  const unit = job("unit", { steps: [input("r")] });
  const line = lineOf({ steps: [input("r", { passed: ["unit"] })] }, unit);
  expect(told(line, ["version:r", "failure:unit"])).toEqual([
    "x: none not-passed",
    "unit: queued input-changed",
  ]);
  expect(told(line, ["version:r", "success:unit", "run:x"])).toEqual([
    "x: none not-passed",
    "unit: queued input-changed",
    "x: queued input-changed",
  ]);
});

test("every version has a run of its own where the IN says so", () => {
  const line = lineOf({ steps: [input("r", { flow: "every" })] });
  const { decisions } = simulate(line, ["version:r", "pause:x", "version:r", "version:r", "resume:x"]);
  expect(decisions.filter(({ verdict }) => verdict === "queued").map(({ reason }) => reason)).toEqual([
    "input-changed",
    "every-version",
    "every-version",
  ]);
});

test("cancel ends the oldest run, or takes the waiting job away", () => {
  const line = createWorkflow({
    resources: [],
    jobs: [job("a"), job("b"), job("x", { dependencyMode: "strict", steps: [input("a"), input("b")] })],
  });
  const { decisions } = simulate(line, [
    "success:a",
    "success:b",
    "success:x",
    "run:a",
    "success:b",
    "cancel:x",
    "cancel:a",
  ]);
  expect(decisions.slice(-3).map(({ event, reason }) => `${event}: ${reason}`)).toEqual([
    "success:b: waits-for-upstream",
    "cancel:x: waiting-deleted",
    "cancel:a: upstream-not-successful",
  ]);
  expect(told(line, ["cancel:x"])).toEqual(["refused no-such-run"]);
});

test("schedules tick while time passes, by the function that is given", () => {
  const line = createWorkflow({
    resources: [resource("clock", { type: "time" })],
    jobs: [job("x", { steps: [input("clock")], triggerMode: "parallel" })],
  });
  const nextTick = (_resource: unknown, after: number): number => (Math.floor(after / 60_000) + 1) * 60_000;
  expect(told(line, ["advance:150s"], { nextTick })).toEqual([
    "x: queued input-changed after 60s",
    "x: queued input-changed after 120s",
  ]);
  expect(told(line, ["advance:150s"])).toEqual([]);
  expect(told(line, ["advance:300d"], { nextTick }).at(-1)).toBe("refused no-such-thing");
});

test("what the scheduler carries out itself has ended as soon as it starts", () => {
  const line = createWorkflow({
    resources: [resource("r", { type: "image" })],
    jobs: [job("m", { type: "manifest", steps: [input("r")] }), job("x", { steps: [input("m")] })],
  });
  expect(told(line, ["version:r", "run:m"])).toEqual(["m: queued input-changed", "x: queued input-changed"]);
  expect(told(line, ["version:r"], { isAuto: true })).toEqual([
    "m: queued input-changed",
    "x: queued input-changed",
  ]);
});

test("given facts are the beginning, and stay as they are", () => {
  const line = lineOf({});
  const facts = createFactsMap();
  facts.setResource("r", { isDeleted: false, lastVersionNumber: 7 });
  facts.setJob("x", { isPaused: true, isDeleted: false, lastRunNumber: 4, live: [] });
  const { decisions } = simulate(line, ["version:r", "resume:x", "version:r@new"], { facts });
  expect(decisions.map(({ verdict, runNumber }) => [verdict, runNumber])).toEqual([
    ["none", undefined],
    ["queued", 5],
  ]);
  expect([facts.resource("r").lastVersionNumber, facts.job("x").lastRunNumber]).toEqual([7, 4]);
});
