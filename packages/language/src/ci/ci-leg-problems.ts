import { MOST_LEGS, ciLegsOf, idlePatternsOf, versionKeyOf, versionsOf } from "@landbridge/core";
import type { CiDefinition } from "@landbridge/core";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { readMaps } from "../fields/read-texts.ts";
import { findEntry } from "../yaml/yaml-node.ts";
import type { MapNode } from "../yaml/yaml-node.ts";

/** Too many legs, or none at all. */
export function problemsOfLegs(root: MapNode, ci: CiDefinition): readonly Problem[] {
  const legs = ciLegsOf(ci);
  if (!legs.ok && legs.count <= MOST_LEGS) return [tooManyExcludes(root, legs.count)];
  if (!legs.ok) {
    const span = findEntry(root, longestAxis(ci))?.keySpan ?? root;
    const message = `The CI part has ${legs.count} legs; at most ${MOST_LEGS} are allowed.`;
    const hint = "list fewer versions or entries of `env`, or exclude some: each is combined with all others";
    return [problem("MATRIX_TOO_LARGE", span, message, { hint })];
  }
  const exclude = findEntry(root, "matrix")?.keySpan;
  if (legs.legs.length > 0 || !exclude) return idleEntries(root, ci);
  const message = "`matrix` excludes every leg, so nothing would run.";
  const hint = "correct `exclude`, or add legs under `include`";
  return [problem("INVALID_VALUE", exclude, message, { severity: "warning", hint })];
}

/** Few combinations, but more entries to compare each of them with than is reckoned. */
function tooManyExcludes(root: MapNode, count: number): Problem {
  const span = findEntry(root, "matrix")?.keySpan ?? root;
  const message = `\`matrix\` excludes more than can be compared with its ${count} combinations.`;
  return problem("MATRIX_TOO_LARGE", span, message, {
    hint: "list the legs that are wanted under `include`",
  });
}

/** Entries of `exclude` and `allow_failures` that match nothing. */
function idleEntries(root: MapNode, ci: CiDefinition): readonly Problem[] {
  const matrix = findEntry(root, "matrix")?.value;
  if (matrix?.kind !== "map") return [];
  const idle = idlePatternsOf(ci);
  const told = (key: string, numbers: readonly number[]): readonly Problem[] => {
    const list = findEntry(matrix, key);
    // What is wrong with the list has been told when it was read.
    const maps = list && numbers.length > 0 ? readMaps(list, "", []) : [];
    return numbers.flatMap((number) => idleEntry(maps[number], key));
  };
  return [...told("exclude", idle.exclude), ...told("allow_failures", idle.allowFailures)];
}

function idleEntry(map: MapNode | undefined, key: string): readonly Problem[] {
  if (!map) return [];
  const message = `This entry of \`matrix.${key}\` matches no leg, so it has no effect.`;
  const hint = "a leg must match all of its keys, and the whole of `env`";
  return [problem("KEY_WITHOUT_EFFECT", map, message, { hint })];
}

/** The key with the most values: where to begin. */
function longestAxis(ci: CiDefinition): string {
  const axes: readonly (readonly [string, number])[] = [
    [versionKeyOf(ci.language) ?? "language", versionsOf(ci).length],
    ["env", ci.env.entries.length],
    ["gemfile", ci.gemfiles.length],
    ["runtime", ci.pools.length],
    ["matrix", ci.matrix.include.length],
  ];
  let longest = axes[0];
  for (const axis of axes) if (longest && axis[1] > longest[1]) longest = axis;
  return longest?.[0] ?? "matrix";
}
