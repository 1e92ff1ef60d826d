import type { Job } from "@landbridge/core";
import { inputsOf, outputsOf } from "@landbridge/core";
import type { DeclaredJob, PlacedInput } from "./declaration.ts";
import type { JobScope } from "./job-scope.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { didYouMean } from "../problems/suggestion.ts";
import { textOfScalar } from "../yaml/yaml-node.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";

interface Passing {
  readonly declared: DeclaredJob;
  /** What the IN names. */
  readonly from: string;
  /** The job that it should have passed, and where it stands. */
  readonly name: string;
  readonly span: YamlNode;
  readonly scope: JobScope;
}

/** `passed`: each a job that consumes or produces what the IN names. */
export function checkPassed(
  declared: DeclaredJob,
  { input, entries }: PlacedInput,
  scope: JobScope,
): readonly Problem[] {
  const value = entries.find(({ key }) => key === "passed")?.value;
  if (!value || !input.passed) return [];
  const nodes = value.kind === "list" ? value.items : [value];
  return nodes.flatMap((span) => {
    const name = span.kind === "scalar" ? textOfScalar(span)?.trim() : undefined;
    if (name === undefined || name === "") return [];
    const found = faultOf({ declared, from: input.from, name, span, scope });
    return found ? [found] : [];
  });
}

function faultOf({ declared, from, name, span, scope }: Passing): Problem | undefined {
  const { workflow } = scope;
  const resource = workflow.resources.get(name);
  if (resource) {
    const message = `\`passed\` names \`${name}\`, which is a resource of type ${resource.type}.`;
    return problem("INVALID_PASSED", span, message, {
      hint: "it names the jobs that a version has been through",
    });
  }
  if (name === declared.name) {
    const message = `\`passed\` names \`${name}\` itself, which could never run a first time.`;
    return problem("INVALID_PASSED", span, message, { hint: "name jobs that come before" });
  }
  const job = workflow.jobs.get(name);
  if (!job) return unknownJob({ declared, from, name, span, scope });
  if (waitsFor(job, declared.name)) {
    const message = `\`passed\` names \`${name}\`, which itself waits for \`${declared.name}\`, so neither could run.`;
    return problem("INVALID_PASSED", span, message, { hint: "name jobs that come before" });
  }
  if (takesPart(job, from)) return undefined;
  const message = `No version of \`${from}\` can have passed \`${name}\`: that job has it neither as IN nor as OUT.`;
  const hint =
    workflow.jobs.has(from) && name === from
      ? "leave it out: every version of a job passed that job"
      : `add \`- IN: ${from}\` to \`${name}\`, or name another job`;
  return problem("INVALID_PASSED", span, message, { hint });
}

/** Directly: as an IN that has to be healthy, or by a `passed` of its own. */
function waitsFor(job: Job, name: string): boolean {
  return inputsOf(job).some(({ from, passed, dependencyMode }) => {
    const mode = dependencyMode ?? job.dependencyMode;
    return (from === name && mode !== "immediate") || passed?.includes(name) === true;
  });
}

function takesPart(job: Job, from: string): boolean {
  return inputsOf(job).some((input) => input.from === from) || outputsOf(job).some(({ to }) => to === from);
}

function unknownJob({ declared, name, span, scope }: Passing): Problem | undefined {
  if (scope.isBroken(name)) return undefined;
  const message = `\`passed\` of job \`${declared.name}\` names \`${name}\`, which is no job that is declared${scope.isAlone ? " here" : ""}.`;
  return problem("UNKNOWN_REFERENCE", span, message, {
    severity: scope.isAlone ? "warning" : "error",
    hint: didYouMean(name, scope.workflow.jobs.keys()),
  });
}
