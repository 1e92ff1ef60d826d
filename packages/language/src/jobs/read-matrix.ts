import type { Matrix } from "@landbridge/core";
import { MOST_LEGS, numberOfLegs } from "@landbridge/core";
import { AXIS_FIELD, MATRIX_FIELDS } from "./addition-schema.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { expectMap, readField } from "../fields/read-fields.ts";
import { didYouMean } from "../problems/suggestion.ts";
import { withoutRepeats } from "../yaml/without-repeats.ts";
import { describeNode, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";

const EXAMPLE = 'matrix: {NODE: ["20", "22"], exclude: [{NODE: "20"}]}';
/** Every entry of `exclude` is held against every leg. */
const MOST_ENTRIES = MOST_LEGS;

/** `matrix`: axes with their values, and what is left out of or added to their combinations. */
export function readMatrix(entry: MapEntry, problems: Problem[]): Matrix | undefined {
  const map = expectMap(entry.value, "`matrix`", EXAMPLE, problems);
  if (!map) return undefined;
  const known = problems.length;
  const axes: Record<string, readonly string[]> = {};
  for (const axis of map.entries) {
    if (isNull(axis.value)) problems.push(axisWithoutValues(axis));
    else if (!isReserved(axis.key)) axes[axis.key] = readAxis(axis, problems);
  }
  const excluded = readLegs(map, "exclude", problems);
  const included = readLegs(map, "include", problems);
  for (const each of excluded) problems.push(...faultOfExclude(axes, each));
  const [exclude, include] = [excluded, included].map((legs) => legs.map(({ values }) => values));
  const matrix = { axes, exclude: exclude ?? [], include: include ?? [] };
  if (problems.slice(known).some(({ severity }) => severity === "error")) return undefined;
  const count = numberOfLegs(matrix);
  if (count > 0 && count <= MOST_LEGS) return matrix;
  problems.push(count === 0 ? noLegs(entry) : tooLarge(entry, count));
  return undefined;
}

function isReserved(key: string): boolean {
  return Object.hasOwn(MATRIX_FIELDS, key);
}

function axisWithoutValues({ key, keySpan }: MapEntry): Problem {
  const hint = `for example: \`${key}: ${isReserved(key) ? "[]" : AXIS_FIELD.example}\``;
  return problem("INVALID_VALUE", keySpan, `\`${key}\` of the matrix has no values.`, { hint });
}

/** The values of an axis as they are written: `5.10` is `5.10`. */
function readAxis(axis: MapEntry, problems: Problem[]): readonly string[] {
  if (!isVariable(axis.key)) problems.push(unusableName(axis));
  if (readField(axis, AXIS_FIELD, problems) === undefined || axis.value.kind !== "list") return [];
  return withoutRepeats(axis, axis.value.items.map(textOf), problems);
}

function isVariable(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}

function unusableName({ key, keySpan }: MapEntry): Problem {
  const message = `\`${key}\` can't be the name of an axis, which is a variable of each leg.`;
  const hint = "use letters, digits and `_`, and a letter first";
  return problem("INVALID_NAME", keySpan, message, { hint });
}

interface WrittenLeg {
  readonly node: MapNode;
  readonly values: Readonly<Record<string, string>>;
}

function readLegs(map: MapNode, key: "exclude" | "include", problems: Problem[]): readonly WrittenLeg[] {
  const entry = map.entries.find((each) => each.key === key);
  if (!entry || isNull(entry.value)) return [];
  if (readField(entry, MATRIX_FIELDS[key], problems) === undefined) return [];
  const items = entry.value.kind === "list" ? entry.value.items : [];
  if (items.length > MOST_ENTRIES) {
    const message = `\`${key}\` has ${items.length} entries; at most ${MOST_ENTRIES} are read.`;
    problems.push(problem("MATRIX_TOO_LARGE", entry.keySpan, message, { hint: "make the axes smaller" }));
    return [];
  }
  return items.flatMap((node) => {
    if (node.kind !== "map") return [];
    if (node.entries.length === 0) {
      const message = `An entry of \`${key}\` is empty.`;
      problems.push(problem("INVALID_VALUE", node, message, { hint: "remove it" }));
    }
    for (const each of node.entries) if (!isVariable(each.key)) problems.push(unusableName(each));
    return [{ node, values: Object.fromEntries(node.entries.map((each) => [each.key, textOf(each.value)])) }];
  });
}

function textOf(node: YamlNode): string {
  return (node.kind === "scalar" ? textOfScalar(node) : undefined) ?? "";
}

/** An entry takes nothing away if one of its keys is no axis, or its value none of the axis. */
function faultOfExclude(axes: Matrix["axes"], { node }: WrittenLeg): readonly Problem[] {
  for (const { key, keySpan, value } of node.entries) {
    const values = Object.hasOwn(axes, key) ? axes[key] : undefined;
    const nothing = "so this entry of `exclude` takes nothing away";
    if (!values) {
      const message = `\`${key}\` is no axis of the matrix, ${nothing}.`;
      const hint = didYouMean(key, Object.keys(axes)) ?? "remove it, or correct the name";
      return [problem("KEY_WITHOUT_EFFECT", keySpan, message, { hint })];
    }
    const text = textOf(value);
    // An axis that was wrong itself has been told.
    if (values.includes(text) || values.length === 0) continue;
    const message = `\`${key}\` is never ${describeNode(value)}, ${nothing}.`;
    const hint = didYouMean(text, values) ?? `one of ${values.slice(0, 10).join(", ")}`;
    return [problem("KEY_WITHOUT_EFFECT", value, message, { hint })];
  }
  return [];
}

function noLegs({ keySpan }: MapEntry): Problem {
  const message = "The matrix has no legs, so that the job would run nothing.";
  return problem("INVALID_VALUE", keySpan, message, { hint: `for example: \`${EXAMPLE}\`` });
}

function tooLarge({ keySpan }: MapEntry, count: number): Problem {
  const message = `The matrix has ${count} legs; at most ${MOST_LEGS} run.`;
  const hint = "take values out of its axes, or make several jobs of it";
  return problem("MATRIX_TOO_LARGE", keySpan, message, { hint });
}
