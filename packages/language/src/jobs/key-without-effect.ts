import type { JobType } from "@landbridge/core";
import { listOf } from "@landbridge/core";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";

/** A key that is right in itself, and does nothing where it stands; `owners` are the job types that have it. */
export function keyWithoutEffect(entry: MapEntry, place: string, owners: readonly JobType[]): Problem {
  const message = `\`${entry.key}\` has no effect on ${place}.`;
  return problem("KEY_WITHOUT_EFFECT", entry.keySpan, message, { hint: onlyOf(owners) });
}

/** A key that loads and means nothing to this version. */
export function notYet(entry: MapEntry): Problem {
  return problem(
    "NOT_YET_IN_EFFECT",
    entry.keySpan,
    `\`${entry.key}\` is kept, but has no effect in this version yet.`,
  );
}

export function onlyOf(owners: readonly JobType[]): string {
  return `only jobs of type ${listOf(owners)} have it`;
}
