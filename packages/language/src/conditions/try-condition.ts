import type { KnownConditionValues, TriedCondition } from "@landbridge/core";
import type { ASTNode } from "@marcbachmann/cel-js";
import { INPUTS_NAME } from "./condition-words.ts";
import { compile, evaluateCondition } from "./evaluate-condition.ts";

/**
 * Is the condition true, as far as that can be known? What is not known is not there: `a || b` and `a && b` are
 * decided by the other side where that is enough.
 *
 *     tryCondition("in.app.branch == 'main'", known)  // { kind: "unknown", reads: ["in.app.branch"] }
 */
export function tryCondition(condition: string, known: KnownConditionValues): TriedCondition {
  const read = readsOf(condition);
  const unknown = read.paths.filter((path) => !isKnown(path, known)).map(textOfPath);
  // What is not known is taken for missing by `has()`, which would then answer.
  if (unknown.length > 0 && read.asksWhatIsThere) return { kind: "unknown", reads: unknown };
  const outcome = evaluateCondition(condition, known);
  if (outcome.ok || unknown.length === 0) return { kind: "decided", outcome };
  return { kind: "unknown", reads: unknown };
}

/** What a condition reads: `in`, the name of an IN and a field of its version; or `inputs` or `cause` and a name. */
type Path = readonly string[];

function readsOf(condition: string): { readonly paths: readonly Path[]; readonly asksWhatIsThere: boolean } {
  const found = new Map<string, Path>();
  let asksWhatIsThere = false;
  const open: unknown[] = [astOf(condition)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (Array.isArray(node)) open.push(...node);
    if (!isNode(node)) continue;
    if (node.op === "call" && node.args[0] === "has") asksWhatIsThere = true;
    const path = pathOf(node);
    if (path && path.length === (path[0] === INPUTS_NAME ? 3 : 2)) found.set(path.join(" "), path);
    open.push(node.args);
  }
  return { paths: [...found.values()].toReversed(), asksWhatIsThere };
}

/** One that can't be read has been told where it is declared, and reads nothing. */
function astOf(condition: string): ASTNode | undefined {
  try {
    return compile(condition).ast;
  } catch {
    return undefined;
  }
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value;
}

function pathOf(node: ASTNode): Path | undefined {
  if (node.op === "id") return [node.args];
  if (node.op === ".") {
    const before = pathOf(node.args[0]);
    return before && [...before, node.args[1]];
  }
  if (node.op !== "[]") return undefined;
  const [of, key] = node.args;
  const before = pathOf(of);
  return before && key.op === "value" && typeof key.args === "string" ? [...before, key.args] : undefined;
}

function isKnown([root = "", name = "", field = ""]: Path, known: KnownConditionValues): boolean {
  if (root === "cause") return Object.hasOwn(known.cause, name);
  if (root === "inputs") return Object.hasOwn(known.inputs, name);
  if (root !== INPUTS_NAME) return true;
  const version = Object.hasOwn(known.in, name) ? known.in[name] : undefined;
  return version === undefined || Object.hasOwn(version, field);
}

function textOfPath([root = "", ...keys]: Path): string {
  const first = root === INPUTS_NAME ? "in" : root;
  return keys.reduce(
    (text, key) => (/^[A-Za-z_]\w*$/.test(key) ? `${text}.${key}` : `${text}['${key}']`),
    first,
  );
}
