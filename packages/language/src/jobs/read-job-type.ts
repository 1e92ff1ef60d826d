import type { JobType } from "@landbridge/core";
import { JOB_TYPES, isResourceType, nearestName } from "@landbridge/core";
import { FUTURE_JOB_TYPES, LEGACY_JOB_TYPES, REMOVED_JOB_TYPES, isJobType } from "./job-types.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import type { Span } from "../yaml/source-text.ts";
import { findEntry, isNull } from "../yaml/yaml-node.ts";
import type { MapNode } from "../yaml/yaml-node.ts";

export type ReadJobType =
  | { readonly kind: "known"; readonly type: JobType }
  /** The job is left out, and its other keys are those of the type that was probably meant, or of any. */
  | { readonly kind: "guessed"; readonly type: JobType | undefined }
  /** No job of this platform, so that nothing can be said about its other keys. */
  | { readonly kind: "none" };

interface NamedType {
  readonly written: string | undefined;
  readonly name: string;
  readonly nameSpan: Span;
}

/** The type of a job, also under its earlier names. */
export function readJobType(map: MapNode, named: NamedType, problems: Problem[]): ReadJobType {
  const { written, name, nameSpan } = named;
  const entry = findEntry(map, "type");
  if (written === undefined) {
    // A type of the wrong shape has been told already.
    if (!entry || isNull(entry.value)) problems.push(missingType(named));
    return { kind: "guessed", type: undefined };
  }
  const span = entry?.value ?? nameSpan;
  if (isJobType(written)) {
    if (FUTURE_JOB_TYPES.includes(written)) problems.push(notRunYet(written, span));
    return { kind: "known", type: written };
  }
  const renamed = typeCalled(written);
  if (renamed) {
    const message = `The job type \`${written}\` is called \`${renamed}\` today and is read as such.`;
    const replaced = written === "runCLI" ? ", and `shipctl replace` for `shippable_replace`" : "";
    problems.push(problem("LEGACY_TYPE", span, message, { hint: `write \`type: ${renamed}\`${replaced}` }));
    if (FUTURE_JOB_TYPES.includes(renamed)) problems.push(notRunYet(renamed, span));
    return { kind: "known", type: renamed };
  }
  if (REMOVED_JOB_TYPES.includes(written)) {
    const message = `Jobs of type \`${written}\` no longer exist; \`${name}\` is left out.`;
    const hint = "a job of type externalCI takes results from another server";
    problems.push(problem("REMOVED_JOB_TYPE", span, message, { hint }));
    return { kind: "none" };
  }
  return unknownType(named, written, { span, problems });
}

function unknownType(
  { name }: NamedType,
  written: string,
  { span, problems }: { readonly span: Span; readonly problems: Problem[] },
): ReadJobType {
  const message = `\`${written}\` is not a known job type; \`${name}\` is left out.`;
  if (isResourceType(written)) {
    const hint = `\`${written}\` is a resource type: move this to \`resources:\``;
    problems.push(problem("UNKNOWN_JOB_TYPE", span, message, { hint }));
    return { kind: "none" };
  }
  const nearest = nearestName(written, [...JOB_TYPES, ...Object.keys(LEGACY_JOB_TYPES)]);
  const type = nearest === undefined || isJobType(nearest) ? nearest : typeCalled(nearest);
  const hint = type === undefined ? `one of ${JOB_TYPES.join(", ")}` : `did you mean \`${type}\`?`;
  problems.push(problem("UNKNOWN_JOB_TYPE", span, message, { hint }));
  return { kind: "guessed", type };
}

/** The type that was once called so. */
function typeCalled(name: string): JobType | undefined {
  return Object.hasOwn(LEGACY_JOB_TYPES, name) ? LEGACY_JOB_TYPES[name] : undefined;
}

function missingType({ name, nameSpan }: NamedType): Problem {
  const message = `The job \`${name}\` needs a type.`;
  return problem("MISSING_KEY", nameSpan, message, { hint: "add a type, for example `type: runSh`" });
}

function notRunYet(type: JobType, span: Span): Problem {
  return problem("NOT_YET_IN_EFFECT", span, `Jobs of type ${type} load, but do not run yet.`);
}
