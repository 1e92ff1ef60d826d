import { expect, test } from "vitest";
import { forgetNames, refuseDeletion } from "./deletion.ts";
import { NEW_JOB_FACTS, NEW_RESOURCE_FACTS, createFactsDraft, createFactsMap } from "./facts.ts";
import type { LiveRun } from "./run.ts";
import { workflow } from "./testing/line.ts";

const RUN: LiveRun = {
  id: "run-1",
  job: "old",
  number: 1,
  status: "processing",
  mode: "chrono",
  cause: { kind: "manual", by: "ada" },
  priority: 9999,
  order: 1,
  isCancelRequested: false,
};

function removed(...live: readonly LiveRun[]) {
  const facts = createFactsMap();
  facts.setJob("old", { ...NEW_JOB_FACTS, isDeleted: true, live });
  facts.setResource("settings", { ...NEW_RESOURCE_FACTS, isDeleted: true });
  return facts;
}

const codeOf = (...[line, facts, thing]: Parameters<typeof refuseDeletion>): string | undefined =>
  refuseDeletion(line, facts, thing)?.code;

test("what was removed can be deleted for good", () => {
  expect(refuseDeletion(workflow(), removed(), { kind: "job", name: "old" })).toBeUndefined();
  expect(refuseDeletion(workflow(), removed(), { kind: "resource", name: "settings" })).toBeUndefined();
});

test("what a source declares can't be", () => {
  const line = workflow("(settings) -> old");
  expect(codeOf(line, createFactsMap(), { kind: "job", name: "old" })).toBe("STILL_DECLARED");
  expect(codeOf(line, createFactsMap(), { kind: "resource", name: "settings" })).toBe("STILL_DECLARED");
});

test("what jobs name can't be, and the refusal says which", () => {
  const refusal = refuseDeletion(workflow("(settings) -> a", "(settings) -> b"), removed(), {
    kind: "resource",
    name: "settings",
  });
  expect(refusal).toMatchObject({ code: "STILL_NAMED", message: "settings is named by a and b." });
});

test("a job with a run that has not ended can't be", () => {
  expect(codeOf(workflow(), removed(RUN), { kind: "job", name: "old" })).toBe("STILL_RUNNING");
});

test("jobs forget what they took, pinned, have left and wait for of what is gone; others know nothing of it", () => {
  const facts = createFactsMap();
  const pin = { pin: { kind: "number", versionNumber: 2 }, by: "ada", at: 0 } as const;
  facts.setJob("x", {
    ...NEW_JOB_FACTS,
    taken: { gone: [[1, 2]], app: [[1, 1]] },
    backlog: { gone: [[3, 3]] },
    pins: { gone: pin, app: pin },
    waiting: { order: 1, because: "app", replays: { gone: 1, app: 1 } },
    live: [
      { ...RUN, id: "run-2", job: "x", bound: { gone: 2, app: 1 }, reads: { gone: 2 } },
      { ...RUN, id: "run-3", job: "x", bound: { app: 1 } },
    ],
  });
  facts.setJob("y", { ...NEW_JOB_FACTS, taken: { app: [[1, 1]] } });
  const draft = createFactsDraft(facts, 0);
  const changed = forgetNames(draft, ["x", "y"], new Set(["gone"]));
  expect(changed.map(({ id }) => id)).toEqual(["run-2"]);
  expect([...draft.changedJobs.keys()]).toEqual(["x"]);
  expect(draft.job("x")).toMatchObject({
    taken: { app: [[1, 1]] },
    backlog: {},
    pins: { app: pin },
    waiting: { order: 1, because: "app", replays: { app: 1 } },
    live: [{ bound: { app: 1 }, reads: {} }, { bound: { app: 1 } }],
  });
  expect(JSON.stringify(draft.job("x"))).not.toContain("gone");
});
