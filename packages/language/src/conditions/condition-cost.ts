import { isJsonObject } from "@landbridge/core";
import type { ASTNode } from "@marcbachmann/cel-js";
import { MATCHES_NAME } from "./condition-words.ts";

/** What a condition may cost at most, in steps of roughly 50 ns: a tenth of a second. */
export const MOST_COST = 2_000_000;

/** Of what is larger than anything that could be decided, it does not matter how large. */
const CEILING = 1e15;
const LETTERS_PER_STEP = 16;

/** How large something can be at most: what it takes to look at all of it, how many items it has, and the largest. */
interface Size {
  readonly cost: number;
  readonly weight: number;
  readonly count: number;
  readonly item: number;
}

/** What is known of a part of a condition: the value that it reads, or else how large what it gives can be. */
type Estimate = Size | { readonly cost: number; readonly value: unknown };

/** What the names of a condition stand for; `undefined` where that is not known yet. */
export type NamedValues = ReadonlyMap<string, unknown>;
type Names = ReadonlyMap<string, Estimate>;

/**
 * What deciding a condition costs at most, told before it is tried. Lists within loops, and texts that are put
 * together again and again, could keep the server busy for years.
 */
export function costOf(ast: ASTNode, values: NamedValues): number {
  return estimate(ast, new Map([...values].map(([name, value]) => [name, { cost: 1, value }]))).cost;
}

function estimate(node: ASTNode, names: Names): Estimate {
  switch (node.op) {
    case "value":
      return ofWeight(1, weightOfLiteral(node.args));
    case "id":
      return names.get(node.args) ?? ofWeight(1, 1);
    case ".":
    case ".?":
      return estimateKey(estimate(node.args[0], names), node.args[1]);
    case "[]":
    case "[?]": {
      const [of, key] = node.args;
      const { cost } = estimate(key, names);
      const read = estimateKey(
        estimate(of, names),
        key.op === "value" && typeof key.args === "string" ? key.args : undefined,
      );
      return { ...read, cost: bounded(read.cost + cost) };
    }
    case "list":
      return estimateItems(node.args, names);
    case "map":
      return estimateItems(node.args.flat(), names);
    case "?:": {
      const [condition, ...branches] = node.args.map((part) => sizeOf(estimate(part, names)));
      const cost = sum([condition, ...branches].map((part) => part?.cost ?? 0));
      return { ...largest(branches), cost };
    }
    case "call":
      return estimateCall(node.args[0], node.args[1], names);
    case "rcall":
      return estimateMethod(node.args, names);
    case "!_":
    case "-_":
      return ofWeight(estimate(node.args, names).cost + 1, 1);
    default:
      return estimateOperator(
        node.op,
        sizeOf(estimate(node.args[0], names)),
        sizeOf(estimate(node.args[1], names)),
      );
  }
}

function estimateKey(of: Estimate, key: string | undefined): Estimate {
  const cost = of.cost + 1;
  if (!("value" in of)) return ofWeight(cost, of.item);
  if (of.value === undefined) return { cost, value: undefined };
  if (key === undefined) return ofWeight(cost, sizeOf(of).item);
  const value: unknown = isMap(of.value) && Object.hasOwn(of.value, key) ? of.value[key] : undefined;
  return { cost, value };
}

function estimateItems(nodes: readonly ASTNode[], names: Names): Size {
  const sizes = nodes.map((node) => sizeOf(estimate(node, names)));
  return {
    cost: sum(sizes.map(({ cost }) => cost)) + 1,
    weight: sum(sizes.map(({ weight }) => weight)) + 1,
    count: sizes.length,
    item: largest(sizes).weight,
  };
}

function estimateOperator(op: string, left: Size, right: Size): Size {
  const cost = bounded(left.cost + right.cost + 1);
  if (op === "&&" || op === "||") return ofWeight(cost, 1);
  const both = bounded(left.weight + right.weight);
  if (op !== "+") return ofWeight(bounded(cost + both), 1);
  const item = Math.max(left.item, right.item);
  return { cost: bounded(cost + both), weight: both, count: left.count + right.count, item };
}

/** Functions that give about as much as they get. */
const AS_LARGE: ReadonlySet<string> = new Set([
  "dyn",
  "string",
  "trim",
  "lowerAscii",
  "upperAscii",
  "substring",
  "of",
  "or",
  "orValue",
  "value",
]);
/** Functions that give many times as much. */
const LARGER: ReadonlySet<string> = new Set(["bytes", "hex", "base64", "json"]);
/** Functions that look for one thing at every place of the other. */
const SEARCHES: ReadonlySet<string> = new Set(["contains", "indexOf", "lastIndexOf"]);
const LOOPS: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "filter", "map"]);

function estimateCall(name: string, parts: readonly ASTNode[], names: Names): Size {
  const sizes = parts.map((part) => sizeOf(estimate(part, names)));
  const weight = sum(sizes.map((size) => size.weight));
  const cost = bounded(sum(sizes.map((size) => size.cost)) + weight + 1);
  if (AS_LARGE.has(name)) return ofWeight(cost, weight + 2);
  const larger = (weight + 1) * LETTERS_PER_STEP;
  if (LARGER.has(name)) return ofWeight(bounded(cost + larger), larger);
  // As many items as letters, but none longer than the whole.
  if (name === "split") return { ...ofWeight(bounded(cost + larger), larger), item: weight };
  const product = sizes.reduce((all, size) => bounded(all * size.weight), 1);
  if (name === "join") return ofWeight(bounded(cost + product), product + weight);
  return ofWeight(SEARCHES.has(name) ? bounded(cost + product) : cost, 1);
}

type Method = readonly [name: string, of: ASTNode, parts: readonly ASTNode[]];

function estimateMethod([name, of, parts]: Method, names: Names): Estimate {
  const [variable, first, second] = parts;
  if (name === "bind" && variable?.op === "id" && first && second) {
    const bound = estimate(first, names);
    const body = estimate(second, new Map([...names, [variable.args, { ...bound, cost: 1 }]]));
    return { ...body, cost: bounded(body.cost + bound.cost) };
  }
  // Only our own way of matching is bounded; nothing else gets through `celOf`.
  if (name === "matches") return ofWeight(CEILING, 1);
  if (LOOPS.has(name) && variable?.op === "id")
    return estimateLoop(
      name,
      { range: sizeOf(estimate(of, names)), variable: variable.args, body: parts.slice(1) },
      names,
    );
  const call = estimateCall(name, [of, ...parts], names);
  // How far it goes is counted while it matches.
  return name === MATCHES_NAME ? { ...call, cost: bounded(call.cost + 10) } : call;
}

interface Loop {
  readonly range: Size;
  readonly variable: string;
  readonly body: readonly ASTNode[];
}

function estimateLoop(name: string, { range, variable, body }: Loop, names: Names): Size {
  const inner = new Map([...names, [variable, ofWeight(1, range.item)]]);
  const sizes = body.map((part) => sizeOf(estimate(part, inner)));
  const once = sum(sizes.map(({ cost }) => cost)) + 2;
  const cost = bounded(range.cost + range.count * once);
  if (name === "filter") return { ...range, cost };
  if (name !== "map") return ofWeight(cost, 1);
  const item = largest(sizes).weight;
  return { cost, weight: bounded(range.count * (item + 1)), count: range.count, item };
}

function ofWeight(cost: number, weight: number): Size {
  return { cost: bounded(cost), weight: bounded(weight), count: bounded(weight), item: bounded(weight) };
}

function sizeOf(estimated: Estimate): Size {
  if (!("value" in estimated)) return estimated;
  const { cost, value } = estimated;
  const items = Array.isArray(value) ? value : isMap(value) ? Object.keys(value) : undefined;
  if (!items) return ofWeight(cost, weightOf(value));
  const item = items.reduce((most: number, each) => Math.max(most, weightOf(each)), 1);
  // Keys are what a loop over a map gives; what is read from it may be as large as the whole.
  const weight = weightOf(value);
  return { cost, weight, count: items.length, item: Array.isArray(value) ? item : weight };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return isJsonObject(value);
}

/** What was weighed already: a condition may name a large version at many places. */
const WEIGHED = new WeakMap<object, number>();

function weightOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return weigh(value);
  const weight = WEIGHED.get(value) ?? weigh(value);
  WEIGHED.set(value, weight);
  return weight;
}

function weigh(value: unknown): number {
  let weight = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    weight += 1;
    if (typeof next === "string") weight += next.length / LETTERS_PER_STEP;
    else if (Array.isArray(next)) for (const item of next) open.push(item);
    else if (isMap(next)) for (const [key, item] of Object.entries(next)) open.push(key, item);
  }
  return weight;
}

function weightOfLiteral(value: unknown): number {
  return 1 + (typeof value === "string" || value instanceof Uint8Array ? value.length / LETTERS_PER_STEP : 0);
}

/** As large as the largest of them in every way. */
function largest(sizes: readonly (Size | undefined)[]): Size {
  const most = (part: (size: Size) => number): number =>
    sizes.reduce((all, size) => (size ? Math.max(all, part(size)) : all), 1);
  return {
    cost: 0,
    weight: most(({ weight }) => weight),
    count: most(({ count }) => count),
    item: most(({ item }) => item),
  };
}

function sum(numbers: readonly number[]): number {
  return bounded(numbers.reduce((total, number) => total + number, 0));
}

function bounded(number: number): number {
  return Math.min(number, CEILING);
}
