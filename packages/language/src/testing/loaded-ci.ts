import type { CiDefinition } from "@landbridge/core";
import { loadWorkflow } from "../load-workflow.ts";
import type { LoadedWorkflow } from "../load-workflow.ts";

/** A `shippable.yml` of the project web. */
export function loadCi(text: string): LoadedWorkflow {
  return loadWorkflow([{ path: "shippable.yml", text }], { project: "web" });
}

/** The CI part of a file in which a language is given and which says nothing else. */
export function ciOf(text: string, language = "language: node_js\n"): CiDefinition | undefined {
  return loadCi(`${language}${text}`).definition.jobs.find(({ name }) => name === "web_runCI")?.ci;
}

/** The variables of `A=1 B=2`, as they are read. */
export function plainEnv(text: string): CiDefinition["env"]["global"] {
  return text.split(" ").map((each) => {
    const [name = "", value = ""] = each.split("=");
    return { kind: "plain", name, value };
  });
}

/** What is said besides that runCI jobs don't run yet. */
export function said(text: string): readonly string[] {
  return loadCi(text)
    .problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT")
    .map(({ code, severity, line, column }) => `${severity} ${code} ${line}:${column}`);
}

export function hints(text: string): readonly (string | undefined)[] {
  return loadCi(text)
    .problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT")
    .map(({ hint }) => hint);
}
