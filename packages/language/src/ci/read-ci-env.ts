import type { CiDefinition, CiEnv, CiVariable } from "@landbridge/core";
import { splitAssignments, toShellText } from "../fields/assignments.ts";
import { append } from "../yaml/append.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { emptyValue } from "../fields/read-fields.ts";
import { describeNode, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, ScalarNode, YamlNode } from "../yaml/yaml-node.ts";

type Env = CiDefinition["env"];

interface EnvReading {
  readonly global: CiVariable[];
  readonly entries: CiEnv[];
}

/** `env`: a text, a list or a map of assignments, each entry one leg; or `global` and `matrix`. */
export function readCiEnv(entry: MapEntry, problems: Problem[]): Env {
  const reading: EnvReading = { global: [], entries: [] };
  if (isNull(entry.value)) problems.push(emptyValue(entry));
  else readPart(reading, entry.value, problems);
  return reading;
}

/** Assignments that are set together: of `pre_ci_boot`, or of an entry of the matrix. */
export function readCiVariables(entry: MapEntry, problems: Problem[]): CiEnv {
  if (isNull(entry.value)) {
    problems.push(emptyValue(entry));
    return [];
  }
  return entriesOf(entry.value, problems).flat();
}

function readPart(reading: EnvReading, node: YamlNode, problems: Problem[]): void {
  if (node.kind === "list") {
    for (const item of node.items) readPart(reading, item, problems);
    return;
  }
  if (node.kind !== "map") {
    append(reading.entries, entriesOf(node, problems));
    return;
  }
  const variables: MapEntry[] = [];
  for (const each of node.entries) {
    if (each.key === "global") append(reading.global, readCiVariables(each, problems));
    else if (each.key === "matrix") append(reading.entries, readEntries(each, problems));
    else variables.push(each);
  }
  if (variables.length > 0) append(reading.entries, entriesOf({ ...node, entries: variables }, problems));
}

function readEntries(entry: MapEntry, problems: Problem[]): readonly CiEnv[] {
  if (!isNull(entry.value)) return entriesOf(entry.value, problems);
  problems.push(emptyValue(entry));
  return [];
}

/** A text or a map is one entry; of a list, each item is. */
function entriesOf(node: YamlNode, problems: Problem[]): readonly CiEnv[] {
  if (node.kind === "list") return node.items.flatMap((item) => entriesOf(item, problems));
  const variables = node.kind === "map" ? ofMap(node, problems) : ofScalar(node, problems);
  return variables.length === 0 ? [] : [variables];
}

function ofScalar(node: ScalarNode, problems: Problem[]): CiEnv {
  if (isNull(node)) {
    const span = { ...node, end: node.start + 1 };
    problems.push(
      problem("EMPTY_VALUE", span, "An entry of `env` is empty and is left out.", {
        hint: "remove the line",
      }),
    );
    return [];
  }
  const variables: CiVariable[] = [];
  for (const { name, value } of splitAssignments(textOfScalar(node) ?? "")) {
    if (name === undefined) problems.push(notAssigned(node, value, variables.length > 0));
    else variables.push({ kind: "plain", name, value });
  }
  return variables;
}

function notAssigned(node: ScalarNode, word: string, hasVariable: boolean): Problem {
  const message = `\`${word.length > 40 ? `${word.slice(0, 37)}…` : word}\` in \`env\` assigns nothing and is left out.`;
  return problem("INVALID_VALUE", node, message, {
    severity: "warning",
    hint: hasVariable
      ? 'quote a value with blanks in it: `- NAME="two words"`'
      : "for example: `- SUITE=unit`",
  });
}

function ofMap(node: MapNode, problems: Problem[]): CiEnv {
  const variables: CiVariable[] = [];
  for (const entry of node.entries) {
    if (entry.key === "secure") append(variables, readSecure(entry, entry.value, problems));
    else append(variables, readVariable(entry, problems));
  }
  return variables;
}

function readSecure(entry: MapEntry, node: YamlNode, problems: Problem[]): readonly CiVariable[] {
  if (node.kind === "list") return node.items.flatMap((item) => readSecure(entry, item, problems));
  const encrypted = node.kind === "scalar" ? textOfScalar(node)?.trim() : undefined;
  if (encrypted !== undefined && encrypted !== "") return [{ kind: "secure", encrypted }];
  if (isNull(node)) problems.push(emptyValue(entry));
  else {
    const message = `\`secure\` must be an encrypted text, but is ${describeNode(node)}.`;
    problems.push(
      problem("INVALID_VALUE", node, message, { hint: "paste the whole encrypted text behind `secure:`" }),
    );
  }
  return [];
}

function readVariable({ key, keySpan, value }: MapEntry, problems: Problem[]): readonly CiVariable[] {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) {
    const message = `\`${key}\` can't be the name of an environment variable; it is left out.`;
    const hint = "use letters, digits and `_`, and a letter first";
    problems.push(problem("UNUSUAL_NAME", keySpan, message, { hint }));
    return [];
  }
  if (value.kind !== "scalar") {
    const message = `The environment variable \`${key}\` must be text, but is ${describeNode(value)}.`;
    problems.push(problem("INVALID_VALUE", value, message, { hint: `for example: \`${key}: fast\`` }));
    return [];
  }
  return [{ kind: "plain", name: key, value: toShellText(textOfScalar(value) ?? "") }];
}
