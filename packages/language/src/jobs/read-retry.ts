import type { Retry } from "@landbridge/core";
import { RETRY_CAUSES } from "@landbridge/core";
import { RETRY_FIELDS } from "./addition-schema.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { readField, readFields, unknownKey } from "../fields/read-fields.ts";
import { withoutRepeats } from "../yaml/without-repeats.ts";
import { describeNode, findEntry } from "../yaml/yaml-node.ts";
import type { MapEntry } from "../yaml/yaml-node.ts";

const DEFAULT_BACKOFF_SECONDS = 10;
const EXAMPLE = "for example: `retry: {attempts: 3, on: [failure, lost]}`";

/** `retry`: a map, or only the number of attempts. */
export function readRetry(entry: MapEntry, problems: Problem[]): Retry | undefined {
  const { value, keySpan } = entry;
  if (value.kind === "scalar") {
    const attempts = readField(entry, RETRY_FIELDS.attempts, problems);
    return attempts === undefined ? undefined : retryOf(attempts);
  }
  if (value.kind === "list") {
    const message = `\`retry\` must be a map, or the number of attempts, but is ${describeNode(value)}.`;
    problems.push(problem("INVALID_VALUE", value, message, { hint: EXAMPLE }));
    return undefined;
  }
  const { values, others } = readFields(value, RETRY_FIELDS, problems);
  for (const other of others) problems.push(unknownKey(other, "`retry`", Object.keys(RETRY_FIELDS)));
  const on = findEntry(value, "on");
  const causes = on && values.on ? withoutRepeats(on, values.on, problems) : RETRY_CAUSES;
  if (values.attempts !== undefined)
    return { ...retryOf(values.attempts, values.backoffSeconds), on: causes };
  if (!findEntry(value, "attempts")) {
    const message = "`retry` does not say how many `attempts` there are.";
    problems.push(problem("MISSING_KEY", keySpan, message, { hint: "for example: `attempts: 3`" }));
  }
  return undefined;
}

function retryOf(attempts: number, backoffSeconds: number = DEFAULT_BACKOFF_SECONDS): Retry {
  return { attempts, on: RETRY_CAUSES, backoffSeconds };
}
