import { describe, expect, test } from "vitest";
import { createFactsDraft } from "./facts.ts";
import type { Job, Retry } from "./job.ts";
import { endRun } from "./run-queue.ts";
import { decideRetry } from "./retry.ts";
import { decideStarts, holdByPause, holdOf } from "./start.ts";
import { workflow } from "./testing/line.ts";
import { agent, createWorld, nameOf } from "./testing/world.ts";
import type { FinalRunStatus, LiveRun } from "./run.ts";

const RETRY: Retry = { attempts: 3, on: ["failure", "lost"], backoffSeconds: 10 };

function afterEnd(
  status: FinalRunStatus,
  { attempt = 1, isPaused = false, isCanceled = false, isExternal = false } = {},
) {
  const line = workflow("(r) -> x", { x: { parts: { retry: RETRY } } });
  const world = createWorld(line);
  world.version("r");
  const started = world.start("x");
  world.facts.setJob("x", { ...world.facts.job("x"), isPaused });
  const build = { kind: "external", server: "ci", buildId: "1", buildUrl: "", endsBy: 2_000_000 } as const;
  const cause = isExternal ? build : started.cause;
  const run = { ...started, cause, attempt, isCancelRequested: isCanceled };
  const draft = createFactsDraft(world.facts, 1_000_000);
  endRun(draft, { job: "x", runId: run.id, status });
  const outcome = decideRetry(line, draft, { run, status, newRunId: () => "again" });
  return { outcome, draft, line, run };
}

/** The first run of x failed, and a newer one is queued. */
function afterOvertaken(parts: Partial<Job>) {
  const line = workflow("(r) -> x", { x: { parts } });
  const world = createWorld(line);
  world.version("r");
  const first = world.start("x");
  world.version("r");
  const draft = createFactsDraft(world.facts, 0);
  endRun(draft, { job: "x", runId: first.id, status: "failure" });
  const retry = (run: LiveRun) =>
    decideRetry(line, draft, { run, status: "failure", newRunId: () => "again" });
  return { line, first, draft, retry };
}

describe("a job's retry", () => {
  test("carries the same plan out again after a pause, and counts the attempts", () => {
    const { outcome, run } = afterEnd("failure");
    expect(outcome?.decision).toMatchObject({ verdict: "queued", reason: "retry", runNumber: 2 });
    expect(outcome?.request?.run).toMatchObject({
      attempt: 2,
      replays: { runId: run.id },
      notBefore: 1_010_000,
      bound: { r: 2 },
      cause: { kind: "retry", runNumber: 1, attempt: 2 },
    });
  });

  test("waits twice as long each time, and an hour at most", () => {
    expect(afterEnd("failure", { attempt: 2 }).outcome?.request?.run.notBefore).toBe(1_020_000);
  });

  test("is over after its last attempt, and says so", () => {
    expect(afterEnd("failure", { attempt: 3 }).outcome?.decision).toMatchObject({
      verdict: "none",
      reason: "no-retry-left",
    });
  });

  test.each(["success", "timeout", "canceled", "skipped"] as const)("is not for %s", (status) => {
    expect(afterEnd(status).outcome).toBeUndefined();
  });

  test("is not for a run that somebody canceled, whatever it ended with", () => {
    expect(afterEnd("failure", { isCanceled: true }).outcome).toBeUndefined();
  });

  test("is not for a build of another server", () => {
    expect(afterEnd("failure", { isExternal: true }).outcome).toBeUndefined();
  });

  test("does not begin while the job is paused, and says why", () => {
    const { outcome } = afterEnd("failure", { isPaused: true });
    expect(outcome?.decision.reason).toBe("paused");
    expect(outcome?.request).toBeUndefined();
  });

  test("does not start before its pause is over", () => {
    const { outcome, draft, line } = afterEnd("lost");
    const run = outcome?.request?.run;
    expect(run && holdByPause(run, 1_009_999)?.reason).toBe("retry-pause");
    expect(run && holdByPause(run, 1_010_000)).toBeUndefined();
    expect(decideStarts(line, draft, { agents: [agent(1)] }).starts).toEqual([]);
    const later = createFactsDraft(draft, 1_010_000);
    expect(decideStarts(line, later, { agents: [agent(1)] }).starts).toHaveLength(1);
  });

  test("keeps the place of the run that it repeats: a serial job runs nothing newer before it", () => {
    const { line, first, draft, retry } = afterOvertaken({ retry: { ...RETRY, backoffSeconds: 0 } });
    retry(first);
    expect(draft.job("x").live.map(nameOf)).toEqual(["x#3", "x#2"]);
    const [, newer] = draft.job("x").live;
    expect(newer && holdOf(line, draft, newer)?.text).toBe(
      "Waits for x #3, which goes first in the place of #1.",
    );
    const { starts } = decideStarts(line, draft, { agents: [agent(2)] });
    expect(starts.map(({ run }) => nameOf(run))).toEqual(["x#3"]);
  });

  test.each(["queued", "all"] as const)("is not for a run that a newer one superseded (%s)", (supersede) => {
    const { first, retry } = afterOvertaken({ retry: RETRY, supersede });
    // Under `all` it was asked to end, and failed on its way out.
    expect(retry({ ...first, isCancelRequested: supersede === "all" })).toEqual({
      decision: {
        job: "x",
        verdict: "none",
        reason: "superseded",
        text: "Run 1 is not tried again: run 2 took its place.",
        inputs: [],
        unblock: [],
      },
    });
  });

  test("is for the newest run under `supersede`, also when it is a retry itself", () => {
    const line = workflow("x", {
      x: { parts: { retry: { ...RETRY, backoffSeconds: 0 }, supersede: "all" } },
    });
    const world = createWorld(line, { x: "processing" });
    const draft = createFactsDraft(world.facts, 0);
    for (const number of [1, 2]) {
      const [run] = draft.job("x").live;
      if (!run) throw new Error("no run is left");
      expect(run.number).toBe(number);
      endRun(draft, { job: "x", runId: run.id, status: "lost" });
      const outcome = decideRetry(line, draft, {
        run,
        status: "lost",
        newRunId: () => `again-${String(number)}`,
      });
      expect(outcome?.decision.reason).toBe("retry");
    }
  });
});
