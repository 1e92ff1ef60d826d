import type { JobInput } from "@landbridge/core";
import type { ASTNode } from "@marcbachmann/cel-js";
import { CAUSE_KINDS, INPUTS_NAME, MATCHES_NAME, listOfWords } from "./condition-words.ts";
import type { ConditionFault, ConditionScope } from "./condition-words.ts";
import { compilePattern } from "./pattern.ts";
import { didYouMean } from "../problems/suggestion.ts";

/** What CEL can't know: which INs the job has, which texts a cause or a choice can be, and our patterns. */
export function faultsOfNames(
  ast: ASTNode,
  condition: string,
  scope: ConditionScope,
): readonly ConditionFault[] {
  const faults: ConditionFault[] = [];
  const open: unknown[] = [ast];
  // A list instead of recursion: the tree may be as deep as the condition is long.
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (Array.isArray(node)) open.push(...node);
    if (!isNode(node)) continue;
    const fault =
      faultOfInput(node, condition, scope) ??
      faultOfComparison(node, scope.inputs ?? []) ??
      faultOfPattern(node);
    if (fault) faults.push(fault);
    open.push(node.args);
  }
  return faults.toSorted((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

interface Read {
  readonly of: string;
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** `of.key` or `of['key']`. */
function readOf(node: ASTNode): Read | undefined {
  if (node.op === ".") {
    const [of, key] = node.args;
    return of.op === "id" ? { of: of.args, key, start: node.end - key.length, end: node.end } : undefined;
  }
  if (node.op !== "[]") return undefined;
  const [of, key] = node.args;
  if (of.op !== "id" || key.op !== "value" || typeof key.args !== "string") return undefined;
  return { of: of.args, key: key.args, ...key.range };
}

function faultOfInput(node: ASTNode, condition: string, { ins }: ConditionScope): ConditionFault | undefined {
  const read = readOf(node);
  if (!ins || read?.of !== INPUTS_NAME || ins.has(read.key)) return undefined;
  const { key, start, end } = read;
  const dashed = dashedName(condition.slice(start), ins);
  if (node.op === "." && dashed !== undefined) {
    const message = `reads \`in.${dashed}\`, which is a subtraction to CEL`;
    return { start, end: start + dashed.length, message, hint: `write \`in['${dashed}']\``, isMisread: true };
  }
  const names = [...ins];
  const known = names.length === 0 ? `add \`- IN: ${key}\`` : `it has ${listOfWords(names.slice(0, 10))}`;
  const message = `reads \`${key}\`, which is no IN of the job`;
  return { start, end, message, hint: didYouMean(key, names) ?? known };
}

/** The IN that the text begins with, over dashes. */
function dashedName(text: string, ins: ReadonlySet<string>): string | undefined {
  const [written = ""] = /^\w+(?:-\w+)+/.exec(text) ?? [];
  for (let name = written; name.includes("-"); name = name.slice(0, name.lastIndexOf("-"))) {
    if (ins.has(name)) return name;
  }
  return undefined;
}

/** A comparison with a text that the other side never is. */
function faultOfComparison(node: ASTNode, inputs: readonly JobInput[]): ConditionFault | undefined {
  if (node.op !== "==" && node.op !== "!=") return undefined;
  const [left, right] = node.args;
  const [side, text] = left.op === "value" ? [right, left] : [left, right];
  const read = readOf(side);
  if (!read || text.op !== "value" || typeof text.args !== "string") return undefined;
  const words = wordsOf(read, inputs);
  if (!words || words.includes(text.args)) return undefined;
  const message = `compares \`${read.of}.${read.key}\` with a text that it never is`;
  return {
    ...text.range,
    message,
    hint: didYouMean(text.args, words) ?? `it is one of ${listOfWords(words)}`,
  };
}

/** A pattern that stands in the condition can be read before any run. */
function faultOfPattern(node: ASTNode): ConditionFault | undefined {
  if (node.op !== "rcall" || node.args[0] !== MATCHES_NAME) return undefined;
  const [pattern] = node.args[2];
  if (pattern?.op !== "value" || typeof pattern.args !== "string") return undefined;
  const compiled = compilePattern(pattern.args);
  if (compiled.ok) return undefined;
  return { ...pattern.range, message: `matches a pattern that can't be read: ${compiled.message}` };
}

function wordsOf({ of, key }: Read, inputs: readonly JobInput[]): readonly string[] | undefined {
  if (of === "cause") return key === "kind" ? CAUSE_KINDS : undefined;
  const input = of === "inputs" ? inputs.find(({ name }) => name === key) : undefined;
  return input?.type === "choice" ? input.options : undefined;
}
