import { LONGEST_CONDITION, faultsOfCondition } from "../conditions/condition.ts";
import type { ConditionScope } from "../conditions/condition-words.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { spanInScalar } from "../yaml/scalar-place.ts";
import { describeNode, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";

const EXAMPLE = "for example: `when: in.app_image.branch == 'main'`";

/** `when`: a condition in CEL, kept as it is written. Every fault is told at its place within the text. */
export function readWhen(
  { value }: MapEntry,
  scope: ConditionScope,
  problems: Problem[],
): string | undefined {
  const text = value.kind === "scalar" ? (textOfScalar(value) ?? "") : "";
  if (value.kind !== "scalar" || text.trim() === "") {
    const message = `\`when\` must be a condition, but is ${describeNode(value)}.`;
    problems.push(problem("INVALID_VALUE", value, message, { hint: EXAMPLE }));
    return undefined;
  }
  if (text.length > LONGEST_CONDITION) {
    const message = `\`when\` has ${text.length} characters; at most ${LONGEST_CONDITION} are read.`;
    problems.push(problem("INVALID_VALUE", value, message, { hint: "decide it in a script" }));
    return undefined;
  }
  const faults = faultsOfCondition(text, scope);
  for (const { message, hint, ...stretch } of faults) {
    const span = spanInScalar(value, text, stretch);
    problems.push(problem("INVALID_CONDITION", span, `\`when\` ${message}.`, { hint }));
  }
  return faults.length === 0 ? text.trim() : undefined;
}
