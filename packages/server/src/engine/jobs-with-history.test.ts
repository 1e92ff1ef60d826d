import { createFactsMap, createWorkflow } from "@landbridge/core";
import { loadWorkflow } from "@landbridge/language";
import { expect, test } from "vitest";
import { jobsWithHistory } from "./jobs-with-history.ts";

test("history is read for jobs with INs that are pinned, by whomever, or that name what has to be passed", () => {
  const text = `
resources: [{ name: app, type: image, versionTemplate: { sourceName: app, versionName: "1" } }]
jobs:
  - { name: plain, type: runSh, steps: [{ IN: app }, { TASK: [work] }] }
  - { name: pinned, type: runSh, steps: [{ IN: app, versionNumber: 1 }, { TASK: [work] }] }
  - { name: passing, type: runSh, steps: [{ IN: app, passed: [plain] }, { TASK: [work] }] }
  - { name: held, type: runSh, steps: [{ IN: app }, { TASK: [work] }] }
`;
  const workflow = createWorkflow(loadWorkflow([{ path: "landbridge.yml", text }]).definition);
  const facts = createFactsMap();
  const names = (): readonly string[] => jobsWithHistory(workflow, facts).map(({ name }) => name);
  expect(names()).toEqual(["pinned", "passing"]);
  const pin = { kind: "number", versionNumber: 2 } as const;
  for (const name of ["held", "pinned"])
    facts.setJob(name, { ...facts.job(name), pins: { app: { pin, by: "ada", at: 1 } } });
  expect(names()).toEqual(["pinned", "passing", "held"]);
});
