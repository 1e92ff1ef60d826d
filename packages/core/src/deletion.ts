import { AppError } from "./error.ts";
import type { Facts } from "./facts.ts";
import { listOf } from "./list-of.ts";
import { jobsNaming } from "./reference.ts";
import type { Workflow } from "./workflow.ts";

/** Why something can't be deleted for good now, history and all; nothing when it can. */
export function refuseDeletion(
  workflow: Workflow,
  facts: Facts,
  { kind, name }: { readonly kind: "resource" | "job"; readonly name: string },
): AppError | undefined {
  const { isDeleted } = kind === "job" ? facts.job(name) : facts.resource(name);
  if (!isDeleted) {
    return new AppError("STILL_DECLARED", `${name} is declared by a source.`, {
      hint: "Remove it from the configuration first; its history stays until it is deleted for good.",
    });
  }
  const namedBy = jobsNaming(workflow, name);
  if (namedBy.length > 0) {
    return new AppError("STILL_NAMED", `${name} is named by ${listOf(namedBy)}.`, {
      hint: "Take the name out of these jobs first, or declare it again.",
    });
  }
  if (kind === "job" && facts.job(name).live.length > 0) {
    return new AppError("STILL_RUNNING", `A run of ${name} has not ended.`, {
      hint: "Cancel it, or wait for its end.",
    });
  }
  return undefined;
}
