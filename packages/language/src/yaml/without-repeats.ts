import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import type { MapEntry } from "./yaml-node.ts";

/** Each value of a list once; one that stands there again is told at its place. */
export function withoutRepeats<Value>(
  entry: MapEntry,
  values: readonly Value[],
  problems: Problem[],
): readonly Value[] {
  const unique = new Set(values);
  if (unique.size === values.length) return values;
  const seen = new Set<Value>();
  for (const [index, value] of values.entries()) {
    const node = entry.value.kind === "list" ? entry.value.items[index] : undefined;
    if (seen.has(value)) {
      const message = `\`${String(value)}\` stands twice in \`${entry.key}\` and counts once.`;
      problems.push(problem("REPEATED_VALUE", node ?? entry.value, message, { hint: "remove one of them" }));
    }
    seen.add(value);
  }
  return [...unique];
}
