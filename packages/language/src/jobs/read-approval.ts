import type { Approval } from "@landbridge/core";
import { APPROVAL_FIELDS } from "./addition-schema.ts";
import { flag } from "../fields/field.ts";
import { readInputs } from "./read-inputs.ts";
import type { InputNames } from "./read-inputs.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue, readFields, unknownKey } from "../fields/read-fields.ts";
import { withoutRepeats } from "../yaml/without-repeats.ts";
import { describeNode, findEntry, isNull } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode } from "../yaml/yaml-node.ts";

const ASKED = flag().schema;
const ANYBODY: Approval = { approvers: [], required: 1, selfApproval: true };

const { inputs: _inputs, ...PLAIN_FIELDS } = APPROVAL_FIELDS;

/**
 * `approval`: a map, or `true` for a gate that anyone may open. `false` asks for none. `inputNames` are those of the
 * job, which become variables of the run like the gate's own.
 */
export function readApproval(
  entry: MapEntry,
  inputNames: InputNames,
  problems: Problem[],
): Approval | undefined {
  const { value } = entry;
  if (value.kind === "map") return readGate(value, inputNames, problems);
  const asked = value.kind === "scalar" ? ASKED.safeParse(value.value) : undefined;
  if (asked?.success) return asked.data ? ANYBODY : undefined;
  const message = `\`approval\` must be a map, or true, but is ${describeNode(value)}.`;
  const hint = "for example: `approval: {approvers: [release-managers], required: 2}`";
  problems.push(problem("INVALID_VALUE", value, message, { hint }));
  return undefined;
}

function readGate(map: MapNode, inputNames: InputNames, problems: Problem[]): Approval {
  const { values, others } = readFields(map, PLAIN_FIELDS, problems);
  let inputs: Approval["inputs"] = [];
  for (const other of others) {
    if (other.key !== "inputs") problems.push(unknownKey(other, "`approval`", Object.keys(APPROVAL_FIELDS)));
    else if (isNull(other.value)) problems.push(emptyValue(other));
    else inputs = readInputs(other, inputNames, problems);
  }
  const { timeoutMinutes, message } = values;
  const entry = findEntry(map, "approvers");
  const approvers =
    entry && values.approvers ? withoutRepeats(entry, values.approvers, problems) : ANYBODY.approvers;
  return {
    approvers,
    required: values.required ?? ANYBODY.required,
    selfApproval: values.selfApproval ?? ANYBODY.selfApproval,
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
    ...(message === undefined ? {} : { message }),
    ...(inputs.length === 0 ? {} : { inputs }),
  };
}
