import { expect, test } from "vitest";
import { simulate } from "./simulate.ts";
import type { TryCondition } from "./known-content.ts";
import { resource, workflow } from "./testing/line.ts";
import { createWorkflow } from "./workflow.ts";

const WHEN = "in.r.versionName == 'good'";

/** As the language would: the name of the version of r decides. */
const tryCondition: TryCondition = (_condition, known) => {
  const name = known.in["r"]?.versionName;
  if (name === undefined) return { kind: "unknown", reads: ["in.r.versionName"] };
  return { kind: "decided", outcome: { ok: true, value: name === "good" } };
};

function decided(events: readonly string[], isAuto = false): readonly string[] {
  const line = workflow("(r) -> x -> y", { x: { parts: { when: WHEN } } });
  return simulate(line, events, { tryCondition, isAuto }).decisions.map(
    ({ job, verdict, reason }) => `${job} ${verdict} ${reason}`,
  );
}

test("a run whose condition does not hold is skipped when its turn comes, and its consumers hear of it", () => {
  const skipped = ["x queued input-changed", "x skipped condition-false", "y none upstream-not-successful"];
  expect(decided(["version:r@bad", "run:x"])).toEqual(skipped);
  expect(decided(["version:r@bad"], true)).toEqual(skipped);
});

test("one whose condition holds starts", () => {
  expect(decided(["version:r@good", "success:x"])).toEqual([
    "x queued input-changed",
    "y queued input-changed",
  ]);
});

test("one whose condition reads what is not known here says so, and goes on as if it held", () => {
  const line = workflow("(r) -> x", { x: { parts: { when: WHEN } } });
  const { decisions } = simulate(line, ["version:r", "run:x"], { tryCondition });
  expect(decisions.slice(1)).toEqual([
    {
      event: "run:x",
      job: "x",
      verdict: "queued",
      reason: "condition-unknown",
      text: `Run 1 depends on when: \`${WHEN}\`. \`in.r.versionName\` is not known here; it goes on as if the condition held.`,
      inputs: [],
      unblock: [],
      runNumber: 1,
    },
  ]);
  expect(decided(["version:r"], true)).toEqual(["x queued input-changed", "x queued condition-unknown"]);
});

test("the first version of a resource holds what is declared, others what the caller knows of them", () => {
  const line = workflow("(r:image) ..> x", { x: { parts: { when: WHEN } } });
  const values = { sourceName: "acme/app", versionName: "good" };
  const declared = createWorkflow({
    resources: [resource("r", { type: "image", values })],
    jobs: [...line.jobs.values()],
  });
  const reasons = (options: Parameters<typeof simulate>[2]): readonly string[] =>
    simulate(declared, ["run:x"], { tryCondition, ...options }).decisions.map(({ reason }) => reason);
  expect(reasons({})).toEqual(["manual"]);
  expect(reasons({ contentOf: () => ({ name: "bad", values: {} }) })).toEqual(["manual", "condition-false"]);
  expect(reasons({ contentOf: () => undefined })).toEqual(["manual", "condition-unknown"]);
});
