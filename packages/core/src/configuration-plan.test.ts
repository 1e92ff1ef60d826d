import { expect, test } from "vitest";
import { describeSync, identityOfPlan } from "./configuration-plan.ts";
import type { ConfigurationPlan, History } from "./configuration-plan.ts";
import type { Job } from "./job.ts";
import type { Resource } from "./resource.ts";
import { planSync, summaryOfSync } from "./sync.ts";
import { input, job, resource } from "./testing/line.ts";
import { createWorkflow } from "./workflow.ts";
import type { WorkflowDefinition } from "./workflow.ts";

/** The plan from one definition to another, when these names have so many versions or runs. */
function planOf(
  before: WorkflowDefinition,
  after: WorkflowDefinition,
  histories: Readonly<Record<string, History>> = {},
): ConfigurationPlan {
  const held = <Thing extends Resource | Job>(things: readonly Thing[]) =>
    new Map(things.map((thing) => [thing.name, { thing, sourceId: "s", isDeleted: false }]));
  const current = { resources: held(before.resources), jobs: held(before.jobs) };
  const outcome = planSync(current, after, { sourceId: "s", sources: [] });
  if (!outcome.ok) throw new Error(outcome.refusals.map(({ text }) => text).join(" "));
  return describeSync({
    summary: summaryOfSync(after, outcome.plan),
    plan: outcome.plan,
    before: current,
    after: createWorkflow(after),
    historyOf: (_kind, name) => histories[name] ?? { count: 0 },
    isIntegrationKnown: (name) => name === "known",
    consequences: {
      newVersions: [],
      decisions: [],
      canceledRuns: [],
      inconsistentBefore: new Map(),
      inconsistentAfter: new Map(),
    },
  });
}

const nothing: WorkflowDefinition = { resources: [], jobs: [] };

test("the same again is nothing", () => {
  const same = { resources: [resource("r")], jobs: [job("x", { steps: [input("r")] })] };
  expect(planOf(same, same)).toMatchObject({ isNothing: true, changes: [], starters: [], gates: [] });
});

test("an edit is told with its places and its gates, and with what starts the job from now on", () => {
  const before = job("x", { steps: [input("r", { isSwitchedOn: false })] });
  const after = job("x", { steps: [input("r")] });
  expect(
    planOf({ resources: [resource("r")], jobs: [before] }, { resources: [resource("r")], jobs: [after] }),
  ).toMatchObject({
    isNothing: false,
    changes: [
      {
        name: "x",
        action: "change",
        fields: [{ path: "steps[0].switch", before: "off" }],
      },
    ],
    gates: [{ job: "x", effect: "loosens" }],
    starters: [{ job: "x", starters: [{ from: "r", text: "a new version of r" }] }],
  });
});

test("a removal keeps its history, and a new name of the same kind is pointed out", () => {
  const plan = planOf(
    { resources: [], jobs: [job("build_app")] },
    { resources: [], jobs: [job("compile_app")] },
    { build_app: { count: 12 } },
  );
  expect(plan.changes.map(({ name, action, history }) => ({ name, action, history }))).toEqual([
    { name: "compile_app", action: "add", history: undefined },
    {
      name: "build_app",
      action: "remove",
      history:
        "Its 12 runs are kept under this name until it is deleted for good. compile_app looks like the same under a new name; it begins without them.",
    },
  ]);
});

test("a removed deploy job that succeeded once takes its live deployment with it; one that never ran has none", () => {
  const before = { resources: [], jobs: [job("live", { type: "deploy" }), job("idle", { type: "deploy" })] };
  expect(
    planOf(before, nothing, { live: { count: 3, lastSuccess: 3 }, idle: { count: 0 } }).deployments,
  ).toEqual([{ job: "live", text: "Removing live deletes the services that it deployed in version 3." }]);
});

test("integrations that are not there are listed with everything that needs them", () => {
  const desired = {
    resources: [resource("a", { integration: "hub" }), resource("b", { integration: "known" })],
    jobs: [job("x", { integrations: ["hub"] })],
  };
  expect(planOf(nothing, desired).integrations).toEqual([{ name: "hub", usedBy: ["a", "x"] }]);
});

test("plans that do the same have one identity, whatever name their versions got; others have another", () => {
  const plan = planOf(nothing, { resources: [resource("r")], jobs: [] });
  const withVersion = (name: string): ConfigurationPlan => ({
    ...plan,
    newVersions: [{ resource: "r", number: 1, name, origin: "configuration" }],
  });
  expect(identityOfPlan(withVersion("abc"))).toBe(identityOfPlan(withVersion("def")));
  expect(identityOfPlan(plan)).not.toBe(identityOfPlan(withVersion("abc")));
});
