import { expect, test } from "vitest";
import { declaredForm } from "./declared-form.ts";
import { fieldChanges } from "./field-change.ts";
import type { Job } from "./job.ts";
import { input, job, output, resource, task } from "./testing/line.ts";

test("a resource is told in the words of its YAML", () => {
  const app = resource("app", { type: "image", integration: "hub", values: { sourceName: "acme/app" } });
  expect(declaredForm(app)).toEqual({
    type: "image",
    integration: "hub",
    versionTemplate: { sourceName: "acme/app" },
  });
});

test("a job is told in the words of its YAML, without what is so by default", () => {
  const steps = [
    input("code"),
    input("app", {
      isSwitchedOn: false,
      pin: { kind: "number", versionNumber: 3 },
      options: { force: true },
    }),
    task("make"),
    output("settings", { onFailure: true }),
  ];
  const notify = [{ name: "chat", options: { sendFailingSnippet: true } }];
  const quiet = { script: [], notify: [] };
  const sections: Job["sections"] = {
    onStart: quiet,
    onSuccess: quiet,
    onFailure: { script: ["collect"], notify },
    onCancel: quiet,
    always: quiet,
  };
  const runtime = { nodePool: "small", image: { name: "node", tag: "20", pull: false }, env: { A: "1" } };
  expect(declaredForm(job("build", { steps, sections, runtime, options: { method: "upgrade" } }))).toEqual({
    type: "runSh",
    method: "upgrade",
    runtime: { nodePool: "small", options: { imageName: "node", imageTag: "20", env: { A: "1" } } },
    steps: [
      { IN: "code" },
      { IN: "app", switch: "off", versionNumber: 3, force: true },
      { TASK: { name: "work", script: ["make"] } },
      { OUT: "settings", on_failure: true },
    ],
    on_failure: { script: ["collect"], NOTIFY: [{ name: "chat", sendFailingSnippet: true }] },
  });
});

test.each<[string, Partial<Job>, string]>([
  ["dependencyMode", { dependencyMode: "strict" }, "dependencyMode"],
  ["triggerMode", { triggerMode: "parallel" }, "triggerMode"],
  ["priority", { priority: 5 }, "priority"],
  ["when", { when: "true" }, "when"],
  ["inputs", { inputs: [{ type: "string", name: "A" }] }, "inputs"],
  ["approval", { approval: { approvers: [], required: 1, selfApproval: false } }, "approval"],
  ["retry", { retry: { attempts: 2, on: ["failure"], backoffSeconds: 0 } }, "retry"],
  ["locks", { locks: ["prod"] }, "locks"],
  ["supersede", { supersede: "all" }, "supersede"],
  ["matrix", { matrix: { axes: { A: ["1"] }, exclude: [], include: [] } }, "matrix"],
  ["cache", { cache: { key: "k", paths: ["p"] } }, "cache"],
  ["artifacts", { artifacts: ["dist"] }, "artifacts"],
  ["reports", { reports: { junit: ["a.xml"], coverage: [] } }, "reports"],
  ["runtime", { runtime: { container: false, env: {} } }, "runtime"],
  ["integrations", { integrations: ["hub"] }, "integrations"],
  ["flags", { flags: ["x"] }, "flags"],
  ["allowPublicAccess", { allowPublicAccess: true }, "allowPublicAccess"],
  ["type", { type: "deploy" }, "type"],
  ["passed", { steps: [input("r", { passed: ["lint"] })] }, "steps[0].passed"],
  ["flow", { steps: [input("r", { flow: "every" })] }, "steps[0].flow"],
  ["an IN's mode", { steps: [input("r", { dependencyMode: "strict" })] }, "steps[0].dependencyMode"],
])("a change of %s is seen", (_what, parts, path) => {
  const plainJob = job("build", { steps: [input("r")] });
  const changed = job("build", { steps: [input("r")], ...parts });
  expect(fieldChanges(declaredForm(plainJob), declaredForm(changed)).map((change) => change.path)).toEqual([
    path,
  ]);
});
