import type { JobType, OutStep } from "@landbridge/core";
import type { Reference } from "../checks/declaration.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { readFields, unknownKey } from "../fields/read-fields.ts";
import { IN_FIELDS, OUT_FIELDS } from "../fields/schema.ts";
import type { Span } from "../yaml/source-text.ts";
import { findEntry } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";

/** Only their scripts can write something. */
const WRITERS: readonly JobType[] = ["runSh", "runCI"];

export interface OutContext {
  readonly jobType: JobType | undefined;
  /** Where the name stands. */
  readonly span: Span;
  readonly problems: Problem[];
}

export interface ReadOut {
  readonly output: OutStep;
  readonly references: readonly Reference[];
}

/** One `OUT` with the options beside it. */
export function readOut(to: string, map: MapNode, { jobType, span, problems }: OutContext): ReadOut {
  const { values, others } = readFields(map, OUT_FIELDS, problems);
  for (const entry of others) problems.push(strangeKey(entry));
  if (jobType !== undefined && !WRITERS.includes(jobType)) {
    const message = `The OUT \`${to}\` has no effect: jobs of type ${jobType} write no resources.`;
    const hint = "other jobs take what this one makes by `- IN:` and its name";
    problems.push(problem("KEY_WITHOUT_EFFECT", span, message, { hint }));
  }
  const { replicate, replicateOnPullRequest, overwrite } = values;
  const replicated = findEntry(map, "replicate")?.value ?? map;
  return {
    output: {
      kind: "out",
      to,
      ...(replicate === undefined ? {} : { replicate }),
      replicateOnPullRequest: replicateOnPullRequest ?? false,
      overwrite: overwrite ?? false,
      onFailure: values.on_failure ?? false,
    },
    references: replicate === undefined ? [] : [{ kind: "replicate", name: replicate, span: replicated }],
  };
}

function strangeKey(entry: MapEntry): Problem {
  if (Object.hasOwn(IN_FIELDS, entry.key)) {
    const message = `\`${entry.key}\` is an option of an IN; on an OUT it has no effect.`;
    return problem("MISPLACED_KEY", entry.keySpan, message, {
      hint: "write it below the `- IN`, or remove it",
      hasNoEffect: true,
    });
  }
  return unknownKey(entry, "an OUT", Object.keys(OUT_FIELDS));
}
