import type { Job } from "@landbridge/core";
import { loadWorkflow } from "../load-workflow.ts";
import type { LoadedWorkflow } from "../load-workflow.ts";

/** Loads one job from the text of its steps, indented by six blanks or not at all. */
export function loadSteps(steps: string, type = "runSh"): LoadedWorkflow {
  const lines = steps.split("\n").map((line) => `      ${line}`);
  return loadJob(`    type: ${type}\n    steps:\n${lines.join("\n")}\n`);
}

/** Loads one job from its keys, indented by four blanks. */
export function loadJob(body: string): LoadedWorkflow {
  const resources = "resources:\n  - {name: r, type: state}\n  - {name: p, type: state}\n";
  const text = `templates: [&tpl [one, two]]\n${resources}jobs:\n  - name: j\n${body}`;
  return loadWorkflow([{ path: "shippable.yml", text }]);
}

export function jobOf(loaded: LoadedWorkflow): Job | undefined {
  return loaded.definition.jobs[0];
}

/** Without what INs a type of job needs, which check-job.test.ts is about. */
export function said(loaded: LoadedWorkflow): readonly string[] {
  const problems = loaded.problems.filter(({ code }) => code !== "MISSING_INPUT");
  return problems.map(({ code, severity, line, column }) => `${severity} ${code} ${line}:${column}`);
}
