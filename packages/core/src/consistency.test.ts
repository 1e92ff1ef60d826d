import { expect, test } from "vitest";
import { findInconsistencies } from "./consistency.ts";
import type { Step } from "./job.ts";
import { input, job, output, resource, workflow } from "./testing/line.ts";
import { createWorkflow } from "./workflow.ts";

const build = (...steps: readonly Step[]) => job("build", { steps });

test("a workflow whose names all lead somewhere is consistent", () => {
  expect(
    findInconsistencies(workflow("(code) -> build -> (app:image) -> deploy", "(tf:state) -> deploy")),
  ).toEqual(new Map());
});

test.each([
  ["an IN that names nothing", [input("gone")], "The IN gone names nothing that is declared."],
  ["an OUT that names nothing", [output("gone")], "The OUT gone names nothing that is declared."],
  ["an OUT that is a job", [output("other")], "The OUT other is a job, not a resource."],
  ["itself as IN", [input("build")], "The job has itself as IN."],
  [
    "one resource as IN and OUT",
    [input("settings"), output("settings")],
    "settings is both IN and OUT, which only a resource of type state may be.",
  ],
  [
    "an OUT that replicates what is no IN",
    [output("settings", { replicate: "others" })],
    "The OUT settings replicates others, which is no IN.",
  ],
  [
    "an OUT that replicates another type",
    [input("app"), output("settings", { replicate: "app" })],
    "The OUT settings of type params replicates app of type image.",
  ],
  [
    "several faults, each once",
    [input("gone"), input("gone", { isSwitchedOn: false }), output("nowhere")],
    "The IN gone names nothing that is declared. The OUT nowhere names nothing that is declared.",
  ],
])("a job with %s is inconsistent, and nothing else is", (_what, steps, reason) => {
  const found = findInconsistencies(
    createWorkflow({
      resources: [resource("settings"), resource("app", { type: "image" })],
      jobs: [build(...steps), job("other")],
    }),
  );
  expect([...found]).toEqual([["build", reason]]);
});

test("a state resource may be IN and OUT of one job", () => {
  const tf = resource("tf", { type: "state" });
  const steps = [input("tf"), output("tf")];
  expect(findInconsistencies(createWorkflow({ resources: [tf], jobs: [job("up", { steps })] })).size).toBe(0);
});

test("a missing integration makes its resource inconsistent, and the jobs that use it, but not those after them", () => {
  const line = createWorkflow({
    resources: [
      resource("bad", { integration: "does_not_exist" }),
      resource("good", { integration: "known" }),
    ],
    jobs: [
      job("uses_bad", { steps: [input("bad")] }),
      job("fine", { steps: [input("good")] }),
      job("after", { steps: [input("uses_bad")] }),
      job("asks", { integrations: ["does_not_exist"] }),
    ],
  });
  const found = findInconsistencies(line, { isIntegrationKnown: (name) => name === "known" });
  expect(Object.fromEntries(found)).toEqual({
    bad: "There is no integration named does_not_exist.",
    uses_bad: "The IN bad is inconsistent.",
    asks: "There is no integration named does_not_exist.",
  });
  expect(findInconsistencies(line).size).toBe(0);
});
