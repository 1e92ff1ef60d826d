import { expect, test } from "vitest";
import { createFactsDraft } from "./facts.ts";
import { endRun } from "./run-queue.ts";
import { workflow } from "./testing/line.ts";
import { factsOf } from "./testing/world.ts";

test("successes are kept newest first by number, in whatever order runs of a parallel job end", () => {
  const line = workflow("(r) -> x", { x: { trigger: "parallel" } });
  const draft = createFactsDraft(factsOf(line, { x: "processing processing processing" }), 0);
  draft.setJob("x", { ...draft.job("x"), successes: [] });
  for (const number of [2, 1, 3])
    endRun(draft, { job: "x", runId: `x-${String(number)}`, status: "success" });
  expect(draft.job("x").successes?.map((run) => run.number)).toEqual([3, 2, 1]);
});
