import type { Resource } from "@landbridge/core";
import { loadWorkflow } from "../load-workflow.ts";
import type { Problem } from "../problems/problem.ts";

export interface ReadResource {
  readonly resource: Resource | undefined;
  readonly problems: readonly Problem[];
}

/** A resource with these keys beside its name. */
export function readResource(keys: string): ReadResource {
  const text = `resources:\n  - {name: r, ${keys}}\n`;
  const { definition, problems } = loadWorkflow([{ path: "landbridge.yml", text }], { isAlone: true });
  // What has no effect yet is told of some types whatever they hold.
  return {
    resource: definition.resources[0],
    problems: problems.filter(({ code }) => code !== "NOT_YET_IN_EFFECT"),
  };
}

/** `severity CODE message`, and the hint after it. */
export function told({ problems }: Pick<ReadResource, "problems">): readonly string[] {
  return problems.map(
    ({ severity, code, message, hint }) => `${severity} ${code} ${message} (${hint ?? ""})`,
  );
}
