import type { TaskStep } from "@landbridge/core";
import { append } from "../yaml/append.ts";
import { foreignTaskKey } from "../problems/foreign-words.ts";
import { problem } from "../problems/problem.ts";
import type { Problem } from "../problems/problem.ts";
import { readFields, unknownKey } from "../fields/read-fields.ts";
import { EMPTY_RUNTIME, readRuntime } from "./read-runtime.ts";
import { readScript } from "../fields/read-script.ts";
import { IMAGE_FIELDS, TASK_FIELDS } from "../fields/schema.ts";
import { KEYS_OF_VERB, verbOfKey } from "./step-verb.ts";
import type { Span } from "../yaml/source-text.ts";
import { describeNode, findEntry, isNull, textOfScalar } from "../yaml/yaml-node.ts";
import type { MapEntry, MapNode, YamlNode } from "../yaml/yaml-node.ts";

export const TASK_EXAMPLE = "- TASK: {name: compile, script: [make]}";

/**
 * The tasks of one `TASK` in any of its forms: a map, a list of `{script}` maps or texts, a text. `siblings` are
 * keys that stand beside `TASK` and belong inside. `firstNumber` numbers tasks without a name.
 */
export function readTasks(
  entry: MapEntry,
  siblings: readonly MapEntry[],
  context: { readonly firstNumber: number; readonly problems: Problem[] },
): readonly TaskStep[] {
  const { problems } = context;
  if (isNumberOrFlag(entry.value)) {
    problems.push(taskOfWrongType(entry.value));
    return [];
  }
  const outer = entriesBeside(siblings, problems);
  const parts = isNull(entry.value) ? [] : partsOf(entry.value, problems);
  if (parts.length === 0 || outer.length > 0) {
    // Keys beside TASK count for the first part, or are the task when TASK itself is empty.
    const [first, ...rest] = parts;
    parts.splice(
      0,
      parts.length,
      { entries: [...(first?.entries ?? []), ...outer], scripts: first?.scripts ?? [] },
      ...rest,
    );
  }
  return parts.flatMap((part, index) => {
    const task = readPart(part, { entry, number: context.firstNumber + index, problems });
    return task ? [task] : [];
  });
}

/** `script: true` is the command `true`, but a whole task that is none of text, list and map is a slip. */
function isNumberOrFlag(node: YamlNode): boolean {
  return node.kind === "scalar" && (typeof node.value === "number" || typeof node.value === "boolean");
}

function taskOfWrongType(node: YamlNode): Problem {
  const message = `\`TASK\` must be a map with a script, or commands, but is ${describeNode(node)}.`;
  return problem("INVALID_VALUE", node, message, { hint: `for example: \`${TASK_EXAMPLE}\`` });
}

/** One task as it is written: its keys, and scripts that came from a list. */
interface TaskPart {
  readonly entries: readonly MapEntry[];
  readonly scripts: readonly YamlNode[];
}

function partsOf(node: YamlNode, problems: Problem[]): TaskPart[] {
  if (node.kind === "map") return [{ entries: withoutSteps(node, problems), scripts: [] }];
  if (node.kind === "scalar") return [{ entries: [], scripts: [node] }];
  const parts: TaskPart[] = [];
  let scripts: YamlNode[] = [];
  for (const item of flatten(node)) {
    if (item.kind === "map" && isTaskOfItsOwn(item)) {
      if (scripts.length > 0) parts.push({ entries: [], scripts });
      scripts = [];
      parts.push({ entries: withoutSteps(item, problems), scripts: [] });
      continue;
    }
    append(scripts, item.kind === "map" ? scriptsOfItem(item, problems) : [item]);
  }
  if (scripts.length > 0) parts.push({ entries: [], scripts });
  return parts;
}

function flatten(node: YamlNode): readonly YamlNode[] {
  return node.kind === "list" ? node.items.flatMap((item) => flatten(item)) : [node];
}

/** Does an item of a list have keys that make it a task, and not only commands of one? */
export function isTaskOfItsOwn(item: MapNode): boolean {
  return findEntry(item, "runtime") !== undefined || findEntry(item, "name") !== undefined;
}

/** Steps that slid into a TASK are told and left out. */
function withoutSteps(map: MapNode, problems: Problem[]): readonly MapEntry[] {
  return map.entries.filter((entry) => {
    if (!verbOfKey(entry.key)) return true;
    const message = `\`${entry.key}\` stands inside a TASK, where it has no effect.`;
    const hint = "line `- OUT` and `- IN` up with `- TASK`";
    problems.push(problem("MISPLACED_KEY", entry.keySpan, message, { hint, hasNoEffect: true }));
    return false;
  });
}

/** A `{script: …}` of the list form; anything else in it is told. A map without one is a command that lacks quotes. */
function scriptsOfItem(item: MapNode, problems: Problem[]): readonly YamlNode[] {
  const script = findEntry(item, "script");
  const hasStep = item.entries.some(({ key }) => verbOfKey(key) !== undefined);
  if (!script && !hasStep) return [item];
  const isOfStep = (key: string): boolean => hasStep && !KEYS_OF_VERB.TASK.includes(key);
  for (const entry of withoutSteps(item, problems)) {
    // Options of a step that slid in go with it.
    if (entry.key !== "script" && !isOfStep(entry.key))
      problems.push(unknownKey(entry, "a TASK", KEYS_OF_VERB.TASK));
  }
  return script ? [script.value] : [];
}

function entriesBeside(siblings: readonly MapEntry[], problems: Problem[]): readonly MapEntry[] {
  const usable: MapEntry[] = [];
  for (const entry of siblings) {
    if (!KEYS_OF_VERB.TASK.includes(entry.key)) {
      problems.push(unknownKey(entry, "a TASK step", KEYS_OF_VERB.TASK, foreignTaskKey(entry.key)));
      continue;
    }
    const message = `\`${entry.key}\` belongs inside TASK; it is read as if it stood there.`;
    problems.push(problem("MISPLACED_KEY", entry.keySpan, message, { hint: "indent it under `TASK:`" }));
    usable.push(entry);
  }
  return usable;
}

function readPart(
  part: TaskPart,
  context: { readonly entry: MapEntry; readonly number: number; readonly problems: Problem[] },
): TaskStep | undefined {
  const { entry, number, problems } = context;
  const known = problems.length;
  const map: MapNode = { kind: "map", ...spanOf(entry.keySpan), entries: part.entries };
  const { values, others } = readFields(map, TASK_FIELDS, problems);
  const script = part.scripts.flatMap((node) => readScript(node, problems));
  let runtime = EMPTY_RUNTIME;
  for (const other of others) {
    if (other.key === "script") append(script, readTaskScript(other, problems));
    else if (other.key !== "runtime")
      problems.push(unknownKey(other, "a TASK", KEYS_OF_VERB.TASK, hintFor(other.key)));
    else if (!isNull(other.value)) runtime = readRuntime(other.value, problems);
  }
  const hasFault = problems.slice(known).some(({ severity }) => severity === "error");
  const name = values.name ?? `task_${number}`;
  if (script.length > 0) return { kind: "task", name, runtime, script };
  if (hasFault) return undefined;
  const message =
    values.name === undefined ? "The TASK has no commands." : `The TASK \`${name}\` has no commands.`;
  problems.push(
    problem("MISSING_TASK", entry.keySpan, message, { hint: `for example: \`${TASK_EXAMPLE}\`` }),
  );
  return undefined;
}

function readTaskScript(entry: MapEntry, problems: Problem[]): readonly string[] {
  return isNull(entry.value) ? [] : readScript(entry.value, problems);
}

function hintFor(key: string): string | undefined {
  if (Object.hasOwn(IMAGE_FIELDS, key) || key === "env") return `\`${key}\` belongs under \`runtime:\``;
  return key.toLowerCase() === "script" ? "did you mean `script`?" : foreignTaskKey(key);
}

function spanOf({ source, start, end }: Span): Span {
  return { source, start, end };
}

/** `TASK: managed`: the platform does the work. */
export function isManaged(node: YamlNode): boolean {
  return node.kind === "scalar" && textOfScalar(node)?.trim() === "managed";
}
