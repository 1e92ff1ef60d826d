import { expect, test } from "vitest";
import { createFactsDraft } from "./facts.ts";
import { decideRetry } from "./retry.ts";
import { endRun } from "./run-queue.ts";
import { workflow } from "./testing/line.ts";
import { createWorld, factsOf } from "./testing/world.ts";

test("successes are kept newest first by number, in whatever order runs of a parallel job end", () => {
  const line = workflow("(r) -> x", { x: { trigger: "parallel" } });
  const draft = createFactsDraft(factsOf(line, { x: "processing processing processing" }), 0);
  draft.setJob("x", { ...draft.job("x"), successes: [] });
  for (const number of [2, 1, 3])
    endRun(draft, { job: "x", runId: `x-${String(number)}`, status: "success" });
  expect(draft.job("x").successes?.map((run) => run.number)).toEqual([3, 2, 1]);
});

test("the version of a job is its last success by place, in whatever order runs of a parallel job end", () => {
  const line = workflow("(r) -> x", { x: { trigger: "parallel" } });
  const world = createWorld(line);
  for (let number = 1; number <= 3; number += 1) world.version("r");
  const draft = createFactsDraft(world.facts, 0);
  const versionAfter = (id: string): number | undefined => {
    endRun(draft, { job: "x", runId: id, status: "success" });
    return draft.job("x").lastSuccess?.number;
  };
  expect(["new-2", "new-1", "new-3"].map(versionAfter)).toEqual([2, 2, 3]);
});

test("a retry that succeeds in the place of an older run is an older version than what comes behind it", () => {
  const line = workflow("(r) -> x", {
    x: { parts: { retry: { attempts: 2, on: ["failure"], backoffSeconds: 0 } } },
  });
  const world = createWorld(line);
  world.version("r");
  world.version("r");
  const draft = createFactsDraft(world.facts, 0);
  const [first] = draft.job("x").live;
  if (!first) throw new Error("x has no run");
  endRun(draft, { job: "x", runId: first.id, status: "failure" });
  decideRetry(line, draft, { run: first, status: "failure", newRunId: () => "again" });
  endRun(draft, { job: "x", runId: "again", status: "success" });
  expect(draft.job("x").lastSuccess?.number).toBe(3);
  endRun(draft, { job: "x", runId: "new-2", status: "success" });
  expect(draft.job("x").lastSuccess?.number).toBe(2);
});
